"""Fixed amounts from an imported price list, once gates are passed (kind `price_list`)."""

from collections.abc import Sequence
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import cents, plain, total
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.estimates import estimate
from leadbot.lifecycle.payouts.gates import past_gates
from leadbot.lifecycle.payouts.our_payments import with_payments, without_removed
from leadbot.model.deals import DealLead, EventKind
from leadbot.model.payout import Payout, PayoutState, Settled, Step, StepValue, step
from leadbot.model.payout_plans import PriceList
from leadbot.model.submission import Item


def price_list(plan: PriceList, book: Book) -> Settled:
    """One payout for each lead: an estimate until it is won."""
    payouts: list[Payout] = []
    for lead in book.of_plan(plan):
        amount, steps = _priced(plan, book, lead)
        if book.is_deal(lead) or (plan.signatures is not None and book.gate(lead.reference, plan.signatures.gate)):
            row = _past_gates(plan, book, lead, _payout(plan, lead, amount, steps))
            payouts += without_removed(plan, lead, with_payments(book, lead, [row]))
        else:
            payouts.append(estimate(plan, lead, plan.currency, None, amount, *steps))
    return Settled(payouts=tuple(payouts))


def _priced(plan: PriceList, book: Book, lead: DealLead) -> tuple[Decimal | None, tuple[Step, ...]]:
    """The sum over all items of the programme, and how it comes about; None where one of them has no price.

    What staff entered goes first.
    """
    entered = book.events(lead, EventKind.PRICED)
    if entered and entered[-1].amount is not None:
        return entered[-1].amount, (step("entered", amount=entered[-1].amount, on=entered[-1].on),)
    items = [item for item in lead.items if _offered(book, item)]
    amounts: list[Decimal | None] = []
    steps: list[Step] = []
    for item in items:
        term = item.term_months or _bundles_term(book, item, items)
        each = _price(plan, book, lead, item, term)
        amount = None if each is None or item.quantity is None else plain(each * item.quantity)
        amounts.append(amount)
        steps.append(_item_step(item, term, each, amount))
    if not amounts or None in amounts:
        return None, tuple(steps)
    found = cents(total(amount for amount in amounts if amount is not None))
    return found, (*steps, step("sum", amount=found)) if len(steps) > 1 else tuple(steps)


def _price(plan: PriceList, book: Book, lead: DealLead, item: Item, term: int | None) -> Decimal | None:
    """What one piece earns; None where the list has no such row, or two that differ."""
    if item.product in plan.by_hand:
        return None
    wanted = (lead.choices.get(plan.by, ""), item.product, term, plan.currency)
    found = {price.amount for price in book.ledger.prices if (price.deal_type, price.product, price.term_months, price.currency) == wanted}
    return found.pop() if len(found) == 1 else None


def _item_step(item: Item, term: int | None, each: Decimal | None, amount: Decimal | None) -> Step:
    known: dict[str, StepValue] = {"product": item.product, "term": term or 0}
    if each is None or amount is None or item.quantity is None:
        return step("no-price", **known)
    return step("price", **known, quantity=item.quantity, each=each, amount=amount)


def _offered(book: Book, item: Item) -> bool:
    family = book.program.catalogue.family_of(item.product)
    return family is None or family.offered


def _bundles_term(book: Book, item: Item, items: Sequence[Item]) -> int | None:
    """An option has its bundle's term, where all bundles have one."""
    is_accessory = book.program.catalogue.is_accessory
    terms = {other.term_months for other in items if not is_accessory(other.product)}
    return terms.pop() if is_accessory(item.product) and len(terms) == 1 else None


def _payout(plan: PriceList, lead: DealLead, amount: Decimal | None, steps: tuple[Step, ...]) -> Payout:
    return Payout(
        reference=lead.reference,
        partner=lead.partner.name,
        rule=plan.id,
        currency=plan.currency,
        base=None,
        rate=None,
        cap=None,
        amount=amount,
        due_on=None,
        state=PayoutState.EARNED if amount is not None else PayoutState.HELD,
        steps=steps,
    )


def _past_gates(plan: PriceList, book: Book, lead: DealLead, payout: Payout) -> Payout:
    """The payout, held at the gates that are open, refused at one that staff refused."""
    gates = plan.gates.get(lead.choices.get(plan.by, ""), ())
    return past_gates(payout, {gate: _answer(plan, book, lead, gate) for gate in gates})


def _answer(plan: PriceList, book: Book, lead: DealLead, gate: str) -> bool | None:
    answer = book.gate(lead.reference, gate)
    if answer is None and plan.signatures is not None and plan.signatures.gate == gate:
        signed = {event.note.strip().casefold() for event in book.events(lead, EventKind.SIGNED)}
        return True if all(party.casefold() in signed for party in plan.signatures.parties) else None
    return answer
