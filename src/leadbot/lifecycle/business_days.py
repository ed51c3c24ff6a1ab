"""Whose business days count, and when a promise given in them falls due (docs/architecture.md, Time)."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leadbot.model.program import Calendar

if TYPE_CHECKING:
    from holidays import HolidayBase

END_OF_DAY = time(23, 59, 59)


def due_at(received_at: datetime, days: int, calendar: Calendar) -> datetime:
    """23:59:59 of the `days`-th business day after the day of receipt, aware, in the calendar's zone.

    Day 0 is the day of receipt in that zone, business day or not. `received_at` must be aware and `days` 0 or more: ValueError otherwise.
    """
    if received_at.tzinfo is None:
        raise ValueError("received_at must be aware")
    if days < 0:
        raise ValueError("days must be 0 or more")
    zone = ZoneInfo(calendar.time_zone)
    day = _business_day_after(received_at.astimezone(zone).date(), days, calendar)
    return datetime.combine(day, END_OF_DAY, zone)


def business_days_before(moment: datetime, days: int, calendar: Calendar) -> datetime:
    """23:59:59 of the `days`-th business day before the day of `moment`: of a promise in business days, an earlier day of its count."""
    zone = ZoneInfo(calendar.time_zone)
    day = moment.astimezone(zone).date()
    for _ in range(days):
        day -= timedelta(days=1)
        while not is_business_day(day, calendar):
            day -= timedelta(days=1)
    return datetime.combine(day, END_OF_DAY, zone)


def next_business_days(day: date, count: int, calendar: Calendar) -> list[date]:
    """The first `count` business days after a day."""
    found: list[date] = []
    for _ in range(count):
        day = _next_business_day(day, calendar)
        found.append(day)
    return found


def whole_business_days(first: date, last: date, calendar: Calendar) -> int:
    """How many business days after `first` the day `last` is; 0 where it is not later."""
    return sum(is_business_day(first + timedelta(days=n), calendar) for n in range(1, (last - first).days + 1))


def is_business_day(day: date, calendar: Calendar) -> bool:
    """True for a day that is neither weekend nor a public holiday of that country and subdivision."""
    return bool(_holidays(calendar.country, calendar.subdivision).is_working_day(day))


def calendar_fault(calendar: Calendar) -> str | None:
    """Why no business days can be told for that country or subdivision; None where they can."""
    try:
        _holidays(calendar.country, calendar.subdivision)
    except NotImplementedError as unknown:
        return str(unknown)
    return None


@lru_cache(maxsize=1000)
def _business_day_after(day: date, days: int, calendar: Calendar) -> date:
    for _ in range(days):
        day = _next_business_day(day, calendar)
    return day


def _next_business_day(day: date, calendar: Calendar) -> date:
    day += timedelta(days=1)
    while not is_business_day(day, calendar):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=32)
def _holidays(country: str, subdivision: str | None) -> HolidayBase:
    """The library is imported when first asked: it is slow to load and most commands need no calendar."""
    from holidays import country_holidays

    _import_countries_singly()
    return country_holidays(country, subdiv=subdivision)


@cache
def _import_countries_singly() -> None:
    """Put an empty package in the place of the library's countries, which would import all of the world: each is imported when needed."""
    package = find_spec("holidays.countries")
    if package is not None:
        sys.modules.setdefault(package.name, module_from_spec(package))
