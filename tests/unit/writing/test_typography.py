"""Spaces at which no line breaks, colons and first days of a month, as each language writes them."""

from datetime import UTC, date, datetime

import pytest

from leadbot.model.submission import Ambiguity
from leadbot.model.verdict import Outcome
from leadbot.writing.blocks import Page
from leadbot.writing.plain import ours

from .builder import EVIDENCE, LANGUAGES, TEMPLATE_SET, correspondence, draft, judged, reply

NO_BREAK = "\u00a0"
FRENCH = TEMPLATE_SET.words("fr")


def test_french_signs_stand_behind_a_space_that_does_not_break() -> None:
    assert FRENCH.typeset("Bravo ! « Oui » : voici ; fin ?") == (
        f"Bravo{NO_BREAK}! «{NO_BREAK}Oui{NO_BREAK}»{NO_BREAK}: voici{NO_BREAK}; fin{NO_BREAK}?"
    )


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "fr"])
def test_other_languages_leave_their_text_alone(language: str) -> None:
    assert TEMPLATE_SET.words(language).typeset("« a » ! b : c ; d ?") == "« a » ! b : c ; d ?"


def test_a_french_reply_never_breaks_before_a_sign_and_its_labels_have_the_french_colon() -> None:
    ambiguity = Ambiguity(field="client.pc_count", readings=("30", "35"), evidence=EVIDENCE)
    about = draft(ambiguity, without=("client.pc_count", "client.address"))
    lead = judged(Outcome.INCOMPLETE, "ambiguous:client.pc_count", "missing:client.address", draft=about)

    mail = reply(lead, to=correspondence(language="fr"))

    assert f"Adresse du client{NO_BREAK}: ______" in mail.text
    assert f"Nom du client{NO_BREAK}: Hurtownia Amper" in mail.text
    assert f"Adresse du client{NO_BREAK}: ______" in mail.html
    assert [line for line in mail.text.splitlines() if any(f" {sign}" in line for sign in ":;!?»")] == []


def test_values_in_rows_keep_their_own_spaces() -> None:
    page = Page(FRENCH.typeset, " :")
    page.facts([("Note", ["a : b"])])

    (rows,) = page.blocks

    assert (rows.rows, rows.colon) == ((("Note", ("a : b",)),), f"{NO_BREAK}:")  # type: ignore[union-attr]


def test_a_space_that_does_not_break_stays_and_others_fold() -> None:
    assert ours(f"  a \n b{NO_BREAK}: c\u202f! \x07 d ") == f"a b{NO_BREAK}: c\u202f! d"
    assert ours(f"a{NO_BREAK}" * 500, 20) == f"a{NO_BREAK}" * 9 + "a…"


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    first, second = date(2026, 12, 1), date(2026, 12, 2)

    assert (FRENCH.day(first), FRENCH.weekday(second)) == ("1er décembre 2026", "mercredi 2 décembre 2026")
    assert TEMPLATE_SET.words("nl").day(first) == "1 december 2026"


@pytest.mark.parametrize(
    ("language", "moment"),
    [
        ("en", "1 December 2026, 09:05"),
        ("es", "1 de diciembre de 2026, 09:05 h"),
        ("fi", "1.12.2026 klo 9.05"),
        ("fr", "1er décembre 2026 à 9 h 05"),
        ("nl", "1 december 2026, 09:05 uur"),
        ("pl", "01.12.2026, 09:05"),
        ("sv", "1 december 2026 kl. 09.05"),
    ],
)
def test_a_moment_is_written_as_its_readers_do(language: str, moment: str) -> None:
    assert TEMPLATE_SET.words(language).moment(datetime(2026, 12, 1, 9, 5, tzinfo=UTC)) == moment
