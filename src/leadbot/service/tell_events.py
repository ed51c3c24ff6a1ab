"""Partners hear of the steps that a programme promises a notice of, each once a lead."""

import logging
from collections.abc import Iterator
from datetime import date, datetime

from leadbot.model.lead import LeadState, Reference
from leadbot.model.outgoing import Purpose
from leadbot.model.program import FULLY_PAID
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.letters import send_letter
from leadbot.service.looks import Looks
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import event_notice

OVER = (LeadState.REJECTED, LeadState.WITHDRAWN, LeadState.LAPSED, LeadState.LOST)
"""States of leads whose earlier steps are no news."""

log = logging.getLogger(__name__)


def tell_events(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> int:
    """Tell of every step of a lead that its program names and its partner was not told of. Returns how many mails are written.

    One that fails is told in the log. Raises OutOfReach.
    """
    if not desk.program.event_notices:
        return 0
    known = looks or Looks()

    def look(uow: UnitOfWork) -> Iterator[bool | None]:
        return (_tried(uow, desk, reference, event, on, now) for reference, event, on in _steps(known, uow, desk, now))

    return sum(known.each("tell-events", registry, desk, now, look))


def _steps(looks: Looks, uow: UnitOfWork, desk: Desk, now: datetime) -> Iterator[tuple[Reference, str, date]]:
    """Lead, step and its day; the first of each."""
    found: dict[tuple[Reference, str], date] = {}
    today, wanted = desk.day(now), desk.program.event_notices
    for event in uow.deals.events(desk.program.id):
        if event.event.value in wanted and event.on <= today:
            key = (event.reference, event.event.value)
            found[key] = min(event.on, found.get(key, event.on))
    if FULLY_PAID in wanted and uow.deals.sales(desk.program.id):
        for payout in looks.payouts(uow, desk.program, now).payouts:
            paid = [value for step in payout.steps if step.code == FULLY_PAID for name, value in step.values if name == "on"]
            if paid and isinstance(paid[0], date):
                found[payout.reference, FULLY_PAID] = paid[0]
    yield from ((reference, event, on) for (reference, event), on in found.items())


def _tried(uow: UnitOfWork, desk: Desk, reference: Reference, event: str, on: date, now: datetime) -> bool | None:
    """Whether it is told now; None where that failed."""
    return tried(
        uow, lambda: _tell(uow, desk, reference, event, on, now), log, "a step could not be told", action="tell-failed", reference=reference
    )


def _tell(uow: UnitOfWork, desk: Desk, reference: Reference, event: str, on: date, now: datetime) -> bool:
    key = f"{Purpose.NOTICE}:{reference}:{event}"
    lead = uow.leads.get(reference)
    if lead.state in OVER or uow.outbox.by_key(key) is not None:
        return False
    client = lead.draft.text("client.name")
    return send_letter(uow, desk, lead, key, lambda words: event_notice(event, reference, client, on, words), now)
