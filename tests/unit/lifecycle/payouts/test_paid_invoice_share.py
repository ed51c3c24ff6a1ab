"""Ibas, referral: six months, quarters, the partner's invoice, forfeiture, collection, later contracts. Computed by hand."""

from datetime import date
from decimal import Decimal

import pytest
from tests.unit.lifecycle.payouts.ledgers import Story

from leadbot.model.deals import Collection, LaterContract
from leadbot.model.lead import LeadState, Reference

LATER = "2027-12-01"


@pytest.fixture
def story() -> Story:
    return Story("ibas-ontrack")


@pytest.fixture
def lead(story: Story) -> Reference:
    return story.lead("2026-01-05")


def billed(story: Story, lead: str, number: str, day: str, paid: str | None = None, amount: str = "1000.00") -> None:
    story.event(lead, "invoiced", day, amount, number)
    if paid:
        story.event(lead, "client-paid", paid, amount, number)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("2026-02-10", "2026-08-09", ["200.00 earned"]),
        ("2026-02-10", "2026-08-10", ["100.00 earned", "0.00 refused outside-six-months"]),
        ("2026-08-31", "2027-02-27", ["200.00 earned"]),
        ("2026-08-31", "2027-02-28", ["100.00 earned", "0.00 refused outside-six-months"]),
    ],
)
def test_invoices_count_that_are_dated_before_the_first_plus_six_months(
    story: Story, lead: Reference, first: str, second: str, told: list[str]
) -> None:
    billed(story, lead, "1", first, "2027-03-02")
    billed(story, lead, "2", second, "2027-03-02")

    assert story.told("2027-03-10") == told


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        ("2026-01-31", "2026-05-15"),
        ("2026-03-31", "2026-05-15"),
        ("2026-04-01", "2026-08-14"),
        ("2026-06-30", "2026-08-14"),
        ("2026-07-01", "2026-11-14"),
        ("2026-09-30", "2026-11-14"),
        ("2026-10-01", "2027-02-14"),
        ("2026-12-31", "2027-02-14"),
    ],
)
def test_it_is_due_45_days_after_the_quarter_of_the_clients_payment(story: Story, lead: Reference, paid: str, due: str) -> None:
    billed(story, lead, "1", "2026-01-20", paid)

    (payout,) = story.payouts("2027-01-01")
    assert str(payout.due_on) == due


def test_one_fee_a_lead_and_quarter(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-02-01", "100.00")
    billed(story, lead, "2", "2026-01-21", "2026-03-31", "200.00")
    billed(story, lead, "3", "2026-01-22", "2026-04-01", "400.00")

    assert [(str(payout.base), str(payout.amount)) for payout in story.payouts("2026-05-01")] == [("300.00", "30.00"), ("400.00", "40.00")]


def test_the_fee_is_rounded_half_up_once(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-02-01", "10.03")
    billed(story, lead, "2", "2026-01-21", "2026-02-02", "10.02")  # 20.05 × 0.10 = 2.005 → 2.01

    assert story.told("2026-02-03") == ["2.01 earned"]


def test_an_unpaid_invoice_is_an_estimate_that_waits_for_the_client(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20")

    assert story.told(LATER) == ["100.00 estimated client-unpaid"]


def test_of_an_invoice_paid_in_part_the_rest_is_an_estimate(story: Story, lead: Reference) -> None:
    story.event(lead, "invoiced", "2026-01-20", "1000.00", "1")
    story.event(lead, "client-paid", "2026-02-20", "400.00", "1")

    assert story.told("2026-03-01") == ["40.00 earned", "60.00 estimated client-unpaid"]


def test_a_payment_without_a_number_counts_for_the_oldest_invoice(story: Story, lead: Reference) -> None:
    story.event(lead, "invoiced", "2026-01-20", "100.00", "1")
    story.event(lead, "invoiced", "2026-07-20", "700.00", "2")  # outside the six months
    story.event(lead, "client-paid", "2026-08-01", "100.00")

    assert story.told("2026-08-02") == ["10.00 earned", "0.00 refused outside-six-months"]


@pytest.mark.parametrize("note", ["1, 2", "1; 2", "2 + 1", "invoices 1 & 2", ""])
def test_a_payment_for_several_invoices_counts_for_the_oldest_of_them_first(story: Story, lead: Reference, note: str) -> None:
    story.event(lead, "invoiced", "2026-01-20", "100.00", "1")
    story.event(lead, "invoiced", "2026-07-20", "700.00", "2")
    story.event(lead, "client-paid", "2026-08-01", "300.00", note)

    assert story.told("2026-08-02") == ["10.00 earned", "0.00 refused outside-six-months"]


def asked(story: Story, lead: str) -> None:
    """A fee of 100.00 of the first quarter, asked for on 1 April."""
    billed(story, lead, "1", "2026-01-20", "2026-02-01")
    story.asked(lead, "2026-Q1", "2026-04-01")


@pytest.mark.parametrize(
    ("now", "hour", "told"),
    [
        ("2026-04-01", "23:59", "100.00 invoice-asked"),
        ("2026-10-01", "23:59", "100.00 invoice-asked"),
        ("2026-10-02", "00:00", "0.00 forfeited"),
    ],
)
def test_six_months_after_delivery_a_fee_without_an_invoice_is_forfeited(
    story: Story, lead: Reference, now: str, hour: str, told: str
) -> None:
    asked(story, lead)

    assert story.told(now, hour) == [told]


def test_a_forfeited_fee_keeps_its_base_and_nothing_else(story: Story, lead: Reference) -> None:
    asked(story, lead)

    (payout,) = story.payouts(LATER)
    assert (payout.base, payout.rate, payout.cap, payout.amount, payout.due_on, payout.reasons) == (
        Decimal("1000.00"),
        None,
        None,
        Decimal("0.00"),
        None,
        (),
    )


@pytest.mark.parametrize(
    ("came", "hour", "told"),
    [
        ("2026-10-01", "23:59:59", "100.00 invoiced"),
        ("2026-10-02", "00:00", "0.00 forfeited"),
    ],
)
def test_an_invoice_is_in_time_to_the_end_of_the_last_day(story: Story, lead: Reference, came: str, hour: str, told: str) -> None:
    asked(story, lead)
    story.invoice(lead, "2026-Q1", came, "100.00", hour=hour)

    assert story.told(LATER) == [told]


def test_the_six_months_clip_at_the_end_of_a_month(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-07-01")
    story.asked(lead, "2026-Q3", "2026-10-31")
    assert story.told("2027-04-30") == ["100.00 invoice-asked"]
    assert story.told("2027-05-01") == ["0.00 forfeited"]


def test_a_bounce_starts_nothing(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-02-01")
    story.asked(lead, "2026-Q1", "2026-04-01", "bounced")

    (payout,) = story.payouts(LATER)
    assert (payout.state, payout.warnings) == ("earned", ("invoice-request-bounced",))
    story.asked(lead, "2026-Q1", "2026-08-20")
    assert story.told("2027-02-20") == ["100.00 invoice-asked"]
    assert story.told("2027-02-21") == ["0.00 forfeited"]


def test_a_second_request_starts_no_new_six_months(story: Story, lead: Reference) -> None:
    asked(story, lead)
    story.asked(lead, "2026-Q1", "2026-09-01")

    assert story.told("2026-10-02") == ["0.00 forfeited"]


def test_a_faulty_invoice_in_time_stops_forfeiture(story: Story, lead: Reference) -> None:
    asked(story, lead)
    story.invoice(lead, "2026-Q1", "2026-10-01", "100.00", fault="no number")
    assert story.told(LATER) == ["100.00 invoice-asked"]
    story.invoice(lead, "2026-Q1", "2027-03-01", "100.00")
    assert story.told(LATER) == ["100.00 invoiced"]


def test_a_faulty_invoice_too_late_stops_nothing(story: Story, lead: Reference) -> None:
    asked(story, lead)
    story.invoice(lead, "2026-Q1", "2026-10-02", "100.00", fault="no number")
    story.invoice(lead, "2026-Q1", "2026-10-03", "100.00")

    assert story.told(LATER) == ["0.00 forfeited"]


@pytest.mark.parametrize(
    ("net", "told"),
    [
        ("99.99", "99.99 invoiced"),
        ("100.00", "100.00 invoiced"),
        ("100.01", "100.00 held invoice-amount-differs"),
    ],
)
def test_an_invoice_above_the_fee_waits_for_staff_and_one_below_it_is_paid(story: Story, lead: Reference, net: str, told: str) -> None:
    asked(story, lead)
    story.invoice(lead, "2026-Q1", "2026-05-01", net)

    assert story.told("2026-06-01") == [told]


def test_an_invoice_below_the_fee_caps_it(story: Story, lead: Reference) -> None:
    """The amount is the least of base x rate and cap; nothing is cut where the invoice is just the fee."""
    asked(story, lead)
    story.invoice(lead, "2026-Q1", "2026-05-01", "99.99")
    (below,) = story.payouts("2026-06-01")
    story.invoice(lead, "2026-Q1", "2026-05-02", "100.00")
    (just,) = story.payouts("2026-06-01")

    assert (below.base, below.rate, below.cap, below.amount) == (Decimal("1000.00"), Decimal("0.10"), Decimal("99.99"), Decimal("99.99"))
    assert (just.cap, just.amount) == (None, Decimal("100.00"))


def test_an_invoice_that_corrects_another_counts(story: Story, lead: Reference) -> None:
    asked(story, lead)
    story.invoice(lead, "2026-Q1", "2026-05-01", "120.00")
    story.invoice(lead, "2026-Q1", "2026-05-02", "100.00")

    assert story.told("2026-06-01") == ["100.00 invoiced"]


def test_an_invoice_in_another_currency_is_faulty(story: Story, lead: Reference) -> None:
    asked(story, lead)
    story.invoice(lead, "2026-Q1", "2026-05-01", "100.00", currency="SEK")

    assert story.told("2026-06-01") == ["100.00 invoice-asked"]


def test_until_the_quarter_is_over_nothing_is_asked(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-02-01")

    assert story.told("2026-03-31") == story.told("2026-04-01") == ["100.00 earned"]


def test_our_payment_pays_the_quarter_of_just_that_amount(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-02-01", "1000.00")
    billed(story, lead, "2", "2026-01-21", "2026-05-01", "2000.00")
    story.event(lead, "paid", "2026-08-01", "200.00")

    assert story.told("2026-08-02") == ["100.00 earned", "200.00 paid"]


def test_our_payment_of_another_amount_pays_the_quarters_in_turn(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-02-01", "1000.00")
    billed(story, lead, "2", "2026-01-21", "2026-05-01", "2000.00")
    story.event(lead, "paid", "2026-08-01", "300.00")

    assert story.told("2026-08-02") == ["100.00 paid", "200.00 paid"]


def test_collection_costs_are_deducted_and_only_what_was_secured_counts(story: Story, lead: Reference) -> None:
    story.event(lead, "invoiced", "2026-01-20", "1000.00", "1")
    story.event(lead, "client-paid", "2026-05-01", "600.00", "1")
    story.more["collections"] = (Collection(reference=lead, invoice="1", costs=Decimal("150.00")),)

    (payout,) = story.payouts("2026-05-02")
    assert (payout.base, payout.amount, payout.state) == (Decimal("450.00"), Decimal("45.00"), "earned")


def test_collection_costs_go_to_the_first_money_that_came_in(story: Story, lead: Reference) -> None:
    story.event(lead, "invoiced", "2026-01-20", "1000.00", "1")
    story.event(lead, "client-paid", "2026-03-01", "100.00", "1")
    story.event(lead, "client-paid", "2026-05-01", "900.00", "1")
    story.more["collections"] = (Collection(reference=lead, invoice="1", costs=Decimal("150.00")),)

    assert [str(payout.base) for payout in story.payouts("2026-05-02")] == ["0.00", "850.00"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("", ["100.00 earned", "0.00 refused future-project"]),
        ("framework agreement", ["200.00 earned"]),
    ],
)
def test_a_later_contract_pays_nothing_unless_a_document_covers_it(story: Story, lead: Reference, document: str, told: list[str]) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-02-01")
    billed(story, lead, "2", "2026-02-20", "2026-03-01")
    contract = LaterContract(reference=lead, accepted_on=date(2026, 2, 10), invoices=("2",), document=document)
    story.more["later_contracts"] = (contract,)

    assert story.told("2026-03-02") == told


def test_a_covered_later_contract_counts_six_months_from_its_own_first_invoice(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-02-01")
    billed(story, lead, "2", "2026-08-01", "2027-02-02")
    billed(story, lead, "3", "2027-01-31", "2027-02-02")
    billed(story, lead, "4", "2027-02-01", "2027-02-02")
    contract = LaterContract(reference=lead, accepted_on=date(2026, 7, 10), invoices=("2", "3", "4"), document="§4")
    story.more["later_contracts"] = (contract,)

    assert story.told("2027-02-02") == ["100.00 earned", "200.00 earned", "0.00 refused outside-six-months"]


def test_fees_earned_before_a_job_is_reopened_are_kept(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20", "2026-02-01")
    story.event(lead, "reopened", "2026-02-02")
    billed(story, lead, "2", "2026-02-02", "2026-02-20")

    assert story.told("2026-02-21") == ["100.00 earned", "0.00 refused reopened-job"]


@pytest.mark.parametrize(
    ("accepted", "told"),
    [
        ("2027-01-04", ["100.00 earned"]),
        ("2027-01-05", ["0.00 refused accepted-late"]),
    ],
)
def test_a_contract_accepted_after_180_days_earns_nothing(story: Story, accepted: str, told: list[str]) -> None:
    lead = story.lead("2026-07-08", hour="23:59", state=LeadState.EXPIRED)
    story.event(lead, "client-approved", accepted)
    billed(story, lead, "1", "2027-01-10", "2027-02-01")

    assert story.told("2027-02-02") == told


def test_unless_staff_accept_it(story: Story) -> None:
    lead = story.lead("2026-07-08", state=LeadState.EXPIRED)
    story.event(lead, "client-approved", "2027-01-05")
    billed(story, lead, "1", "2027-01-10", "2027-02-01")
    story.answer(lead, "gate:late-acceptance", "2027-01-20")

    assert story.told("2027-02-02") == ["100.00 earned"]


def test_open_fees_of_a_partner_whose_status_is_revoked_are_held(story: Story) -> None:
    lead = story.lead("2026-01-05", on_lists=("banned-partners",))
    billed(story, lead, "1", "2026-01-20", "2026-02-01")

    assert story.told("2026-02-02") == ["100.00 held partner-banned"]


def test_a_lost_lead_gives_no_row(story: Story, lead: Reference) -> None:
    billed(story, lead, "1", "2026-01-20")
    story.event(lead, "lost", "2026-03-01")

    assert story.told(LATER) == []
