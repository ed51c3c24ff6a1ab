"""Which of a client's invoices a project earns on (kinds `paid_invoice_share` and `invoice_discount`)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.client_payments import ClientInvoice, client_invoices
from leadbot.lifecycle.payouts.periods import plus_months
from leadbot.lifecycle.payouts.refusals import refused
from leadbot.model.deals import DealLead, EventKind, LaterContract
from leadbot.model.payout import FUTURE_PROJECT, OUTSIDE_MONTHS, REOPENED_JOB, Payout, Step, step
from leadbot.model.payout_plans import InvoiceDiscount, PaidInvoiceShare

InvoicePlan = PaidInvoiceShare | InvoiceDiscount


class Project:
    """A lead's contract, its invoices, and the client's later contracts."""

    def __init__(self, plan: InvoicePlan, book: Book, lead: DealLead) -> None:
        self.invoices = client_invoices(book.events(lead, EventKind.INVOICED, EventKind.CLIENT_PAID))
        self.reopened_on = min((event.on for event in book.events(lead, EventKind.REOPENED)), default=None)
        """From then on nothing more is earned on the project itself."""
        self._months = plan.months
        self._later = [contract for contract in book.ledger.later_contracts if contract.reference == lead.reference]
        self.costs = {
            invoice.number: total(entry.costs for entry in book.ledger.collections if _is(entry.reference, entry.invoice, lead, invoice))
            for invoice in self.invoices
            if any(_is(entry.reference, entry.invoice, lead, invoice) for entry in book.ledger.collections)
        }
        """What collection cost, by the number of an invoice that went there."""

    def excluded(self, invoice: ClientInvoice) -> tuple[str, ...]:
        """Why an invoice earns nothing by its contract and date; empty: it earns."""
        contract = self._contract(invoice)
        if contract is not None and not contract.document:
            return (FUTURE_PROJECT,)
        return (OUTSIDE_MONTHS,) if invoice.on >= self.limit(invoice) else ()

    def limit(self, invoice: ClientInvoice) -> date:
        """The first day whose invoices come too late: months from the first invoice of the same contract."""
        contract = self._contract(invoice)
        return plus_months(min(other.on for other in self.invoices if self._contract(other) is contract), self._months)

    def reopened_by(self, invoice: ClientInvoice, day: date) -> bool:
        """Whether what was earned on that day was earned after the job was taken up again. Later contracts are other jobs."""
        return self.reopened_on is not None and self._contract(invoice) is None and day >= self.reopened_on

    def why_not(self, invoice: ClientInvoice, reasons: Sequence[str]) -> tuple[Step, ...]:
        """The steps that explain it."""
        steps = [step("client-invoice", number=invoice.number, on=invoice.on, amount=invoice.amount)]
        if OUTSIDE_MONTHS in reasons:
            steps.append(step("months", months=self._months, limit=self.limit(invoice)))
        if FUTURE_PROJECT in reasons and (contract := self._contract(invoice)):
            steps.append(step("later-contract", on=contract.accepted_on))
        if REOPENED_JOB in reasons and self.reopened_on:
            steps.append(step("reopened", on=self.reopened_on))
        return tuple(steps)

    def _contract(self, invoice: ClientInvoice) -> LaterContract | None:
        return next((contract for contract in self._later if _plain(invoice.number) in map(_plain, contract.invoices)), None)


class Refusals:
    """What earns nothing, gathered by reason."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], tuple[Decimal, tuple[Step, ...]]] = {}

    def add(self, reasons: Sequence[str], base: Decimal, steps: Sequence[Step]) -> None:
        """One more amount that these reasons refuse."""
        key = tuple(sorted(reasons))
        known, explained = self._found.get(key, (NOTHING, ()))
        self._found[key] = (known + base, tuple(dict.fromkeys((*explained, *steps))))

    def payouts(self, plan: InvoicePlan, lead: DealLead) -> list[Payout]:
        """A refused payout for each."""
        return [refused(plan, lead, base, reasons, steps) for reasons, (base, steps) in sorted(self._found.items())]


def _is(reference: str, number: str, lead: DealLead, invoice: ClientInvoice) -> bool:
    return reference == lead.reference and _plain(number) == _plain(invoice.number)


def _plain(number: str) -> str:
    return "".join(number.split()).casefold()
