import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from leadbot.model.digest import Digest, DigestCase
from leadbot.model.lead import Reference
from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import OutgoingMail, Purpose
from leadbot.writing import compose_digest, in_order, to_bytes

from .builder import DUE, LANGUAGES, NOW, RECEIVED, SENDER, TEMPLATE_SET, program

ANNA = Address(name="Anna", email="anna@promise.example")


def case(kind: str = "check", **changes: Any) -> DigestCase:
    values: dict[str, Any] = {"kind": kind, "received_at": RECEIVED, "reference": Reference("GL-2026-00042"), "due_at": DUE}
    return DigestCase(**(values | changes))


def digest(*cases: DigestCase, day: date = date(2026, 11, 20), **changes: Any) -> OutgoingMail:
    about = Digest(program="sample", person=ANNA.email, day=day, cases=in_order(cases))
    return compose_digest(about, program(**changes), TEMPLATE_SET, sender=SENDER, person=ANNA, now=NOW)


def test_the_digest_has_a_key_of_program_person_and_day_and_says_that_a_machine_made_it() -> None:
    mail = digest(case())

    assert mail.key == "digest:sample:anna@promise.example:2026-11-20"
    assert (mail.purpose, mail.auto_submitted, mail.to, mail.answers) == (Purpose.DIGEST, "auto-generated", (ANNA,), None)
    assert mail.subject == "Program Próba: otwarte sprawy 1 – 20.11.2026"
    assert to_bytes(mail)


def test_cases_stand_in_order_of_their_promise_those_without_one_last() -> None:
    later = datetime(2026, 11, 30, tzinfo=UTC)
    mail = digest(
        case("parked", reference=None, message_key=MessageKey("k1"), due_at=None),
        case(reference=Reference("GL-2026-00002"), due_at=later),
        case(reference=Reference("GL-2026-00001")),
    )

    places = [mail.text.index(name) for name in ("1. GL-2026-00001", "2. GL-2026-00002", "3. k1")]

    assert places == sorted(places)


def test_a_check_is_told_with_its_question_and_the_commands_that_decide_it() -> None:
    mail = digest(case(question="Czy Microsoft potwierdza?", reasons=("check:microsoft-registration",)))

    assert "\n\nCzy Microsoft potwierdza?\n\n" in mail.text
    assert "    leadbot decide GL-2026-00042 approve\n    leadbot decide GL-2026-00042 reject\n" in mail.text


def test_a_case_of_no_lead_is_headed_by_what_it_is() -> None:
    mail = digest(case("sales", reference=None, due_at=None))

    assert "\n1. Wiersze raportu sprzedaży do wyjaśnienia\n===" in mail.text


@pytest.mark.parametrize(("notices", "promised"), [((), "Decyzja do:"), (("contacted",), "Kontakt do:")])
def test_the_promised_day_is_named_by_what_is_promised(notices: tuple[str, ...], promised: str) -> None:
    mail = digest(case(), event_notices=notices)

    assert f"\n{promised} " in mail.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_many_cases_no_word_depends_on_their_number(language: str) -> None:
    """Where a number stands ahead of a noun its form changes (1 sprawa, 2 sprawy, 5 spraw): a subject names the noun first."""
    words = TEMPLATE_SET.words(language)
    for section in ("digest", "escalation"):
        assert not re.search(r"\{(count|overdue)\} [^\W\d]", " ".join(words.all(section, "subject"))), section


def test_of_several_checks_on_one_lead_each_is_decided_by_name() -> None:
    mail = digest(case(reasons=("check:credit",)), case(reasons=("check:website",)))

    assert "    leadbot decide GL-2026-00042 approve --check credit\n" in mail.text
    assert "    leadbot decide GL-2026-00042 reject --check website\n" in mail.text


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("held", "leadbot decide GL-2026-00042 reject"),
        ("parked", "leadbot parked --retry k1"),
        ("unknown", "leadbot outbox --resolve 7 resend"),
        ("failed", "leadbot outbox --resolve 7 resend"),
        ("with_staff", "leadbot show GL-2026-00042"),
        ("silenced", "leadbot show GL-2026-00042"),
    ],
)
def test_each_kind_of_case_tells_what_ends_it(kind: str, command: str) -> None:
    mail = digest(case(kind, message_key=MessageKey("k1"), outbox_id=7))

    assert f"    {command}\n" in mail.text


def test_an_answer_that_was_kept_back_is_shown_as_a_quote() -> None:
    mail = digest(case("shadow", withheld="Dzień dobry,\r\n\r\nodrzucone\n> nie my"))

    assert "\nWstrzymana odpowiedź\n| Dzień dobry,\n| odrzucone\n| > nie my\n" in mail.text
    assert "<blockquote" in mail.html


def test_an_overdue_case_is_counted_and_marked_and_today_is_told() -> None:
    overdue, today = digest(case(), day=date(2026, 11, 24)), digest(case(), day=date(2026, 11, 23))

    assert "w tym po terminie 1" in overdue.subject
    assert "23.11.2026 (poniedziałek) – po terminie" in overdue.text
    assert "23.11.2026 (poniedziałek) – dzisiaj" in today.text


def test_a_day_without_cases_says_so() -> None:
    assert "\n\nŻadna sprawa nie czeka.\n" in digest().text


def test_the_digest_is_in_the_programs_language() -> None:
    assert digest(case(), language="en").text.startswith("Sample programme – report of Friday 20 November 2026\n\nTo be decided: 1\n")


def test_a_partners_words_are_inert() -> None:
    mail = digest(case(client="<b>x</b>\r\n1. GL", note="{{ 7*7 }} <img src=x>", partner="=cmd|x", reasons=("",)))

    assert "<b>" not in mail.html
    assert "<img" not in mail.html
    assert "Uwagi: {{ 7*7 }} <img src=x>" in mail.text
    assert "Partner: '=cmd|x" in mail.text


def test_a_case_with_a_target_tells_both_days_and_stands_by_the_earlier() -> None:
    target = datetime(2026, 11, 19, 22, 59, 59, tzinfo=UTC)
    mail = digest(case(target_at=target, due_at=datetime(2026, 11, 30, tzinfo=UTC)), case(reference=Reference("GL-2026-00002")))

    assert "Zalecany termin: 19.11.2026 (czwartek)" in mail.text
    assert "Decyzja do: 30.11.2026 (poniedziałek)" in mail.text
    assert mail.text.index("GL-2026-00042") < mail.text.index("GL-2026-00002")
