"""How long a mailbox is usually without mail, learned from its own past, in business days."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from leadbot.lifecycle.business_days import is_business_day
from leadbot.model.program import Calendar

FEWEST = 20
"""Gaps from which nothing can be learned if there are fewer."""
RARE = 0.95
"""Of all gaps so many are no longer than the usual silence."""
MARGIN = 2.0
SHORTEST = 1.0
"""Business days of silence that alarm nobody, however many mails come."""
LONGEST_SPAN = timedelta(days=730)


def business_days_between(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Business days and their parts from one moment to another, both aware; 0 where `end` is not later. At most two years are counted."""
    zone = ZoneInfo(calendar.time_zone)
    last = end.astimezone(zone)
    first = max(start, end - LONGEST_SPAN).astimezone(zone)
    if last <= first:
        return 0.0
    parts, day = 0.0, first.date()
    while day <= last.date():
        if is_business_day(day, calendar):
            parts += _part(day, first, last)
        day += timedelta(days=1)
    return parts


def longest_usual_silence(receipts: Sequence[datetime], calendar: Calendar) -> float | None:
    """After so many business days without mail something is likely wrong; None where the past is too short to tell.

    `receipts` are aware, in any order. It is twice what 19 in 20 gaps between them do not exceed, and at least a business day.
    """
    gaps = sorted(business_days_between(earlier, later, calendar) for earlier, later in pairwise(sorted(receipts)))
    if len(gaps) < FEWEST:
        return None
    return max(SHORTEST, MARGIN * gaps[int(RARE * (len(gaps) - 1))])


def _part(day: date, first: datetime, last: datetime) -> float:
    """Of that day what lies between the two moments."""
    midnight = datetime.combine(day, time(), first.tzinfo)
    begin = max(first, midnight)
    end = min(last, datetime.combine(day + timedelta(days=1), time(), first.tzinfo))
    return (end.replace(tzinfo=None) - begin.replace(tzinfo=None)) / timedelta(days=1)
