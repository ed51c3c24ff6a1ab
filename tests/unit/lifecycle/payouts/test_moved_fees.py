"""Ibas: a fee that staff let go with the next payment is due when that is."""

from datetime import date

import pytest
from tests.unit.lifecycle.payouts.ledgers import Story, at

from leadbot.model.deals import ExtensionAnswer
from leadbot.model.lead import Reference

NOW = "2027-06-01"


@pytest.fixture
def story() -> Story:
    return Story("ibas-ontrack")


@pytest.fixture
def lead(story: Story) -> Reference:
    """Clients' payments in the third quarter of 2026 and in the first of 2027: fees of 100.00 and 50.00."""
    lead = story.lead("2026-07-01")
    for number, amount, paid in (("1", "1000.00", "2026-08-10"), ("2", "500.00", "2027-01-10")):
        story.event(lead, "invoiced", "2026-08-01", amount, number)
        story.event(lead, "client-paid", paid, amount, number)
    return lead


def grant(story: Story, lead: Reference, day: str, *, granted: bool = True, fee: bool = True) -> None:
    answers = story.more.get("extensions", ())
    answer = ExtensionAnswer(reference=lead, at=at(day, story.program), granted=granted, fee=fee)
    story.more["extensions"] = (*answers, answer)  # type: ignore[misc]


def dues(story: Story, now: str = NOW) -> list[str]:
    return [f"{row.amount} {row.due_on}" for row in story.payouts(now) if row.period]


@pytest.mark.parametrize(
    ("granted_on", "expected"),
    [
        ("2026-09-01", ["100.00 2027-02-14", "50.00 2027-05-15"]),
        ("2026-11-14", ["100.00 2027-02-14", "50.00 2027-05-15"]),
        ("2026-11-15", ["100.00 2026-11-14", "50.00 2027-08-14"]),
        ("2027-05-16", ["100.00 2026-11-14", "50.00 2027-05-15"]),
    ],
)
def test_the_fee_that_is_due_next_goes_with_the_next_payment(story: Story, lead: Reference, granted_on: str, expected: list[str]) -> None:
    grant(story, lead, granted_on)
    assert dues(story) == expected


def test_a_second_grant_moves_what_is_due_next_by_then(story: Story, lead: Reference) -> None:
    grant(story, lead, "2026-09-01")
    grant(story, lead, "2026-11-20")
    assert dues(story) == ["100.00 2027-05-15", "50.00 2027-05-15"]


def test_what_is_refused_or_no_wish_for_the_fee_or_granted_later_moves_nothing(story: Story, lead: Reference) -> None:
    grant(story, lead, "2026-09-01", granted=False)
    grant(story, lead, "2026-09-02", fee=False)
    grant(story, Reference("IO-2026-09999"), "2026-09-03")
    assert dues(story) == ["100.00 2026-11-14", "50.00 2027-05-15"]

    grant(story, lead, "2026-10-10")
    assert dues(story, "2026-10-09") == ["100.00 2026-11-14"]


def test_the_payout_says_why_it_is_due_later(story: Story, lead: Reference) -> None:
    grant(story, lead, "2026-09-01")
    moved = next(step for row in story.payouts(NOW) for step in row.steps if step.code == "moved")
    assert dict(moved.values) == {"on": date(2026, 9, 1), "due": date(2027, 2, 14)}
