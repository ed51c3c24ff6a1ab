"""A partner's invoice by mail is matched to its fee, checked, kept, and answered once."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from leadbot.model.lead import Reference
from leadbot.model.message import Disposition
from leadbot.service.desk import Mode
from support.office import Office

from .fees import IBAN, OTHER, REF, answer, ask, fee_office, invoices, pay_client, refer, rows, send, state


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = fee_office(tmp_path)
    yield office
    office.close()


def test_a_right_invoice_is_kept_and_its_partner_hears_when_it_is_paid(office: Office) -> None:
    ask(office)
    message = send(office)

    assert message.disposition is Disposition.ANSWERED
    (kept,) = invoices(office)
    assert (kept.reference, kept.quarter, kept.number, kept.fault) == (REF, "2026-Q3", "2026-77", "")
    assert (kept.net, kept.vat, kept.iban, kept.dated) == (Decimal("400.00"), Decimal("102.00"), IBAN, date(2026, 10, 2))
    assert rows(office)[REF].invoice == "2026-77"
    told = answer(office, message)
    for words in ("2026-77", "14.11.2026", "400,00 EUR", "102,00 EUR", "502,00 EUR", "FI21 1234 5600 0007 85", REF):
        assert words in told


@pytest.mark.parametrize(
    ("lines", "fault", "told"),
    [
        ({"Laskun numero": None}, "number-missing", "Laskussa ei ole numeroa."),
        ({"Laskun päivä": None}, "date-missing", "Laskussa ei ole päivämäärää."),
        ({"Laskun päivä": "5.10.2026"}, "date-future", "5.10.2026 on tulevaisuudessa"),
        ({"Yhteensä": "512,00 EUR"}, "sum-differs", "eivät ole yhteensä 512,00 EUR"),
        ({"Veroton": None, "ALV 25,5 %": None}, "net-missing", "ei ole verotonta summaa"),
        ({"ALV 25,5 %": None, "Yhteensä": None}, "vat-missing", "arvonlisäveron määrää"),
        ({"ALV 25,5 %": "104,00 EUR", "Yhteensä": "504,00 EUR"}, "rate-differs", "25,5 % summasta 400,00 EUR ei ole 104,00 EUR"),
        ({"IBAN": "FI21 1234 5600 0007 86"}, "account-invalid", "FI21 1234 5600 0007 86 ei voi olla oikein"),
        ({"IBAN": None}, "account-missing", "ei ole IBAN-tilinumeroa"),
        (
            {"Veroton": "400,00 SEK", "ALV 25,5 %": "102,00 SEK", "Yhteensä": "502,00 SEK"},
            "currency-other",
            "Laskun valuutta on SEK; maksamme valuutassa EUR.",
        ),
    ],
)
def test_a_faulty_invoice_is_answered_with_what_is_wrong_and_keeps_the_time(
    office: Office, lines: dict[str, str | None], fault: str, told: str
) -> None:
    ask(office)
    message = send(office, lines)

    assert told in answer(office, message)
    assert "Lähettäkää korjattu lasku" in answer(office, message)
    assert [kept.fault for kept in invoices(office)] == [fault]
    assert state(office) == "invoice-asked"
    assert state(office, at="2027-06-01 12:00") == "invoice-asked"


def test_all_faults_are_told_in_one_mail(office: Office) -> None:
    ask(office)
    told = answer(office, send(office, {"Laskun päivä": None, "IBAN": None}))

    assert "päivämäärää" in told
    assert "IBAN-tilinumeroa" in told


def test_the_corrected_invoice_is_taken_under_the_same_number(office: Office) -> None:
    ask(office)
    send(office, {"IBAN": None})
    send(office, at="2026-10-03 09:00")

    assert [kept.fault for kept in invoices(office)] == ["account-missing", ""]
    assert rows(office)[REF].invoice == "2026-77"


def test_one_above_the_fee_is_held_and_a_new_one_for_the_fee_takes_its_place(office: Office) -> None:
    ask(office)
    above = send(office, {"Veroton": "500,00 EUR", "ALV 25,5 %": "127,50 EUR", "Yhteensä": "627,50 EUR"})

    assert "palkkio on 400,00 EUR" in answer(office, above)
    assert "invoice-amount-differs" in state(office)
    send(office, {"Laskun numero": "2026-78"}, at="2026-10-03 09:00")
    assert "invoice-amount-differs" not in state(office)
    assert rows(office)[REF].invoice == "2026-78"


def test_one_below_the_fee_is_paid_as_it_asks(office: Office) -> None:
    ask(office)
    below = send(office, {"Veroton": "300,00 EUR", "ALV 25,5 %": "76,50 EUR", "Yhteensä": "376,50 EUR"})

    assert "pienempi kuin palkkio 400,00 EUR" in answer(office, below)
    assert rows(office)[REF].amount == Decimal("300.00")


def test_the_same_invoice_again_is_kept_once_and_told_so(office: Office) -> None:
    ask(office)
    send(office)
    again = send(office, at="2026-10-03 09:00")

    assert "Olemme jo saaneet laskunne 2026-77" in answer(office, again)
    assert len(invoices(office)) == 1


def test_another_invoice_under_a_number_that_was_used_is_faulty(office: Office) -> None:
    ask(office, REF, OTHER)
    send(office)
    sums = {"Veroton": "150,00 EUR", "ALV 25,5 %": "38,25 EUR", "Yhteensä": "188,25 EUR"}
    second = send(office, sums, subject=f"Lasku {OTHER}", at="2026-10-03 09:00")

    assert "Käyttäkää uutta numeroa" in answer(office, second)
    assert state(office, OTHER) == "invoice-asked"


@pytest.mark.parametrize("subject", ["Lasku kumppanilta", "Lasku Q3/2026"])
def test_without_a_reference_its_sum_tells_which_fee_it_is_for(office: Office, subject: str) -> None:
    ask(office, REF, OTHER)
    sums = {"Veroton": "150,00 EUR", "ALV 25,5 %": "38,25 EUR", "Yhteensä": "188,25 EUR"}
    send(office, sums, subject=subject)

    assert rows(office)[OTHER].invoice == "2026-77"
    assert rows(office)[REF].invoice == ""


def test_one_invoice_may_be_for_several_fees(office: Office) -> None:
    ask(office, REF, OTHER)
    message = send(
        office,
        {"Veroton": "550,00 EUR", "ALV 25,5 %": "140,25 EUR", "Yhteensä": "690,25 EUR"},
        subject=f"Lasku {REF} ja {OTHER}",
    )

    assert message.references == (REF, OTHER)
    assert {kept.reference: (kept.net, kept.vat) for kept in invoices(office)} == {
        REF: (Decimal("400.00"), Decimal("102.00")),
        OTHER: (Decimal("150.00"), Decimal("38.25")),
    }


def test_one_that_fits_no_fee_is_for_a_person_and_nothing_is_forfeited_meanwhile(office: Office) -> None:
    ask(office, REF, OTHER)
    message = send(office, {"Veroton": "1,00 EUR", "ALV 25,5 %": "0,26 EUR", "Yhteensä": "1,26 EUR"}, subject="Lasku kumppanilta")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "invoice-unmatched")
    assert office.reply_to(message) is None
    assert state(office, at="2027-06-01 12:00") == "invoice-asked"


def test_of_two_quarters_the_named_one_is_meant(office: Office) -> None:
    ask(office)
    pay_client(office, REF, "0.01")
    message = send(office, subject=f"Lasku {REF}, Q3/2026")

    assert message.disposition is Disposition.ANSWERED
    assert {kept.quarter for kept in invoices(office)} == {"2026-Q3"}


def test_before_we_ask_nothing_is_taken(office: Office) -> None:
    message = send(office)

    assert "Emme ole vielä pyytäneet laskua" in answer(office, message)
    assert invoices(office) == []


def test_a_strangers_invoice_is_for_staff(office: Office) -> None:
    ask(office)
    message = send(office, sender="jan@other.example")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "not-their-reference")
    assert invoices(office) == []


def test_an_unproven_senders_invoice_is_for_staff(tmp_path: Path) -> None:
    office = fee_office(tmp_path, require_dmarc=True)
    ask(office)
    message = send(office)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-sender")
    assert invoices(office) == []
    office.close()


def test_nobody_invoices_anothers_fee_without_a_reference(office: Office) -> None:
    refer(office, Reference("IO-2026-00003"), "Kolmas Oy", partner="Muu Oy", address="mia@muu.example")
    ask(office)
    message = send(office, subject="Lasku", sender="mia@muu.example")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "nothing-to-invoice")


def test_another_companys_invoice_is_for_staff(office: Office) -> None:
    ask(office)
    message = send(office, {"Myyjä": "Muu Oy, Y-tunnus 2364566-1"})

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "other-seller")


def test_a_credit_note_is_for_staff(office: Office) -> None:
    ask(office)
    message = office.take(
        "Hyvityslasku 12\nNetto 400,00 EUR\nliitteenä lasku", at="2026-10-02 12:00", sender="jan@kumppani.example", subject=f"Lasku {REF}"
    )

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "no-invoice")


def test_one_that_we_cannot_read_is_for_staff_and_keeps_the_time(office: Office) -> None:
    ask(office)
    message = office.take("Hei, laskumme on kirjeessä.", at="2026-10-02 12:00", sender="jan@kumppani.example", subject=f"Lasku {REF}")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "invoice-not-read")
    assert state(office, at="2027-06-01 12:00") == "invoice-asked"


def test_a_forfeited_fee_is_for_staff(office: Office) -> None:
    ask(office)
    message = send(office, {"Laskun päivä": "5.4.2027"}, at="2027-04-05 12:00")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "invoice-of-forfeited-fee")


def test_on_the_last_day_it_is_in_time(office: Office) -> None:
    ask(office)
    message = send(office, {"Laskun päivä": "1.4.2027"}, at="2027-04-01 21:30")

    assert message.disposition is Disposition.ANSWERED
    assert rows(office, "2027-04-03 12:00")[REF].invoice == "2026-77"


def test_in_mode_shadow_the_partner_hears_nothing(office: Office) -> None:
    from dataclasses import replace

    office.desk = replace(office.desk, mode=Mode.SHADOW)
    ask(office)
    message = send(office)

    assert message.disposition is Disposition.WITH_STAFF
    assert len(invoices(office)) == 1
