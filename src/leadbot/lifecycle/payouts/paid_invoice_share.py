"""A share of what the client has paid, by quarter, against the partner's invoice (kind `paid_invoice_share`)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING, cents, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.client_payments import ClientInvoice
from leadbot.lifecycle.payouts.estimates import estimate
from leadbot.lifecycle.payouts.invoice_requests import with_forfeits, with_invoice
from leadbot.lifecycle.payouts.our_payments import without_removed
from leadbot.lifecycle.payouts.periods import quarter_end, quarter_of
from leadbot.lifecycle.payouts.project_invoices import Project, Refusals
from leadbot.model.deals import DealLead, EventKind
from leadbot.model.payout import ACCEPTED_LATE, CLIENT_UNPAID, REOPENED_JOB, Payout, PayoutState, Settled, Step, StepValue, step
from leadbot.model.payout_plans import PaidInvoiceShare


def paid_invoice_share(plan: PaidInvoiceShare, book: Book) -> Settled:
    """One payout for each lead and quarter of the client's payments; one for what is unpaid yet; a refused one for each reason."""
    payouts: list[Payout] = []
    for lead in book.of_plan(plan):
        payouts += without_removed(plan, lead, with_forfeits(plan, book, lead, _of_lead(plan, book, lead)))
    return Settled(payouts=tuple(payouts))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of a client's invoice."""

    invoice: ClientInvoice
    amount: Decimal
    """Collection costs deducted."""
    paid_on: date | None
    """None: the client has not paid it."""
    reasons: tuple[str, ...]
    """Why it earns nothing; empty: it earns."""
    explained: Step


def _of_lead(plan: PaidInvoiceShare, book: Book, lead: DealLead) -> list[Payout]:
    project = Project(plan, book, lead)
    if not project.invoices:
        return [estimate(plan, lead, plan.currency, plan.rate)]
    late = _accepted_late(plan, book, lead)
    refusals = Refusals()
    quarters: defaultdict[str, list[_Part]] = defaultdict(list)
    unpaid: list[_Part] = []
    for invoice in project.invoices:
        for part in _parts(project, invoice, book.today, late=bool(late)):
            if part.reasons:
                refusals.add(part.reasons, part.amount, (*project.why_not(invoice, part.reasons), *late))
            elif part.paid_on is None:
                unpaid.append(part)
            else:
                quarters[quarter_of(part.paid_on)].append(part)
    rows = _moved(plan, book, lead, [_of_quarter(plan, book, lead, quarter, parts) for quarter, parts in sorted(quarters.items())])
    estimates = [_of_unpaid(plan, lead, unpaid)] if unpaid else []
    return [*rows, *estimates, *refusals.payouts(plan, lead)]


def _parts(project: Project, invoice: ClientInvoice, today: date, *, late: bool) -> Iterator[_Part]:
    """What came in, costs deducted first; then what is open, unless collection has ended with a part of it."""
    excluded = (*((ACCEPTED_LATE,) if late else ()), *project.excluded(invoice))
    costs = project.costs.get(invoice.number)
    left = costs or NOTHING
    for secured in invoice.secured:
        taken = min(left, secured.amount)
        left -= taken
        values: dict[str, StepValue] = {"number": invoice.number, "on": secured.on, "amount": secured.amount}
        said = step("client-paid", **values) if costs is None else step("collected", **values, costs=taken, invoiced=invoice.amount)
        reopened = (REOPENED_JOB,) if project.reopened_by(invoice, secured.on) else ()
        reasons = (*excluded, *reopened)
        yield _Part(invoice=invoice, amount=secured.amount - taken, paid_on=secured.on, reasons=reasons, explained=said)
    if invoice.open > 0 and not (costs is not None and invoice.secured):
        reopened = (REOPENED_JOB,) if project.reopened_by(invoice, today) else ()
        said = step("client-unpaid", number=invoice.number, amount=invoice.open)
        amount = max(invoice.open - left, NOTHING)
        yield _Part(invoice=invoice, amount=amount, paid_on=None, reasons=(*excluded, *reopened), explained=said)


def _accepted_late(plan: PaidInvoiceShare, book: Book, lead: DealLead) -> tuple[Step, ...]:
    """What says that the client accepted after the promised days, and staff have not taken it all the same; empty: in time."""
    accepted = min((event.on for event in book.events(lead, EventKind.CLIENT_APPROVED)), default=None)
    if plan.acceptance_days is None or accepted is None or book.gate(lead.reference, plan.late_gate):
        return ()
    by_plan = book.day(lead.received_at) + timedelta(days=plan.acceptance_days)
    limit = max(by_plan, book.extended_until(lead.reference) or by_plan)
    return (step("accepted-late", on=accepted, limit=limit),) if accepted > limit else ()


def _of_quarter(plan: PaidInvoiceShare, book: Book, lead: DealLead, quarter: str, parts: Sequence[_Part]) -> Payout:
    base = total(part.amount for part in parts)
    fee = cents(plan.rate * base)
    ends = quarter_end(quarter)
    due_on = ends + timedelta(days=plan.due_days)
    steps = (
        *(part.explained for part in parts),
        step("quarter", quarter=quarter, ends=ends, days=plan.due_days, due=due_on),
        step("fee", rate=plan.rate, base=base, amount=fee),
    )
    earned = _payout(plan, lead, base, fee, PayoutState.EARNED, steps, due_on=due_on)
    return with_invoice(plan, book, lead, quarter, replace(earned, period=quarter))


def _moved(plan: PaidInvoiceShare, book: Book, lead: DealLead, rows: Sequence[Payout]) -> list[Payout]:
    """The fees of the quarters; each time that staff granted it, the one that was due next goes with the payment of the quarter after."""
    found = list(rows)
    paid_with = [quarter_end(row.period) for row in found]
    for answer in book.fees_moved(lead.reference):
        due = [(row.due_on, index) for index, row in enumerate(found) if row.due_on is not None and row.due_on >= book.day(answer.at)]
        if due:
            _, index = min(due)
            paid_with[index] = quarter_end(quarter_of(paid_with[index] + timedelta(days=1)))
            later = paid_with[index] + timedelta(days=plan.due_days)
            found[index] = replace(
                found[index], due_on=later, steps=(*found[index].steps, step("moved", on=book.day(answer.at), due=later))
            )
    return found


def _of_unpaid(plan: PaidInvoiceShare, lead: DealLead, parts: Sequence[_Part]) -> Payout:
    base = total(part.amount for part in parts)
    fee = cents(plan.rate * base)
    steps = (*(part.explained for part in parts), step("fee", rate=plan.rate, base=base, amount=fee))
    return _payout(plan, lead, base, fee, PayoutState.ESTIMATED, steps, reasons=(CLIENT_UNPAID,))


def _payout(
    plan: PaidInvoiceShare,
    lead: DealLead,
    base: Decimal,
    fee: Decimal,
    state: PayoutState,
    steps: tuple[Step, ...],
    *,
    due_on: date | None = None,
    reasons: tuple[str, ...] = (),
) -> Payout:
    return Payout(
        reference=lead.reference,
        partner=lead.partner.name,
        rule=plan.id,
        currency=plan.currency,
        base=base,
        rate=plan.rate,
        cap=None,
        amount=fee,
        due_on=due_on,
        state=state,
        reasons=reasons,
        steps=steps,
    )
