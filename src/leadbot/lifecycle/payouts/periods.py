"""Months, quarters and years as payouts count them. Whole days in the program's zone."""

from calendar import monthrange
from datetime import date, timedelta


def plus_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where that has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def quarter_of(day: date) -> str:
    """Such as `2026-Q3`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_end(quarter: str) -> date:
    """The last day of a quarter written like `2026-Q3`."""
    year, number = quarter.split("-Q")
    return plus_months(date(int(year), 1, 1), int(number) * 3) - timedelta(days=1)


def year_since(start: date, day: date) -> int:
    """In the how manieth year from `start` the day lies, counted from 0; negative before `start`."""
    years = day.year - start.year
    return years if plus_months(start, 12 * years) <= day else years - 1
