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
from leadbot.lifecycle.payouts.amounts import cents
from leadbot.lifecycle.payouts.payment import is_payable
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


ACTS = st.one_of(
    st.tuples(st.just("sale"), st.integers(0, 3), st.integers(1, 200), MONEY),
    st.tuples(st.just("pay"), st.just(0), st.just(0), st.just("0")),
    st.tuples(st.just("part"), st.integers(0, 3), st.integers(1, 99), st.just("0")),
)


@settings(max_examples=80, deadline=None)
@given(acts=st.lists(ACTS, min_size=3, max_size=25), seed=st.integers())
def test_no_payment_as_listed_makes_more_paid_to_a_partner_than_is_due(acts: list[tuple[str, int, int, str]], seed: int) -> None:
    story = Story("promise-generuj-leady")
    story.in_use = {"earlier-partners"}
    leads = [story.lead("2026-01-15", client=str(number), partner=str(number % 2), on_lists=()) for number in range(4)]
    for number, (act, which, count, value) in enumerate(acts):
        if act == "sale":
            story.sale(f"2026-0{which + 2}-{number % 28 + 1:02d}", value, quantity=count, client=str(which))
            continue
        pay(story, None if act == "pay" else leads[which], count if act == "part" else 100, f"{number}")
        for partner in "01":
            rows = [row for row in settled(story.program, story.ledger(AFTER)).payouts if row.partner == partner and row.state in DUE]
            got = [event.amount or Decimal(0) for event in story.events if leads.index(event.reference) % 2 == int(partner)]
            new = any(event.note == f"{number}" and leads.index(event.reference) % 2 == int(partner) for event in story.events)
            assert not new or sum(got) <= sum(row.amount or Decimal(0) for row in rows)
    same_in_any_order(story, AFTER, seed)


AFTER = "2027-01-11"
DUE = (*PAYABLE, PayoutState.HELD)


def pay(story: Story, only: str | None, percent: int, note: str) -> None:
    """What stands in the payment file is paid, or a part of what it has for one lead."""
    ledger = story.ledger(AFTER)
    known = {lead.reference: lead for lead in ledger.leads}
    for row in settled(story.program, ledger).payouts:
        is_listed = is_payable(story.program.payouts[0], row, known[row.reference], date.fromisoformat(AFTER))
        amount = cents((row.rest or Decimal(0)) * percent / 100)
        if is_listed and amount and only in {None, row.reference}:
            story.event(row.reference, "paid", AFTER, str(amount), note)


@settings(max_examples=60, deadline=None)
@given(
    acts=st.lists(st.sampled_from(["client", "client", "invoice", "pay"]), min_size=4, max_size=20),
    sums=st.lists(MONEY, min_size=20, max_size=20),
)
def test_no_fee_is_paid_beyond_what_it_came_to_by_then(acts: list[str], sums: list[str]) -> None:
    story = Story("ibas-ontrack")
    lead = story.lead("2026-07-01")
    plan = next(plan for plan in story.program.payouts if plan.id == "referral-fee")
    for number, act in enumerate(acts):
        ledger = story.ledger(AFTER)
        fees = [row for row in settled(story.program, ledger).payouts if row.period]
        if act == "client":
            story.event(lead, "invoiced", "2026-08-01", sums[number], f"L-{number}")
            story.event(lead, "client-paid", "2026-09-15", sums[number], f"L-{number}")
        for fee in fees:
            if act == "invoice" and fee.rest:
                story.invoice(lead, fee.period, f"2026-10-{number + 1:02d}", str(fee.rest))
            if act == "pay" and is_payable(plan, fee, ledger.leads[0], date.fromisoformat(AFTER)):
                story.event(lead, "paid", AFTER, str(fee.rest), f"T-{number}")
    secured = sum((event.amount or Decimal(0) for event in story.events if event.event == "client-paid"), Decimal(0))
    got = sum((event.amount or Decimal(0) for event in story.events if event.event == "paid"), Decimal(0))
    assert got <= cents(secured / 10)
    assert settled(story.program, story.ledger(AFTER)).overpaid == ()
