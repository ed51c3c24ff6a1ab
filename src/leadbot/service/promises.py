"""The promised moment of answer: staff's superior is told on its day, and what happens when it passes is the program's choice."""

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta

from leadbot.lifecycle import is_business_day
from leadbot.model.digest import Overdue
from leadbot.model.lead import Lead, LeadState
from leadbot.model.message import Address
from leadbot.model.outgoing import Occasion, OutboxState, Purpose
from leadbot.model.program import AtDeadline
from leadbot.service.answering import notify
from leadbot.service.contact import is_contacted
from leadbot.service.decide import Decision, decide
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.extensions import promised_wishes, tell_late
from leadbot.service.judgement import entry
from leadbot.service.posting import post
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import compose_escalation

ESCALATE_AT = time(12)
"""In the program's zone, on the day of the promise: late enough for staff, early enough to keep it."""
ESCALATED, PASSED, WISH_PASSED = "escalated", "promise-passed", "wish-promise-passed"
DEADLINE = "deadline"
"""Who confirms where the program says so."""

log = logging.getLogger(__name__)


def keep_promises(registry: Registry, desk: Desk, now: datetime) -> None:
    """Escalate what must be answered today, and end or explain what should have been, each once a promise. Raises OutOfReach."""
    with registry.begin() as uow:
        due = uow.leads.due_before(desk.program.id, LeadState.IN_REVIEW, _end_of_day(desk, now))
        waiting = [lead for lead in due if lead.open_checks() and not is_contacted(uow, desk.program, lead.reference)]
        for lead in waiting:
            if lead.due_at <= now and not _noted(uow, lead, PASSED):
                _each(uow, lead, lambda of: _passed(uow, desk, of, now))
        wishes = [lead for lead in promised_wishes(uow, desk) if lead.due_at < _end_of_day(desk, now)]
        for lead in wishes:
            if lead.due_at <= now and not _noted(uow, lead, WISH_PASSED):
                _each(uow, lead, lambda of: _wish_passed(uow, desk, of, now))
        still = [lead for lead in (*waiting, *wishes) if _must_be_told(uow, desk, lead, now)]
        to = desk.escalate_to
        if still and to is not None:
            _each(uow, still[0], lambda _: _escalate(uow, desk, to, still, now))


def _end_of_day(desk: Desk, now: datetime) -> datetime:
    """The midnight that ends the day in the program's zone: nothing is done for a promise before its own day."""
    return datetime.combine(desk.day(now) + timedelta(days=1), time(), desk.zone())


def _must_be_told(uow: UnitOfWork, desk: Desk, lead: Lead, now: datetime) -> bool:
    """From noon of its last day on, on business days, and not told before."""
    local = now.astimezone(desk.zone())
    last_day = lead.due_at.astimezone(desk.zone()).date()
    late = local.date() > last_day and is_business_day(local.date(), desk.program.calendar)
    if not late and (local.date() < last_day or local.time() < ESCALATE_AT):
        return False
    return bool(uow.leads.get(lead.reference).open_checks()) and not _noted(uow, lead, ESCALATED)


def _escalate(uow: UnitOfWork, desk: Desk, to: Address, leads: list[Lead], now: datetime) -> None:
    """One mail for all of them."""
    overdue = tuple(_overdue(lead, desk) for lead in sorted(leads, key=lambda lead: (lead.due_at, lead.reference)))
    first = overdue[0].reference
    key = f"{Purpose.NOTICE}:{first}:{ESCALATED}-{desk.day(now).isoformat()}"
    mail = compose_escalation(overdue, desk.program, desk.templates, key=key, sender=desk.address, to=to, now=now)
    post(uow, mail, about=[each.reference for each in overdue], thread=mail.message_id, registers=True)
    for lead in leads:
        uow.leads.note(lead.reference, entry(now, ESCALATED, "leadbot", _promise(lead)))


def _overdue(lead: Lead, desk: Desk) -> Overdue:
    specs = [desk.program.check(check.id) for check in lead.open_checks()]
    return Overdue(
        reference=lead.reference,
        client=lead.draft.text("client.name"),
        partner=lead.partner.name or lead.partner.address,
        due_at=lead.due_at,
        since=min(check.opened_at for check in lead.open_checks()),
        questions=tuple(spec.question.get(desk.program.language, "") for spec in specs if spec),
    )


def _passed(uow: UnitOfWork, desk: Desk, lead: Lead, now: datetime) -> None:
    """The promise was not kept: the program confirms, or its partner hears with whom the lead is, and since when."""
    uow.leads.note(lead.reference, entry(now, PASSED, "leadbot", _promise(lead)))
    if desk.program.at_deadline is AtDeadline.CONFIRM:
        decide(uow, desk, lead.reference, Decision(approve=True, note="not answered within the promise", by=DEADLINE), now)
    elif not _told_since(uow, lead, now):
        notify(uow, desk, lead, PASSED, now, by_staff=False, occasion=Occasion.STATUS)


def _wish_passed(uow: UnitOfWork, desk: Desk, lead: Lead, now: datetime) -> None:
    """A wish for more time was not answered in its days: its partner hears that it still waits."""
    uow.leads.note(lead.reference, entry(now, WISH_PASSED, "leadbot", _promise(lead)))
    tell_late(uow, desk, lead, now)


def _told_since(uow: UnitOfWork, lead: Lead, now: datetime) -> bool:
    """Whether its partner was written to about the lead after the promise had passed, as where its mail was read late."""
    rows = uow.outbox.about(lead.reference)
    told = [row for row in rows if row.to == lead.partner.address and row.state is not OutboxState.CANCELLED]
    return any(lead.due_at < row.created_at <= now for row in told)


def _each(uow: UnitOfWork, lead: Lead, act: Callable[[Lead], None]) -> None:
    tried(uow, lambda: act(lead), log, "a promise could not be ended", action="promise-failed", reference=lead.reference)


def _noted(uow: UnitOfWork, lead: Lead, event: str) -> bool:
    """Whether that happened for the promise that the lead has now; data that arrive start another."""
    return any(e.event == event and e.detail == _promise(lead) for e in uow.leads.history(lead.reference))


def _promise(lead: Lead) -> str:
    return lead.due_at.isoformat()
