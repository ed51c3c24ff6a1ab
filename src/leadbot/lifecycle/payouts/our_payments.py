"""What becomes of a payout by what the vendor does: it pays, or it removes the partner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.model.deals import DealEvent, DealLead, EventKind, PartnerInvoice
from leadbot.model.payout import (
    AMOUNT_DIFFERS,
    CLIENT_UNPAID,
    GATE,
    OPEN,
    PARTNER_BANNED,
    PAYMENT,
    Payout,
    PayoutState,
    step,
)
from leadbot.model.payout_plans import PayoutPlan

PAYABLE = (*OPEN, PayoutState.ESTIMATED)
SETTLED_BY_PAYMENT = (AMOUNT_DIFFERS, CLIENT_UNPAID, PARTNER_BANNED)
"""Reasons that mean nothing any more once the money is out."""


@dataclass(slots=True)
class _Due:
    """One open row, and the money that has gone out for it, without VAT."""

    row: Payout
    amount: Decimal
    money: list[tuple[date, Decimal]] = field(default_factory=list)
    is_doubtful: bool = False
    """A payment of several rows reaches it, and covers it in part: nobody can tell what that payment was meant for."""

    @property
    def paid(self) -> Decimal:
        return total(amount for _, amount in self.money)

    @property
    def rest(self) -> Decimal:
        return max(self.amount - self.paid, NOTHING)


def with_payments(book: Book, lead: DealLead, rows: Sequence[Payout], *, by: date = date.max) -> list[Payout]:
    """One lead's rows with what its `paid` events of that day at the latest have paid of them; those that are covered, as paid.

    A payment whose note or sum tells its row stays with that row, whatever becomes of it. One without a sum pays what is due first.
    All others together pay the rows in the order in which they fall due, as far as they reach.
    """
    paid: dict[int, _Due] = {}
    for currency in dict.fromkeys(row.currency for row in rows):
        own = [row for row in rows if row.currency == currency]
        payments = [event for event in book.events(lead, EventKind.PAID) if event.currency in {"", currency} and event.on <= by]
        paid |= {id(due.row): due for due in _covered(book, lead, own, payments, currency)}
    return [_as_paid(book, paid[id(row)]) if id(row) in paid else row for row in rows]


def without_removed(plan: PayoutPlan, lead: DealLead, rows: Iterable[Payout]) -> list[Payout]:
    """The rows of a lead, the open ones held where its partner was removed."""
    if plan.removed is None or plan.removed not in lead.partner.on_lists:
        return list(rows)
    return [held(row, PARTNER_BANNED) if row.state in OPEN else row for row in rows]


def held(row: Payout, *reasons: str) -> Payout:
    """The row, held for these reasons too."""
    return replace(row, state=PayoutState.HELD, reasons=tuple(sorted({*row.reasons, *reasons})))


def payout_id(payout: Payout) -> str:
    """What tells it from other payouts of its lead: `referral-fee@2026-Q3`."""
    return f"{payout.rule}@{payout.period}" if payout.period else payout.rule


def _covered(book: Book, lead: DealLead, rows: Sequence[Payout], payments: Sequence[DealEvent], currency: str) -> list[_Due]:
    """The rows for which money went out, in the order in which they fall due."""
    open_rows = sorted((row for row in rows if row.state in PAYABLE and row.amount), key=_first_due)
    dues = [_Due(row, row.amount or NOTHING) for row in open_rows]
    if not dues or not payments:
        return []
    invoices = [invoice for invoice in book.ledger.invoices if invoice.reference == lead.reference]
    left = [payment for payment in payments if not _goes_to_its_row(book, payment, dues, invoices)]
    back = book.paid_back(lead.reference, currency)
    _spread([(payment.on, payment.amount or NOTHING) for payment in left], dues, back)
    return [due for due in dues if due.money]


def _goes_to_its_row(book: Book, payment: DealEvent, dues: Sequence[_Due], invoices: Sequence[PartnerInvoice]) -> bool:
    """Whether the payment's note or sum tells which row it pays; it does so then."""
    unpaid = [due for due in dues if not due.money]
    if payment.amount is None:
        for due in unpaid:
            if due.row.due_on == unpaid[0].row.due_on:
                due.money.append((payment.on, due.amount))
        return True
    invoiced = [invoice for invoice in invoices if invoice.net is not None and payment.amount in {invoice.net, _gross(invoice)}]
    named = _plain(payment.note)
    meant = next((due for due in dues if named and named in {_plain(payout_id(due.row)), _plain(due.row.invoice)}), None)
    same = [due for due in unpaid if due.amount == payment.amount] or [due for due in unpaid if due.row.transfer == payment.amount]
    asked = {invoice.quarter for invoice in invoiced if book.day(invoice.received_at) <= payment.on}
    meant = meant or next((due for due in same if due.row.period in asked), same[0] if same else None)
    meant = meant or next((due for due in unpaid if due.row.period and due.row.period in {i.quarter for i in invoiced}), None)
    if meant is not None:
        meant.money.append((payment.on, _net(payment.amount, meant.row, invoiced)))
    return meant is not None


def _net(amount: Decimal, row: Payout, invoiced: Sequence[PartnerInvoice]) -> Decimal:
    """A payment without the VAT that it was sent with."""
    if amount == row.transfer:
        return row.amount or NOTHING
    of_invoice = next((i.net for i in invoiced if i.quarter == row.period and i.net is not None and amount == _gross(i)), None)
    return amount if of_invoice is None else of_invoice


def _gross(invoice: PartnerInvoice) -> Decimal:
    return (invoice.net or NOTHING) + (invoice.vat or NOTHING)


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _spread(money: Sequence[tuple[date, Decimal]], dues: Sequence[_Due], back: Decimal) -> None:
    """Payments that name no row pay the rows in turn. What is left over stays with the last row that was paid.

    What came back is taken off what a row has too much, else off the newest payments.
    """
    reached: list[_Due] = []
    for due in dues:
        excess = min(max(due.paid - due.amount, NOTHING), back)
        due.money, _ = _without(due.money, excess)
        back -= excess
    kept, back = _without(money, back)
    for on, amount in kept:
        for due in dues:
            part = min(amount, due.rest)
            if part > 0:
                due.money.append((on, part))
                reached += [due] if due not in reached else []
                amount -= part
        if amount > 0:
            last = (reached or [due for due in dues if due.money] or list(dues))[-1]
            last.money.append((on, amount))
    if len(reached) > 1 and reached[-1].rest > 0:
        reached[-1].is_doubtful = True
    for due in sorted(dues, key=lambda due: due.paid <= due.amount):
        due.money, back = _without(due.money, back)


def _without(money: Sequence[tuple[date, Decimal]], back: Decimal) -> tuple[list[tuple[date, Decimal]], Decimal]:
    """The payments but for what came back, the newest first; and what of that is left."""
    kept: list[tuple[date, Decimal]] = []
    for on, amount in reversed(money):
        part = min(amount, back)
        back -= part
        kept = [(on, amount - part), *kept] if amount > part else kept
    return kept, back


def _first_due(row: Payout) -> tuple[bool, date, bool]:
    return row.state is PayoutState.ESTIMATED, row.due_on or date.max, row.base is None


def _as_paid(book: Book, due: _Due) -> Payout:
    if not due.money:
        return due.row
    row = replace(due.row, paid=min(due.paid, due.amount), overpaid=max(due.paid - due.amount, NOTHING))
    on = max(day for day, _ in due.money)
    if due.rest:
        row = replace(row, steps=(*row.steps, step("paid-part", amount=row.paid, on=on, rest=due.rest)))
        word = book.release(row)
        return held(row, PAYMENT) if due.is_doubtful and not (word and word.released) else row
    reasons = tuple(reason for reason in row.reasons if reason not in SETTLED_BY_PAYMENT and not reason.startswith(GATE))
    return replace(row, state=PayoutState.PAID, reasons=reasons, steps=(*row.steps, step("paid", on=on)))
