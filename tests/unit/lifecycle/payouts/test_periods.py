from datetime import date

import pytest

from leadbot.lifecycle.payouts.periods import plus_months, quarter_end, quarter_of, year_since


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-07-01", 6, "2027-01-01"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_clip_at_the_end_of_a_shorter_month(day: str, months: int, expected: str) -> None:
    assert plus_months(date.fromisoformat(day), months).isoformat() == expected


@pytest.mark.parametrize(
    ("day", "quarter", "ends"),
    [
        ("2026-01-01", "2026-Q1", "2026-03-31"),
        ("2026-03-31", "2026-Q1", "2026-03-31"),
        ("2026-04-01", "2026-Q2", "2026-06-30"),
        ("2026-09-30", "2026-Q3", "2026-09-30"),
        ("2026-12-31", "2026-Q4", "2026-12-31"),
    ],
)
def test_quarters_are_those_of_the_calendar(day: str, quarter: str, ends: str) -> None:
    assert (quarter_of(date.fromisoformat(day)), quarter_end(quarter).isoformat()) == (quarter, ends)


@pytest.mark.parametrize(
    ("start", "day", "year"),
    [
        ("2026-01-12", "2026-01-12", 0),
        ("2026-01-12", "2027-01-11", 0),
        ("2026-01-12", "2027-01-12", 1),
        ("2026-01-12", "2026-01-11", -1),
        ("2024-02-29", "2025-02-27", 0),
        ("2024-02-29", "2025-02-28", 1),
    ],
)
def test_a_year_begins_on_the_day_of_admission(start: str, day: str, year: int) -> None:
    assert year_since(date.fromisoformat(start), date.fromisoformat(day)) == year
