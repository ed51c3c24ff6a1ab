"""Answers that a partner types into the form that we sent, inside the quote, count; what we read back to it does not."""

import pytest
from tests.unit.reading.builder import own, promise, quoted, submission, values
from tests.unit.reading.french import submission as french

from leadbot.model.message import Address, Kind, Segment, SegmentKind
from leadbot.model.submission import Asked, FieldContent, Submission, Thread
from leadbot.reading.fold import fold
from leadbot.reading.forms import fields_of
from leadbot.reading.labels import understand
from leadbot.reading.text import Label
from leadbot.reading.vocabulary import vocabulary_of

OURS = Address(name="Zespół CSP Promise", email="csp@promise.pl")
HEAD = "Od: Zespół CSP Promise <csp@promise.pl>\nTemat: Zgłoszenie [GL-2026-00042]\n\nDzień dobry,\n\nZgłoszenie wymaga uzupełnienia.\n\n"
READ_BACK = (
    "\n\nDane zgłoszenia GL-2026-00042\n-----\n\nNazwa klienta: Mebelux S.A.\nNIP klienta: 5684792412\nLiczba PC w firmie klienta: 99\n"
)


def answered(form: str, *asked: str, above: str = "W treści.\n", read_back: str = READ_BACK) -> Submission:
    thread = Thread(leads=(Asked(reference="GL-2026-00042", fields=asked),))
    return submission(own(above), quoted(HEAD + form + read_back), subject="Re: [GL-2026-00042]", thread=thread)


def supplied(form: str, *asked: str, above: str = "W treści.\n") -> dict[str, FieldContent]:
    found = answered(form, *asked, above=above)
    assert found.kind is Kind.FOLLOW_UP
    (lead,) = found.leads
    return {k: v for k, v in values(lead).items() if k not in ("contact.name", "contact.email")}


@pytest.mark.parametrize("mark", ["", "> ", ">"])
def test_a_quoted_blank_that_was_filled_in_is_an_answer(mark: str) -> None:
    form = f"{mark}Liczba PC w firmie klienta: 22\n{mark}NIP partnera: 796-656-76-38"
    assert supplied(form, "client.pc_count", "partner.tax_id") == {"client.pc_count": 22, "partner.tax_id": "7966567638"}


@pytest.mark.parametrize("value", ["22 ______", "______ 22", "__22__", "______22 szt."])
def test_what_is_left_of_the_blank_is_no_part_of_the_answer(value: str) -> None:
    assert supplied(f"Liczba PC w firmie klienta: {value}", "client.pc_count") == {"client.pc_count": 22}


def test_a_blank_left_open_answers_nothing() -> None:
    assert supplied("Liczba PC w firmie klienta: ______\nNIP partnera: 7966567638", "client.pc_count", "partner.tax_id") == {
        "partner.tax_id": "7966567638"
    }


def test_the_data_read_back_is_no_answer() -> None:
    assert supplied("Liczba PC w firmie klienta: ______", "client.pc_count", "client.tax_id") == {}


def test_a_line_that_was_not_asked_for_is_no_answer() -> None:
    assert supplied("Liczba PC w firmie klienta: 22\nNIP partnera: 7966567638", "client.pc_count") == {"client.pc_count": 22}


def test_an_answer_on_the_line_below_its_blank_counts() -> None:
    assert supplied("Liczba PC w firmie klienta: ______\n22", "client.pc_count") == {"client.pc_count": 22}


def test_an_answer_of_ones_own_below_a_quoted_blank_counts() -> None:
    thread = Thread(leads=(Asked(reference="GL-2026-00042", fields=("client.pc_count", "partner.tax_id")),))
    segments = [quoted("> Liczba PC w firmie klienta: ______\n"), own("22\n"), quoted("> NIP partnera: ______\n"), own("7966567638\n")]
    found = submission(*segments, subject="Re: [GL-2026-00042]", thread=thread)
    assert values(found.leads[0])["client.pc_count"] == 22
    assert found.leads[0].text("partner.tax_id") == "7966567638"


def test_an_address_typed_over_two_lines_is_one_address() -> None:
    form = "Adres klienta: ul. Nowa 7\n44-200 Rybnik"
    assert supplied(form, "client.address") == {"client.address": "ul. Nowa 7, 44-200 Rybnik"}


def test_a_missing_quantity_is_filled_in_behind_its_plan() -> None:
    form = "Liczba licencji – Microsoft 365 Business Standard: 25"
    (item,) = answered(form, "items").leads[0].items()
    assert (item.product, item.quantity) == ("m365-business-standard", 25)


def test_a_quoted_mail_of_the_senders_own_is_no_form_of_ours() -> None:
    thread = Thread(leads=(Asked(reference="GL-2026-00042", fields=("client.pc_count",)),))
    older = Segment(
        kind=SegmentKind.QUOTED, text="Liczba PC w firmie klienta: 17\n", depth=1, writer=Address(name="Jan", email="jan@itserwis.example")
    )
    found = submission(own("Proszę o potwierdzenie.\n"), older, subject="Re: [GL-2026-00042]", thread=thread)
    assert "client.pc_count" not in values(found.leads[0])


def test_evidence_of_an_answer_is_its_line() -> None:
    value = answered("Liczba PC w firmie klienta: 22", "client.pc_count").leads[0].get("client.pc_count")
    assert value is not None
    assert value.evidence.quote == "Liczba PC w firmie klienta: 22"


def test_each_form_of_several_leads_answers_for_its_own() -> None:
    thread = Thread(
        leads=(
            Asked(reference="GL-2026-00001", fields=("client.pc_count",), client_name="Mebelux S.A."),
            Asked(reference="GL-2026-00002", fields=("client.pc_count",), client_name="Cegła S.A."),
        )
    )
    text = (
        "1. GL-2026-00001 – Mebelux S.A.\n\nNumer zgłoszenia: GL-2026-00001\nLiczba PC w firmie klienta: 22\n\n"
        "Dane zgłoszenia GL-2026-00001\n\nNazwa klienta: Mebelux S.A.\n\n"
        "2. GL-2026-00002 – Cegła S.A.\n\nNumer zgłoszenia: GL-2026-00002\nLiczba PC w firmie klienta: 14\n\n"
        "Dane zgłoszenia GL-2026-00002\n\nNazwa klienta: Cegła S.A.\n"
    )
    found = submission(own("W treści.\n"), quoted(text), subject="Re: [GL-2026-00001]", thread=thread)
    assert [(lead.reference, values(lead)["client.pc_count"]) for lead in found.leads] == [("GL-2026-00001", 22), ("GL-2026-00002", 14)]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Nazwa klienta", "client.name"),
        ("Adres klienta", "client.address"),
        ("NIP klienta", "client.tax_id"),
        ("Liczba PC w firmie klienta", "client.pc_count"),
        ("Plan usługi i liczba licencji", "items"),
        ("Nazwa partnera", "partner.name"),
        ("Adres partnera", "partner.address"),
        ("NIP partnera", "partner.tax_id"),
        ("Opiekun tematu", "contact.name"),
        ("Telefon opiekuna tematu", "contact.phone"),
        ("E-mail opiekuna tematu", "contact.email"),
        ("Osoba kontaktowa klienta", "client.contact.name"),
        ("Telefon osoby kontaktowej klienta", "client.contact.phone"),
        ("E-mail osoby kontaktowej klienta", "client.contact.email"),
        ("Obecne usługi klienta", "client.existing_services"),
        ("Sektor klienta", "client.sector"),
        ("Client's name", "client.name"),
        ("Client's address", "client.address"),
        ("Client's NIP", "client.tax_id"),
        ("Client's number of PCs", "client.pc_count"),
        ("Service plan and quantity", "items"),
        ("Partner's name", "partner.name"),
        ("Partner's address", "partner.address"),
        ("Partner's NIP", "partner.tax_id"),
        ("Your contact person", "contact.name"),
        ("Your contact's phone", "contact.phone"),
        ("Your contact's e-mail", "contact.email"),
    ],
)
def test_the_labels_of_our_forms_are_understood(label: str, field: str) -> None:
    understood = understand(fold(label), vocabulary_of(promise()), spare=0)
    assert understood is not None
    assert field in fields_of(understood)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("partner_number", "partner.number"),
        ("website", "partner.website"),
        ("description", "deal.description"),
        ("term_previous", "deal.previous_term_months"),
        ("close_date", "deal.close_date"),
    ],
)
def test_a_label_announces_its_field(kind: str, field: str) -> None:
    assert field in fields_of(Label(frozenset({kind})))


FOOTERS = {
    "fr": "Programme · a@b.example · Cette réponse a été préparée automatiquement. Merci de conserver la référence {0} dans l’objet.",
    "en": "Referral programme · a@b.example · This reply was prepared automatically. Please keep the reference {0} in the subject.",
}


@pytest.mark.parametrize("language", FOOTERS)
@pytest.mark.parametrize("broken", [False, True])
def test_our_footer_that_names_the_reference_is_nobodys_value(language: str, broken: bool) -> None:
    footer = FOOTERS[language].format("IR-2026-00005")
    if broken:
        footer = footer.replace(" conserver la ", " conserver la\n> ").replace(" keep the ", " keep the\n> ")
    form = "> Description de l’opportunité : ______\n>\n> Données de votre référencement IR-2026-00005\n> -----\n"
    ours = f"{form}> Produit : Infor M3\n>\n> {footer}\n"
    thread = Thread(leads=(Asked(reference="IR-2026-00005", fields=("deal.description",)),))
    told = "Remplacement de l'ERP actuel du groupe, environ 120 postes."
    found = french(f"{told}\n\n", quoted(ours), subject="RE: ERP [IR-2026-00005]", thread=thread)
    assert (found.kind, found.leads[0].text("deal.description")) == (Kind.FOLLOW_UP, told)
