"""A hundred open cases make a digest that a person can work through."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leadbot.model.digest import Digest, DigestCase, Figures, Outlook, Quoted
from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Address
from leadbot.model.outgoing import OutgoingMail
from leadbot.model.verdict import Outcome
from leadbot.writing import MOST_IN_FULL, compose_digest, in_order

from .builder import EVIDENCE, LANGUAGES, NOW, RECEIVED, SENDER, TEMPLATE_SET, draft, program, verdict

TODAY = date(2026, 11, 20)
NEXT_DAYS = (date(2026, 11, 23), date(2026, 11, 24))
ANNA = Address(name="Anna", email="anna@promise.example")
WARSAW = ZoneInfo("Europe/Warsaw")
FIRST_LINES = 25


def case(number: int, day: date) -> DigestCase:
    """A check on a lead of its own, due at the end of that day."""
    check = "check:microsoft-registration"
    return DigestCase(
        kind="check",
        received_at=RECEIVED + timedelta(minutes=number),
        reference=Reference(f"GL-2026-{number:05d}"),
        client=f"Klient {number} Sp. z o.o.",
        partner="Netstar IT Sp. z o.o.",
        due_at=datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=WARSAW),
        question="Czy Microsoft potwierdza, że klient należy do sektora SMB i że szansa nie była zgłoszona?",
        reasons=(check,),
        draft=draft(),
        verdict=verdict(Outcome.IN_REVIEW, check),
        quotes=(Quoted(field="client.name", evidence=replace(EVIDENCE, quote="klient to Amper")),),
        outlook=Outlook(
            becomes=LeadState.CONFIRMED,
            verdict=verdict(Outcome.CONFIRMED),
            reply="\n".join(["Dzień dobry,", "", *(f"wiersz {n}" for n in range(60))]),
        ),
    )


def mail_of(days: list[date], language: str = "pl") -> OutgoingMail:
    cases = in_order(case(number, day) for number, day in enumerate(days, start=1))
    about = Digest(program="sample", person=ANNA.email, day=TODAY, next_days=NEXT_DAYS, cases=cases, by_reply=True)
    return compose_digest(about, program(language=language), TEMPLATE_SET, sender=SENDER, person=ANNA, now=NOW)


def spread(overdue: int, today: int, *, of: int = 100) -> list[date]:
    later = [TODAY + timedelta(days=3 + n % 7) for n in range(of - overdue - today)]
    return [TODAY - timedelta(days=1 + n % 5) for n in range(overdue)] + [TODAY] * today + later


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("overdue", "today"), [(0, 1), (0, 10), (0, 11), (3, 22), (40, 30), (50, 50), (0, 100)])
def test_the_first_lines_of_the_text_hold_every_case_that_is_due_today(overdue: int, today: int, language: str) -> None:
    head = "\n".join(mail_of(spread(overdue, today), language).text.splitlines()[:FIRST_LINES])

    numbers = range(overdue + 1, overdue + today + 1)
    assert [number for number in numbers if f" {number}. GL-2026-{number:05d}" not in head] == []


def test_what_is_due_first_is_shown_in_full_and_every_other_case_on_a_line() -> None:
    mail = mail_of(spread(3, 22))
    lines = mail.text.splitlines()

    assert mail.text.count("Odpowiedź, która zostanie wysłana po „") == MOST_IN_FULL
    for number in range(MOST_IN_FULL + 1, 101):
        assert len([line for line in lines if line.startswith(f"{number}. GL-2026-") and " – Czy Microsoft potwierdza" in line]) == 1
    assert len(lines) < 600


def test_the_html_of_many_is_no_larger_than_mail_programs_show() -> None:
    assert len(mail_of(spread(3, 22)).html.encode()) < 102_000


def test_each_case_can_be_approved_by_a_link() -> None:
    html = mail_of(spread(3, 22)).html

    assert [number for number in range(1, 101) if f">{number} ok</a>" not in html] == []


def test_the_reply_is_folded_and_cut_where_it_is_long() -> None:
    mail = mail_of([TODAY])

    assert "<details" in mail.html
    assert "<summary" in mail.html
    assert "wiersz 37" in mail.html
    assert "wiersz 38" not in mail.html
    assert "(pozostałe wiersze: 22)" in mail.html
    assert "| wiersz 6\n| …\n" in mail.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_bars_are_cells_with_a_colour_and_a_width(language: str) -> None:
    told = Figures(states=((LeadState.CONFIRMED, 4, 2), (LeadState.REJECTED, 1, 0)), answered=(3, 0, 1, 0, 0, 0, 2), partners=(("A", 5),))
    about = Digest(program="sample", person=ANNA.email, day=TODAY, figures=told)
    mail = compose_digest(about, program(language=language), TEMPLATE_SET, sender=SENDER, person=ANNA, now=NOW)

    assert 'bgcolor="#2f6fc4" style="width:100%' in mail.html
    assert 'bgcolor="#2f6fc4" style="width:25%' in mail.html
    assert "<img" not in mail.html
    assert "████████████████████████  4 (2)" in mail.text
    assert "██████··················  1 (0)" in mail.text
