"""Partners are warned before the time for the client's yes, or for their own invoice, ends."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from leadbot.lifecycle.course import warning_due
from leadbot.model.deals import InvoiceRequest
from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Kind
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.payout import PayoutState
from leadbot.model.payout_plans import PaidInvoiceShare
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.letters import write_about
from leadbot.service.looks import Looks
from leadbot.service.protection import Protections
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import compose_warning

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A time of a lead that ends."""

    reference: Reference
    warning: str
    """`protection` or `invoice`: the key of its sentence."""
    what: str
    """Tells it from other times of the lead: `protection-2027-01-04`, `invoice-2026-Q3`."""
    until: date


def warn(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> int:
    """Send every warning that is due today, each once. Returns how many. One that fails is told in the log. Raises OutOfReach."""
    plans = [plan for plan in desk.program.payouts if isinstance(plan, PaidInvoiceShare)]
    if not plans:
        return 0
    days = sorted({days for plan in plans for days in plan.warn_days})
    known = looks or Looks()

    def look(uow: UnitOfWork) -> Iterator[bool | None]:
        endings = (*_protections(uow, desk), *_invoices(known, uow, desk, now))
        return (_tried(uow, desk, ending, days, now) for ending in endings)

    return sum(known.each("warn", registry, desk, now, look))


def _protections(uow: UnitOfWork, desk: Desk) -> Iterator[Ending]:
    if not any(plan.acceptance_days is not None for plan in desk.program.payouts if isinstance(plan, PaidInvoiceShare)):
        return
    protections = Protections(uow, desk.program)
    for lead in uow.leads.in_state(desk.program.id, LeadState.CONFIRMED):
        found = protections.of(lead)
        if found and not found.extended and lead.kind == Kind.LEAD:
            yield Ending(reference=lead.reference, warning="protection", what=f"protection-{found.until}", until=found.until)


def _invoices(looks: Looks, uow: UnitOfWork, desk: Desk, now: datetime) -> Iterator[Ending]:
    """Fees that wait for the partner's invoice; one that has come with a fault has stopped the time."""
    if not uow.deal_facts.all(desk.program.id, InvoiceRequest):
        return
    for payout in looks.payouts(uow, desk.program, now).payouts:
        values = {name: value for step in payout.steps if step.code in {"asked", "quarter"} for name, value in step.values}
        until = values.get("until")
        if payout.state is PayoutState.INVOICE_ASKED and isinstance(until, date):
            yield Ending(reference=payout.reference, warning="invoice", what=f"invoice-{values['quarter']}", until=until)


def _tried(uow: UnitOfWork, desk: Desk, ending: Ending, days: list[int], now: datetime) -> bool | None:
    """Whether its partner is warned now; None where that failed."""
    return tried(
        uow,
        lambda: _warn(uow, desk, ending, days, now),
        log,
        "a partner could not be warned",
        action="warn-failed",
        reference=ending.reference,
    )


def _warn(uow: UnitOfWork, desk: Desk, ending: Ending, days: list[int], now: datetime) -> bool:
    due = warning_due(ending.until, desk.day(now), days)
    key = f"{Purpose.NOTICE}:{ending.reference}:{ending.what}-{due}"
    if due is None or uow.outbox.by_key(key) is not None:
        return False
    lead = uow.leads.get(ending.reference)

    def compose(to: Correspondence) -> OutgoingMail:
        return compose_warning(
            to,
            lead.reference,
            ending.warning,
            lead.draft.text("client.name"),
            ending.until,
            desk.program,
            desk.templates,
            key=key,
            sender=desk.address,
            now=now,
        )

    return write_about(uow, desk, lead, compose)
