"""How long a mailbox is usually silent is learned from its own past, in business days."""

from datetime import datetime, timedelta

import pytest

from leadbot.lifecycle import business_days_between, longest_usual_silence
from support.office import PROGRAM, moment

CALENDAR = PROGRAM.calendar


def every(days: float, *, count: int, since: str = "2026-08-03 10:00") -> list[datetime]:
    """Receipts so many business days apart."""
    found, at = [], moment(since)
    while len(found) < count:
        if not found or business_days_between(found[-1], at, CALENDAR) >= days:
            found.append(at)
        at += timedelta(hours=6)
    return found


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-16 09:00", "2026-11-16 21:00", 0.5),
        ("2026-11-16 09:00", "2026-11-17 09:00", 1),
        ("2026-11-20 12:00", "2026-11-23 12:00", 1),
        ("2026-11-21 00:00", "2026-11-22 23:00", 0),
        ("2026-11-10 12:00", "2026-11-12 12:00", 1),
        ("2026-11-17 09:00", "2026-11-16 09:00", 0),
    ],
)
def test_weekends_and_holidays_are_no_silence(start: str, end: str, days: float) -> None:
    assert business_days_between(moment(start), moment(end), CALENDAR) == pytest.approx(days)


def test_of_a_short_past_nothing_is_learned() -> None:
    assert longest_usual_silence(every(0.5, count=20), CALENDAR) is None
    assert longest_usual_silence([], CALENDAR) is None


def test_where_mail_comes_all_day_a_business_day_of_silence_is_too_long() -> None:
    assert longest_usual_silence(every(0.25, count=80), CALENDAR) == 1


def test_where_mail_is_rare_silence_is_longer() -> None:
    usual = longest_usual_silence(every(3, count=40), CALENDAR)

    assert usual is not None
    assert 6 <= usual < 7


def test_one_long_outage_in_the_past_is_not_what_is_usual() -> None:
    receipts = [*every(0.5, count=40), *every(0.5, count=40, since="2026-10-20 10:00")]

    assert longest_usual_silence(receipts, CALENDAR) == 1
