import pytest

from leadbot.model.fields import FIELDS
from leadbot.model.program import FieldSpec
from leadbot.model.submission import Ambiguity, Item, LeadDraft
from leadbot.model.verdict import Outcome
from leadbot.writing.questions import Question, questions

from .builder import EVIDENCE, LANGUAGES, TEMPLATE_SET, draft, program, verdict


def ask(*codes: str, about: LeadDraft | None = None, language: str = "pl", **facts: str) -> tuple[Question, ...]:
    return questions(about or draft(), verdict(Outcome.INCOMPLETE, *codes, **facts), program(), TEMPLATE_SET.words(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("code", ["missing", "invalid", "ambiguous"])
def test_every_field_can_be_asked_for(language: str, field: str, code: str) -> None:
    (question,) = ask(f"{code}:{field}", language=language, about=LeadDraft())

    assert question.sentence.endswith((".", "?"))
    assert question.blanks
    assert "{" not in question.sentence


def test_a_wrong_number_is_quoted_as_written() -> None:
    (question,) = ask("invalid:partner.tax_id", value="8522588397")

    assert question.sentence.startswith("Prosimy o sprawdzenie numeru NIP partnera: „8522588397” nie jest poprawnym numerem")
    assert question.blanks == ("NIP partnera",)


def test_questions_follow_the_order_of_the_programs_fields() -> None:
    asked = ask("missing:partner.tax_id", "missing:items", "missing:client.address", about=LeadDraft())

    assert [q.blanks[0] for q in asked] == ["Adres klienta", "Plan usługi i liczba licencji", "NIP partnera"]


def test_an_item_without_quantity_is_asked_for_by_its_name() -> None:
    items = (Item(product="m365-business-standard"), Item(product="m365-e3", quantity=4), Item(product="visio"))

    (question,) = ask("missing:items", about=draft(items=items))

    assert question.blanks == ("Liczba licencji – Microsoft 365 Business Standard",)
    assert question.sentence == "Brakuje danych: liczba licencji – Microsoft 365 Business Standard."


def test_an_item_that_only_names_a_family_is_asked_for_its_plan() -> None:
    (question,) = ask("missing:items", about=draft(items=(Item(product="microsoft-365", quantity=5),)))

    assert question.blanks == ("Nazwa planu – Microsoft 365",)


def test_a_missing_term_is_asked_for() -> None:
    spec = FieldSpec(id="items", required=True, parts=("term_months",))
    lacking = verdict(Outcome.INCOMPLETE, "missing:items")

    (question,) = questions(draft(), lacking, program(fields=(spec,)), TEMPLATE_SET.words("en"))

    assert question.blanks == ("Term in months – Microsoft 365 Business Standard",)


def test_one_of_several_fields_is_asked_for_with_its_alternatives() -> None:
    spec = FieldSpec(id="client.contact.phone", required=True, or_else=("client.contact.email",))
    lacking = verdict(Outcome.INCOMPLETE, "missing:client.contact.phone")

    (question,) = questions(draft(), lacking, program(fields=(spec,)), TEMPLATE_SET.words("en"))

    assert question.sentence == (
        "We still need the phone number of the client's contact person or the e-mail address of the client's contact person."
    )
    assert question.blanks == ("Client's contact phone", "Client's contact e-mail")


def test_fields_of_one_name_are_asked_for_once() -> None:
    spec = FieldSpec(id="client.contact.phone", required=True, or_else=("client.contact.phone",))
    lacking = verdict(Outcome.INCOMPLETE, "missing:client.contact.phone")

    (question,) = questions(draft(), lacking, program(fields=(spec,)), TEMPLATE_SET.words("en"))

    assert question.sentence == "We still need the phone number of the client's contact person."
    assert question.blanks == ("Client's contact phone",)


def test_readings_are_offered_as_a_choice() -> None:
    ambiguity = Ambiguity(field="client.pc_count", readings=("30", "35", "40"), evidence=EVIDENCE)

    (question,) = ask("ambiguous:client.pc_count", about=draft(ambiguity, without=("client.pc_count",)))

    assert question.sentence == "Nie mamy pewności co do liczby PC w firmie klienta: „30”, „35” albo „40”?"
