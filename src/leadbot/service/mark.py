"""What happened outside, as staff tell it. Events are kept and never overwritten; saying one twice is told, and changes nothing."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from leadbot.lifecycle.payouts import currencies
from leadbot.lifecycle.payouts.amounts import NOTHING, total
from leadbot.model.deals import DealEvent, EventKind
from leadbot.model.errors import NotPossible
from leadbot.model.lead import HistoryEntry, Lead, LeadState, Reference
from leadbot.model.payout import OPEN
from leadbot.service.desk import Desk
from leadbot.service.pay import payouts_of
from leadbot.service.unit_of_work import UnitOfWork

WITH_AMOUNT = (EventKind.INVOICED, EventKind.CLIENT_PAID, EventKind.PAID, EventKind.PRICED)
"""Events that mean nothing without their sum; our payment may go without, and is of what falls due first."""
NEVER_WON = (LeadState.REJECTED, LeadState.INCOMPLETE, LeadState.WITHDRAWN, LeadState.IN_LINE)
"""States in which a sale is none of the lead's."""
AHEAD = (EventKind.INVOICED,)
"""Events that may be dated ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """One event as staff give it."""

    event: EventKind
    on: date | None = None
    """None: today, in the program's zone."""
    amount: Decimal | None = None
    """Net."""
    currency: str = ""
    """Empty: the program's only one."""
    note: str = ""
    by: str = "staff"


def mark(uow: UnitOfWork, desk: Desk, reference: Reference, marking: Marking, now: datetime) -> DealEvent:
    """Keep the event, with a line in the lead's history; returns it as kept. Raises UnknownReference, NotPossible."""
    lead = uow.leads.get(reference)
    event = _with_sum(uow, desk, _checked(desk, lead, marking, now), now)
    if not uow.deals.add_events(desk.program.id, [event], at=now, by=marking.by):
        raise NotPossible(f"{reference}: {in_words(event)} is recorded already. A second one like it needs a --note that tells them apart.")
    uow.leads.note(reference, HistoryEntry(at=now, event="marked", by=marking.by, detail=in_words(event)))
    return event


def _with_sum(uow: UnitOfWork, desk: Desk, event: DealEvent, now: datetime) -> DealEvent:
    """Our payment without a sum, with that of what falls due first by now: what comes later was not paid with it."""
    if event.event is not EventKind.PAID or event.amount is not None:
        return event
    rows = [row for row in payouts_of(uow, desk.program, event.reference, now) if row.state in OPEN and row.rest]
    first = min((row.due_on or date.max for row in rows), default=None)
    due = [row for row in rows if (row.due_on or date.max) == first]
    if len({row.currency for row in due}) != 1:
        return event
    return replace(event, amount=total(row.rest or NOTHING for row in due), currency=due[0].currency)


def in_words(event: DealEvent) -> str:
    """The event on one line: `client-paid 2026-04-28 120000.00 EUR F-1`."""
    sum_ = f"{event.amount} {event.currency}".strip() if event.amount is not None else ""
    return " ".join(part for part in (event.event, event.on.isoformat(), sum_, event.note) if part)


def _checked(desk: Desk, lead: Lead, marking: Marking, now: datetime) -> DealEvent:
    kind, today = marking.event, desk.day(now)
    on = marking.on or today
    known = currencies(desk.program)
    if lead.kind != "lead":
        raise NotPossible(f"{lead.reference} is an application, not a lead: decide it instead")
    if kind is EventKind.WON and lead.state in NEVER_WON:
        raise NotPossible(f"{lead.reference} is {lead.state}: only a lead that holds its client is won. Reopen, correct or decide it first")
    if on > today and kind not in AHEAD:
        raise NotPossible(f"{kind} can't be recorded ahead: {on} lies after today, {today}")
    if marking.amount is None and kind in WITH_AMOUNT and kind is not EventKind.PAID:
        raise NotPossible(f"{kind} needs its sum: add --amount, net")
    if marking.amount is not None and kind not in WITH_AMOUNT:
        raise NotPossible(f"{kind} has no sum: leave --amount out")
    if marking.amount is not None and not (marking.amount.is_finite() and marking.amount > 0):
        raise NotPossible(f"the sum {marking.amount} is not above 0")
    currency = marking.currency.upper() or (known[0] if len(known) == 1 else "")
    if marking.amount is not None and currency not in known:
        raise NotPossible(f"{currency or 'no currency'}: the programme reckons in {', '.join(known) or 'nothing'}. Add --currency")
    return DealEvent(
        reference=lead.reference,
        event=kind,
        on=on,
        amount=marking.amount,
        currency=currency if marking.amount is not None else "",
        note=" ".join(marking.note.split()),
    )
