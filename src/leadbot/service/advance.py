"""Leads move on by what happened outside and by time; their partners are told, and whoever waited for them is judged anew."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from leadbot.lifecycle.course import MOVABLE, Protection, state_after
from leadbot.model.deals import DealEvent, GateAnswer
from leadbot.model.errors import OutOfReach
from leadbot.model.lead import Lead, LeadState, Reference
from leadbot.model.message import Kind
from leadbot.model.payout_plans import PaidInvoiceShare
from leadbot.service.answering import notify
from leadbot.service.desk import Desk
from leadbot.service.judgement import entry, keep_or_ask
from leadbot.service.pay import protection
from leadbot.service.unit_of_work import Registry, UnitOfWork

Answers = Mapping[tuple[Reference, str], bool]
"""Staff's latest answers by lead and gate: whether it is passed."""

log = logging.getLogger(__name__)


def advance_all(registry: Registry, desk: Desk, now: datetime) -> list[Lead]:
    """Every lead whose state events or time have changed, as it stands now. One that fails is told in the log. Raises OutOfReach."""
    with registry.begin() as uow:
        events: defaultdict[Reference, list[DealEvent]] = defaultdict(list)
        for event in uow.deals.events(desk.program.id):
            events[event.reference].append(event)
        answers = _answers(uow, desk)
        moved = [_tried(uow, desk, lead, events[lead.reference], answers, now) for lead in _concerned(uow, desk, events, answers)]
    return [lead for lead in moved if lead is not None]


def advance(uow: UnitOfWork, desk: Desk, lead: Lead, events: Sequence[DealEvent], now: datetime, by: str = "leadbot") -> Lead | None:
    """The lead as its events and the day make it stand; None where it stands so already."""
    return _advanced(uow, desk, lead, events, _answers(uow, desk), now, by)


def _advanced(
    uow: UnitOfWork, desk: Desk, lead: Lead, events: Sequence[DealEvent], answers: Answers, now: datetime, by: str = "leadbot"
) -> Lead | None:
    state = state_after(lead.state, events, desk.day(now), _protection(desk, lead, answers))
    if state is lead.state:
        return None
    moved, others = keep_or_ask(uow, desk.program, replace(lead, state=state), now)
    uow.leads.note(lead.reference, entry(now, state.value, by, f"was {lead.state}"))
    notify(uow, desk, moved, state.value, now, by_staff=False)
    for other in others:
        notify(uow, desk, other, "moved", now, by_staff=False)
    return moved


def _tried(uow: UnitOfWork, desk: Desk, lead: Lead, events: Sequence[DealEvent], answers: Answers, now: datetime) -> Lead | None:
    try:
        with uow.savepoint():
            return _advanced(uow, desk, lead, events, answers, now)
    except OutOfReach:
        raise
    except Exception:  # whatever one lead does, the others go on
        log.exception("a lead could not be moved on", extra={"action": "advance-failed", "reference": lead.reference})
        return None


def _concerned(uow: UnitOfWork, desk: Desk, events: Mapping[Reference, Sequence[DealEvent]], answers: Answers) -> list[Lead]:
    """Leads with events or answers; and those that time alone may end, where the program ends any. An application is no sale."""
    ends = any(plan.acceptance_days is not None for plan in desk.program.payouts if isinstance(plan, PaidInvoiceShare))
    waiting = uow.leads.in_state(desk.program.id, LeadState.CONFIRMED) if ends else []
    known = {lead.reference for lead in waiting}
    others = dict.fromkeys(reference for reference in (*events, *(of for of, _ in answers)) if reference not in known)
    found = [lead for reference in others if (lead := uow.leads.find(desk.program.id, reference))]
    return [lead for lead in (*waiting, *found) if lead.kind == Kind.LEAD and lead.state in MOVABLE]


def _answers(uow: UnitOfWork, desk: Desk) -> Answers:
    return {(answer.reference, answer.gate): answer.passed for answer in uow.deal_facts.all(desk.program.id, GateAnswer)}


def _protection(desk: Desk, lead: Lead, answers: Answers) -> Protection | None:
    """The time in which the lead's client must accept, by the plan that pays it."""
    found = protection(desk.program, lead.draft, lead.received_at)
    if found is None:
        return None
    until, gate = found
    return Protection(until=until, extended=answers.get((lead.reference, gate), False))
