"""infor-referral: whole lives of referrals by mail, on a moving clock; each mail that goes out to the referrer, and its day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.house import STAFF, SUPERIOR, House, assert_told, plain

CLAIRE = "Claire Fontaine <claire.fontaine@conseilops.example>"
REFERENCE = "IR-2026-00001"
LEAD = """Bonjour,

Nous souhaitons vous recommander l’opportunité suivante :

Société référente : ConseilOps SARL
Référent : Claire Fontaine – claire.fontaine@conseilops.example – 04 72 10 20 30
Prospect : Laiterie du Vercors SAS
Contact chez le prospect : Bernard Mounier, directeur industriel, b.mounier@laiterie-vercors.example, 06 12 34 56 78
Produit : Infor M3 (Cloud multi-tenant)
Description : Remplacement d’un ERP vieillissant sur trois sites de production.
Montant estimé : 180 000 €
"""
SALES = f"""date,client_tax_id,product,billing,quantity,annual_value,currency,reference
2026-03-10,,infor-m3,annual,1,150000.00,EUR,{REFERENCE}
2026-03-10,,services,,1,40000.00,EUR,{REFERENCE}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A referral of Monday 2 February 2026."""
    made = House(tmp_path, program="infor-referral", zone="Europe/Paris")
    made.arrives(LEAD, sender=CLAIRE, subject="Référencement", at="2026-02-02 09:30")
    made.look("2026-02-02 09:31")
    yield made
    made.stop()


def asked(house: House, at: str) -> None:
    """The referrer asks how it stands, in the conversation."""
    house.arrives("Où en est notre dossier ?", sender=CLAIRE, answers=house.to(CLAIRE)[-1], at=at)
    house.look(at)


def contacted(house: House) -> None:
    house.command("mark", REFERENCE, "contacted", at="2026-02-05 10:00")
    house.look("2026-02-05 10:05")


def ordered(house: House, order: str) -> None:
    """In reply to the digest of 11 February."""
    house.look("2026-02-11 08:00")
    house.arrives(order, sender=STAFF, answers=house.to(STAFF)[-1], at="2026-02-11 09:00")
    house.look("2026-02-11 09:01", "2026-02-11 09:17")


def test_a_referral_is_contacted_approved_sold_paid_by_the_client_and_its_commission_paid(house: House, tmp_path: Path) -> None:
    asked(house, "2026-02-03 09:00")
    contacted(house)
    asked(house, "2026-02-06 09:00")
    house.command("mark", REFERENCE, "qualified", at="2026-02-09 10:00")
    house.look("2026-02-09 10:05")
    ordered(house, "1 ok")
    house.command("mark", REFERENCE, "won", at="2026-03-10 10:00")
    house.look("2026-03-10 10:05")
    (tmp_path / "sales.csv").write_text(SALES, "utf-8")
    house.command("import", "--program", "infor-referral", "sales-report", str(tmp_path / "sales.csv"), at="2026-03-11 09:00")
    house.command("mark", REFERENCE, "invoiced", "--amount", "190000.00", "--note", "F1", at="2026-04-01 10:00")
    assert house.payouts("2026-04-02 09:00") == [["15000.00", "estimated", "client-unpaid"]]
    asked(house, "2026-04-02 10:00")

    house.command("mark", REFERENCE, "client-paid", "--amount", "190000.00", "--note", "F1", at="2026-05-04 10:00")
    house.look("2026-05-04 10:05", "2026-05-05 10:05")
    assert house.payouts("2026-05-06 09:00") == [["15000.00", "earned"]]
    asked(house, "2026-05-06 10:00")
    house.command("mark", REFERENCE, "paid", "--amount", "15000.00", at="2026-05-29 10:00")
    house.look("2026-05-29 10:05", "2026-06-01 10:05")

    assert house.payouts("2026-06-02 09:00") == [["15000.00", "paid"]]
    assert house.to(SUPERIOR) == []
    assert_told(
        house.to(CLAIRE),
        ("2026-02-02", "Une personne de notre équipe prendra contact avec vous au plus tard le lundi 9 février 2026."),
        ("2026-02-03", "Prochaine étape : de notre côté – un premier contact\nÉchéance : lundi 9 février 2026"),
        ("2026-02-05", "Un premier contact a eu lieu le 5 février 2026"),
        ("2026-02-06", "Prochaine étape : de notre côté – l’examen\nReçu le"),
        ("2026-02-09", "transmis à notre service commercial"),
        ("2026-02-11", "Estimation : 10 %"),
        ("2026-03-10", "a abouti à une vente"),
        ("2026-04-02", "15 000,00 EUR – estimation : le client n’a pas encore payé"),
        ("2026-05-04", "a tout payé"),
        ("2026-05-06", "15 000,00 EUR – dû"),
        ("2026-05-29", "15 000,00 EUR"),
    )


def test_without_a_persons_contact_the_superior_hears_at_noon_of_the_fifth_business_day(house: House) -> None:
    house.look("2026-02-09 11:59")
    assert house.to(SUPERIOR) == []
    house.look("2026-02-09 12:00", "2026-02-09 12:01")
    assert len(house.to(SUPERIOR)) == 1


def test_once_a_person_has_made_contact_no_day_is_promised_any_more(house: House) -> None:
    contacted(house)
    house.look("2026-02-06 08:00", "2026-02-09 12:00", "2026-02-10 08:00", "2026-02-10 09:00")

    before, after = plain(house.to(STAFF)[0]), plain(house.to(STAFF)[-1])
    assert "lundi 9 février 2026" in before
    assert (REFERENCE in after, "9 février 2026" in after.split("Client :")[0], "en retard" in after) == (True, False, False)
    assert (house.to(SUPERIOR), len(house.to(CLAIRE))) == ([], 2)


def test_an_incomplete_referral_is_asked_for_lapses_and_one_mail_revives_it(house: House) -> None:
    house.arrives(
        LEAD.replace("Laiterie du Vercors SAS", "Fromagerie du Diois SARL").replace("Produit : Infor M3 (Cloud multi-tenant)\n", ""),
        sender="Luc Petit <luc.petit@conseilnord.example>",
        subject="Référencement",
        at="2026-02-03 09:30",
    )
    house.look("2026-02-03 09:31")
    for day in ("06", "12", "17", "18"):
        house.look(f"2026-02-{day} 10:00")
    second = "IR-2026-00002"
    assert house.states()[second] == "lapsed"
    luc = house.to("luc.petit")
    house.arrives("Produit : Infor WMS", sender=str(luc[0]["To"]), answers=luc[0], at="2026-02-20 09:00")
    house.look("2026-02-20 09:05")

    assert house.states()[second] == "in_review"
    assert_told(
        house.to("luc.petit"),
        ("2026-02-03", "mardi 17 février 2026"),
        ("2026-02-06", "Il nous manque encore des informations"),
        ("2026-02-12", "Il nous manque encore des informations"),
        ("2026-02-18", "Un seul message avec les informations manquantes rouvre le référencement"),
        ("2026-02-20", "prendra contact avec vous au plus tard le vendredi 27 février 2026"),
    )


def test_a_single_tenant_project_is_refused_at_once_with_the_condition(house: House) -> None:
    house.arrives(
        LEAD.replace("Laiterie du Vercors SAS", "Fromagerie du Diois SARL").replace("multi-tenant", "single-tenant"),
        sender=CLAIRE,
        subject="Autre opportunité",
        at="2026-02-03 09:30",
    )
    house.look("2026-02-03 09:31")

    assert house.states()["IR-2026-00002"] == "rejected"
    assert_told(house.to(CLAIRE)[1:], ("2026-02-03", "Condition du programme :"))


def test_a_referral_that_sales_do_not_qualify_ends_with_the_reason(house: House) -> None:
    contacted(house)
    ordered(house, "1 non, non qualifié")

    assert (house.states(), house.payouts("2026-02-12 09:00")) == ({REFERENCE: "rejected"}, [])
    assert_told(house.to(CLAIRE)[2:], ("2026-02-11", REFERENCE))


def test_a_lost_referral_pays_nothing(house: House) -> None:
    contacted(house)
    ordered(house, "1 ok")
    house.command("mark", REFERENCE, "lost", at="2026-03-10 10:00")
    house.look("2026-03-10 10:05", "2026-03-11 10:05")

    assert (house.states(), house.payouts("2026-03-12 09:00")) == ({REFERENCE: "lost"}, [])
    assert_told(house.to(CLAIRE)[3:], ("2026-03-10", REFERENCE))


def test_a_referral_that_is_taken_back_is_over(house: House) -> None:
    house.arrives(f"Nous retirons le référencement {REFERENCE}.", sender=CLAIRE, answers=house.to(CLAIRE)[-1], at="2026-02-04 09:00")
    house.look("2026-02-04 09:05", "2026-02-09 12:05")

    assert house.states() == {REFERENCE: "withdrawn"}
    assert house.to(SUPERIOR) == []
    assert_told(house.to(CLAIRE)[1:], ("2026-02-04", REFERENCE))
