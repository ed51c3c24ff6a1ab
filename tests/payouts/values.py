"""program.json's plain keys in place of a shipped program's values."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from leadbot.model.payout_plans import (
    Band,
    InvoiceDiscount,
    PaidInvoiceShare,
    PayoutPlan,
    Period,
    PriceList,
    SubscriptionShare,
    Tier,
    VolumeBands,
    YearlyTiers,
)
from leadbot.model.program import Program
from leadbot.model.rules import AllowedTerms, Budget, Rule, Window

Values = Mapping[str, Any]


def with_values(program: Program, values: Values) -> Program:
    """The program with every value that the file names; others stay as shipped."""
    calendar = replace(program.calendar, time_zone=values.get("timezone", program.calendar.time_zone))
    return replace(
        program,
        prefix=values.get("prefix", program.prefix),
        calendar=calendar,
        rules=tuple(_rule(rule, values) for rule in program.rules),
        payouts=tuple(_PLANS[type(plan)](plan, values) for plan in program.payouts),
    )


def _rule(rule: Rule, values: Values) -> Rule:
    if isinstance(rule, Window) and "window" in values:
        return replace(rule, **_days(values["window"]))
    if isinstance(rule, Budget):
        amount = Decimal(values.get("pool", rule.amount))
        return replace(rule, amount=amount, currency=values.get("currency", rule.currency))
    if isinstance(rule, AllowedTerms) and "terms" in values:
        return replace(rule, months=tuple(values["terms"]))
    return rule


def _bands(plan: VolumeBands, values: Values) -> VolumeBands:
    limit = values.get("band_limits", [plan.bands[0].up_to])[0]
    low = next((value for key, value in values.items() if key.startswith("rates_up_to")), None)
    high = next((value for key, value in values.items() if key.startswith("rate_above")), None)
    rates = plan.bands[0].rates if low is None else {billing: _decimals(of) for billing, of in low.items()}
    bands = (Band(up_to=limit, rates=rates), Band(rate=plan.bands[-1].rate if high is None else Decimal(high)))
    counted, bonus = plan.counted, plan.bonus
    assert counted is not None
    assert bonus is not None
    return replace(
        plan,
        currency=values.get("currency", plan.currency),
        settlement=Period(**_days(values["settlement"])) if "settlement" in values else plan.settlement,
        bands=bands,
        counted=replace(counted, licences=values.get("paid_licences", counted.licences)),
        deals_a_month=values.get("deals_a_month", plan.deals_a_month),
        bonus=replace(bonus, amount=Decimal(values.get("new_partner_bonus", bonus.amount))),
    )


def _invoices(plan: PaidInvoiceShare, values: Values) -> PaidInvoiceShare:
    return replace(
        plan,
        currency=values.get("currency", plan.currency),
        rate=Decimal(values.get("referral_fee", plan.rate)),
        months=values.get("fee_months", plan.months),
        acceptance_days=values.get("acceptance_days", plan.acceptance_days),
        due_days=values.get("pay_within_days", plan.due_days),
        invoice_months=values.get("invoice_within_months", plan.invoice_months),
    )


def _discount(plan: InvoiceDiscount, values: Values) -> InvoiceDiscount:
    return replace(
        plan,
        currency=values.get("currency", plan.currency),
        rate=Decimal(values.get("resale_discount", plan.rate)),
        months=values.get("fee_months", plan.months),
    )


def _prices(plan: PriceList, values: Values) -> PriceList:
    gates = {value: tuple(of) for value, of in values.get("gates", plan.gates).items()}
    return replace(plan, currency=values.get("currency", plan.currency), gates=gates)


def _tiers(plan: YearlyTiers, values: Values) -> YearlyTiers:
    tiers = plan.tiers
    if "tiers" in values:
        tiers = {
            currency: tuple(Tier(least=Decimal(tier["from"]), rate=Decimal(tier["rate"])) for tier in of)
            for currency, of in values["tiers"].items()
        }
    highest = values.get("highest_rate", plan.highest_rate)
    minimum = _decimals(values["minimum_a_year"]) if "minimum_a_year" in values else plan.minimum_a_year
    # The file names every value that is used: without gates in it there are none.
    gates = tuple(values.get("gates", ()))
    return replace(plan, tiers=tiers, highest_rate=None if highest is None else Decimal(highest), minimum_a_year=minimum, gates=gates)


def _share(plan: SubscriptionShare, values: Values) -> SubscriptionShare:
    return replace(
        plan,
        currency=values.get("currency", plan.currency),
        rate=Decimal(values.get("commission", plan.rate)),
        products=tuple(values.get("subscription_products", plan.products)),
    )


def _days(span: Values) -> dict[str, date]:
    return {"first": date.fromisoformat(span["from"]), "last": date.fromisoformat(span["to"])}


def _decimals(amounts: Values) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in amounts.items()}


_PLANS: Mapping[type, Callable[[Any, Values], PayoutPlan]] = {
    VolumeBands: _bands,
    PaidInvoiceShare: _invoices,
    InvoiceDiscount: _discount,
    PriceList: _prices,
    YearlyTiers: _tiers,
    SubscriptionShare: _share,
}
