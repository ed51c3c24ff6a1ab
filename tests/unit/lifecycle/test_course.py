"""Where a confirmed lead stands by what happened to it since."""

from datetime import date

import pytest

from leadbot.lifecycle.course import Protection, state_after
from leadbot.model.deals import DealEvent, EventKind
from leadbot.model.lead import LeadState, Reference

TODAY = date(2026, 6, 1)
UNTIL_MAY = Protection(until=date(2026, 5, 31))
UNTIL_TODAY = Protection(until=TODAY)


def events(*told: str) -> list[DealEvent]:
    """Such as `won 2026-05-01`."""
    parts = (text.split() for text in told)
    return [DealEvent(reference=Reference("XX-1"), event=EventKind(kind), on=date.fromisoformat(day)) for kind, day in parts]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([], "confirmed"),
        (["contacted 2026-05-01", "qualified 2026-05-02"], "confirmed"),
        (["won 2026-05-01"], "won"),
        (["lost 2026-05-01"], "lost"),
        (["lost 2026-05-01", "won 2026-05-02"], "won"),
        (["won 2026-05-02", "lost 2026-05-01"], "won"),
        (["won 2026-05-01", "lost 2026-05-01"], "lost"),
        (["client-approved 2026-05-01"], "won"),
        (["client-approved 2026-05-01", "lost 2026-05-02"], "lost"),
        (["won 2026-06-01"], "won"),
        (["won 2026-06-02"], "confirmed"),
    ],
)
def test_events_move_a_confirmed_lead(told: list[str], state: str) -> None:
    for order in (events(*told), events(*reversed(told))):
        assert state_after(LeadState.CONFIRMED, order, TODAY, None) == state


@pytest.mark.parametrize(
    ("told", "protection", "state"),
    [
        ([], UNTIL_TODAY, "confirmed"),
        ([], UNTIL_MAY, "expired"),
        (["client-approved 2026-05-31"], UNTIL_MAY, "won"),
        (["client-approved 2026-06-01"], UNTIL_MAY, "expired"),
        (["client-approved 2026-06-01"], Protection(until=UNTIL_MAY.until, extended=True), "won"),
        (["invoiced 2026-05-20"], UNTIL_MAY, "confirmed"),
        (["contacted 2026-05-20"], UNTIL_MAY, "expired"),
        (["won 2026-06-01"], UNTIL_MAY, "won"),
    ],
)
def test_protection_ends_unless_the_client_has_accepted(told: list[str], protection: Protection, state: str) -> None:
    assert state_after(LeadState.CONFIRMED, events(*told), TODAY, protection) == state


def test_staff_may_take_an_expired_lead_all_the_same() -> None:
    extended = Protection(until=UNTIL_MAY.until, extended=True)
    assert state_after(LeadState.EXPIRED, [], TODAY, extended) == "confirmed"
    assert state_after(LeadState.EXPIRED, [], TODAY, UNTIL_MAY) == "expired"


@pytest.mark.parametrize("state", [LeadState.IN_REVIEW, LeadState.REJECTED, LeadState.WITHDRAWN, LeadState.LAPSED, LeadState.IN_LINE])
def test_other_leads_stay_as_they_are(state: LeadState) -> None:
    assert state_after(state, events("won 2026-05-01"), TODAY, UNTIL_MAY) == state
