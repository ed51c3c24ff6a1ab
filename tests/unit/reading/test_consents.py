"""Terms are accepted by a clear yes to what we asked, in each language; anything else is no answer that leadbot may take."""

import pytest
from tests.unit.reading.builder import SENDER, mail
from tests.unit.reading.spanish import infomaniak

from leadbot.model.message import Kind, Segment, SegmentKind
from leadbot.model.program import Program
from leadbot.model.submission import Asked, Consent, Thread
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

from .builder import CONFIG

ASKED = Thread(leads=(Asked(reference="IK-2026-00001", fields=(), terms=True),))
CLEAR = {
    "es": [
        "Aceptamos las condiciones.",
        "Sí, aceptamos.",
        "Estamos conformes con todas las condiciones.",
        "Aceptamos las condiciones sin reservas.",
    ],
    "fr": ["Nous acceptons les conditions.", "J'accepte les conditions sans réserve.", "Les conditions sont acceptées."],
    "en": ["We accept the terms.", "I accept.", "We agree to the terms."],
    "pl": ["Akceptujemy warunki.", "Zgadzamy się na warunki bez zastrzeżeń."],
    "fi": ["Hyväksymme ehdot.", "Hyväksymme kaikki ehdot."],
    "sv": ["Vi godkänner villkoren.", "Vi accepterar villkoren utan förbehåll."],
    "nl": ["Wij aanvaarden de voorwaarden.", "Wij gaan akkoord met de voorwaarden."],
}
UNCLEAR = {
    "es": [
        "No aceptamos las condiciones.",
        "Aceptamos las condiciones salvo la segunda.",
        "¿Aceptamos las condiciones?",
        "Aceptamos el plazo que proponen en su mensaje.",
    ],
    "fr": [
        "Nous n'acceptons pas les conditions.",
        "Nous acceptons les conditions sous réserve d'un accord.",
        "Nous acceptons les conditions. Mais pas la condition sur les factures.",
    ],
    "en": ["We do not accept the terms.", "We accept the terms except the third.", "We accept the terms if the fee is lowered."],
    "pl": ["Nie akceptujemy warunków.", "Akceptujemy warunki z wyjątkiem trzeciego."],
    "fi": ["Emme hyväksy ehtoja, mutta hyväksymme ensimmäisen.", "Hyväksymme ehdot, paitsi kolmannen."],
    "sv": ["Vi godkänner inte villkoren.", "Vi godkänner villkoren, utom det tredje."],
    "nl": ["Wij aanvaarden de voorwaarden niet.", "Wij aanvaarden de voorwaarden, mits de prijs daalt."],
}


def speaking(language: str) -> Program:
    """A programme that answers in that language."""
    names = {"pl": "promise-generuj-leady", "fi": "ibas-ontrack", "sv": "ibas-ontrack", "nl": "also-waas"}
    if language not in names:
        return infomaniak()
    return load_program(names[language], [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


def consent(*segments: Segment | str, language: str = "es", thread: Thread | None = ASKED) -> Consent | None:
    return read(mail(*segments, subject="Re: [IK-2026-00001]", sender=SENDER), speaking(language), thread).consent


@pytest.mark.parametrize(("language", "words"), [(language, words) for language, all_ in CLEAR.items() for words in all_])
def test_a_clear_yes_is_one(language: str, words: str) -> None:
    found = consent(words, language=language)

    assert found is not None
    assert (found.accepts, found.evidence.quote) == (True, words)


@pytest.mark.parametrize(("language", "words"), [(language, words) for language, all_ in UNCLEAR.items() for words in all_])
def test_a_denial_a_question_a_condition_or_another_matter_is_none(language: str, words: str) -> None:
    found = consent(words, language=language)

    assert found is None or not found.accepts


def test_our_own_sentence_quoted_below_says_nothing() -> None:
    quoted = Segment(kind=SegmentKind.QUOTED, text="Para aceptarlas, responda: «Aceptamos las condiciones».", source="body", depth=1)

    assert consent("Gracias.", quoted) is None


def test_nobody_accepts_what_was_not_asked() -> None:
    plain = Thread(leads=(Asked(reference="IK-2026-00001", fields=()),))

    assert consent("Aceptamos las condiciones.", thread=plain) is None
    assert consent("Aceptamos las condiciones.", thread=None) is None


def test_a_yes_with_a_question_beside_it_is_a_follow_up() -> None:
    found = read(mail("Aceptamos las condiciones. ¿Cuándo llega el número?", subject="Re: [IK-2026-00001]"), infomaniak(), ASKED)

    assert found.kind is Kind.FOLLOW_UP
