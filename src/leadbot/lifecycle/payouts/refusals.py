"""Payouts of which nothing is due."""

from collections.abc import Sequence
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING
from leadbot.model.deals import DealLead
from leadbot.model.payout import Payout, PayoutState, Step
from leadbot.model.payout_plans import InvoiceDiscount, PaidInvoiceShare, VolumeBands


def refused(
    plan: VolumeBands | PaidInvoiceShare | InvoiceDiscount,
    lead: DealLead,
    base: Decimal | None,
    reasons: tuple[str, ...],
    steps: Sequence[Step],
) -> Payout:
    """Nothing due, and why."""
    return Payout(
        reference=lead.reference,
        partner=lead.partner.name,
        rule=plan.id,
        currency=plan.currency,
        base=base,
        rate=None,
        cap=None,
        amount=NOTHING,
        due_on=None,
        state=PayoutState.REFUSED,
        reasons=reasons,
        steps=tuple(steps),
    )
