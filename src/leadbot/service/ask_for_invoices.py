"""The day after a quarter's end partners are asked for their invoices; what became of these mails starts their time, or does not."""

import logging
import re
from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import datetime

from leadbot.lifecycle.payouts.periods import plus_months, quarter_end
from leadbot.model.deals import InvoiceRequest
from leadbot.model.lead import Reference
from leadbot.model.outgoing import Correspondence, OutboxState, OutgoingMail, Purpose
from leadbot.model.payout import Payout, PayoutState
from leadbot.model.payout_plans import PaidInvoiceShare
from leadbot.model.stored import OutboxRow
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.letters import write_about
from leadbot.service.looks import Looks
from leadbot.service.pay import record
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.service.versions import program_of
from leadbot.writing import compose_invoice_request

log = logging.getLogger(__name__)

DELIVERED, BOUNCED = "delivered", "bounced"
LEADBOT = "leadbot"
STEP = "ask-for-invoices"
_REQUEST = re.compile(rf"{Purpose.NOTICE}:(.+):invoice-(\d{{4}}-Q[1-4])")
"""The key of a mail that asks, as `request_key` makes it."""


def ask_for_invoices(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> int:
    """Ask for the invoice of every fee of a quarter that is over, once, and note what was delivered. Returns how many are asked now.

    One that fails is told in the log. Raises OutOfReach.
    """
    plans = {plan.id: plan for plan in desk.program.payouts if isinstance(plan, PaidInvoiceShare)}
    if not plans:
        return 0
    known = looks or Looks()

    def look(uow: UnitOfWork) -> Iterator[bool | None]:
        return (_tried(uow, desk, plans[payout.rule], payout, now) for payout in _to_ask(known, uow, desk, plans, now))

    asked = sum(known.each(STEP, registry, desk, now, look))
    if asked:
        known.look_again(STEP, desk)  # what becomes of these mails is noticed by looking
    return asked


def _to_ask(looks: Looks, uow: UnitOfWork, desk: Desk, plans: Container[str], now: datetime) -> Iterator[Payout]:
    """Fees of quarters that are over of which it is not known yet that their partner was asked."""
    if not uow.deals.events(desk.program.id):
        return
    known = {(request.reference, request.quarter) for request in uow.deal_facts.all(desk.program.id, InvoiceRequest)}
    for payout in looks.payouts(uow, desk.program, now).payouts:
        if payout.rule in plans and payout.state is PayoutState.EARNED and _is_over(desk, payout, now, known):
            yield payout


def note_unreached(uow: UnitOfWork, desk: Desk, row: OutboxRow, now: datetime) -> None:
    """A request for an invoice that came back was not delivered, also where that is not noted yet. Of other mails nothing is noted."""
    asked = _REQUEST.fullmatch(row.key)
    if asked is None:
        return
    reference, quarter = Reference(asked[1]), asked[2]
    known = (r for r in uow.deal_facts.all(desk.program.id, InvoiceRequest) if (r.reference, r.quarter) == (reference, quarter))
    request = next(known, InvoiceRequest(reference=reference, quarter=quarter, at=now, result=""))
    if request.result != BOUNCED:
        record(uow, desk.program, replace(request, result=BOUNCED), LEADBOT, now)


def _tried(uow: UnitOfWork, desk: Desk, plan: PaidInvoiceShare, payout: Payout, now: datetime) -> bool | None:
    return tried(
        uow,
        lambda: _ask(uow, desk, plan, payout, now),
        log,
        "a partner could not be asked for its invoice",
        action="ask-failed",
        reference=payout.reference,
    )


def _ask(uow: UnitOfWork, desk: Desk, plan: PaidInvoiceShare, payout: Payout, now: datetime) -> bool | None:
    """Ask, or note what became of the mail that asked. True: it is asked now; None: nothing can be told of that mail yet."""
    quarter = payout.period
    key = request_key(payout.reference, quarter)
    row = uow.outbox.by_key(key)
    if row is not None:
        result = {OutboxState.SENT: DELIVERED, OutboxState.FAILED: BOUNCED}.get(row.state)
        if result is None:
            return None
        record(uow, desk.program, InvoiceRequest(reference=payout.reference, quarter=quarter, at=now, result=result), LEADBOT, now)
        return False
    lead = uow.leads.get(payout.reference)
    last = quarter_end(quarter)
    pinned = program_of(uow, desk.program, lead.program_version).payouts
    months = next((own.invoice_months for own in pinned if own.id == plan.id and isinstance(own, PaidInvoiceShare)), plan.invoice_months)

    def compose(to: Correspondence) -> OutgoingMail:
        return compose_invoice_request(
            to,
            payout,
            lead.draft.text("client.name"),
            (plus_months(last.replace(day=1), -2), last),
            plus_months(desk.day(now), months),
            desk.program,
            desk.templates,
            key=key,
            sender=desk.address,
            now=now,
        )

    return write_about(uow, desk, lead, compose)


def _is_over(desk: Desk, payout: Payout, now: datetime, known: set[tuple[Reference, str]]) -> bool:
    quarter = payout.period
    return bool(quarter and payout.amount) and quarter_end(quarter) < desk.day(now) and (payout.reference, quarter) not in known


def request_key(reference: Reference, quarter: str) -> str:
    """The unique key of the mail that asks for that invoice."""
    return f"{Purpose.NOTICE}:{reference}:invoice-{quarter}"
