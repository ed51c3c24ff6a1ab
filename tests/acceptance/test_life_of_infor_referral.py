"""infor-referral: whole lives of opportunities by mail, on a moving clock; each mail that goes out, and its day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.house import House, assert_told, plain

ANNE = "Anne Petit <anne.petit@conseilalpha.example>"
REFERENCE = "IR-2026-00001"
LEAD = """Bonjour,

Nous souhaitons vous référencer une opportunité.

Client : Brasserie du Port SAS
Contact chez le client : Luc Morel, luc.morel@brasserieduport.example
Produit : Infor M3
Description : remplacement de leur ERP, 40 utilisateurs
Partenaire : Conseil Alpha SARL
Votre contact : Anne Petit, anne.petit@conseilalpha.example
"""
SALES = f"""date,reference,client_tax_id,product,billing,quantity,annual_value,currency
2026-04-10,{REFERENCE},,infor-m3,annual,40,48000.00,EUR
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """With an opportunity of Tuesday 3 February 2026."""
    made = House(tmp_path, program="infor-referral", zone="Europe/Paris")
    made.arrives(LEAD, sender=ANNE, subject="Opportunité", at="2026-02-03 11:15")
    made.look("2026-02-03 11:16")
    yield made
    made.stop()


def test_an_opportunity_is_contacted_handed_over_approved_won_and_paid(house: House, tmp_path: Path) -> None:
    house.command("mark", REFERENCE, "contacted", "--date", "2026-02-05", at="2026-02-05 16:00")
    house.look("2026-02-05 16:05")
    house.command("mark", REFERENCE, "qualified", "--date", "2026-02-09", at="2026-02-09 10:00")
    house.look("2026-02-09 10:05")
    house.command("decide", REFERENCE, "approve", at="2026-02-12 10:00")
    house.look("2026-02-12 10:05")
    house.command("mark", REFERENCE, "won", "--date", "2026-04-10", at="2026-04-10 10:00")
    house.look("2026-04-10 10:05")

    report = tmp_path / "sales.csv"
    report.write_text(SALES, "utf-8")
    house.command("import", "--program", "infor-referral", "sales-report", str(report), at="2026-04-13 09:00")
    for event, day in (("invoiced", "2026-04-14"), ("client-paid", "2026-05-18")):
        house.command("mark", REFERENCE, event, "--date", day, "--amount", "48000.00", "--note", "F-1", at=f"{day} 10:00")
        house.look(f"{day} 10:05")
    assert house.payouts("2026-05-18 11:00") == [["4800.00", "earned"]]
    house.command("mark", REFERENCE, "paid", "--amount", "4800.00", at="2026-06-01 10:00")
    house.look("2026-06-01 10:05", "2026-06-02 10:05")

    assert house.states() == {REFERENCE: "won"}
    assert house.payouts("2026-06-02 11:00") == [["4800.00", "paid"]]
    assert_told(
        house.to("anne.petit"),
        ("2026-02-03", REFERENCE),
        ("2026-02-05", "premier contact"),
        ("2026-02-09", "transmis à notre service commercial"),
        ("2026-02-12", "Estimation"),
        ("2026-04-10", REFERENCE),
        ("2026-05-18", "a tout payé"),
        ("2026-06-01", "4 800,00"),
    )


def test_one_that_sales_do_not_take_is_rejected_with_the_reason(house: House) -> None:
    house.command("decide", REFERENCE, "reject", "--note", "pas de budget", at="2026-02-06 10:00")
    house.look("2026-02-06 10:05")

    assert house.states() == {REFERENCE: "rejected"}
    assert "pas de budget" in plain(house.to("anne.petit")[-1])


def test_one_that_is_lost_pays_nothing(house: House) -> None:
    house.command("decide", REFERENCE, "approve", at="2026-02-06 10:00")
    house.command("mark", REFERENCE, "lost", "--date", "2026-03-02", at="2026-03-02 10:00")
    house.look("2026-03-02 10:05")

    assert house.states() == {REFERENCE: "lost"}
    assert house.payouts("2026-03-03 10:00") == []
