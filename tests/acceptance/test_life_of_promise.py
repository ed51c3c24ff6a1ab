"""promise-generuj-leady: whole lives of leads by mail, on a moving clock; each mail that goes out to the partner, and its day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.house import STAFF, House, assert_told
from support.office import ALFA, CLIENT, JAN, form

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
    house.look("2027-01-29 10:05", "2027-02-01 10:00")

    assert house.payouts("2027-02-01 11:00") == [["2000.00", "paid"], ["365.00", "paid"]]
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
    )
