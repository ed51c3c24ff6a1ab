"""A share of the subscription, once the client has paid in full (kind `subscription_share`)."""

from leadbot.lifecycle.payouts.amounts import cents, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.client_payments import client_invoices
from leadbot.lifecycle.payouts.estimates import estimate
from leadbot.lifecycle.payouts.our_payments import with_payments, without_removed
from leadbot.lifecycle.payouts.periods import plus_months
from leadbot.lifecycle.payouts.sales import attributed
from leadbot.model.deals import DealLead, EventKind, Sale
from leadbot.model.payout import CLIENT_UNPAID, Payout, PayoutState, Settled, Step, step
from leadbot.model.payout_plans import SubscriptionShare


def subscription_share(plan: SubscriptionShare, book: Book) -> Settled:
    """One payout for each lead with a subscription sold."""
    leads = book.of_plan(plan)
    found = attributed(book, leads, {plan.currency}, by_client=False)
    payouts: list[Payout] = []
    for lead in leads:
        sold = found.of[lead.reference]
        subscriptions = [sale for sale in sold if sale.product in plan.products]
        if not sold:
            payouts.append(estimate(plan, lead, plan.currency, plan.rate))
        elif subscriptions:
            others = [sale for sale in sold if sale.product not in plan.products]
            payouts += without_removed(plan, lead, with_payments(book, lead, [_payout(plan, book, lead, subscriptions, others)]))
    without = tuple(lead.reference for lead in leads if not found.of[lead.reference])
    return Settled(payouts=tuple(payouts), loose=tuple(found.loose), without_sale=without)


def _payout(plan: SubscriptionShare, book: Book, lead: DealLead, subscriptions: list[Sale], others: list[Sale]) -> Payout:
    year_ends = plus_months(subscriptions[0].on, 12)
    counted = [sale for sale in subscriptions if sale.on < year_ends]
    base = total(sale.annual_value for sale in counted)
    amount = cents(plan.rate * base)
    is_paid, invoices = _paid_in_full(book, lead)
    steps = (
        *(step("subscription", product=sale.product, amount=sale.annual_value) for sale in counted),
        *(step("left-out", product=sale.product, amount=sale.annual_value) for sale in others),
        *invoices,
        step("fee", rate=plan.rate, base=base, amount=amount),
    )
    return Payout(
        reference=lead.reference,
        partner=lead.partner.name,
        rule=plan.id,
        currency=plan.currency,
        base=base,
        rate=plan.rate,
        cap=None,
        amount=amount,
        due_on=None,
        state=PayoutState.EARNED if is_paid else PayoutState.ESTIMATED,
        reasons=() if is_paid else (CLIENT_UNPAID,),
        steps=steps,
    )


def _paid_in_full(book: Book, lead: DealLead) -> tuple[bool, tuple[Step, ...]]:
    """Whether every invoice due by now is paid, services included, and there is one; with what is open."""
    invoices = client_invoices(book.events(lead, EventKind.INVOICED, EventKind.CLIENT_PAID))
    still_open = tuple(step("client-unpaid", number=invoice.number, amount=invoice.open) for invoice in invoices if invoice.open > 0)
    if not invoices:
        return False, (step("not-invoiced"),)
    return not still_open, still_open or (step("fully-paid", on=max(part.on for invoice in invoices for part in invoice.secured)),)
