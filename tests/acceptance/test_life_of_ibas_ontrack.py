"""ibas-ontrack: whole lives of leads by mail, on a moving clock; each mail that goes out to the partner, and its day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.house import STAFF, House, assert_told, plain

SANNA = "Sanna Koskinen <sanna.koskinen@tietotukilahti.example>"
APPLICATION, REFERENCE = "IO-2026-00001", "IO-2026-00002"
APPLIES = """Hei,

haluamme Ibas Ontrackin kumppaniksi.

Yritys: Tietotuki Lahti Oy
Y-tunnus: 2617416-4
Yhteyshenkilö: Sanna Koskinen
Puhelin: 03 781 2240
Sähköposti: sanna.koskinen@tietotukilahti.example
"""
LEAD = """Hei,

ohjaamme teille uuden asiakkaan asiakasviite-vaihtoehdolla.

Partnerin rekisteröintinumero: IO-P-0001
Asiakas: Kuljetusliike Harju Oy
Y-tunnus: 3771278-1
Yhteyshenkilö: Mika Harju, puh. 040 512 3388, mika.harju@kuljetusharju.example
Palvelu: tietojen palautus
Kuvaus: Palvelimen RAID-pakka hajosi viikonlopun sähkökatkossa.

Terveisin
Sanna Koskinen
"""
INVOICE = """Hei,

tässä laskumme.

Lasku nro 1045
Päiväys: 7.4.2026
Veroton summa: {net} EUR
ALV 25,5 %: {vat} EUR
Yhteensä: {total} EUR
Tilinumero: FI21 1234 5600 0007 85

Terveisin
Sanna Koskinen
"""
SO_FAR = [("2026-02-02", "on vastaanotettu ja käsittelyssä"), ("2026-02-03", "IO-P-0001"), ("2026-02-09", "kunnossa ja rekisteröity")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A partner that was admitted on 3 February 2026, and its referral of Monday the 9th."""
    made = House(tmp_path, program="ibas-ontrack", zone="Europe/Helsinki")
    made.arrives(APPLIES, sender=SANNA, subject="Kumppaniksi", at="2026-02-02 10:00")
    made.look("2026-02-02 10:01", "2026-02-03 08:00")
    made.arrives("1 ok", sender=STAFF, answers=made.to(STAFF)[-1], at="2026-02-03 09:00")
    made.look("2026-02-03 09:01", "2026-02-03 09:17")
    made.arrives(LEAD, sender=SANNA, subject="Asiakasviite", at="2026-02-09 10:00")
    made.look("2026-02-09 10:01")
    assert made.states() == {APPLICATION: "confirmed", REFERENCE: "confirmed"}
    yield made
    made.stop()


def paid_by_the_client(house: House) -> None:
    """Accepted on 2 March, paid on the 25th; the quarter's request for an invoice goes out on 1 April."""
    house.command("mark", REFERENCE, "client-approved", "--date", "2026-03-02", at="2026-03-02 09:00")
    house.look("2026-03-02 09:05")
    house.command("mark", REFERENCE, "invoiced", "--date", "2026-03-10", "--amount", "4000.00", "--note", "A-1", at="2026-03-10 09:00")
    house.command("mark", REFERENCE, "client-paid", "--date", "2026-03-25", "--amount", "4000.00", "--note", "A-1", at="2026-03-25 09:00")
    house.look("2026-03-31 09:00", "2026-04-01 09:00", "2026-04-01 09:01")


def days(house: House, *found: str) -> None:
    """The service looks in the morning and in the evening of each."""
    for day in found:
        house.look(f"{day} 09:00", f"{day} 23:30")


def test_a_referral_is_sold_its_fee_invoiced_and_paid(house: House) -> None:
    paid_by_the_client(house)
    assert house.payouts("2026-04-02 09:00") == [["400.00", "invoice-asked"]]
    house.arrives(
        INVOICE.format(net="400,00", vat="102,00", total="502,00"), sender=SANNA, answers=house.to(SANNA)[-1], at="2026-04-07 09:00"
    )
    days(house, "2026-04-07")
    assert [row[:2] for row in house.payouts("2026-04-08 09:00")] == [["400.00", "held"]]

    house.look("2026-04-08 08:00")
    house.arrives("1 ok", sender=STAFF, answers=house.to(STAFF)[-1], at="2026-04-08 09:00")
    house.look("2026-04-08 09:01", "2026-04-08 09:17")
    assert house.payouts("2026-04-09 09:00") == [["400.00", "invoiced"]]
    house.command("mark", REFERENCE, "paid", "--amount", "400.00", at="2026-05-15 09:00")
    days(house, "2026-05-15", "2026-05-18")

    assert house.payouts("2026-05-18 09:00") == [["400.00", "paid"]]
    assert_told(
        house.to(SANNA),
        *SO_FAR,
        ("2026-03-02", "johti kauppaan"),
        ("2026-04-01", "Lähettäkää se viimeistään 1.10.2026"),
        ("2026-04-07", "Olemme vastaanottaneet laskunne 1045 ja maksamme sen viimeistään 15.5.2026"),
        ("2026-05-15", "400,00 EUR"),
    )


def test_a_fee_without_an_invoice_is_forfeited_after_two_reminders(house: House) -> None:
    paid_by_the_client(house)
    days(house, "2026-08-31", "2026-09-01", "2026-09-02", "2026-09-23", "2026-09-24", "2026-09-25", "2026-10-01")
    assert house.payouts("2026-10-01 23:45") == [["400.00", "invoice-asked"]]

    days(house, "2026-10-02", "2026-10-05")
    assert house.payouts("2026-10-05 23:45") == [["0.00", "forfeited"]]
    assert_told(
        house.to(SANNA),
        *SO_FAR,
        ("2026-03-02", "johti kauppaan"),
        ("2026-04-01", "Lähettäkää se viimeistään 1.10.2026"),
        ("2026-09-01", "odotamme yhä"),
        ("2026-09-24", "odotamme yhä"),
    )


def test_a_referral_that_the_client_does_not_accept_in_180_days_expires_after_two_warnings(house: House) -> None:
    days(house, "2026-07-08", "2026-07-09", "2026-07-10", "2026-07-31", "2026-08-01", "2026-08-02", "2026-08-08")
    assert house.states()[REFERENCE] == "confirmed"
    days(house, "2026-08-09", "2026-08-10")

    assert house.states()[REFERENCE] == "expired"
    assert_told(
        house.to(SANNA),
        *SO_FAR,
        ("2026-07-09", "päättyy 8.8.2026"),
        ("2026-08-01", "päättyy 8.8.2026"),
        ("2026-08-09", "voimassaoloaika on päättynyt"),
    )


def test_more_time_that_staff_grant_moves_the_last_day_and_its_warnings(house: House) -> None:
    days(house, "2026-07-09")
    house.arrives(
        f"Hei,\n\nPyydämme lisäaikaa ilmoitukselle {REFERENCE}: asiakkaan päätös siirtyy, uusi määräaika 30.9.2026.\n\nTerveisin\nSanna",
        sender=SANNA,
        answers=house.to(SANNA)[-1],
        at="2026-07-20 09:00",
    )
    house.look("2026-07-20 09:01", "2026-07-21 08:00")
    house.arrives("1 ok", sender=STAFF, answers=house.to(STAFF)[-1], at="2026-07-21 09:00")
    house.look("2026-07-21 09:01", "2026-07-21 09:17")
    days(house, "2026-08-01", "2026-08-09", "2026-08-31", "2026-09-23", "2026-09-30")
    assert house.states()[REFERENCE] == "confirmed"
    days(house, "2026-10-01")

    assert house.states()[REFERENCE] == "expired"
    assert_told(
        house.to(SANNA),
        *SO_FAR,
        ("2026-07-09", "päättyy 8.8.2026"),
        ("2026-07-20", "Olemme vastaanottaneet pyyntönne"),
        ("2026-07-21", "30.9.2026"),
        ("2026-08-31", "päättyy 30.9.2026"),
        ("2026-09-23", "päättyy 30.9.2026"),
        ("2026-10-01", "voimassaoloaika on päättynyt"),
    )


def test_a_lost_referral_pays_nothing(house: House) -> None:
    house.command("mark", REFERENCE, "lost", at="2026-03-02 09:00")
    days(house, "2026-03-02", "2026-04-01")

    assert (house.states()[REFERENCE], house.payouts("2026-04-02 09:00")) == ("lost", [])
    assert_told(house.to(SANNA), *SO_FAR, ("2026-03-02", REFERENCE))


def test_a_referral_that_is_taken_back_is_over(house: House) -> None:
    house.arrives(f"Perumme ilmoituksen {REFERENCE}, asiakas vetäytyi.", sender=SANNA, answers=house.to(SANNA)[-1], at="2026-02-12 09:00")
    days(house, "2026-02-12", "2026-07-09", "2026-08-09")

    assert (house.states()[REFERENCE], house.payouts("2026-08-10 09:00")) == ("withdrawn", [])
    assert_told(house.to(SANNA), *SO_FAR, ("2026-02-12", REFERENCE))


def test_how_a_referral_stands_is_told_with_the_last_day_and_the_money(house: House) -> None:
    asked = "Missä vaiheessa ilmoituksemme on?"
    house.arrives(asked, sender=SANNA, answers=house.to(SANNA)[-1], at="2026-02-10 09:00")
    house.look("2026-02-10 09:05")
    paid_by_the_client(house)
    house.arrives(asked, sender=SANNA, answers=house.to(SANNA)[-1], at="2026-04-02 09:00")
    house.look("2026-04-02 09:05")

    (first, *_, last) = [plain(mail) for mail in house.to(SANNA)[len(SO_FAR) :]]
    assert "la 8.8.2026" in first
    assert "400,00 EUR – odotamme laskuanne, maksamme viimeistään 15.5.2026" in last


def test_an_incomplete_referral_gets_the_time_that_its_partner_asks_for_and_lapses_after_it(house: House) -> None:
    second = "IO-2026-00003"
    lines = LEAD.replace("Kuljetusliike Harju Oy", "Saha Kuusisto Oy").replace("Y-tunnus: 3771278-1\n", "").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("Yhteyshenkilö"))
    house.arrives(text, sender=SANNA, subject="Toinen asiakas", at="2026-02-16 10:00")
    house.look("2026-02-16 10:01")
    assert house.states()[second] == "incomplete"
    house.arrives(
        "Pyydämme lisäaikaa ilmoituksen täydentämiseen 20.3.2026 asti.", sender=SANNA, answers=house.to(SANNA)[-1], at="2026-02-17 09:00"
    )
    house.look("2026-02-17 09:05", "2026-02-18 08:00")
    house.arrives("1 ok", sender=STAFF, answers=house.to(STAFF)[-1], at="2026-02-18 09:00")
    house.look("2026-02-18 09:01", "2026-02-18 09:17", "2026-03-03 10:00", "2026-03-20 23:30")
    assert house.states()[second] == "incomplete"
    house.look("2026-03-21 09:00")

    assert house.states()[second] == "lapsed"
    told = [mail for mail in house.to(SANNA) if second in str(mail["Subject"])]
    assert_told(
        [told[0], told[1], told[2], told[-1]],
        ("2026-02-16", "Säilytämme ilmoituksen paikan ma 2.3.2026 asti."),
        ("2026-02-17", "Pyydätte lisäaikaa 20.3.2026 asti."),
        ("2026-02-18", "puuttuvat tiedot voi lähettää 20.3.2026 asti"),
        ("2026-03-21", "on rauennut, koska sitä ei täydennetty määräajassa"),
    )


def test_more_time_that_staff_refuse_moves_nothing(house: House) -> None:
    days(house, "2026-07-09")
    house.arrives(
        f"Hei,\n\nPyydämme lisäaikaa ilmoitukselle {REFERENCE}: asiakkaan päätös siirtyy, uusi määräaika 30.9.2026.\n\nTerveisin\nSanna",
        sender=SANNA,
        answers=house.to(SANNA)[-1],
        at="2026-07-20 09:00",
    )
    house.look("2026-07-20 09:01", "2026-07-21 08:00")
    house.arrives("1 ei", sender=STAFF, answers=house.to(STAFF)[-1], at="2026-07-21 09:00")
    house.look("2026-07-21 09:01", "2026-07-21 09:17")
    days(house, "2026-08-01", "2026-08-09")

    assert house.states()[REFERENCE] == "expired"
    assert_told(
        house.to(SANNA),
        *SO_FAR,
        ("2026-07-09", "päättyy 8.8.2026"),
        ("2026-07-20", "Olemme vastaanottaneet pyyntönne"),
        ("2026-07-21", "8.8.2026"),
        ("2026-08-01", "päättyy 8.8.2026"),
        ("2026-08-09", "voimassaoloaika on päättynyt"),
    )


def test_a_late_acceptance_that_staff_take_brings_the_referral_back(house: House) -> None:
    days(house, "2026-08-09")
    assert house.states()[REFERENCE] == "expired"
    house.command("mark", REFERENCE, "client-approved", "--date", "2026-08-20", at="2026-08-20 09:00")
    days(house, "2026-08-20")
    assert house.states()[REFERENCE] == "expired"
    house.command("decide", REFERENCE, "approve", "--check", "gate:late-acceptance", at="2026-08-21 09:00")
    days(house, "2026-08-21")

    assert house.states()[REFERENCE] == "won"
    assert_told(house.to(SANNA)[-2:], ("2026-08-09", "voimassaoloaika on päättynyt"), ("2026-08-21", "johti kauppaan"))


OLLI = "Olli Aho <olli.aho@datahuolto.example>"


def test_a_second_partner_waits_in_line_and_moves_up_when_the_first_is_taken_back(house: House) -> None:
    swaps = {
        "Tietotuki Lahti": "Datahuolto Aho",
        "2617416-4": "0112038-9",
        "Sanna Koskinen": "Olli Aho",
        "sanna.koskinen@tietotukilahti": "olli.aho@datahuolto",
    }
    application, referral = APPLIES, LEAD.replace("IO-P-0001", "IO-P-0002")
    for old, new in swaps.items():
        application, referral = application.replace(old, new), referral.replace(old, new)
    house.arrives(application, sender=OLLI, subject="Kumppaniksi", at="2026-02-16 10:00")
    house.look("2026-02-16 10:01", "2026-02-17 08:00")
    house.arrives("1 ok", sender=STAFF, answers=house.to(STAFF)[-1], at="2026-02-17 09:00")
    house.look("2026-02-17 09:01", "2026-02-17 09:17")
    house.arrives(referral, sender=OLLI, subject="Asiakasviite", at="2026-02-18 10:00")
    house.look("2026-02-18 10:01")
    assert house.states()["IO-2026-00004"] == "in_line"

    house.arrives(f"Perumme ilmoituksen {REFERENCE}, asiakas vetäytyi.", sender=SANNA, answers=house.to(SANNA)[-1], at="2026-03-12 09:00")
    days(house, "2026-03-12", "2026-03-13")
    assert (house.states()[REFERENCE], house.states()["IO-2026-00004"]) == ("withdrawn", "confirmed")
    assert_told(
        house.to("olli.aho")[-2:], ("2026-02-18", "odottaa vuoroaan"), ("2026-03-12", "ilmoitus IO-2026-00004 on kunnossa ja rekisteröity")
    )
