"""Partners whose lead lacks something are asked again before its place ends."""

import logging
from collections.abc import Iterator
from datetime import datetime

from leadbot.lifecycle import business_days_before, is_business_day
from leadbot.model.lead import Lead, LeadState
from leadbot.model.outgoing import Occasion
from leadbot.service.answering import notify, told_since
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.judgement import entry
from leadbot.service.letters import may_be_written_to
from leadbot.service.looks import Looks
from leadbot.service.unit_of_work import Registry, UnitOfWork

CHASED, ASKED_ANYWAY = "chased", "asked-anyway"
"""Events of a lead's history; the second: its partner was asked that day in answer to a mail of its own."""

log = logging.getLogger(__name__)


def chase(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> int:
    """Ask again for what incomplete leads lack, on the business days of their place that the program names, each once.

    Of several that are due, the last alone goes out; none on other days than business days. Returns how many are asked. One that fails
    is told in the log. Raises OutOfReach.
    """
    program = desk.program
    if not program.chase_days or not is_business_day(desk.day(now), program.calendar):
        return 0

    def look(uow: UnitOfWork) -> Iterator[bool | None]:
        return (_tried(uow, desk, lead, now) for lead in uow.leads.in_state(program.id, LeadState.INCOMPLETE))

    return sum((looks or Looks()).each("chase", registry, desk, now, look))


def _tried(uow: UnitOfWork, desk: Desk, lead: Lead, now: datetime) -> bool | None:
    """Whether its partner is asked again now; None where that failed."""
    return tried(
        uow,
        lambda: _chase(uow, desk, lead, now),
        log,
        "a partner could not be asked again",
        action="chase-failed",
        reference=lead.reference,
    )


def _chase(uow: UnitOfWork, desk: Desk, lead: Lead, now: datetime) -> bool:
    number = _due(desk, lead, now)
    if number is None or lead.place_until is None or not may_be_written_to(uow, lead):
        return False
    detail = f"business day {number} of the place until {lead.place_until.isoformat()}"
    if any(known.event in {CHASED, ASKED_ANYWAY} and known.detail == detail for known in uow.leads.history(lead.reference)):
        return False
    if told_since(uow, lead.reference, desk.day_start(now)):
        uow.leads.note(lead.reference, entry(now, ASKED_ANYWAY, "leadbot", detail))
        return False
    uow.leads.note(lead.reference, entry(now, CHASED, "leadbot", detail))
    notify(uow, desk, lead, CHASED, now, by_staff=False, occasion=Occasion.CHASED)
    return True


def _due(desk: Desk, lead: Lead, now: datetime) -> int | None:
    """The latest of the program's business days of the lead's place that has come; None before the first and after its end."""
    program, until = desk.program, lead.place_until
    if until is None or until < now:
        return None
    days = {n: business_days_before(until, program.place_days - n, program.calendar) for n in program.chase_days if n < program.place_days}
    return max((n for n, moment in days.items() if desk.day(moment) <= desk.day(now)), default=None)
