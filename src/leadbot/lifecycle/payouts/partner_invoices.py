"""Which payouts a partner's invoice is for, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from leadbot.lifecycle.payouts.amounts import CENT, NOTHING, cents, total
from leadbot.model.payout import Payout, Step
from leadbot.model.payout import step as fault
from leadbot.model.submission import Invoice, Standing

_ROUNDING = Decimal("0.02")
"""By how much VAT may differ from its rate: lines are rounded one by one."""
_SUMS = frozenset({"net", "vat", "total"})


def invoiced_payouts(invoice: Invoice, asked: Sequence[Payout]) -> tuple[Payout, ...]:
    """Those of the payouts asked for that the invoice is for: by the lead and period it names, else by its sum; empty where that leaves
    it open, as where it names a period that was not asked for and another sum."""
    named = [payout for payout in asked if not invoice.references or payout.reference in invoice.references]
    in_period = [payout for payout in named if payout.period == invoice.quarter]
    of_period = in_period or named
    same = [payout for payout in of_period if payout.amount == invoice.net]
    if len(same) == 1 and not _names_all(invoice, of_period):
        return tuple(same)
    if total(payout.amount or NOTHING for payout in of_period) == invoice.net:
        return tuple(of_period)
    return tuple(of_period) if len(of_period) == 1 and (in_period or not invoice.quarter) else ()


def _names_all(invoice: Invoice, payouts: Iterable[Payout]) -> bool:
    """Whether it names several leads, and each of these."""
    references = {payout.reference for payout in payouts}
    return len(references) > 1 and references <= set(invoice.references)


def faults_of(invoice: Invoice, currency: str, today: date) -> tuple[Step, ...]:
    """What is wrong with the invoice whatever it is for: what it lacks, what cannot be right, what does not add up."""
    return (*_of_head(invoice, today), *_of_sums(invoice), *_of_currency(invoice, currency), *_of_account(invoice))


def _of_head(invoice: Invoice, today: date) -> Iterator[Step]:
    if not invoice.number:
        yield fault("number-unclear" if "number" in invoice.unclear else "number-missing")
    if invoice.dated is None:
        yield fault("date-unclear" if "dated" in invoice.unclear else "date-missing")
    elif invoice.dated > today:
        yield fault("date-future", on=invoice.dated)


def _of_sums(invoice: Invoice) -> Iterator[Step]:
    if _SUMS & set(invoice.unclear):
        yield fault("sums-unclear")
        return
    if invoice.net is None or invoice.net <= 0:
        yield fault("net-missing")
    elif invoice.vat is None:
        yield fault("vat-missing")
    elif invoice.total is not None and invoice.net + invoice.vat != invoice.total:
        yield fault("sum-differs", net=invoice.net, vat=invoice.vat, total=invoice.total)
    elif invoice.vat_rate is not None and abs(cents(invoice.net * invoice.vat_rate) - invoice.vat) > _ROUNDING:
        yield fault("rate-differs", rate=invoice.vat_rate, net=invoice.net, vat=invoice.vat)


def _of_currency(invoice: Invoice, currency: str) -> Iterator[Step]:
    if "currency" in invoice.unclear:
        yield fault("currency-unclear", wanted=currency)
    elif not invoice.currency:
        yield fault("currency-missing", wanted=currency)
    elif invoice.currency != currency:
        yield fault("currency-other", found=invoice.currency, wanted=currency)


def _of_account(invoice: Invoice) -> Iterator[Step]:
    valid = [account for account in invoice.accounts if account.standing is Standing.VALID]
    if not invoice.accounts:
        yield fault("account-missing")
    elif not valid:
        yield fault("account-invalid", iban=invoice.accounts[0].iban)
    elif len(valid) > 1:
        yield fault("accounts-several")


def with_known_account(invoice: Invoice, known: Iterable[str]) -> Invoice:
    """Of several accounts on the invoice the one that is known to be the partner's; otherwise the invoice as it is."""
    ours = [account for account in invoice.accounts if account.iban in set(known)]
    return replace(invoice, accounts=(ours[0],)) if len(ours) == 1 else invoice


def shared(amount: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """The amount in as many parts, each in proportion to its own, to the cent; together they are the amount."""
    whole = total(parts)
    rest, made = amount, []
    for part in parts[:-1]:
        made.append((amount * part / whole).quantize(CENT, ROUND_HALF_UP) if whole else NOTHING)
        rest -= made[-1]
    return [*made, rest]
