"""A discount on the invoices of a project's first months (kind `invoice_discount`)."""

from leadbot.lifecycle.payouts.amounts import cents
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.estimates import estimate
from leadbot.lifecycle.payouts.our_payments import without_removed
from leadbot.lifecycle.payouts.project_invoices import Project, Refusals
from leadbot.model.deals import DealLead
from leadbot.model.payout import REOPENED_JOB, Payout, PayoutState, Settled, step
from leadbot.model.payout_plans import InvoiceDiscount


def invoice_discount(plan: InvoiceDiscount, book: Book) -> Settled:
    """One payout for each invoice, earned with it whoever has paid; a refused one for each reason."""
    return Settled(payouts=tuple(row for lead in book.of_plan(plan) for row in without_removed(plan, lead, _of_lead(plan, book, lead))))


def _of_lead(plan: InvoiceDiscount, book: Book, lead: DealLead) -> list[Payout]:
    project = Project(plan, book, lead)
    refusals = Refusals()
    rows: list[Payout] = []
    for invoice in project.invoices:
        reopened = (REOPENED_JOB,) if project.reopened_by(invoice, invoice.on) else ()
        if reasons := (*project.excluded(invoice), *reopened):
            refusals.add(reasons, invoice.amount, project.why_not(invoice, reasons))
            continue
        amount = cents(plan.rate * invoice.amount)
        rows.append(
            Payout(
                reference=lead.reference,
                partner=lead.partner.name,
                rule=plan.id,
                currency=plan.currency,
                base=invoice.amount,
                rate=plan.rate,
                cap=None,
                amount=amount,
                due_on=None,
                state=PayoutState.EARNED,
                steps=(
                    step("client-invoice", number=invoice.number, on=invoice.on, amount=invoice.amount),
                    step("discount", rate=plan.rate, base=invoice.amount, amount=amount),
                ),
            )
        )
    if not project.invoices:
        return [estimate(plan, lead, plan.currency, plan.rate)]
    return [*rows, *refusals.payouts(plan, lead)]
