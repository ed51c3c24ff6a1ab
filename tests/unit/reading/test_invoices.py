"""What partners' invoices say, in the mail's own words and in files, in every language that the shipped lexicons have."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from leadbot.model.message import Segment, SegmentKind
from leadbot.model.program import Program
from leadbot.model.submission import Invoice, Standing, Submission
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

from .builder import CONFIG, mail

OWNER = CONFIG.parent / "tests" / "owner"
IBAN = "FI2112345600000785"


@cache
def ibas() -> Program:
    return load_program("ibas-ontrack", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


@cache
def speaking(language: str) -> Program:
    """The same programme, answering in that language first."""
    from dataclasses import replace

    return replace(ibas(), language=language, fallback_languages=("en",), lexicons=load_lexicons([OWNER / "lexicons", CONFIG / "lexicons"]))


def document(text: str, name: str = "invoice.pdf") -> Segment:
    return Segment(kind=SegmentKind.DOCUMENT, text=text, source=f"attachment:{name}")


def submission(*segments: Segment | str, subject: str = "Lasku, IO-2026-00009", program: Program | None = None) -> Submission:
    return read(mail(*segments, subject=subject), program or ibas())


def invoice(*segments: Segment | str, subject: str = "Lasku, IO-2026-00009", program: Program | None = None) -> Invoice:
    """The only invoice of such a mail."""
    found = submission(*segments, subject=subject, program=program)
    assert found.kind == "invoice"
    (only,) = found.invoices
    return only


def sums(read_invoice: Invoice) -> tuple[str, ...]:
    return tuple(str(value) if value is not None else "-" for value in (read_invoice.net, read_invoice.vat, read_invoice.total))


LINES = """LASKU 2026-118
Tuulihaukka Systems Oy
Rantatie 4 B, 33250 Tampere
Y-tunnus 2033781-5

Laskun päivä 21.4.2026, eräpäivä 5.5.2026
Viitenumero 2026 1184
IBAN FI21 1234 5600 0007 85  BIC NDEAFIHH

Viitepalkkio, hanke IO-2026-00009, Q1/2026
Veroton 412,50 EUR
ALV 25,5 % 105,19 EUR
Yhteensä 517,69 EUR
"""


def test_every_value_of_a_plain_invoice_is_read_with_its_evidence() -> None:
    found = invoice("Hei, ohessa laskumme.", document(LINES))

    assert (found.number, found.dated, found.quarter) == ("2026-118", date(2026, 4, 21), "2026-Q1")
    assert sums(found) == ("412.50", "105.19", "517.69")
    assert (found.vat_rate, found.currency, found.references) == (Decimal("0.255"), "EUR", ("IO-2026-00009",))
    assert [account.iban for account in found.accounts] == [IBAN]
    assert [tax_id.value for tax_id in found.ids] == ["20337815"]
    assert found.unclear == ()
    words = {name: found.evidence[name].words for name in ("number", "dated", "net", "total")}
    assert words == {"number": "2026-118", "dated": "21.4.2026", "net": "412,50 EUR", "total": "517,69 EUR"}
    (span,) = found.evidence["net"].spans
    assert LINES[span.start : span.end] == "412,50 EUR"
    assert found.evidence["net"].source == "attachment:invoice.pdf"


BY_LANGUAGE = {
    "en": "Invoice no. 2026-118\nInvoice date: 21 April 2026, due date: 5 May 2026\nReferral fee IO-2026-00009, Q1 2026\n"
    "Net amount: EUR 412.50\nVAT 25.5 %: EUR 105.19\nTotal amount due: EUR 517.69\nIBAN: FI21 1234 5600 0007 85",
    "fi": LINES,
    "sv": "Faktura nr 2026-118\nFakturadatum 21.4.2026\nFörfallodatum 5.5.2026\nHänvisningsarvode IO-2026-00009, kvartal 1 2026\n"
    "Summa exkl. moms 412,50 EUR\nMoms 25,5 % 105,19 EUR\nAtt betala 517,69 EUR\nIBAN FI21 1234 5600 0007 85",
    "pl": "Faktura VAT nr 2026-118\nData wystawienia: 21.04.2026\nTermin płatności: 05.05.2026\nWynagrodzenie IO-2026-00009, "
    "I kwartał 2026\n"
    "Razem netto: 412,50 EUR\nKwota VAT 25,5%: 105,19 EUR\nDo zapłaty: 517,69 EUR\nNr konta: FI21 1234 5600 0007 85",
    "nl": "Factuur\nFactuurnummer: 2026-118\nFactuurdatum: 21 april 2026\nVervaldatum: 5 mei 2026\nCommissie IO-2026-00009, "
    "1e kwartaal 2026\n"
    "Subtotaal € 412,50\nBtw 25,5% € 105,19\nTotaal te betalen € 517,69\nIBAN FI21 1234 5600 0007 85",
    "fr": "Facture n° 2026-118\nDate de facturation : 21 avril 2026\nÉchéance : 5 mai 2026\nCommission IO-2026-00009, "
    "1er trimestre 2026\n"
    "Total HT : 412,50 €\nTVA 25,5 % : 105,19 €\nTotal TTC : 517,69 €\nIBAN : FI21 1234 5600 0007 85",
    "es": "Factura n.º 2026-118\nFecha de factura: 21 de abril de 2026\nVencimiento: 5 de mayo de 2026\nComisión IO-2026-00009, "
    "1.er trimestre de 2026\n"
    "Base imponible: 412,50 €\nIVA 25,5 %: 105,19 €\nTotal a pagar: 517,69 €\nIBAN: FI21 1234 5600 0007 85",
    "de": "Rechnung Nr. 2026-118\nRechnungsdatum: 21. April 2026\nZahlbar bis 5. Mai 2026\nProvision IO-2026-00009, 1. Quartal 2026\n"
    "Nettobetrag 412,50 EUR\nMwSt. 25,5 % 105,19 EUR\nGesamtbetrag 517,69 EUR\nIBAN FI21 1234 5600 0007 85",
}


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_an_invoice_is_read_in_every_language(language: str) -> None:
    found = invoice("IO-2026-00009", document(BY_LANGUAGE[language]), program=speaking(language))

    assert (found.number, found.dated, found.quarter) == ("2026-118", date(2026, 4, 21), "2026-Q1")
    assert sums(found) == ("412.50", "105.19", "517.69")
    assert (found.vat_rate, found.currency) == (Decimal("0.255"), "EUR")
    assert [account.iban for account in found.accounts] == [IBAN]
    assert found.unclear == ()


LAYOUTS = {
    "columns with a row of totals": "Invoice no\tInvoice date\tDue date\nA-17/2026\t2026-05-03\t2026-06-02\n"
    "Item\tQty\tNet\tVAT\tGross\nFee\t1\t300.00\t76.50\t376.50\nFee two\t1\t100.00\t25.50\t125.50\nTotal\t\t400.00\t102.00\t502.00\n"
    "IBAN\t" + IBAN,
    "columns of one item": f"Invoice A-17/2026 of 3 May 2026\nDescription\tNet\tVAT 25.5 %\tTotal\nFee\t400.00\t102.00\t502.00\n"
    f"IBAN {IBAN}",
    "labels and cells": "Invoice number:\tA-17/2026\nDate:\t3.5.2026\nTotal excl. VAT\t400,00 €\nVAT 25,5 %\t102,00 €\nTotal incl. "
    "VAT\t502,00 €\n"
    f"Account\t{IBAN}",
    "a sum with its parts": f"Invoice A-17/2026, 3 May 2026\nTotal EUR 400.00 102.00 502.00\nIBAN {IBAN}",
    "a total of the items, then all": "Invoice A-17/2026, 3 May 2026\nFee 300.00\nFee 100.00\nTotal 400.00 EUR\nVAT 25.5 % 102.00 EUR\n"
    f"Total to pay 502.00 EUR\nIBAN {IBAN}",
    "labels above values": f"Invoice number\nA-17/2026\nInvoice date\n3 May 2026\nNet\n400.00 EUR\nVAT\n102.00 EUR\nTotal\n"
    f"502.00 EUR\nIBAN\n{IBAN}",
    "the VAT behind the total": f"Invoice A-17/2026 dated 3 May 2026\nTotal 502.00 EUR, of which VAT 102.00 EUR\nIBAN {IBAN}",
    "the rate in brackets": f"Invoice A-17/2026 dated 3 May 2026\nTotal (VAT 25,5 %): 502,00 EUR\nIBAN {IBAN}",
    "the number below the title": f"INVOICE\nN° A-17/2026\nInvoice date 3 May 2026\nNet EUR 400.00\nVAT EUR 102.00\nIBAN {IBAN}",
    "dots before the sums": f"Invoice A-17/2026 of 3 May 2026\nNet...........400.00 EUR\nVAT 25.5 % ....102.00 EUR\nTotal 502.00 EUR\n"
    f"IBAN {IBAN}",
    "a fee, its VAT and the total in one line": "Invoice A-17/2026 of 3 May 2026\nFee 400.00 EUR, VAT 25.5 % 102.00 EUR, total 502.00 EUR\n"
    f"IBAN {IBAN}",
    "wide gaps in one line": f"Invoice no   A-17/2026\nDate   3.5.2026\nNet 400.00 EUR   VAT 102.00 EUR   Total 502.00 EUR\nIBAN {IBAN}",
    "one sentence": f"Here is our invoice A-17/2026 of 3 May 2026: net 400.00 EUR, VAT 102.00 EUR, total 502.00 EUR, to IBAN {IBAN}.",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_sums_are_read_in_every_layout(layout: str) -> None:
    found = invoice("Please find our invoice attached.", document(LAYOUTS[layout]))

    assert (found.number, found.dated) == ("A-17/2026", date(2026, 5, 3))
    assert sums(found)[:2] == ("400.00", "102.00")
    assert [account.iban for account in found.accounts] == [IBAN]
    assert found.unclear == ()


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fi", "Laskun päivä 2. lokakuuta 2026"),
        ("sv", "Fakturadatum 2 oktober 2026"),
        ("pl", "Data wystawienia: 2 października 2026 r."),
        ("nl", "Factuurdatum: 2 oktober 2026"),
        ("fr", "Date de facturation : 2 octobre 2026"),
        ("es", "Fecha de factura: 2 de octubre de 2026"),
        ("de", "Rechnungsdatum: 2. Oktober 2026"),
    ],
)
def test_months_may_be_written_in_words(language: str, line: str) -> None:
    found = invoice("IO-2026-00009", document(f"Invoice 12\n{line}\nNet 400.00 EUR"), program=speaking(language))

    assert found.dated == date(2026, 10, 2)


def test_the_mail_itself_may_be_the_invoice() -> None:
    found = invoice(LAYOUTS["one sentence"])

    assert (found.source, found.number, found.references) == ("body", "A-17/2026", ("IO-2026-00009",))
    assert sums(found) == ("400.00", "102.00", "502.00")


def test_number_and_lead_may_stand_in_the_mail_around_the_file() -> None:
    found = invoice(
        "Liitteenä lasku viitemaksusta.", document(f"Netto 400,00 EUR\nALV 0,00\nIBAN {IBAN}"), subject="Lasku 77, IO-2026-00009"
    )

    assert (found.number, found.references) == ("77", ("IO-2026-00009",))
    assert found.evidence["number"].source == "subject"


def test_no_vat_is_said_in_words() -> None:
    found = invoice("Liitteenä lasku viitemaksusta.", document("Invoice 12\nReverse charge\nTotal 400.00 EUR"))

    assert sums(found) == ("400.00", "0", "400.00")


def test_nothing_is_guessed_of_a_total_alone() -> None:
    found = invoice("Liitteenä lasku viitemaksusta.", document("Invoice 12\nTotal 400.00 EUR"))

    assert sums(found) == ("-", "-", "400.00")


def test_two_totals_that_nothing_reconciles_are_unclear() -> None:
    found = invoice("Liitteenä lasku viitemaksusta.", document("Invoice 12\nTotal 400.00 EUR\nTotal 450.00 EUR\nVAT 10.00 EUR"))

    assert sums(found) == ("-", "10.00", "-")
    assert found.unclear == ("total",)


def test_two_numbers_are_unclear() -> None:
    found = invoice("Liitteenä lasku viitemaksusta.", document("Invoice number 12\nInvoice number 13\nNet 400.00 EUR"), subject="Lasku 14")

    assert found.number == ""
    assert "number" in found.unclear


def test_an_iban_with_a_wrong_check_digit_is_kept_as_invalid() -> None:
    (account,) = invoice("Liitteenä lasku viitemaksusta.", document("Invoice 12\nNet 400.00 EUR\nIBAN FI21 1234 5600 0007 86")).accounts

    assert (account.iban, account.standing) == ("FI2112345600000786", Standing.INVALID)


@pytest.mark.parametrize(
    ("language", "line", "iban"),
    [
        ("pl", "Nr konta 61 1090 1014 0000 0712 1981 2874", "PL61109010140000071219812874"),
        ("es", "Número de cuenta 1234-1234-16 1234567890", "ES7712341234161234567890"),
    ],
)
def test_national_account_numbers_are_ibans_where_the_lexicon_knows_them(language: str, line: str, iban: str) -> None:
    found = invoice("Liitteenä lasku viitemaksusta.", document(f"Invoice 12\nNet 400.00 EUR\n{line}"), program=speaking(language))

    assert [account.iban for account in found.accounts] == [iban]


def test_all_accounts_of_an_invoice_are_kept() -> None:
    found = invoice("Liitteenä lasku viitemaksusta.", document(f"Invoice 12\nNet 400.00 EUR\nIBAN {IBAN}\nIBAN FI37 1590 3000 0007 76"))

    assert [account.iban for account in found.accounts] == [IBAN, "FI3715903000000776"]


def test_seller_and_buyer_stand_side_by_side_with_their_ids() -> None:
    found = invoice(
        "Liitteenä lasku viitemaksusta.",
        document("Invoice 12\nMyyjä\tOstaja\nTuulihaukka Systems Oy\tIbas Oy\nY-tunnus 2033781-5\tY-tunnus 1572860-0\nNetto 400,00 EUR"),
    )

    assert (found.seller, found.buyer) == ("Tuulihaukka Systems Oy", "Ibas Oy")
    assert {tax_id.value: tax_id.role for tax_id in found.ids} == {"20337815": "seller", "15728600": "buyer"}


@pytest.mark.parametrize("title", ["Hyvityslasku 12", "Credit note 12", "Pro forma invoice 12"])
def test_a_credit_note_claims_nothing(title: str) -> None:
    assert not invoice("Liitteenä lasku viitemaksusta.", document(f"{title}\nNet 400.00 EUR")).claims


def test_a_reminder_claims_nothing_new() -> None:
    assert not invoice("Hei, laskumme 2026-77 on maksamatta. Yhteensä 502,00 EUR.", subject="Maksumuistutus, IO-2026-00009").claims


def test_two_files_with_two_numbers_are_two_invoices() -> None:
    found = submission(
        "Liitteenä lasku viitemaksusta.", document("Lasku 12\nNetto 400,00 EUR", "a.pdf"), document("Lasku 13\nNetto 50,00 EUR", "b.pdf")
    )

    assert [each.number for each in found.invoices] == ["12", "13"]


def test_one_invoice_in_two_files_is_one() -> None:
    found = submission(
        "Liitteenä lasku viitemaksusta.", document("Lasku 12\nNetto 400,00 EUR", "a.pdf"), document("Lasku 12\nNetto 400,00 EUR", "a.docx")
    )

    assert len(found.invoices) == 1


def test_a_file_that_is_an_invoice_makes_a_mail_in_our_thread_one() -> None:
    assert submission("Hei, tässä. Terveisin Eeva", document(LINES), subject="Re: IO-2026-00009").kind == "invoice"


def test_a_question_about_invoices_is_none() -> None:
    assert submission("Milloin lasku pitää lähettää?", subject="Kysymys IO-2026-00009").kind != "invoice"


def test_other_programmes_read_no_invoices() -> None:
    promise = load_program("promise-generuj-leady", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))

    assert read(mail("Faktura", document(LINES)), promise).invoices == ()


@pytest.mark.parametrize(
    "text",
    [
        "Lasku 1002, vinkkipalkkio liidistä IO-2026-00017. Summa 480,00 EUR",
        "Lasku 1002 vinkkipalkkio IO-2026-00017, 480 €",
        "Faktura 1002, tipsarvode för IO-2026-00017, 480 EUR",
        "Invoice 1002, referral fee for IO-2026-00017, EUR 480.00",
    ],
)
def test_an_invoices_number_with_a_word_for_the_payout_is_an_invoice(text: str) -> None:
    found = submission(text, subject="")
    assert (found.kind.value, [i.number for i in found.invoices]) == ("invoice", ["1002"])


def test_a_question_about_a_numbered_invoice_is_none() -> None:
    assert submission("Onko lasku 1002, vinkkipalkkio IO-2026-00017, jo maksettu?", subject="").kind.value != "invoice"
