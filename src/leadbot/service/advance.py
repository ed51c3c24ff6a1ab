"""Leads move on by what happened outside and by time; their partners are told, and whoever waited for them is judged anew."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from leadbot.lifecycle.course import MOVABLE, state_after
from leadbot.model.deals import DealEvent
from leadbot.model.lead import Lead, LeadState, Reference
from leadbot.model.message import Kind
from leadbot.model.payout_plans import PaidInvoiceShare
from leadbot.service.answering import notify
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.extensions import close_wish
from leadbot.service.judgement import entry, keep_or_ask
from leadbot.service.looks import Looks
from leadbot.service.protection import Protections
from leadbot.service.unit_of_work import Registry, UnitOfWork

log = logging.getLogger(__name__)


def advance_all(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> list[Lead]:
    """Every lead whose state events or time have changed, as it stands now. One that fails is told in the log. Raises OutOfReach."""

    def look(uow: UnitOfWork) -> Iterator[tuple[Lead, ...] | None]:
        events: defaultdict[Reference, list[DealEvent]] = defaultdict(list)
        for event in uow.deals.events(desk.program.id):
            events[event.reference].append(event)
        protections = Protections(uow, desk.program)
        concerned = _concerned(uow, desk, events, protections)
        return (_tried(uow, desk, lead, events[lead.reference], protections, now) for lead in concerned)

    return [lead for moved in (looks or Looks()).each("advance", registry, desk, now, look) for lead in moved]


def advance(uow: UnitOfWork, desk: Desk, lead: Lead, events: Sequence[DealEvent], now: datetime, by: str = "leadbot") -> Lead | None:
    """The lead as its events and the day make it stand; None where it stands so already."""
    return _advanced(uow, desk, lead, events, Protections(uow, desk.program), now, by)


def _advanced(
    uow: UnitOfWork, desk: Desk, lead: Lead, events: Sequence[DealEvent], protections: Protections, now: datetime, by: str = "leadbot"
) -> Lead | None:
    state = state_after(lead.state, events, desk.day(now), protections.of(lead))
    if state is lead.state:
        return None
    moved, others = keep_or_ask(uow, desk.program, close_wish(replace(lead, state=state), protections), now)
    uow.leads.note(lead.reference, entry(now, state.value, by, f"was {lead.state}"))
    notify(uow, desk, moved, state.value, now, by_staff=False)
    for other in others:
        notify(uow, desk, other, "moved", now, by_staff=False)
    return moved


def _tried(
    uow: UnitOfWork, desk: Desk, lead: Lead, events: Sequence[DealEvent], protections: Protections, now: datetime
) -> tuple[Lead, ...] | None:
    """The lead if it has moved; None where that failed."""

    def act() -> tuple[Lead, ...]:
        moved = _advanced(uow, desk, lead, events, protections, now)
        return (moved,) if moved is not None else ()

    return tried(
        uow,
        act,
        log,
        "a lead could not be moved on",
        action="advance-failed",
        reference=lead.reference,
    )


def _concerned(uow: UnitOfWork, desk: Desk, events: Mapping[Reference, Sequence[DealEvent]], protections: Protections) -> list[Lead]:
    """Leads with events or answers; and those that time alone may end, where the program ends any. An application is no sale."""
    ends = any(plan.acceptance_days is not None for plan in desk.program.payouts if isinstance(plan, PaidInvoiceShare))
    waiting = uow.leads.in_state(desk.program.id, LeadState.CONFIRMED) if ends else []
    known = {lead.reference for lead in waiting}
    others = dict.fromkeys(
        reference for reference in (*events, *protections.granted, *(of for of, _ in protections.answers)) if reference not in known
    )
    found = [lead for reference in others if (lead := uow.leads.find(desk.program.id, reference))]
    return [lead for lead in (*waiting, *found) if lead.kind == Kind.LEAD and lead.state in MOVABLE]
