"""A lead's history by mail: in staff's language, with names in place of ids."""

from datetime import UTC, datetime

import pytest

from leadbot.app import program_by_name
from leadbot.model.deals import DealFact
from leadbot.model.lead import HistoryEntry
from leadbot.writing.history import happened

from .builder import LANGUAGES, TEMPLATE_SET

PROGRAM = program_by_name("promise-generuj-leady")
EVENTS = [
    "registered",
    "judged",
    "completed",
    "changed",
    "sent-again",
    "decided",
    "corrected",
    "asked",
    "asked-outside",
    "reopened",
    "answered",
    "forwarded",
    "withdrawn",
    "lapsed",
    "expired",
    "marked",
    "recorded",
    "released",
    "version",
    "filled-in",
    "terms-asked",
    "terms-accepted",
    "admitted",
    "partnership-ended",
    "escalated",
    "promise-passed",
    "chased",
    "asked-anyway",
    "unreached",
    "appeal",
    "won",
    "lost",
    "confirmed",
    "in_review",
    "in_line",
]


def told(event: str, detail: str = "", by: str = "leadbot", language: str = "pl") -> str:
    entry = HistoryEntry(at=datetime(2026, 11, 16, tzinfo=UTC), event=event, by=by, detail=detail)
    return happened(entry, {}, PROGRAM, TEMPLATE_SET.words(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_words_in_every_language(event: str, language: str) -> None:
    words = TEMPLATE_SET.words(language)

    assert words.has("history", event) or words.has("states", event)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_staff_record_has_a_name_in_every_language(language: str) -> None:
    for fact in DealFact.__args__:
        sort = "".join(f"-{char.lower()}" if char.isupper() else char for char in fact.__name__).strip("-")
        assert TEMPLATE_SET.words(language).has("recorded", sort)


@pytest.mark.parametrize(
    ("event", "detail", "said"),
    [
        ("judged", "incomplete missing:client.pc_count", "oceniono – leadbot – do uzupełnienia. "),
        ("judged", "rejected reported-elsewhere", "oceniono – leadbot – odrzucone. "),
        ("decided", "reject microsoft-registration reported-elsewhere dzwonił Jan", "zgłoszone w Microsoft – dzwonił Jan"),
        ("decided", "approve possible-duplicate, priority", "Czy pierwszeństwo ma to zgłoszenie?"),
        ("corrected", "items: 5 m365-e3 annual → 6 m365-e5", "5 Microsoft 365 E3 rozliczenie roczne → 6 Microsoft 365 E5"),
        ("asked", "client.pc_count, client.name", "zapytano partnera – leadbot – Liczba PC w firmie klienta, Nazwa klienta"),
        ("sent-again", "nothing new", "nic nowego"),
        ("expired", "was confirmed", "poprzednio: potwierdzone"),
        ("reopened", "was rejected", "poprzednio: odrzucone"),
        ("escalated", "2026-11-23T23:59:59+01:00", "obiecany termin: 23.11.2026 (poniedziałek)"),
        ("chased", "business day 3 of the place until 2026-11-30T23:59:59+01:00", "dzień roboczy 3, miejsce zachowane do 30.11.2026"),
        ("marked", "client-paid 2026-11-12 1200.00 PLN F-1", "zapłacone przez klienta 12.11.2026 1200.00 PLN F-1"),
        ("admitted", "partner number GL-P-0007", "numer partnera GL-P-0007"),
    ],
)  # fmt: skip
def test_what_is_noted_is_told_in_staffs_words(event: str, detail: str, said: str) -> None:
    text = told(event, detail)

    assert said in text
    assert not any(code in text for code in ("missing", "client.", "m365", "confirmed", "rejected", "reported-", "microsoft-reg", "paid"))


@pytest.mark.parametrize("event", ["version", "released", "withdrawn", "lapsed", "filled-in", "appeal"])
def test_what_says_nothing_to_staff_is_left_out(event: str) -> None:
    assert told(event, "in the words of the command line") == told(event)


def test_a_message_that_nobody_is_known_to_have_sent_is_no_name() -> None:
    assert told("registered", by="0123456789abcdef") == "zarejestrowano"


def test_who_acts_has_a_name_in_staffs_language() -> None:
    assert told("decided", "approve priority", by="staff").startswith("decyzja – zespół – zatwierdzono: ")
