"""What a lead without a sale may come to."""

from decimal import Decimal

from leadbot.model.deals import DealLead
from leadbot.model.payout import Payout, PayoutState, Step, step
from leadbot.model.payout_plans import PayoutPlan


def estimate(plan: PayoutPlan, lead: DealLead, currency: str, rate: Decimal | None, amount: Decimal | None = None, *steps: Step) -> Payout:
    """An estimate, called so; its amount is None while nobody can tell."""
    known = steps or ((step("estimated-rate", rate=rate),) if rate is not None else (step("estimated"),))
    return Payout(
        reference=lead.reference,
        partner=lead.partner.name,
        rule=plan.id,
        currency=currency,
        base=None,
        rate=rate,
        cap=None,
        amount=amount,
        due_on=None,
        state=PayoutState.ESTIMATED,
        steps=known,
    )
