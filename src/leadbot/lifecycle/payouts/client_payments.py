"""Which of a client's invoices its payments have paid."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING, total
from leadbot.model.deals import DealEvent, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """A part of an invoice that came in."""

    on: date
    amount: Decimal


class ClientInvoice:
    """One invoice to the client with what came in for it, oldest first."""

    def __init__(self, event: DealEvent) -> None:
        self.number = event.note
        self.on = event.on
        self.amount = event.amount or NOTHING
        self.secured: list[Secured] = []

    @property
    def open(self) -> Decimal:
        """What is not paid yet."""
        return self.amount - total(part.amount for part in self.secured)


def client_invoices(events: Sequence[DealEvent]) -> list[ClientInvoice]:
    """A lead's invoices, oldest first, with what was paid on each.

    A payment that names invoices pays those; one without a number, and what is more than the named ones took, the oldest open ones.
    """
    billed = (event for event in events if event.event is EventKind.INVOICED and event.amount is not None and event.amount > 0)
    invoices = [ClientInvoice(event) for event in sorted(billed, key=lambda event: (event.on, event.note))]
    paid = [event for event in events if event.event is EventKind.CLIENT_PAID and event.amount is not None and event.amount > 0]
    rest: list[tuple[date, Decimal]] = []
    for event in sorted(paid, key=lambda event: (event.on, event.note, str(event.amount))):
        rest.append((event.on, _pay(_named(event.note, invoices), event.on, event.amount or NOTHING)))
    for on, amount in rest:
        left = _pay((invoice for invoice in invoices if invoice.on <= on), on, amount)
        _pay(invoices, on, left)
    for invoice in invoices:
        invoice.secured.sort(key=lambda part: part.on)
    return invoices


def _named(note: str, invoices: Sequence[ClientInvoice]) -> list[ClientInvoice]:
    """The invoices whose numbers stand in a note."""
    whole = _plain(note)
    if exact := [invoice for invoice in invoices if invoice.number and _plain(invoice.number) == whole]:
        return exact
    words = {_plain(word) for word in re.split(r"[,;+&\s]+", note)}
    return [invoice for invoice in invoices if invoice.number and _plain(invoice.number) in words]


def _plain(number: str) -> str:
    return "".join(number.split()).casefold()


def _pay(invoices: Iterable[ClientInvoice], on: date, amount: Decimal) -> Decimal:
    """Pay these in turn; returns what is left."""
    for invoice in invoices:
        part = min(amount, invoice.open)
        if part > 0:
            invoice.secured.append(Secured(on=on, amount=part))
            amount -= part
    return amount
