"""How the partner's own invoice moves a fee on: asked, invoiced, forfeited (kind `paid_invoice_share`)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from leadbot.lifecycle.payouts.amounts import NOTHING, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.our_payments import held, with_payments
from leadbot.lifecycle.payouts.periods import plus_months, quarter_end
from leadbot.model.deals import DealLead, EventKind, InvoiceRequest, PartnerInvoice
from leadbot.model.payout import AMOUNT_DIFFERS, REQUEST_BOUNCED, Payout, PayoutState, step
from leadbot.model.payout_plans import PaidInvoiceShare

DELIVERED = "delivered"
BOUNCED = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is known of the partner's invoice for one lead and quarter."""

    requests: Sequence[InvoiceRequest]
    invoices: Sequence[PartnerInvoice]
    """Oldest first."""

    @property
    def delivered(self) -> InvoiceRequest | None:
        """The first request that arrived: it starts the time for the invoice."""
        return next((request for request in self.requests if request.result == DELIVERED), None)

    def by(self, book: Book, until: date | None) -> Sequence[PartnerInvoice]:
        """The invoices of that day at the latest; all where there is none."""
        return [invoice for invoice in self.invoices if until is None or book.day(invoice.received_at) <= until]

    def right(self, payout: Payout) -> PartnerInvoice | None:
        """The invoice that counts: the newest of just the fee, else the newest without a fault."""
        sound = [invoice for invoice in self.invoices if is_sound(invoice, payout)]
        return next((invoice for invoice in reversed(sound) if invoice.net == payout.amount), sound[-1] if sound else None)


def claim(book: Book, lead: DealLead, quarter: str) -> Claim:
    """The requests and invoices known by now."""
    requests = (entry for entry in book.ledger.requests if (entry.reference, entry.quarter) == (lead.reference, quarter))
    invoices = (entry for entry in book.ledger.invoices if (entry.reference, entry.quarter) == (lead.reference, quarter))
    return Claim(
        requests=book.known((entry.at, entry) for entry in requests),
        invoices=book.known((entry.received_at, entry) for entry in invoices),
    )


def is_sound(invoice: PartnerInvoice, payout: Payout) -> bool:
    """Whether nothing is wrong with the invoice but, at most, its amount."""
    return not invoice.fault and invoice.net is not None and invoice.currency in {"", payout.currency}


def last_day(plan: PaidInvoiceShare, book: Book, request: InvoiceRequest) -> date:
    """The last day, to its very end, on which an invoice is in time."""
    return plus_months(book.day(request.at), plan.invoice_months)


def with_invoice(plan: PaidInvoiceShare, book: Book, lead: DealLead, quarter: str, payout: Payout) -> Payout:
    """The earned payout of a quarter as requests and invoices leave it, whether or not the time for them is over."""
    known = claim(book, lead, quarter)
    asked = known.delivered
    until = last_day(plan, book, asked) if asked else None
    if asked and until:
        payout = replace(payout, steps=(*payout.steps, step("asked", on=book.day(asked.at), until=until)))
    in_time = known.by(book, until)
    further = _for_the_rest(book, lead, known, payout) if in_time else None
    if further is not None:
        return further
    right = known.right(payout) if in_time else None
    if right is not None:
        return _invoiced(book, payout, right)
    if asked and (in_time or quarter_end(quarter) < book.today):
        return replace(payout, state=PayoutState.INVOICE_ASKED)
    only_bounced = bool(known.requests) and all(request.result == BOUNCED for request in known.requests)
    return replace(payout, warnings=(REQUEST_BOUNCED,)) if only_bounced else payout


def with_forfeits(plan: PaidInvoiceShare, book: Book, lead: DealLead, rows: Sequence[Payout]) -> list[Payout]:
    """One lead's rows with our payments; forfeited where neither an invoice nor our payment came in time."""
    over = {index: until for index, row in enumerate(rows) if (until := _ran_out(plan, book, lead, row))}
    known = [_forfeited(row) if index in over else row for index, row in enumerate(rows)]
    for index, until in over.items():
        kept = [*known[:index], rows[index], *known[index + 1 :]]
        if with_payments(book, lead, kept, by=until)[index].state is PayoutState.PAID:
            known = kept
    return with_payments(book, lead, known)


def _ran_out(plan: PaidInvoiceShare, book: Book, lead: DealLead, row: Payout) -> date | None:
    """The last day of a quarter's fee for which no invoice came in time; None while there is time, and where one came."""
    known = claim(book, lead, row.period)
    until = last_day(plan, book, known.delivered) if row.period and known.delivered else None
    return until if until is not None and book.today > until and not known.by(book, until) else None


def _for_the_rest(book: Book, lead: DealLead, known: Claim, payout: Payout) -> Payout | None:
    """The fee with a further invoice of just what it has grown by since an earlier one was paid; None where there is no such invoice."""
    sound = [invoice for invoice in known.invoices if is_sound(invoice, payout)]
    sums = [event.amount for event in book.events(lead, EventKind.PAID)]
    paid = [invoice for invoice in sound[:-1] if invoice.net in sums or (invoice.net or NOTHING) + (invoice.vat or NOTHING) in sums]
    fee, before = payout.amount or NOTHING, total(invoice.net or NOTHING for invoice in paid)
    if not paid or sound[-1].net != fee - before or fee == before:
        return None
    further = sound[-1]
    came = step("partner-invoice", number=further.number, on=book.day(further.received_at), amount=fee - before)
    whole_vat = None if further.vat is None else further.vat * fee / (fee - before)
    return replace(
        payout, state=PayoutState.INVOICED, steps=(*payout.steps, came), invoice=further.number, vat=whole_vat, account=further.iban
    )


def _invoiced(book: Book, payout: Payout, invoice: PartnerInvoice) -> Payout:
    """What the invoice asks for is paid, where it is not more than the fee; less than the fee caps it."""
    net, fee = invoice.net or NOTHING, payout.amount or NOTHING
    came = step("partner-invoice", number=invoice.number, on=book.day(invoice.received_at), amount=net)
    payout = replace(
        payout, state=PayoutState.INVOICED, steps=(*payout.steps, came), invoice=invoice.number, vat=invoice.vat, account=invoice.iban
    )
    if net > fee:
        return held(payout, AMOUNT_DIFFERS)
    return replace(payout, amount=net, cap=net) if net < fee else payout


def _forfeited(payout: Payout) -> Payout:
    lost = step("forfeited", amount=payout.amount or NOTHING)
    return replace(payout, state=PayoutState.FORFEITED, rate=None, amount=NOTHING, due_on=None, steps=(*payout.steps, lost))
