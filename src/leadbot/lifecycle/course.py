"""Where a confirmed lead stands by what happened to it since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from leadbot.model.deals import DealEvent, EventKind
from leadbot.model.lead import LeadState

MOVABLE = (LeadState.CONFIRMED, LeadState.WON, LeadState.LOST, LeadState.EXPIRED)
"""States that events and time may change."""
SAY_ACCEPTED = frozenset({EventKind.CLIENT_APPROVED, EventKind.SIGNED, EventKind.INVOICED, EventKind.CLIENT_PAID, EventKind.PAID})
"""Events that come after the client's yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Until when the client must accept."""

    until: date
    """The last day."""
    extended: bool = False
    """Whether staff take a later acceptance all the same."""
    asked: bool = False
    """Whether a wish for more time that came before its end waits for staff: it does not end meanwhile."""


def state_after(state: LeadState, events: Sequence[DealEvent], today: date, protection: Protection | None) -> LeadState:
    """The state that follows from events up to today, whatever the order in which they were told.

    The last word of won and lost decides, `lost` of two on one day. A client's acceptance wins the lead where it came in time.
    """
    if state not in MOVABLE:
        return state
    known = [event for event in events if event.on <= today]
    outcome = max((event for event in known if event.event in {EventKind.WON, EventKind.LOST}), key=_lost_last, default=None)
    if outcome is not None:
        return LeadState.WON if outcome.event is EventKind.WON else LeadState.LOST
    accepted = min((event.on for event in known if event.event is EventKind.CLIENT_APPROVED), default=None)
    bounded = protection is not None and not protection.extended
    if accepted is not None:
        return LeadState.EXPIRED if bounded and protection and accepted > protection.until else LeadState.WON
    over = protection is not None and today > protection.until
    if bounded and over and protection and not protection.asked and not _accepted({event.event for event in known}):
        return LeadState.EXPIRED
    return LeadState.CONFIRMED if state is LeadState.EXPIRED and protection and not (bounded and over) else state


def _accepted(kinds: Collection[EventKind]) -> bool:
    return not SAY_ACCEPTED.isdisjoint(kinds)


def _lost_last(event: DealEvent) -> tuple[date, bool]:
    return event.on, event.event is EventKind.LOST


def warning_due(until: date, today: date, warn_days: Sequence[int]) -> int | None:
    """Which of the warnings before that last day is due today: the nearest that has begun; None before the first and after the end."""
    begun = [days for days in warn_days if today >= until - timedelta(days=days)]
    return min(begun) if begun and today <= until else None
