"""promise-generuj-leady: whole lives of leads by mail, on a moving clock; each mail that goes out to the partner, and its day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.house import STAFF, SUPERIOR, House, assert_told, plain
from support.office import ALFA, BETA, CLIENT, EWA, JAN, form

REFERENCE, RIVAL = "GL-2026-00001", "GL-2026-00002"
STATUS = "Jaki jest status naszego zgłoszenia?"
COLUMNS = "date,client_tax_id,product,billing,quantity,annual_value,currency"
PLACE = "Miejsce tego zgłoszenia w kolejności wpływu zachowujemy do 30.11.2026 (poniedziałek)"
VERIFIED = "od 16.11.2026 trwa jego weryfikacja w Microsoft.\n\nO wyniku poinformujemy Państwa najpóźniej 23.11.2026 (poniedziałek)"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, program="promise-generuj-leady", zone="Europe/Warsaw")
    yield made
    made.stop()


def registered(house: House, **changes: str | None) -> None:
    """Received on Monday 16 November 2026."""
    data = form(CLIENT, ALFA, **changes)
    house.arrives(
        f"Dzień dobry,\n\nzgłaszamy klienta.\n\n{data}\n\nPozdrawiam\nJan Nowak", sender=JAN, subject="Nowy temat", at="2026-11-16 09:00"
    )
    house.look("2026-11-16 09:01")


def answered(house: House, text: str, *, at: str, mail: int = -1) -> None:
    """The partner answers one of its mails; the service looks at once."""
    house.arrives(text, sender=JAN, answers=house.to(JAN)[mail], at=at)
    house.look(at)


def ordered(house: House, day: str, order: str) -> None:
    """In reply to that day's digest; carried out once it can no longer be taken back."""
    house.look(f"{day} 08:00")
    house.arrives(order, sender=STAFF, answers=house.to(STAFF)[-1], at=f"{day} 09:00")
    house.look(f"{day} 09:01", f"{day} 09:17")


def reported(house: House, at: str, *rows: str) -> None:
    """Microsoft's report, imported."""
    report = house.installation.folder / "report.csv"
    report.write_text("\n".join((COLUMNS, *rows)), "utf-8")
    house.command("import", "--program", "promise-generuj-leady", "sales-report", str(report), at=at)
    house.look(at)


def test_a_lead_is_asked_for_completed_verified_sold_and_paid(house: House) -> None:
    registered(house, Liczba_PC=None)
    for day in ("17", "18", "19", "20", "23", "24", "25"):
        house.look(f"2026-11-{day} 10:00", f"2026-11-{day} 18:00")
    answered(house, STATUS, at="2026-11-26 09:00")
    answered(house, "30 komputerów", mail=0, at="2026-11-27 09:00")
    answered(house, STATUS, at="2026-11-28 09:00")
    ordered(house, "2026-12-01", "1 ok")
    answered(house, STATUS, at="2026-12-02 09:00")
    assert house.payouts("2026-12-03 09:00") == [[None, "estimated"]]

    reported(house, "2026-12-15 10:00", "2026-12-08,6423171456,m365-business-standard,annual,25,10000.00,PLN")
    assert house.payouts("2026-12-15 12:00") == [["2000.00", "earned"], ["365.00", "held", "gate:new-partner"]]
    answered(house, STATUS, at="2026-12-15 13:00")
    ordered(house, "2026-12-16", "1 ok")
    assert house.payouts("2026-12-16 12:00") == [["2000.00", "earned"], ["365.00", "earned"]]
    house.command("mark", REFERENCE, "paid", "--amount", "2365.00", at="2027-01-29 10:00")
    house.look("2027-01-29 10:05", "2027-02-25 10:00", "2027-02-26 10:00", "2027-03-01 10:00")
    answered(house, STATUS, at="2027-03-01 11:00")

    assert house.payouts("2027-03-01 12:00") == [["2000.00", "paid"], ["365.00", "paid"]]
    assert_told(
        house.to(JAN),
        ("2026-11-16", "Brakuje liczby PC w firmie klienta"),
        ("2026-11-19", PLACE),
        ("2026-11-25", PLACE),
        ("2026-11-26", "Termin: 30.11.2026 (poniedziałek)"),
        ("2026-11-27", "od 27.11.2026 trwa jego weryfikacja w Microsoft."),
        ("2026-11-28", "Stan: w weryfikacji"),
        ("2026-12-01", "Szacunek: 20% rocznej wartości sprzedaży."),
        ("2026-12-02", "Liczy się sprzedaż do 31.12.2026; wypłata do 28.02.2027."),
        (
            "2026-12-15",
            "2 000,00 PLN – należne, wypłata do 28.02.2027\n  - 365,00 PLN – w trakcie sprawdzania: sprawdzamy, czy to pierwszy udział",
        ),
        ("2027-01-29", "wypłaciliśmy Państwu 2 365,00 PLN za zgłoszenie GL-2026-00001"),
        ("2027-02-26", "Wypłacono: 2 365,00 PLN\nGL-2026-00001 – Browar Zdrój Sp. z o.o.:\n  - 2 000,00 PLN – wypłacone"),
        ("2027-03-01", "2 000,00 PLN – wypłacone\n  - 365,00 PLN – wypłacone"),
    )


def test_a_lead_that_is_taken_back_is_over_also_where_it_is_asked_about(house: House) -> None:
    registered(house)
    ordered(house, "2026-11-17", "1 ok")
    answered(house, "Wycofujemy zgłoszenie, klient zrezygnował z zakupu.", at="2026-11-20 09:00")
    answered(house, STATUS, at="2026-11-23 09:00")
    house.look("2026-12-01 09:00", "2027-02-26 09:00")

    assert (house.states(), house.payouts("2027-02-26 10:00")) == ({REFERENCE: "withdrawn"}, [])
    assert_told(
        house.to(JAN),
        ("2026-11-16", VERIFIED),
        ("2026-11-17", "Potwierdzamy: zgłoszenie GL-2026-00001"),
        ("2026-11-20", "zostało wycofane"),
        ("2026-11-23", "Stan: wycofane"),
    )


def test_a_lead_that_is_not_completed_lapses_and_one_mail_revives_it(house: House) -> None:
    registered(house, Liczba_PC=None)
    for day in ("11-17", "11-18", "11-19", "11-20", "11-23", "11-24", "11-25", "11-26", "11-27", "11-30"):
        house.look(f"2026-{day} 10:00", f"2026-{day} 23:30")
    assert house.states() == {REFERENCE: "incomplete"}
    house.look("2026-12-01 09:00")
    assert house.states() == {REFERENCE: "lapsed"}
    answered(house, STATUS, at="2026-12-02 09:00")
    answered(house, "Klient ma 30 komputerów.", at="2026-12-03 09:00")

    assert house.states() == {REFERENCE: "in_review"}
    again = "Jedna wiadomość z brakującymi danymi ponownie otworzy zgłoszenie; o kolejności zdecyduje data jej wpływu."
    assert_told(
        house.to(JAN),
        ("2026-11-16", PLACE),
        ("2026-11-19", PLACE),
        ("2026-11-25", PLACE),
        ("2026-12-01", f"{again}\n\n- Brakuje liczby PC w firmie klienta"),
        ("2026-12-02", "Następny krok: po Państwa stronie – jedna wiadomość z brakującymi danymi otworzy sprawę ponownie"),
        ("2026-12-03", "O wyniku poinformujemy Państwa najpóźniej 10.12.2026 (czwartek)"),
    )


def test_a_lead_that_microsoft_refuses_after_the_promised_day_is_explained_that_night_and_ends_with_the_reason(house: House) -> None:
    registered(house)
    house.look("2026-11-20 12:00", "2026-11-23 11:59")
    assert house.to(SUPERIOR) == []
    house.look("2026-11-23 12:00", "2026-11-23 23:59", "2026-11-24 00:01", "2026-11-24 07:00")
    ordered(house, "2026-11-25", "1 nie, zgłoszone w Microsoft")
    answered(house, STATUS, at="2026-11-26 09:00")

    assert (house.states(), house.payouts("2026-11-26 10:00")) == ({REFERENCE: "rejected"}, [])
    assert_told(house.to(SUPERIOR), ("2026-11-23", "Termin odpowiedzi: 23.11.2026 (poniedziałek)"))
    assert_told(
        house.to(JAN),
        ("2026-11-16", VERIFIED),
        ("2026-11-24", "O wyniku poinformujemy Państwa, gdy tylko go poznamy."),
        ("2026-11-25", "Szansa nie została wcześniej zgłoszona do Microsoft"),
        ("2026-11-26", "Stan: odrzucone"),
    )


def test_a_rival_waits_for_the_older_leads_data_and_hears_no_more_than_that_it_was_later(house: House) -> None:
    registered(house, Liczba_PC=None)
    house.arrives(f"Dzień dobry,\n\n{form(CLIENT, BETA)}", sender=EWA, subject="Nowy temat", at="2026-11-17 09:00")
    house.look("2026-11-17 09:01")
    assert house.states() == {REFERENCE: "incomplete", RIVAL: "in_review"}
    answered(house, "30 komputerów", at="2026-11-18 09:00")
    assert house.states() == {REFERENCE: "in_review", RIVAL: "rejected"}
    answered(house, "Wycofujemy zgłoszenie.", at="2026-11-20 09:00")
    house.look("2026-11-20 09:05")

    assert house.states() == {REFERENCE: "withdrawn", RIVAL: "rejected"}
    assert_told(
        house.to(EWA),
        ("2026-11-17", "Sprawdzamy, czy szansa nie została zgłoszona wcześniej."),
        ("2026-11-18", "Ta szansa sprzedażowa została zgłoszona już wcześniej."),
    )
    assert not any(word in plain(mail) for mail in house.to(EWA) for word in ("Alfa", "Jan Nowak", REFERENCE))


def test_what_is_sold_outside_the_edition_pays_nothing_and_the_statement_says_why(house: House) -> None:
    registered(house)
    ordered(house, "2026-11-17", "1 ok")
    reported(house, "2027-01-15 10:00", "2027-01-08,6423171456,m365-business-standard,annual,25,10000.00,PLN")
    answered(house, STATUS, at="2027-01-18 09:00")
    house.look("2027-02-25 10:00", "2027-02-26 10:00", "2027-02-26 10:01", "2027-03-01 10:00")

    assert house.payouts("2027-03-01 11:00") == [["0.00", "refused", "sale-outside-window"]]
    nothing = "nic nie jest należne: sprzedaż nastąpiła poza czasem trwania programu"
    assert_told(house.to(JAN)[2:], ("2027-01-18", nothing), ("2027-02-26", nothing))


def test_a_lead_without_a_sale_is_told_so_when_the_edition_is_settled(house: House) -> None:
    registered(house)
    ordered(house, "2026-11-17", "1 ok")
    house.look("2026-12-31 23:59", "2027-01-01 09:00", "2027-02-25 10:00")
    house.restart()
    house.look("2027-03-02 10:00", "2027-03-02 10:01")
    house.command("mark", REFERENCE, "lost", at="2027-03-03 09:00")
    house.look("2027-03-03 09:05")

    assert house.states() == {REFERENCE: "lost"}
    assert_told(
        house.to(JAN)[2:], ("2027-03-02", "w raportach nie ma sprzedaży do tego zgłoszenia"), ("2027-03-03", "zamknięte bez sprzedaży")
    )


def test_one_statement_tells_a_partner_what_was_paid_and_what_was_capped(house: House) -> None:
    registered(house)
    mill = form(CLIENT, ALFA, Klient="Młyn Nowy Sp. z o.o.", NIP_klienta="5261040828")
    house.arrives(mill, sender=JAN, subject="Drugi temat", at="2026-11-16 10:00")
    house.look("2026-11-16 12:00")
    ordered(house, "2026-11-17", "1 ok\n2 ok")
    reported(
        house,
        "2027-01-11 10:00",
        "2026-12-08,6423171456,m365-business-standard,annual,600,120000.00,PLN",
        "2026-12-09,5261040828,m365-business-standard,annual,25,10000.00,PLN",
    )
    house.look("2027-02-26 10:00", "2027-02-26 10:05")

    (told,) = [mail for mail in house.to(JAN) if "rozliczenie" in str(mail["Subject"])]
    assert str(told["Subject"]) == "Generuj Leady – III edycja: rozliczenie [GL-2026-00001 +1]"
    assert "Do wypłaty do 28.02.2027: 4 000,00 PLN\nW trakcie sprawdzania: 365,00 PLN\n" in plain(told)
    assert "liczy się 500 z 600 licencji, to 2 000,00 PLN." in plain(told)
