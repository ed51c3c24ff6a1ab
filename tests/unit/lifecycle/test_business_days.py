"""Business days of a country, and the promised moment of answer (docs/architecture.md, Time)."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.lifecycle import business_days_before, calendar_fault, due_at, is_business_day
from leadbot.model.program import Calendar

POLAND = Calendar(country="PL", time_zone="Europe/Warsaw")
WARSAW = ZoneInfo("Europe/Warsaw")


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, 0, tzinfo=WARSAW)


@pytest.mark.failure("F88")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        (noon(2026, 11, 20), date(2026, 11, 27)),
        (noon(2026, 11, 21), date(2026, 11, 27)),
        (noon(2026, 11, 10), date(2026, 11, 18)),
        (noon(2026, 4, 30), date(2026, 5, 8)),
    ],
    ids=["a Friday", "the Saturday after it", "before Independence Day", "before the May holidays"],
)
def test_five_business_days_in_poland(received: datetime, due: date) -> None:
    assert due_at(received, 5, POLAND) == datetime(due.year, due.month, due.day, 23, 59, 59, tzinfo=WARSAW)


@pytest.mark.failure("F88")
def test_over_the_turn_of_the_year_both_years_holidays_count() -> None:
    assert due_at(noon(2026, 12, 23), 5, POLAND).date() == date(2027, 1, 4)
    assert due_at(noon(2027, 12, 31), 5, POLAND).date() == date(2028, 1, 10)


@pytest.mark.parametrize(("day", "works"), [(date(2024, 12, 24), True), (date(2025, 12, 24), False), (date(2026, 12, 24), False)])
def test_christmas_eve_is_a_holiday_in_poland_from_2025_on(day: date, works: bool) -> None:
    assert is_business_day(day, POLAND) is works


@pytest.mark.parametrize("day", [date(2026, 4, 6), date(2026, 6, 4), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 8)])
def test_easter_monday_corpus_christi_and_sundays_are_no_business_days(day: date) -> None:
    assert not is_business_day(day, POLAND)


@pytest.mark.failure("F88")
def test_the_day_of_receipt_is_the_day_in_the_programs_zone() -> None:
    late_in_new_york = datetime(2026, 11, 19, 18, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert due_at(late_in_new_york, 5, POLAND) == due_at(noon(2026, 11, 20), 5, POLAND)
    assert due_at(datetime(2026, 11, 19, 22, 59, 59, tzinfo=UTC), 5, POLAND).date() == date(2026, 11, 26)
    assert due_at(datetime(2026, 11, 19, 23, 0, 0, tzinfo=UTC), 5, POLAND).date() == date(2026, 11, 27)


@pytest.mark.failure("F88")
@pytest.mark.parametrize(
    ("received", "offset"), [(noon(2026, 3, 27), timedelta(hours=2)), (noon(2026, 10, 23), timedelta(hours=1))], ids=["spring", "autumn"]
)
def test_the_end_of_the_day_has_the_offset_of_that_day_when_the_clock_was_changed_meanwhile(received: datetime, offset: timedelta) -> None:
    due = due_at(received, 5, POLAND)
    assert (due.utcoffset(), due.hour, due.minute, due.second) == (offset, 23, 59, 59)


def test_day_nought_is_the_day_of_receipt_business_day_or_not() -> None:
    assert due_at(noon(2026, 11, 21), 0, POLAND).date() == date(2026, 11, 21)


@pytest.mark.failure("F88")
def test_a_leap_day_counts() -> None:
    assert due_at(noon(2028, 2, 28), 1, POLAND).date() == date(2028, 2, 29)


def test_a_canton_has_its_own_holidays() -> None:
    geneva = Calendar(country="CH", time_zone="Europe/Zurich", subdivision="GE")
    assert not is_business_day(date(2026, 9, 10), geneva)
    assert is_business_day(date(2026, 9, 10), Calendar(country="CH", time_zone="Europe/Zurich", subdivision="ZH"))


def test_naive_moments_and_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        due_at(datetime(2026, 3, 1), 5, POLAND)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="0 or more"):
        due_at(noon(2026, 3, 1), -1, POLAND)


@pytest.mark.parametrize(("country", "subdivision"), [("XX", None), ("PL", "ZZ"), ("pl", None)])
def test_a_calendar_that_nobody_knows_is_named(country: str, subdivision: str | None) -> None:
    assert calendar_fault(Calendar(country=country, time_zone="Europe/Warsaw", subdivision=subdivision))


def test_a_known_calendar_has_no_fault() -> None:
    assert calendar_fault(POLAND) is None


def test_of_all_countries_of_the_world_only_the_calendars_own_is_loaded() -> None:
    script = (
        "import sys; from leadbot.lifecycle import calendar_fault; from leadbot.model.program import Calendar\n"
        "print([calendar_fault(Calendar(country=code, time_zone='Europe/Warsaw')) for code in ('PL', 'CH')])\n"
        "print(*sorted(name for name in sys.modules if name.startswith('holidays.countries.')))"
    )

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60).stdout

    assert told.splitlines() == ["[None, None]", "holidays.countries.poland holidays.countries.switzerland"]


@given(st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), st.integers(1, 12))  # noqa: DTZ001 - see zone
def test_every_due_moment_ends_a_business_day_with_exactly_that_many_after_receipt(received: datetime, days: int) -> None:
    due = due_at(received, days, POLAND)
    first = received.astimezone(WARSAW).date() + timedelta(days=1)
    between = (first + timedelta(days=n) for n in range((due.date() - first).days + 1))
    assert is_business_day(due.date(), POLAND)
    assert sum(is_business_day(day, POLAND) for day in between) == days


@given(st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), st.integers(0, 5))  # noqa: DTZ001 - see zone
def test_the_target_of_a_promise_is_found_from_its_end(received: datetime, earlier: int) -> None:
    assert business_days_before(due_at(received, 6, POLAND), earlier, POLAND) == due_at(received, 6 - earlier, POLAND)
