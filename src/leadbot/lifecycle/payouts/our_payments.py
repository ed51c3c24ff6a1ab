"""What becomes of a payout by what the vendor does: it pays, or it removes the partner."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING
from leadbot.lifecycle.payouts.book import Book
from leadbot.model.deals import DealEvent, DealLead, EventKind
from leadbot.model.payout import AMOUNT_DIFFERS, CLIENT_UNPAID, GATE, OPEN, PARTNER_BANNED, Payout, PayoutState, step
from leadbot.model.payout_plans import PayoutPlan

PAYABLE = (*OPEN, PayoutState.ESTIMATED)
SETTLED_BY_PAYMENT = (AMOUNT_DIFFERS, CLIENT_UNPAID, PARTNER_BANNED)
"""Reasons that mean nothing any more once the money is out."""


def with_payments(book: Book, lead: DealLead, rows: Sequence[Payout]) -> list[Payout]:
    """One lead's rows, those paid that its `paid` events cover: the row of just that amount, or of that with its VAT, else those due first.

    A payment without an amount pays what is due first.
    """
    payments = book.events(lead, EventKind.PAID)
    open_rows = sorted((row for row in rows if row.state in PAYABLE and row.amount), key=_first_due)
    paid: dict[int, date] = {}
    left: list[DealEvent] = []
    for payment in payments:
        unpaid = [row for row in open_rows if id(row) not in paid]
        same = next((row for row in unpaid if row.amount == payment.amount), None)
        same = same or next((row for row in unpaid if row.transfer == payment.amount), None)
        if same is not None:
            paid[id(same)] = payment.on
        elif payment.amount is None:
            paid |= {id(row): payment.on for row in unpaid if row.due_on == unpaid[0].due_on}
        else:
            left.append(payment)
    _cover([row for row in open_rows if id(row) not in paid], left, paid)
    return [_paid(row, paid[id(row)]) if id(row) in paid else row for row in rows]


def without_removed(plan: PayoutPlan, lead: DealLead, rows: Iterable[Payout]) -> list[Payout]:
    """The rows of a lead, the open ones held where its partner was removed."""
    if plan.removed is None or plan.removed not in lead.partner.on_lists:
        return list(rows)
    return [held(row, PARTNER_BANNED) if row.state in OPEN else row for row in rows]


def held(row: Payout, *reasons: str) -> Payout:
    """The row, held for these reasons too."""
    return replace(row, state=PayoutState.HELD, reasons=tuple(sorted({*row.reasons, *reasons})))


def _first_due(row: Payout) -> tuple[bool, date, bool]:
    return row.state is PayoutState.ESTIMATED, row.due_on or date.max, row.base is None


def _cover(rows: Sequence[Payout], payments: Sequence[DealEvent], paid: dict[int, date]) -> None:
    """Payments of other amounts, together, pay the rows in turn as far as they reach."""
    money: Decimal = NOTHING
    waiting = list(rows)
    for payment in payments:
        money += payment.amount or NOTHING
        while waiting and (waiting[0].amount or NOTHING) <= money:
            row = waiting.pop(0)
            money -= row.amount or NOTHING
            paid[id(row)] = payment.on


def _paid(row: Payout, on: date) -> Payout:
    reasons = tuple(reason for reason in row.reasons if reason not in SETTLED_BY_PAYMENT and not reason.startswith(GATE))
    return replace(row, state=PayoutState.PAID, reasons=reasons, steps=(*row.steps, step("paid", on=on)))
