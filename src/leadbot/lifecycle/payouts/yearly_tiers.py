"""Shares of sales by the partner's volume of the year (kind `yearly_tiers`)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING, cents, plain, the_only, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.estimates import estimate
from leadbot.lifecycle.payouts.gates import past_gates
from leadbot.lifecycle.payouts.our_payments import held, with_payments, without_removed
from leadbot.lifecycle.payouts.periods import plus_months, year_since
from leadbot.lifecycle.payouts.sales import Attributed, attributed
from leadbot.model.deals import DealLead, Sale
from leadbot.model.payout import ADMISSION_UNKNOWN, LooseSale, Payout, PayoutState, Settled, Step, step
from leadbot.model.payout_plans import YearlyTiers

BEFORE_ADMISSION = "before-admission"
DISCOUNT = "discount"

Years = Mapping[tuple[str, int], Mapping[str, Decimal]]
"""Volume by currency of each year of each partner, by its key and the year's number from 0."""


def yearly_tiers(plan: YearlyTiers, book: Book) -> Settled:
    """One payout for each lead and currency."""
    leads = book.of_plan(plan)
    found = attributed(book, leads, plan.tiers, by_client=False)
    loose = [*found.loose, *_before_admission(leads, found)]
    years = _volumes(leads, found)
    payouts: list[Payout] = []
    for lead in leads:
        rows = [_of_currency(plan, book, lead, currency, found.of[lead.reference], years) for currency in _currencies(plan, lead, found)]
        rows = rows if lead.partner.benefit == DISCOUNT else with_payments(book, lead, rows)
        payouts += without_removed(plan, lead, rows)
        if not rows:
            payouts.append(estimate(plan, lead, next(iter(plan.tiers)), None))
    without = tuple(lead.reference for lead in leads if not found.of[lead.reference])
    return Settled(payouts=tuple(payouts), loose=tuple(loose), without_sale=without)


def short_years(plan: YearlyTiers, book: Book) -> list[tuple[str, int]]:
    """Partners' keys with each year that is over and stayed below every minimum, also where nothing was sold in it."""
    leads = book.of_plan(plan)
    years = _volumes(leads, attributed(book, leads, plan.tiers, by_client=False))
    partners = {lead.partner.key: lead for lead in leads if lead.partner.admitted_on}
    return [
        (key, year)
        for key, lead in sorted(partners.items())
        for year in range(year_since(lead.partner.admitted_on or book.today, book.today))
        if _is_short(plan, years.get((key, year), {}))
    ]


def _before_admission(leads: Sequence[DealLead], found: Attributed) -> list[LooseSale]:
    """Rows older than the partnership are for staff; they are taken out of what is found."""
    loose: list[LooseSale] = []
    for lead in leads:
        since = lead.partner.admitted_on
        early = [sale for sale in found.of[lead.reference] if since is not None and sale.on < since]
        loose += [LooseSale(sale=sale, reason=BEFORE_ADMISSION) for sale in early]
        found.of[lead.reference] = [sale for sale in found.of[lead.reference] if sale not in early]
    return loose


def _volumes(leads: Sequence[DealLead], found: Attributed) -> Years:
    years: defaultdict[tuple[str, int], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for lead in leads:
        for sale in found.of[lead.reference]:
            years[lead.partner.key, _year(lead, sale)][sale.currency] += sale.annual_value
    return years


def _year(lead: DealLead, sale: Sale) -> int:
    return year_since(lead.partner.admitted_on, sale.on) if lead.partner.admitted_on else 0


def _currencies(plan: YearlyTiers, lead: DealLead, found: Attributed) -> list[str]:
    sold = {sale.currency for sale in found.of[lead.reference]}
    return [currency for currency in plan.tiers if currency in sold]


def _of_currency(plan: YearlyTiers, book: Book, lead: DealLead, currency: str, sales: Sequence[Sale], years: Years) -> Payout:
    """The lead's sales in one currency, each year's at that year's rate; rounded once."""
    bases: defaultdict[int, Decimal] = defaultdict(lambda: NOTHING)
    for sale in sales:
        if sale.currency == currency:
            bases[_year(lead, sale)] += sale.annual_value
    steps: list[Step] = []
    shares: list[Decimal] = []
    rates: list[Decimal] = []
    cut = False
    for year, base in sorted(bases.items()):
        volume = years[lead.partner.key, year][currency]
        rate = _rate(plan, currency, volume)
        highest = rate if plan.highest_rate is None else min(rate, plan.highest_rate)
        shares.append(highest * base)
        rates.append(rate)
        cut = cut or highest < rate
        shown = cents(shares[-1]) if len(bases) == 1 else plain(shares[-1])
        steps += _year_steps(lead, year, currency, volume, rate, highest, base, shown)
    amount = cents(total(shares))
    if len(bases) > 1:
        steps.append(step("sum", amount=amount))
    warns = any(_is_over(book, lead, year) and _is_short(plan, years[lead.partner.key, year]) for year in bases)
    row = Payout(
        reference=lead.reference,
        partner=lead.partner.name,
        rule=plan.id,
        currency=currency,
        base=total(bases.values()),
        rate=the_only(rates),
        cap=amount if cut else None,
        amount=amount,
        due_on=None,
        state=PayoutState.EARNED,
        steps=tuple(steps),
        warnings=(plan.warning,) if warns else (),
    )
    row = past_gates(row, {gate: book.gate(lead.reference, gate) for gate in plan.gates})
    return row if lead.partner.admitted_on or row.state is PayoutState.REFUSED else held(row, ADMISSION_UNKNOWN)


def _rate(plan: YearlyTiers, currency: str, volume: Decimal) -> Decimal:
    return max(((tier.least, tier.rate) for tier in plan.tiers[currency] if tier.least <= volume), default=(NOTHING, NOTHING))[1]


def _is_over(book: Book, lead: DealLead, year: int) -> bool:
    since = lead.partner.admitted_on
    return since is not None and plus_months(since, 12 * (year + 1)) <= book.today


def _is_short(plan: YearlyTiers, volumes: Mapping[str, Decimal]) -> bool:
    """Whether a year reached no currency's minimum."""
    return bool(plan.minimum_a_year) and all(volumes.get(currency, NOTHING) < least for currency, least in plan.minimum_a_year.items())


def _year_steps(
    lead: DealLead, year: int, currency: str, volume: Decimal, rate: Decimal, highest: Decimal, base: Decimal, amount: Decimal
) -> list[Step]:
    since = lead.partner.admitted_on
    began = [step("year", first=plus_months(since, 12 * year), volume=volume, currency=currency, rate=rate)] if since else []
    if highest < rate:
        return [*began, step("highest", rate=highest, tier=rate, base=base, amount=amount)]
    return [*began, step("tier", rate=rate, base=base, amount=amount)]
