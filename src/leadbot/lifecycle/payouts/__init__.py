"""Payouts: what is due to partners, by whom and why. Pure: a program, a ledger, a moment.

Each kind of plan (`model.payout_plans`) has a room of its name; `book` opens the ledger for them, `our_payments` says what the
vendor's own doing makes of their rows.
"""

from collections.abc import Callable, Mapping
from typing import Any

from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.invoice_discount import invoice_discount
from leadbot.lifecycle.payouts.leads import deal_lead
from leadbot.lifecycle.payouts.overpayments import held_for_overpaid, overpayments
from leadbot.lifecycle.payouts.paid_invoice_share import paid_invoice_share
from leadbot.lifecycle.payouts.payment import with_accounts, with_releases
from leadbot.lifecycle.payouts.price_list import price_list
from leadbot.lifecycle.payouts.subscription_share import subscription_share
from leadbot.lifecycle.payouts.volume_bands import taken, volume_bands
from leadbot.lifecycle.payouts.yearly_tiers import short_years, yearly_tiers
from leadbot.model import payout_plans
from leadbot.model.deals import Ledger
from leadbot.model.payout import Settled
from leadbot.model.program import Program

KINDS: Mapping[type, Callable[[Any, Book], Settled]] = {
    payout_plans.VolumeBands: volume_bands,
    payout_plans.PaidInvoiceShare: paid_invoice_share,
    payout_plans.InvoiceDiscount: invoice_discount,
    payout_plans.PriceList: price_list,
    payout_plans.YearlyTiers: yearly_tiers,
    payout_plans.SubscriptionShare: subscription_share,
}
"""What reckons each kind of plan."""


def settled(program: Program, ledger: Ledger) -> Settled:
    """All payouts of the program at the ledger's moment, by reference; the same whatever the order of the ledger's rows."""
    book = Book(program, ledger)
    parts = [KINDS[type(plan)](plan, book) for plan in program.payouts]
    payouts = sorted((payout for part in parts for payout in part.payouts), key=lambda payout: payout.reference)
    plans = {plan.id: plan for plan in program.payouts}
    payouts = list(with_accounts(plans, ledger, payouts))
    overpaid = overpayments(book, currencies(program), payouts)
    payouts = list(held_for_overpaid(plans, book, overpaid, with_releases(plans, book, payouts)))
    return Settled(
        payouts=tuple(payouts),
        loose=tuple(loose for part in parts for loose in part.loose),
        without_sale=tuple(reference for part in parts for reference in part.without_sale),
        overpaid=tuple(overpaid),
    )


def currencies(program: Program) -> tuple[str, ...]:
    """What the program's payouts are reckoned in."""
    found: list[str] = []
    for plan in program.payouts:
        found += plan.tiers if isinstance(plan, payout_plans.YearlyTiers) else [plan.currency]
    return tuple(dict.fromkeys(found))


__all__ = ["Book", "currencies", "deal_lead", "settled", "short_years", "taken"]
