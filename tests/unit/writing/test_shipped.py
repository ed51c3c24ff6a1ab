"""The shipped programmes in the languages in which they answer: nothing that a partner may read is missing, and we can read it again."""

from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

import pytest
from tests.unit.reading.builder import mail, own, quoted

from leadbot.model.lead import Reference
from leadbot.model.message import Kind
from leadbot.model.program import Program
from leadbot.model.submission import Asked, FieldContent, Item, Thread
from leadbot.model.verdict import Outcome
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read
from leadbot.reading.fold import fold
from leadbot.reading.labels import understand
from leadbot.reading.vocabulary import vocabulary_of
from leadbot.writing.questions import questions
from leadbot.writing.values import label

from .builder import LANGUAGES, TEMPLATE_SET, correspondence, draft, judged, reply, verdict

CONFIG = Path(__file__).parents[3] / "config"
IDS = sorted(file.stem for file in (CONFIG / "programs").glob("*.yaml"))
LEXICONS = load_lexicons([CONFIG / "lexicons"])
JUDGED = (Kind.LEAD, Kind.APPLICATION)


@cache
def shipped(program_id: str) -> Program:
    """That shipped programme."""
    return load_program(program_id, [CONFIG / "programs"], LEXICONS)


def answers(program: Program) -> tuple[str, ...]:
    """The languages in which it answers."""
    return (program.language, *program.fallback_languages)


EVERYWHERE = [(program_id, language) for program_id in IDS for language in answers(shipped(program_id))]


def rejecting(program: Program) -> set[str]:
    """Every code with which one of its leads can be rejected."""
    of_rules = ([getattr(rule, "reason", None), *getattr(rule, "reasons", {}).values()] for rule in program.rules)
    return {code for code in chain(*of_rules, *(check.refused for check in program.checks)) if code}


def asked(program: Program) -> Iterator[tuple[str, Kind]]:
    """Every field that a partner can be asked for, with the kind of submission."""
    for spec in program.fields:
        for need in spec.needs():
            yield from ((field, need.kind) for field in (spec.id, *need.or_else))


@pytest.mark.parametrize(("program_id", "language"), EVERYWHERE)
def test_every_language_of_a_programme_has_mails_and_a_sentence_for_each_of_its_reasons_and_checks(program_id: str, language: str) -> None:
    program, words = shipped(program_id), TEMPLATE_SET.words(language)

    assert language in TEMPLATE_SET.languages
    assert [code for code in sorted(rejecting(program)) if not words.has("reasons", code)] == []
    assert [check.id for check in program.checks if not words.has("checks", check.id)] == []


@pytest.mark.parametrize(("program_id", "language"), EVERYWHERE)
def test_a_programme_speaks_each_of_its_languages_in_titles_conditions_remedies_and_questions(program_id: str, language: str) -> None:
    program = shipped(program_id)
    told = [rule for rule in program.rules if getattr(rule, "reason", None) or hasattr(rule, "reasons")]

    assert program.title[language]
    assert program.team[language]
    assert [rule.id for rule in told if not (rule.condition.get(language) and rule.remedy.get(language))] == []
    assert [check.id for check in program.checks if not (check.waiting.get(language) and check.question.get(language))] == []
    assert [note for note in program.confirmation_notes if not note.text.get(language)] == []
    assert [spec.id for spec in program.fields if spec.needs() and not spec.example.get(language)] == []


@pytest.mark.parametrize(("program_id", "language"), EVERYWHERE)
def test_each_field_is_asked_for_in_whole_sentences(program_id: str, language: str) -> None:
    program, words = shipped(program_id), TEMPLATE_SET.words(language)

    for field, kind in asked(program):
        for code in ("missing", "invalid", "ambiguous"):
            lacking = verdict(Outcome.INCOMPLETE, f"{code}:{field}")
            (question,) = questions(draft(without=(field,)), lacking, program, words, kind)
            assert question.sentence.endswith((".", "?"))
            assert field not in question.blanks


@pytest.mark.parametrize(("program_id", "language"), EVERYWHERE)
def test_names_of_numbers_are_those_of_the_programmes_country(program_id: str, language: str) -> None:
    program, words = shipped(program_id), TEMPLATE_SET.words(language)
    lone = {spec.id_types[0] for spec in program.fields if len({type_[:2] for type_ in spec.id_types}) == 1}

    assert [type_ for type_ in lone if not (words.has("ids", type_) and words.has("id_genitives", type_))] == []


@pytest.mark.parametrize(("program_id", "language"), EVERYWHERE)
def test_the_reader_understands_the_labels_of_our_forms(program_id: str, language: str) -> None:
    program, words = shipped(program_id), TEMPLATE_SET.words(language)
    vocabulary = vocabulary_of(program)

    labels = {label(field, program, words, kind) for field, kind in asked(program)}

    assert [one for one in sorted(labels) if understand(fold(one), vocabulary, spare=0) is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", JUDGED)
def test_the_headings_of_what_we_read_back_are_the_lexicons(language: str, kind: Kind) -> None:
    known = LEXICONS[language].words["reads_back"]
    leads = [
        judged(kind=kind, changed=("client.pc_count",)),
        judged(kind=kind, reference=Reference("GL-2026-00043"), changed=("client.pc_count",)),
    ]

    lines = reply(*leads, to=correspondence(language=language)).text.splitlines()
    headings = [line for line, below in pairwise(lines) if below and not below.strip("=-")]

    assert len(headings) == 7
    unknown = [heading for heading in headings if not any(fold(words) in fold(heading) for words in known)]
    assert [heading.partition(" – ")[0] for heading in unknown] == ["1. GL-2026-00042", "2. GL-2026-00043"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_above_a_form_of_several_stands_the_lexicons_word_for_the_reference(language: str) -> None:
    lacking = judged(Outcome.INCOMPLETE, "missing:client.address", reference=Reference("GL-2026-00043"))

    lines = reply(judged(), lacking, to=correspondence(language=language)).text.replace("\u00a0", " ").splitlines()
    (above,) = (line for line, below in pairwise(lines) if below.endswith("______"))

    assert above.endswith(": GL-2026-00043")
    assert fold(above.partition(":")[0].strip()) in [fold(word) for word in LEXICONS[language].words["reference_label"]]


FILLED_IN = {
    "client.address": "Kanaalstraat 12, 3511 AA Utrecht",
    "client.contact.email": "erik@lind.example",
    "client.contact.phone": "+358407654321",
    "client.registry_id": "12345678",
    "contact.phone": "+358401112223",
    "partner.name": "Berg Consulting Oy",
}
"""What partners type into our forms, and what is read from it."""


@pytest.mark.parametrize(("program_id", "language"), EVERYWHERE)
def test_what_a_partner_types_into_our_quoted_form_is_read(program_id: str, language: str) -> None:
    program = shipped(program_id)
    fields = {field: kind for field, kind in asked(program) if field in FILLED_IN}

    assert {field: typed(field, kind, program, language) for field, kind in fields.items()} == {f: FILLED_IN[f] for f in fields}


def typed(field: str, kind: Kind, program: Program, language: str) -> FieldContent | None:
    """What is read where a partner fills in the one blank of our mail and sends it back."""
    blank = judged(Outcome.INCOMPLETE, f"missing:{field}", kind=kind, draft=draft(without=(field,)))
    form = reply(blank, to=correspondence(language=language), program=program).text.replace("______", FILLED_IN[field], 1)
    thread = Thread(leads=(Asked(reference="GL-2026-00042", fields=(field,)),))
    (lead,) = read(mail(own("OK\n"), quoted(form), subject="Re: [GL-2026-00042]"), program, thread).leads
    found = lead.get(field)
    return found.value if found else None


def confirmed(language: str, **fields: FieldContent) -> str:
    lead = judged(draft=draft(without=("items",), **fields))
    return reply(lead, to=correspondence(language=language), program=shipped("ibas-ontrack")).text


@pytest.mark.parametrize(("language", "said"), [("fi", "Sitoudutte"), ("en", "You undertake"), ("sv", "åtar sig")])
def test_a_confirmed_referral_to_ibas_states_the_partners_undertaking_and_a_resale_does_not(language: str, said: str) -> None:
    assert said in confirmed(language)
    assert said in confirmed(language, deal__option="referral")
    assert said not in confirmed(language, deal__option="resale")


def test_also_tells_of_the_warranty_where_a_renewal_is_confirmed() -> None:
    def said(deal_type: str) -> str:
        lead = judged(draft=draft(deal__type=deal_type, items=(Item(product="waas-desktop", quantity=1, term_months=12),)))
        return reply(lead, to=correspondence(language="nl"), program=shipped("also-waas")).text

    assert "garantieverlenging" in said("renewal")
    assert "garantieverlenging" not in said("new")
    assert "factureert u zelf" in said("new")


def test_infor_says_that_the_public_sector_is_left_out_at_present() -> None:
    facts = {"field": "client.sector", "value": "public"}
    lead = judged(Outcome.REJECTED, "public-sector", rule="not-public-sector", facts=facts)

    text = reply(lead, to=correspondence(language="fr"), program=shipped("infor-referral")).text

    assert "Les opportunités du secteur public ne sont actuellement pas incluses" in text


@pytest.mark.parametrize(
    ("language", "wanted", "refused"), [("fi", "Tietojen palautus", "Tiedonsiirto"), ("sv", "Dataräddning", "Dataöverföring")]
)
def test_what_a_catalogue_holds_is_named_in_the_language_of_the_reply(language: str, wanted: str, refused: str) -> None:
    program = shipped("ibas-ontrack")
    lead = judged(
        Outcome.REJECTED,
        "product-not-eligible",
        facts={"outside": "Tiedonsiirto"},
        draft=draft(items=(Item(product="data-recovery"),)),
    )

    text = reply(lead, to=correspondence(language=language), program=program).text

    assert f": {refused}." in text
    assert f": {wanted}\n" in text


def test_a_label_names_the_parts_that_a_programme_asks_for() -> None:
    english = TEMPLATE_SET.words("en")

    assert label("items", shipped("ibas-ontrack"), english) == "Product"
    assert label("items", shipped("promise-generuj-leady"), english) == "Product and quantity"
    assert label("items", shipped("also-waas"), english) == "Product, quantity and term"


def test_a_number_of_several_countries_has_no_countrys_name() -> None:
    assert label("partner.tax_id", shipped("infomaniak-partner"), TEMPLATE_SET.words("es")) == "Número de identificación de la empresa"


def test_a_reference_is_not_broken_over_two_lines() -> None:
    assert '<span style="white-space:nowrap">GL-2026-00042</span>' in reply().html
