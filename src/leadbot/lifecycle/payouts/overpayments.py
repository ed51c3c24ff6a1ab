"""Money that went out to partners beyond what is due to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.our_payments import held
from leadbot.lifecycle.payouts.payment import is_discount, plan_of
from leadbot.model.deals import OVERPAYMENT, DealLead, EventKind
from leadbot.model.lead import Reference
from leadbot.model.payout import OPEN, OVERPAID, Overpayment, Payout
from leadbot.model.payout_plans import PayoutPlan


def overpayments(book: Book, currencies: Sequence[str], payouts: Iterable[Payout]) -> list[Overpayment]:
    """What was paid for each lead, whatever became of it, beyond what its payouts come to."""
    rows: defaultdict[tuple[Reference, str], list[Payout]] = defaultdict(list)
    for payout in payouts:
        rows[payout.reference, payout.currency].append(payout)
    leads = [lead for lead in book.ledger.leads if book.events(lead, EventKind.PAID)]
    return [
        over for lead in leads for currency in currencies for over in _of(book, lead, currency, currencies, rows[lead.reference, currency])
    ]


def held_for_overpaid(
    plans: Mapping[str, PayoutPlan], book: Book, overpaid: Sequence[Overpayment], payouts: Iterable[Payout]
) -> Iterator[Payout]:
    """The payouts, the open ones of partners that got too much held until staff have said what becomes of that; discounts as they are."""
    waiting = {over.reference for over in overpaid if not over.stays}
    partners = {lead.partner.key for lead in book.ledger.leads if lead.reference in waiting}
    theirs = {lead.reference: lead for lead in book.ledger.leads if lead.partner.key in partners} if partners else {}
    for payout in payouts:
        lead = theirs.get(payout.reference)
        is_held = lead is not None and payout.state in OPEN and not is_discount(plan_of(plans, payout), lead)
        yield held(payout, OVERPAID) if is_held else payout


def _of(book: Book, lead: DealLead, currency: str, currencies: Sequence[str], rows: Sequence[Payout]) -> Iterator[Overpayment]:
    covering = [row for row in rows if row.paid or row.overpaid]
    paid = total(row.paid + row.overpaid for row in covering) if covering else _without_a_row(book, lead, currency, currencies)
    too_much = total(row.overpaid for row in covering) if covering else paid
    if too_much > NOTHING:
        words = [
            word for word in book.ledger.releases if (word.reference, word.rule, word.period) == (lead.reference, OVERPAYMENT, currency)
        ]
        last = max((word for word in words if word.at <= book.ledger.now), key=lambda word: word.at, default=None)
        stays = last is not None and not last.released and last.amount == too_much
        yield Overpayment(reference=lead.reference, partner=lead.partner.name, currency=currency, amount=too_much, paid=paid, stays=stays)


def _without_a_row(book: Book, lead: DealLead, currency: str, currencies: Sequence[str]) -> Decimal:
    """What went out for a lead that has no payout any more, less what came back."""
    default = currencies[0]
    sums = (event.amount or NOTHING for event in book.events(lead, EventKind.PAID) if (event.currency or default) == currency)
    return total(sums) - book.paid_back(lead.reference, currency)
