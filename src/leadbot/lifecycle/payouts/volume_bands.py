"""Shares of sales by the licences of a deal, with a cap a month, a bonus for new partners, and a pool (kind `volume_bands`)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.deals import Deal, band_of, deal_of, family_of, payout_of
from leadbot.lifecycle.payouts.estimates import estimate
from leadbot.lifecycle.payouts.our_payments import held, with_payments, without_removed
from leadbot.lifecycle.payouts.refusals import refused
from leadbot.lifecycle.payouts.sales import attributed
from leadbot.model.deals import DealLead
from leadbot.model.payout import MONTHLY_CAP, LooseSale, Payout, PayoutState, Settled, step
from leadbot.model.payout_plans import Bonus, Period, Pool, VolumeBands
from leadbot.model.rules import Budget, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A deal with its payout, and the bonus that comes with it."""

    deal: Deal
    rows: tuple[Payout, ...]


def volume_bands(plan: VolumeBands, book: Book) -> Settled:
    """All payouts of the plan, the refused ones included."""
    leads = book.of_plan(plan)
    window = _window(plan, book)
    found = attributed(book, leads, {plan.currency}, by_client=True)
    deals: list[Deal] = []
    payouts: list[Payout] = []
    loose: list[LooseSale] = found.loose
    for lead in leads:
        deal, no_part, unrated = deal_of(book, plan, window, lead, found.of[lead.reference])
        deals += [deal] if deal else []
        payouts += no_part
        loose += unrated
    paid, over = _capped(plan, sorted(deals, key=lambda deal: deal.order))
    payouts += over
    units = _from_pool(plan, book, _with_bonus(plan, book, [_unit(plan, book, deal) for deal in paid]))
    payouts += [row for unit in units for row in without_removed(plan, unit.deal.lead, unit.rows)]
    sold = {payout.reference for payout in payouts}
    without = [lead for lead in leads if lead.reference not in sold]
    estimates = [_estimated(plan, book, lead) for lead in without]
    return Settled(payouts=(*payouts, *estimates), loose=tuple(loose), without_sale=tuple(lead.reference for lead in without))


def _window(plan: VolumeBands, book: Book) -> Period:
    rule = next(rule for rule in book.program.rules if isinstance(rule, Window) and rule.id == plan.window)
    return Period(first=rule.first, last=rule.last)


def _capped(plan: VolumeBands, deals: Sequence[Deal]) -> tuple[list[Deal], list[Payout]]:
    """The deals that are paid by the cap of a month and partner, and the refused payouts of the others."""
    counts: Counter[tuple[str, int, int]] = Counter()
    paid: list[Deal] = []
    over: list[Payout] = []
    for deal in deals:
        month = (deal.lead.partner.key, deal.on.year, deal.on.month)
        counts[month] += 1
        if plan.deals_a_month is None or counts[month] <= plan.deals_a_month:
            paid.append(deal)
        else:
            base = total(row.annual_value for row in deal.rows)
            why = step("month", number=counts[month], on=deal.on, most=plan.deals_a_month)
            over.append(refused(plan, deal.lead, base, (MONTHLY_CAP,), [why]))
    return paid, over


def _unit(plan: VolumeBands, book: Book, deal: Deal) -> Unit:
    return Unit(deal=deal, rows=(payout_of(book, plan, deal),))


def _with_bonus(plan: VolumeBands, book: Book, units: Sequence[Unit]) -> Iterator[Unit]:
    """The units in order, the first paid one of each new partner with its bonus; with our payments."""
    seen: set[str] = set()
    for unit in units:
        lead, rows = unit.deal.lead, unit.rows
        if plan.bonus is not None and lead.partner.key not in seen and plan.bonus.earlier not in lead.partner.on_lists:
            rows = (*rows, _bonus(plan, plan.bonus, book, lead))
        seen.add(lead.partner.key)
        yield replace(unit, rows=tuple(with_payments(book, lead, rows)))


def _bonus(plan: VolumeBands, bonus: Bonus, book: Book, lead: DealLead) -> Payout:
    answer = True if bonus.earlier in book.ledger.lists_in_use else book.gate(lead.reference, bonus.gate)
    if answer is False:
        return replace(refused(plan, lead, None, (bonus.gate,), [step("gate-refused", gate=bonus.gate)]), rule=f"{plan.id}.bonus")
    row = Payout(
        reference=lead.reference,
        partner=lead.partner.name,
        rule=f"{plan.id}.bonus",
        currency=plan.currency,
        base=None,
        rate=None,
        cap=None,
        amount=bonus.amount,
        due_on=plan.settlement.last,
        state=PayoutState.EARNED,
        steps=(step("bonus", amount=bonus.amount),),
    )
    return row if answer else held(row, bonus.gate)


def _from_pool(plan: VolumeBands, book: Book, units: Iterator[Unit]) -> list[Unit]:
    """The units, in order of deal date; from the one that crosses the pool on they are held, unless staff passed its gate.

    What is paid already has been taken from it.
    """
    known = list(units)
    if plan.pool is None:
        return known
    pool = _pool(plan.pool, book)
    used = total(row.paid for unit in known for row in unit.rows)
    crossed = False
    for index, unit in enumerate(known):
        wanted = total(row.rest or NOTHING for row in unit.rows)
        if not wanted:
            continue
        crossed = crossed or used + wanted > pool
        if crossed and not book.gate(unit.deal.lead.reference, plan.pool.gate):
            known[index] = _over_pool(unit, plan.pool, used, wanted, pool)
        used += wanted
    return known


def _pool(pool: Pool, book: Book) -> Decimal:
    return next(rule.amount for rule in book.program.rules if isinstance(rule, Budget) and rule.id == pool.rule)


def _over_pool(unit: Unit, pool: Pool, used: Decimal, wanted: Decimal, amount: Decimal) -> Unit:
    why = step("pool", used=used, wanted=wanted, pool=amount)
    unpaid = (PayoutState.EARNED, PayoutState.HELD)
    rows = (replace(held(row, pool.gate), steps=(*row.steps, why)) if row.state in unpaid else row for row in unit.rows)
    return replace(unit, rows=tuple(rows))


def _estimated(plan: VolumeBands, book: Book, lead: DealLead) -> Payout:
    """What the lead's own words promise: the rate, where all items have one and the same; values come with the report."""
    items = [item for item in lead.items if family_of(book, item.product)]
    rates: set[Decimal | None] = {None}
    if items and all(item.quantity is not None for item in items):
        band = band_of(plan, sum(item.quantity or 0 for item in items))
        rates = {band.rate_of(item.billing, family_of(book, item.product)) for item in items}
    return estimate(plan, lead, plan.currency, rates.pop() if len(rates) == 1 else None)


def taken(payouts: Iterable[Payout]) -> Decimal:
    """What payouts have taken from their pool: all that is paid or will be; of the held ones what is paid."""
    return total((payout.amount or NOTHING) if payout.state in TAKING else payout.paid for payout in payouts)


TAKING = (PayoutState.EARNED, PayoutState.APPROVED, PayoutState.PAID)
