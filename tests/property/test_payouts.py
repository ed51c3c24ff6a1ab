"""Payouts owe nothing to the order in which things came in, and never pass cap or pool."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lifecycle.payouts.ledgers import Story

from leadbot.lifecycle.payouts import settled
from leadbot.model.deals import Ledger
from leadbot.model.payout import Payout, PayoutState

DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31)).map(str)
MONEY = st.decimals(min_value="0.01", max_value="90000", places=2).map(str)
PAYABLE = (PayoutState.EARNED, PayoutState.PAID, PayoutState.APPROVED)


def shuffled(ledger: Ledger, seed: int) -> Ledger:
    """The same ledger, its rows in another order."""
    random = Random(seed)
    parts = {name: list(getattr(ledger, name)) for name in ("leads", "events", "sales", "prices", "gates", "requests", "invoices")}
    for rows in parts.values():
        random.shuffle(rows)
    return replace(ledger, **{name: tuple(rows) for name, rows in parts.items()})


def same_in_any_order(story: Story, now: str, seed: int) -> tuple[Payout, ...]:
    ledger = story.ledger(now)
    straight, other = settled(story.program, ledger), settled(story.program, shuffled(ledger, seed))
    assert Counter(map(repr, straight.payouts)) == Counter(map(repr, other.payouts))
    assert Counter(map(repr, straight.loose)) == Counter(map(repr, other.loose))
    return straight.payouts


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 14), DAYS, MONEY, st.integers(-5, 700), st.sampled_from(["annual", "monthly"])), max_size=40),
    received=st.lists(DAYS, min_size=15, max_size=15),
    in_use=st.booleans(),
    seed=st.integers(),
)
def test_bands(rows: list[tuple[int, str, str, int, str]], received: list[str], in_use: bool, seed: int) -> None:
    story = Story("promise-generuj-leady")
    story.in_use = {"earlier-partners"} if in_use else set()
    for number, day in enumerate(received):
        story.lead(day, client=str(number), partner=str(number % 2), on_lists=())
    for client, day, value, quantity, billing in rows:
        story.sale(day, value, quantity=quantity, billing=billing, client=str(client))

    payouts = same_in_any_order(story, "2027-01-11", seed)
    assert sum((payout.amount or Decimal(0) for payout in payouts if payout.state in PAYABLE), Decimal(0)) <= 100_000
    assert max(Counter(payout.partner for payout in payouts if payout.rule.endswith(".bonus")).values(), default=0) <= 1
    assert all(payout.amount == min(payout.cap, payout.amount or 0) for payout in payouts if payout.cap is not None)


@settings(max_examples=60, deadline=None)
@given(
    invoices=st.lists(st.tuples(DAYS, MONEY), max_size=6),
    payments=st.lists(st.tuples(DAYS, MONEY, st.sampled_from(["", "0", "1", "2", "0, 2"])), max_size=8),
    paid=st.lists(st.tuples(DAYS, MONEY), max_size=2),
    seed=st.integers(),
)
def test_invoices(invoices: list[tuple[str, str]], payments: list[tuple[str, str, str]], paid: list[tuple[str, str]], seed: int) -> None:
    story = Story("ibas-ontrack")
    lead = story.lead("2026-01-01")
    for number, (day, amount) in enumerate(invoices):
        story.event(lead, "invoiced", day, amount, str(number))
    for day, amount, note in payments:
        story.event(lead, "client-paid", day, amount, note)
    for day, amount in paid:
        story.event(lead, "paid", day, amount)

    payouts = same_in_any_order(story, "2027-06-01", seed)
    billed = sum((Decimal(amount) for _, amount in invoices), Decimal(0))
    assert sum((payout.base or Decimal(0) for payout in payouts), Decimal(0)) == billed
