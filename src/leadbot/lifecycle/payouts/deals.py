"""Rows of the sales report that make one deal, and those that are no part of it (kind `volume_bands`)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING, cents, the_only, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.refusals import refused
from leadbot.model.deals import DealLead, Sale
from leadbot.model.payout import BEFORE_REGISTRATION, OUTSIDE_WINDOW, LooseSale, Payout, PayoutState, Step, StepValue, step
from leadbot.model.payout_plans import Band, Period, VolumeBands

NO_RATE = "no-rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """All rows of one lead inside the window."""

    lead: DealLead
    rows: tuple[Sale, ...]
    """In time."""

    @property
    def on(self) -> date:
        """The date of the first row."""
        return self.rows[0].on

    @property
    def licences(self) -> int:
        """All families together."""
        return sum(row.quantity for row in self.rows)

    @property
    def order(self) -> tuple[date, datetime, str]:
        """By date, ties by the older lead."""
        return self.on, self.lead.received_at, self.lead.reference


def deal_of(
    book: Book, plan: VolumeBands, window: Period, lead: DealLead, rows: Sequence[Sale]
) -> tuple[Deal | None, list[Payout], list[LooseSale]]:
    """The deal of a lead's rows, a refused payout for each reason, and the rows that no rate fits."""
    loose = [LooseSale(sale=row, reason=NO_RATE) for row in rows if not _has_rate(book, plan, row)]
    by_reasons: defaultdict[tuple[str, ...], list[Sale]] = defaultdict(list)
    for row in rows:
        if _has_rate(book, plan, row):
            by_reasons[_no_part(book, window, lead, row)].append(row)
    inside = by_reasons.pop((), [])
    deal = Deal(lead=lead, rows=tuple(inside)) if inside else None
    return deal, [_refused(book, plan, window, lead, reasons, of) for reasons, of in sorted(by_reasons.items())], loose


def payout_of(book: Book, plan: VolumeBands, deal: Deal) -> Payout:
    """What the deal earns before the month's cap, the pool and our payments."""
    licences = deal.licences
    band = band_of(plan, licences)
    counted = min(licences, plan.counted.licences) if plan.counted else licences
    steps = [step("band", licences=licences, up_to=band.up_to) if band.up_to else step("band-above", licences=licences)]
    if counted < licences:
        steps.append(step("counted", counted=counted, licences=licences))
    amounts: list[Decimal] = []
    rates: list[Decimal] = []
    for row in deal.rows:
        rate = _rate(book, band, row) or NOTHING
        amounts.append(cents(rate * row.annual_value * counted / licences))
        rates.append(rate)
        steps.append(_row_step(row, rate, counted, licences, amounts[-1]))
    amount = total(amounts)
    if len(amounts) > 1:
        steps.append(step("sum", amount=amount))
    return Payout(
        reference=deal.lead.reference,
        partner=deal.lead.partner.name,
        rule=plan.id,
        currency=plan.currency,
        base=total(row.annual_value for row in deal.rows),
        rate=the_only(rates),
        cap=amount if counted < licences else None,
        amount=amount,
        due_on=plan.settlement.last,
        state=PayoutState.EARNED,
        reasons=(plan.counted.reason,) if plan.counted and counted < licences else (),
        steps=tuple(steps),
    )


def band_of(plan: VolumeBands, licences: int) -> Band:
    """The band of a deal of so many licences; the last one holds what is more."""
    return next((band for band in plan.bands if band.up_to is None or licences <= band.up_to), plan.bands[-1])


def family_of(book: Book, product: str) -> str:
    """The family of a product that the programme takes; else empty."""
    family = book.program.catalogue.family_of(product)
    return family.id if family is not None and family.offered else ""


def _rate(book: Book, band: Band, row: Sale) -> Decimal | None:
    return band.rate_of(row.billing, family_of(book, row.product))


def _has_rate(book: Book, plan: VolumeBands, row: Sale) -> bool:
    """Whether the row is of the programme, whatever band its deal falls in."""
    return bool(family_of(book, row.product)) and all(_rate(book, band, row) is not None for band in plan.bands)


def _no_part(book: Book, window: Period, lead: DealLead, row: Sale) -> tuple[str, ...]:
    """Why the row is no part of the deal; empty: it is."""
    before = (BEFORE_REGISTRATION,) if row.on < book.day(lead.received_at) else ()
    outside = () if window.first <= row.on <= window.last else (OUTSIDE_WINDOW,)
    return (*before, *outside)


def _row_step(row: Sale, rate: Decimal, counted: int, licences: int, amount: Decimal) -> Step:
    known: dict[str, StepValue] = {"product": row.product, "billing": row.billing, "rate": rate, "base": row.annual_value, "amount": amount}
    return step("share-of-counted", **known, counted=counted, licences=licences) if counted < licences else step("share", **known)


def _refused(book: Book, plan: VolumeBands, window: Period, lead: DealLead, reasons: tuple[str, ...], rows: Sequence[Sale]) -> Payout:
    steps = [step("sold", product=row.product, on=row.on, base=row.annual_value) for row in rows]
    if BEFORE_REGISTRATION in reasons:
        steps.append(step("received", on=book.day(lead.received_at)))
    if OUTSIDE_WINDOW in reasons:
        steps.append(step("window", first=window.first, last=window.last))
    return refused(plan, lead, total(row.annual_value for row in rows), reasons, steps)
