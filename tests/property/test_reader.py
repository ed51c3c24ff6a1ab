"""Whatever a mail says, it is read: no error, no value that is not in the mail, nothing that can't be stored or shown."""

import json
import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from leadbot.app import program_by_name
from leadbot.cli.rendering import reading_row
from leadbot.model.reading import Reading
from leadbot.reader import InProcessReader
from leadbot.service.explain import explain
from support.hostile import html, text
from support.office import moment

PROGRAM = program_by_name("promise-generuj-leady")
WORDS = sorted(
    {
        phrase.rstrip("*")
        for lexicon in PROGRAM.lexicons.values()
        for group in (lexicon.words, lexicon.labels)
        for phrases in group.values()
        for phrase in phrases
    }
)
VALUES = (
    *(
        "7740001454",
        "PL 774-000-14-54",
        "DE123456789",
        "+48 601 202 303",
        "00-001",
        "25",
        "3-5",
        "0",
        "99999999999999999999",
        "E3",
        "M365 BS",
    ),
    *(
        "Office 365",
        "jan@x.pl",
        "Jan Nowak",
        "Bolt sp. z o.o.",
        "ul. Długa 5/7",
        "GL-2026-00001",
        "Urząd Gminy",
        "2026-11-16",
        "12:30",
        "1.000,50 zł",
    ),
)
GLUE = (
    *(
        " ",
        "\n",
        "\n\n",
        "\t",
        ": ",
        ", ",
        ". ",
        ";",
        " - ",
        "> ",
        "1. ",
        "a) ",
        "(",
        ")",
        '"',
        "„",
        "*",
        "=",
        "/",
        "?",
        "|",
        "@",
        "<",
        "&amp;",
    ),
    *("\u0301", "\u202e", "\u2028", "\x00", "\x1f", "2️⃣", "²", "½", "Ⅷ", "ß", "İ", "\U0001f4a9", "<td>", "<br>", "</table>"),
)
PIECES = st.lists(st.sampled_from(WORDS) | st.sampled_from(VALUES) | st.sampled_from(GLUE) | st.text(max_size=6), max_size=40)


def read(raw: bytes) -> Reading:
    reading = InProcessReader().read(raw, PROGRAM, None)
    assert isinstance(reading, Reading), reading
    return reading


@given(PIECES, PIECES, st.booleans())
@settings(max_examples=150)
def test_any_mixture_of_words_is_read_and_can_be_stored_and_shown(subject: list[str], body: list[str], marked_up: bool) -> None:
    written = "".join(body).encode("utf-8", "replace")
    first_line = "".join(subject).encode("utf-8", "replace").replace(b"\n", b" ")
    raw = html("any", written) if marked_up else text("any", written, subject=first_line)

    reading = read(raw)

    row = reading_row("any.eml", reading, explain(reading, PROGRAM, moment("2026-11-16 10:00")))
    json.dumps(row, ensure_ascii=False).encode("utf-8")
    assert pickle.loads(pickle.dumps(reading)) == reading


@given(PIECES)
@settings(max_examples=100)
def test_every_value_names_words_that_stand_in_the_mail(body: list[str]) -> None:
    reading = read(text("any", "".join(body).encode("utf-8", "replace")))

    said = "".join(reading.message.text().split()) + reading.message.subject
    for lead in reading.submission.leads:
        for value in lead.fields:
            quote = "".join(value.evidence.quote.split())
            assert value.evidence.source == "from" or quote in said or quote in "".join(said.split())
