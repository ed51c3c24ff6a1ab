"""Which lead a row of the sales report belongs to, and which rows a person must look at."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from leadbot.lifecycle.payouts.book import Book
from leadbot.model.deals import DealLead, Sale
from leadbot.model.lead import Reference
from leadbot.model.payout import LooseSale

NO_LEAD = "no-lead"
OTHER_CURRENCY = "other-currency"
NEGATIVE = "negative"
CANCELLED = "cancelled"


class Attributed:
    """Rows by lead, each lead's in time, and the rows that are nobody's."""

    def __init__(self) -> None:
        self.of: defaultdict[Reference, list[Sale]] = defaultdict(list)
        self.loose: list[LooseSale] = []


def attributed(book: Book, leads: Sequence[DealLead], currencies: Collection[str], *, by_client: bool) -> Attributed:
    """Every row with its lead.

    `by_client`: a row is that of the oldest lead of its client, even of one that came after the sale; a reference counts only
    where the row names no client. Else the reference goes first, and a client's row is that of its oldest lead received by then.
    """
    found = Attributed()
    rows = sorted((sale for sale in book.ledger.sales if sale.on <= book.today), key=_in_time)
    for sale in _sound(rows, currencies, found.loose):
        lead = _of_client(leads, sale) if by_client else _named_or_of_client(book, leads, sale)
        if lead is None:
            found.loose.append(LooseSale(sale=sale, reason=NO_LEAD))
        else:
            found.of[lead.reference].append(sale)
    return found


def _sound(rows: Sequence[Sale], currencies: Collection[str], loose: list[LooseSale]) -> list[Sale]:
    """The rows that count; a negative one and the very row that it takes back are for staff."""
    kept: list[Sale] = []
    negative: list[Sale] = []
    for sale in rows:
        if sale.currency not in currencies:
            loose.append(LooseSale(sale=sale, reason=OTHER_CURRENCY))
        elif sale.quantity <= 0 or sale.annual_value < 0:
            negative.append(sale)
        else:
            kept.append(sale)
    for sale in negative:
        loose.append(LooseSale(sale=sale, reason=NEGATIVE))
        taken_back = next((row for row in kept if _bare(row) == _bare(sale) and row.on <= sale.on), None)
        if taken_back is not None:
            kept.remove(taken_back)
            loose.append(LooseSale(sale=taken_back, reason=CANCELLED))
    return kept


def _of_client(leads: Iterable[DealLead], sale: Sale) -> DealLead | None:
    if not sale.client_tax_id:
        return next((lead for lead in leads if lead.reference == sale.reference), None)
    return next((lead for lead in leads if lead.client_tax_id == sale.client_tax_id), None)


def _named_or_of_client(book: Book, leads: Iterable[DealLead], sale: Sale) -> DealLead | None:
    if sale.reference or not sale.client_tax_id:
        return next((lead for lead in leads if sale.reference and lead.reference == sale.reference), None)
    of_client = (lead for lead in leads if lead.client_tax_id == sale.client_tax_id)
    return next((lead for lead in of_client if book.day(lead.received_at) <= sale.on), None)


def _in_time(sale: Sale) -> tuple[date, str, str, str, str, Decimal, int]:
    return sale.on, sale.client_tax_id, sale.reference, sale.product, sale.billing, sale.annual_value, sale.quantity


def _bare(sale: Sale) -> tuple[object, ...]:
    """What a row and its reversal have in common."""
    return sale.client_tax_id, sale.reference, sale.product, sale.billing, abs(sale.quantity), abs(sale.annual_value), sale.currency
