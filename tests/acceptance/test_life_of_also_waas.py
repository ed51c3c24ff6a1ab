"""also-waas: whole lives of leads by mail, on a moving clock; each mail that goes out, and its day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.house import STAFF, House, assert_told, plain

SJOERD = "Sjoerd Willemsen <sjoerd@kibrabant.example>"
REFERENCE = "AW-2026-00001"
PRICES = """deal_type,bundle,term_months,commission,currency
new,waas-notebook,36,55.00,EUR
renewal,waas-notebook,12,20.00,EUR
"""


def lead(**changes: str | None) -> str:
    """A complete registration, with other or without lines."""
    lines: dict[str, str | None] = {
        "Klant": "Bouwbedrijf Van den Heuvel B.V.",
        "Adres": "Industrieweg 14, 5261 LB Vught",
        "BTW-nummer": "NL874855251B01",
        "Bundel": "WaaS Notebook",
        "Aantal": "12 stuks",
        "Looptijd": "36 maanden",
        "Partner": "Kantoor & ICT Brabant B.V.",
        "Contactpersoon": "Sjoerd Willemsen",
        "E-mail": "sjoerd@kibrabant.example",
        **changes,
    }
    data = "\n".join(f"{label}: {value}" for label, value in lines.items() if value is not None)
    return f"Beste ALSO,\n\nHierbij melden wij de volgende klant aan voor WaaS:\n\n{data}\n"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """With a price list."""
    made = House(tmp_path, program="also-waas", zone="Europe/Amsterdam")
    prices = tmp_path / "prices.csv"
    prices.write_text(PRICES, "utf-8")
    made.command("import", "--program", "also-waas", "price-list", str(prices), at="2026-02-02 09:00")
    yield made
    made.stop()


def registered(house: House, text: str) -> None:
    """Received on Tuesday 3 February 2026."""
    house.arrives(text, sender=SJOERD, subject="Aanmelding WaaS", at="2026-02-03 11:15")
    house.look("2026-02-03 11:16")


def staff_order(house: House, order: str) -> None:
    """In reply to Wednesday's digest; carried out once it can no longer be taken back."""
    house.look("2026-02-04 08:00")
    house.arrives(order, sender=STAFF, answers=house.to(STAFF)[-1], at="2026-02-04 09:00")
    house.look("2026-02-04 09:01", "2026-02-04 09:17")


def test_a_lead_is_approved_signed_by_both_and_paid(house: House) -> None:
    registered(house, lead())
    staff_order(house, "1 ok")
    assert house.payouts("2026-02-04 10:00") == [["660.00", "estimated"]]

    house.command("mark", REFERENCE, "won", at="2026-02-20 09:00")
    house.command("mark", REFERENCE, "signed", "--note", "ALSO", at="2026-02-20 09:00")
    house.look("2026-02-20 09:05")
    assert house.payouts("2026-02-20 10:00") == [["660.00", "held", "gate:signatures"]]
    house.command("mark", REFERENCE, "signed", "--note", "client", at="2026-02-23 09:00")
    house.look("2026-02-23 09:05")
    assert house.payouts("2026-02-23 10:00") == [["660.00", "earned"]]

    house.arrives(f"Hoe staat het met {REFERENCE}?", sender=SJOERD, at="2026-02-24 09:00")
    house.look("2026-02-24 09:05")
    house.command("mark", REFERENCE, "paid", "--amount", "660.00", at="2026-03-31 09:00")
    house.look("2026-03-31 09:05")

    assert house.payouts("2026-03-31 10:00") == [["660.00", "paid"]]
    assert_told(
        house.to(SJOERD),
        ("2026-02-03", "U hoort de uitkomst uiterlijk op dinsdag 10 februari 2026"),
        ("2026-02-04", "Schatting: 660,00 EUR"),
        ("2026-02-20", "heeft tot een contract geleid"),
        ("2026-02-24", "Uitbetaling: 660,00 EUR"),
        ("2026-03-31", "660,00 EUR"),
    )


def test_a_renewal_waits_for_the_warranty_too_and_its_confirmation_says_so(house: House) -> None:
    renewal = lead(Looptijd="12 maanden") + "\nHet gaat om een verlenging van een contract van 24 maanden.\n"
    registered(house, renewal)
    staff_order(house, "1 ok")
    house.command("mark", REFERENCE, "won", at="2026-02-20 09:00")
    for party in ("ALSO", "client"):
        house.command("mark", REFERENCE, "signed", "--note", party, at="2026-02-20 09:00")
    assert house.payouts("2026-02-20 10:00") == [["240.00", "held", "gate:warranty"]]

    house.command("decide", REFERENCE, "approve", "--check", "gate:warranty", at="2026-02-23 09:00")
    assert house.payouts("2026-02-23 10:00") == [["240.00", "earned"]]
    assert_told(house.to(SJOERD)[:2], ("2026-02-03", REFERENCE), ("2026-02-04", "garantie"))


def test_a_refused_credit_check_ends_a_lead_with_its_reason(house: House) -> None:
    registered(house, lead())
    staff_order(house, "1 nee, krediet geweigerd")

    assert house.states() == {REFERENCE: "rejected"}
    assert house.payouts("2026-02-05 10:00") == []
    assert_told(house.to(SJOERD), ("2026-02-03", "in behandeling"), ("2026-02-04", "credit check"))


def test_a_lost_lead_is_told_and_pays_nothing(house: House) -> None:
    registered(house, lead())
    staff_order(house, "1 ok")
    house.command("mark", REFERENCE, "lost", at="2026-02-20 09:00")
    house.look("2026-02-20 09:05", "2026-02-20 09:06")

    assert (house.states(), house.payouts("2026-02-20 10:00")) == ({REFERENCE: "lost"}, [])
    assert [*map(str, (each["Date"] for each in house.to(SJOERD)))][2:] == ["Fri, 20 Feb 2026 09:00:00 +0100"]


def test_a_partner_takes_its_lead_back(house: House) -> None:
    registered(house, lead())
    house.arrives(
        "Wij trekken deze aanmelding in, de klant ziet ervan af.", sender=SJOERD, answers=house.to(SJOERD)[-1], at="2026-02-05 09:00"
    )
    house.look("2026-02-05 09:05")

    assert house.states() == {REFERENCE: "withdrawn"}
    assert_told(house.to(SJOERD), ("2026-02-03", "in behandeling"), ("2026-02-05", "ingetrokken"))


def test_an_incomplete_lead_is_asked_for_thrice_lapses_and_one_mail_revives_it(house: House) -> None:
    registered(house, lead(Adres=None))
    for day in ("04", "05", "06", "09", "10", "11", "12", "13", "16", "17", "18"):
        house.look(f"2026-02-{day} 10:00", f"2026-02-{day} 10:01")
    assert house.states() == {REFERENCE: "lapsed"}

    house.arrives("Het adres is Industrieweg 14, 5261 LB Vught.", sender=SJOERD, answers=house.to(SJOERD)[0], at="2026-02-20 09:00")
    house.look("2026-02-20 09:05")
    assert house.states() == {REFERENCE: "in_review"}
    assert_told(
        house.to(SJOERD),
        ("2026-02-03", "Adres van de klant"),
        ("2026-02-06", "Adres van de klant"),
        ("2026-02-12", "Adres van de klant"),
        ("2026-02-18", REFERENCE),
        ("2026-02-20", "in behandeling"),
    )


def test_who_waits_in_line_hears_nothing_of_the_rival_and_is_judged_once_the_client_is_free(house: House) -> None:
    inge, second = "Inge Mulder <inge@delftict.example>", "AW-2026-00002"
    registered(house, lead())
    house.arrives(
        lead(Partner="Delft ICT B.V.", Contactpersoon="Inge Mulder", **{"E-mail": "inge@delftict.example"}),
        sender=inge,
        subject="WaaS",
        at="2026-02-03 12:00",
    )
    house.look("2026-02-03 12:01")
    assert house.states() == {REFERENCE: "in_review", second: "in_line"}
    house.arrives("Wat is de status van onze aanmelding?", sender=inge, answers=house.to(inge)[-1], at="2026-02-04 07:00")
    house.look("2026-02-04 07:01")
    house.arrives("Wij trekken deze aanmelding in.", sender=SJOERD, answers=house.to(SJOERD)[-1], at="2026-02-05 09:00")
    house.look("2026-02-05 09:05", "2026-02-05 09:06")

    assert house.states() == {REFERENCE: "withdrawn", second: "in_review"}
    assert_told(
        house.to(inge),
        ("2026-02-03", "Aanmelding AW-2026-00002 staat in de wachtrij."),
        ("2026-02-04", "Status: in de wachtrij"),
        ("2026-02-05", "sinds 5 februari 2026 loopt de credit check van de eindklant"),
    )
    assert not any(word in plain(mail) for mail in house.to(inge) for word in ("Kantoor", "Sjoerd", REFERENCE))


def test_staff_close_the_gates_of_a_renewal_in_one_reply(house: House) -> None:
    renewal = lead(Looptijd="12 maanden") + "\nHet gaat om een verlenging van een contract van 24 maanden.\n"
    registered(house, renewal)
    staff_order(house, "1 ok")
    house.command("mark", REFERENCE, "won", at="2026-02-20 09:00")
    house.look("2026-02-20 09:05")
    house.arrives("Hoe staat het met onze aanmelding?", sender=SJOERD, answers=house.to(SJOERD)[-1], at="2026-02-20 10:00")
    house.look("2026-02-20 10:05", "2026-02-23 08:00")
    house.arrives("1 ok\n2 ok", sender=STAFF, answers=house.to(STAFF)[-1], at="2026-02-23 09:00")
    house.look("2026-02-23 09:01", "2026-02-23 09:17")

    assert house.payouts("2026-02-23 10:00") == [["240.00", "earned"]]
    held = "wordt gecontroleerd: de overeenkomst is nog niet door beide partijen ondertekend; wij controleren de garantie van de fabrikant"
    assert_told(house.to(SJOERD)[2:], ("2026-02-20", "heeft tot een contract geleid"), ("2026-02-20", held))
