"""Partners of a program that settles in certain months get one statement: what was paid, what was not, and why."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from leadbot.lifecycle import is_business_day
from leadbot.model.lead import Lead, Reference
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.payout import Payout
from leadbot.model.payout_plans import VolumeBands
from leadbot.model.program import Calendar
from leadbot.service.answering import may_act
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.letters import may_be_written_to, write_about
from leadbot.service.looks import Looks
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import SettledLead, compose_letter, statement, words_for

LATE = timedelta(days=31)
"""So long after the settlement a statement that was missed still goes out."""

log = logging.getLogger(__name__)


def send_statements(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> int:
    """On the last business day of a settlement, tell each partner of all its leads that a plan pays, once. Returns how many are told.

    Leads of one company whose senders may not act for each other are told of in mails of their own. One that fails is told in the log.
    Raises OutOfReach.
    """
    due = [plan for plan in desk.program.payouts if isinstance(plan, VolumeBands) and _is_due(plan, desk, now)]
    if not due:
        return 0
    known = looks or Looks()

    def look(uow: UnitOfWork) -> Iterator[bool | None]:
        return (_tried(uow, desk, plan, leads, now) for plan in due for leads in _statements(known, uow, desk, plan, now))

    return sum(known.each("statements", registry, desk, now, look))


_Told = tuple[Lead, tuple[Payout, ...]]


def _is_due(plan: VolumeBands, desk: Desk, now: datetime) -> bool:
    last = plan.settlement.last
    return _last_business_day(last, desk.program.calendar) <= desk.day(now) <= last + LATE


def _last_business_day(last: date, calendar: Calendar) -> date:
    return next(day for back in range(31) if is_business_day(day := last - timedelta(days=back), calendar))


def _statements(looks: Looks, uow: UnitOfWork, desk: Desk, plan: VolumeBands, now: datetime) -> Iterator[list[_Told]]:
    """The leads of each mail that is to be written, oldest first."""
    companies = {lead.reference: lead.partner.key for lead in uow.ledger(desk.program, now).leads}
    of_lead: defaultdict[Reference, list[Payout]] = defaultdict(list)
    for payout in looks.payouts(uow, desk.program, now).payouts:
        if payout.rule.partition(".")[0] == plan.id and not _is_told(uow, plan, payout.reference):
            of_lead[payout.reference].append(payout)
    waiting: defaultdict[str, list[_Told]] = defaultdict(list)
    for reference, payouts in of_lead.items():
        waiting[companies.get(reference, reference)].append((uow.leads.get(reference), tuple(payouts)))
    for company in waiting.values():
        yield from _by_sender(uow, desk, sorted(company, key=lambda told: (told[0].received_at, told[0].reference)))


def _by_sender(uow: UnitOfWork, desk: Desk, leads: Sequence[_Told]) -> Iterator[list[_Told]]:
    """The company's leads, together as far as the sender of the newest of them may act on them."""
    left = [told for told in leads if may_be_written_to(uow, told[0])]
    while left:
        sender = left[-1][0].partner.address
        own = [told for told in left if told is left[-1] or may_act(uow, desk, sender, told[0].reference)]
        left = [told for told in left if told not in own]
        yield own


def _is_told(uow: UnitOfWork, plan: VolumeBands, reference: Reference) -> bool:
    key = re.compile(rf"{Purpose.NOTICE}:[^:]+:{re.escape(_event(plan))}")
    return any(key.fullmatch(row.key) for row in uow.outbox.about(reference))


def _event(plan: VolumeBands) -> str:
    return f"statement-{plan.id}-{plan.settlement.last}"


def _tried(uow: UnitOfWork, desk: Desk, plan: VolumeBands, leads: list[_Told], now: datetime) -> bool | None:
    """Whether the statement is written now; None where that failed."""
    newest = leads[-1][0]
    return tried(
        uow,
        lambda: _send(uow, desk, plan, leads, now),
        log,
        "a statement could not be written",
        action="statement-failed",
        reference=newest.reference,
    )


def _send(uow: UnitOfWork, desk: Desk, plan: VolumeBands, leads: list[_Told], now: datetime) -> bool:
    newest, program = leads[-1][0], desk.program
    told = [SettledLead(reference=lead.reference, client=lead.draft.text("client.name"), payouts=payouts) for lead, payouts in leads]

    def compose(to: Correspondence) -> OutgoingMail:
        letter = statement(told, plan.currency, plan.settlement.last, program, words_for(to, program, desk.templates))
        key = f"{Purpose.NOTICE}:{newest.reference}:{_event(plan)}"
        return compose_letter(to, told[0].reference, letter, program, desk.templates, key=key, sender=desk.address, now=now)

    return write_about(uow, desk, newest, compose, [each.reference for each in told])
