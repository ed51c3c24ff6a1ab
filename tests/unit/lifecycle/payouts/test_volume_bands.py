"""Promise: bands, share above 500, cap a month, bonus, pool. Every figure is computed by hand."""

from decimal import Decimal

import pytest
from tests.unit.lifecycle.payouts.ledgers import Story

from leadbot.model.lead import LeadState

AFTER = "2027-01-11"


@pytest.fixture
def story() -> Story:
    return Story("promise-generuj-leady")


@pytest.mark.parametrize(
    ("licences", "value", "expected"),
    [
        (1, "1000.00", "200.00"),
        (250, "250000.00", "50000.00"),
        (251, "251000.00", "5020.00"),
        (500, "500000.00", "10000.00"),
        (501, "501000.00", "10000.00"),
        (600, "120000.00", "2000.00"),
        (1000, "100000.00", "1000.00"),
    ],
)
def test_the_band_is_that_of_the_deals_licences(story: Story, licences: int, value: str, expected: str) -> None:
    story.lead("2026-02-01")
    story.sale("2026-03-01", value, quantity=licences)

    (payout,) = story.payouts(AFTER)
    assert payout.amount == Decimal(expected)
    assert payout.cap == (Decimal(expected) if licences > 500 else None)
    assert payout.reasons == (("over-500",) if licences > 500 else ())


@pytest.mark.parametrize(
    ("product", "billing", "expected"),
    [
        ("m365-e3", "annual", "200.00"),
        ("m365-e3", "monthly", "50.00"),
        ("o365-e3", "annual", "150.00"),
        ("o365-e3", "monthly", "50.00"),
        ("d365-finance", "annual", "150.00"),
        ("d365-finance", "monthly", "50.00"),
    ],
)
def test_up_to_250_the_rate_is_that_of_family_and_billing(story: Story, product: str, billing: str, expected: str) -> None:
    story.lead("2026-02-01")
    story.sale("2026-03-01", "1000.00", quantity=10, product=product, billing=billing)

    assert [str(payout.amount) for payout in story.payouts(AFTER)] == [expected]


@pytest.mark.parametrize("billing", ["annual", "monthly"])
@pytest.mark.parametrize("product", ["m365-e3", "o365-e3", "d365-finance"])
def test_from_251_on_every_row_earns_two_percent(story: Story, product: str, billing: str) -> None:
    story.lead("2026-02-01")
    story.sale("2026-03-01", "1000.00", quantity=251, product=product, billing=billing)

    (payout,) = story.payouts(AFTER)
    assert (payout.amount, payout.rate) == (Decimal("20.00"), Decimal("0.02"))


def test_all_families_of_a_deal_are_counted_together(story: Story) -> None:
    story.lead("2026-02-01")
    story.sale("2026-03-01", "150000.00", quantity=150)
    story.sale("2026-11-30", "100000.00", quantity=101, product="d365-finance")

    assert story.told(AFTER) == ["5000.00 earned"]


def test_each_row_is_rounded_half_up_and_then_summed(story: Story) -> None:
    story.lead("2026-02-01")
    story.sale("2026-03-01", "0.03", quantity=1, product="o365-e1")  # 0.0045 → 0.00
    story.sale("2026-03-01", "0.10", quantity=1, product="o365-e1", billing="monthly")  # 0.005 → 0.01
    story.sale("2026-03-02", "0.30", quantity=1, product="o365-e1", billing="monthly")  # 0.015 → 0.02

    (payout,) = story.payouts(AFTER)
    assert (payout.amount, payout.base, payout.rate) == (Decimal("0.03"), Decimal("0.43"), None)


def test_the_share_of_a_large_deal_is_taken_of_each_row(story: Story) -> None:
    story.lead("2026-02-01")
    story.sale("2026-03-01", "100.00", quantity=300)  # 0.02 × 100 × 500 / 700 = 1.428… → 1.43
    story.sale("2026-03-01", "200.00", quantity=400)  # 0.02 × 200 × 500 / 700 = 2.857… → 2.86

    (payout,) = story.payouts(AFTER)
    assert (payout.amount, payout.cap) == (Decimal("4.29"), Decimal("4.29"))


def test_a_row_belongs_to_the_oldest_lead_of_its_client(story: Story) -> None:
    younger = story.lead("2026-02-02", partner="Younger")
    older = story.lead("2026-02-01", partner="Older")
    story.sale("2026-03-01", "1000.00")

    assert [payout.reference for payout in story.payouts(AFTER)] == [older] != [younger]


@pytest.mark.parametrize("state", [LeadState.WITHDRAWN, LeadState.REJECTED, LeadState.LOST])
def test_a_lead_that_is_out_earns_nothing_and_leaves_the_row_to_the_next(story: Story, state: LeadState) -> None:
    story.lead("2026-02-01", state=state)
    live = story.lead("2026-02-02")
    story.sale("2026-03-01", "1000.00")

    assert [payout.reference for payout in story.payouts(AFTER)] == [live]


@pytest.mark.parametrize(
    ("received", "hour", "told"),
    [
        ("2026-06-10", "23:59", "200.00 earned"),
        ("2026-06-11", "00:00", "0.00 refused sale-before-registration"),
    ],
)
def test_a_sale_on_the_day_of_receipt_counts_and_one_before_does_not(story: Story, received: str, hour: str, told: str) -> None:
    story.lead(received, hour=hour)
    story.sale("2026-06-10", "1000.00")

    assert story.told(AFTER) == [told]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-12-31", "200.00 earned"),
        ("2027-01-01", "0.00 refused sale-outside-window"),
    ],
)
def test_the_window_ends_with_its_last_day(story: Story, day: str, told: str) -> None:
    story.lead("2026-02-01")
    story.sale(day, "1000.00")

    assert story.told(AFTER) == [told]


def test_a_row_can_be_refused_for_both_reasons(story: Story) -> None:
    story.lead("2026-02-01")
    story.sale("2025-12-31", "1000.00")

    assert story.told(AFTER) == ["0.00 refused sale-before-registration sale-outside-window"]


def test_refused_rows_are_one_payout_a_reason_beside_the_deal(story: Story) -> None:
    story.lead("2026-02-10")
    story.sale("2026-02-01", "100.00")
    story.sale("2026-02-02", "200.00")
    story.sale("2026-03-01", "1000.00")
    story.sale("2027-01-02", "400.00")
    story.sale("2025-12-01", "800.00")

    assert [(str(payout.base), payout.state, payout.reasons) for payout in story.payouts(AFTER)] == [
        ("300.00", "refused", ("sale-before-registration",)),
        ("800.00", "refused", ("sale-before-registration", "sale-outside-window")),
        ("400.00", "refused", ("sale-outside-window",)),
        ("1000.00", "earned", ()),
    ]


def six_deals(story: Story, days: list[str], hours: list[str] | None = None) -> list[str]:
    """A deal a day of one partner; what each comes to."""
    for number, day in enumerate(days):
        story.lead("2026-02-01", client=str(number), hour=(hours or ["10:00"] * 6)[number])
        story.sale(day, "1000.00", client=str(number))
    return story.told(AFTER)


def test_the_sixth_deal_of_a_month_is_not_paid(story: Story) -> None:
    days = [f"2026-05-0{day}" for day in (6, 5, 4, 3, 2, 1)]

    assert six_deals(story, days) == ["0.00 refused monthly-cap", *["200.00 earned"] * 5]


def test_of_two_deals_of_one_day_the_older_lead_goes_first(story: Story) -> None:
    hours = ["10:05", "10:04", "10:03", "10:02", "10:01", "10:06"]

    assert six_deals(story, ["2026-05-01"] * 6, hours) == [*["200.00 earned"] * 5, "0.00 refused monthly-cap"]


def test_nothing_is_carried_over_and_each_month_has_its_own_five(story: Story) -> None:
    assert six_deals(story, [*["2026-05-31"] * 5, "2026-06-01"]) == ["200.00 earned"] * 6


def test_the_cap_is_each_partners_own(story: Story) -> None:
    for number in range(12):
        story.lead("2026-02-01", client=str(number), partner=f"Partner {number % 2}")
        story.sale("2026-05-01", "1000.00", client=str(number))

    assert story.told(AFTER).count("200.00 earned") == 10


def test_a_deal_is_dated_by_its_first_row(story: Story) -> None:
    for number in range(6):
        story.lead("2026-02-01", client=str(number))
        story.sale("2026-05-02", "1000.00", client=str(number))
    story.sale("2026-04-30", "1000.00", client="5")

    assert "0.00 refused monthly-cap" not in story.told(AFTER)


def test_a_refused_sale_takes_none_of_the_five_places(story: Story) -> None:
    story.lead("2026-05-20", client="late")
    story.sale("2026-05-01", "1000.00", client="late")

    assert six_deals(story, ["2026-05-02"] * 5 + ["2026-06-01"]).count("200.00 earned") == 6


def test_a_new_partner_gets_its_bonus_once_with_its_first_paid_deal(story: Story) -> None:
    story.in_use = {"earlier-partners"}
    second = story.lead("2026-02-01", client="2", on_lists=())
    first = story.lead("2026-02-02", client="1", on_lists=())
    story.lead("2026-05-01", client="0", on_lists=())
    story.sale("2026-04-01", "1000.00", client="2")
    story.sale("2026-03-01", "1000.00", client="1")
    story.sale("2026-02-01", "1000.00", client="0")

    bonuses = [payout for payout in story.payouts(AFTER) if payout.base is None]
    assert [(bonus.reference, str(bonus.amount), bonus.rate, bonus.cap) for bonus in bonuses] == [(first, "365.00", None, None)]
    assert second != first


def test_the_bonus_is_outside_the_cut_at_500(story: Story) -> None:
    story.in_use = {"earlier-partners"}
    story.lead("2026-02-01", on_lists=())
    story.sale("2026-03-01", "1000.00", quantity=1000)

    assert story.told(AFTER) == ["10.00 earned over-500", "365.00 earned"]


def test_a_partner_of_an_earlier_edition_gets_no_bonus(story: Story) -> None:
    story.in_use = {"earlier-partners"}
    story.lead("2026-02-01", on_lists=("earlier-partners",))
    story.sale("2026-03-01", "1000.00")

    assert story.told(AFTER) == ["200.00 earned"]


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (None, ["200.00 earned", "365.00 held gate:new-partner"]),
        (True, ["200.00 earned", "365.00 earned"]),
        (False, ["200.00 earned", "0.00 refused gate:new-partner"]),
    ],
)
def test_while_the_list_is_not_in_use_the_bonus_alone_waits_for_staff(story: Story, passed: bool | None, told: list[str]) -> None:
    reference = story.lead("2026-02-01", on_lists=())
    story.sale("2026-03-01", "1000.00")
    if passed is not None:
        story.answer(reference, "gate:new-partner", "2026-12-01", passed=passed)

    assert story.told(AFTER) == told


def large_deals(story: Story, *values: str) -> list[str]:
    """Deals at 20 % of these values, a day each."""
    for number, value in enumerate(values):
        story.lead("2026-02-01", client=str(number), partner=str(number))
        story.sale(f"2026-03-{number + 1:02d}", value, client=str(number))
    return story.told(AFTER)


def test_the_pool_may_be_used_up_to_the_last_grosz(story: Story) -> None:
    assert large_deals(story, "250000.00", "250000.00") == ["50000.00 earned", "50000.00 earned"]


def test_the_deal_that_crosses_the_pool_is_held_and_later_ones_too(story: Story) -> None:
    assert large_deals(story, "250000.00", "250000.05", "5.00") == [
        "50000.00 earned",
        "50000.01 held gate:budget",
        "1.00 held gate:budget",
    ]


def test_the_pool_is_used_up_in_order_of_deal_date(story: Story) -> None:
    for number, day in enumerate(("2026-05-01", "2026-03-01", "2026-04-01")):
        story.lead("2026-02-01", client=str(number))
        story.sale(day, "200000.00", client=str(number))

    assert story.told(AFTER) == ["40000.00 held gate:budget", "40000.00 earned", "40000.00 earned"]


def test_the_bonus_uses_up_the_pool_with_its_deal_and_is_held_with_it(story: Story) -> None:
    story.in_use = {"earlier-partners"}
    story.lead("2026-02-01", client="0", partner="0")
    story.lead("2026-02-01", client="1", partner="1", on_lists=())
    story.sale("2026-03-01", "498000.00", client="0")
    story.sale("2026-03-02", "1000.00", client="1")  # 99 600.00 + 200.00 + 365.00 > 100 000.00

    assert story.told(AFTER) == ["99600.00 earned", "200.00 held gate:budget", "365.00 held gate:budget"]


def test_refused_deals_use_up_nothing(story: Story) -> None:
    story.lead("2026-02-01", client="0")
    story.sale("2027-01-02", "500000.00", client="0")
    story.lead("2026-02-01", client="1")
    story.sale("2026-05-01", "500000.00", client="1")

    assert story.told(AFTER) == ["0.00 refused sale-outside-window", "100000.00 earned"]


def test_staff_may_let_a_deal_pass_the_pool(story: Story) -> None:
    story.lead("2026-02-01", client="0")
    over = story.lead("2026-02-01", client="1")
    story.sale("2026-03-01", "500000.00", client="0")
    story.sale("2026-03-02", "5.00", client="1")
    story.answer(over, "gate:budget", "2027-01-05")

    assert story.told(AFTER) == ["100000.00 earned", "1.00 earned"]


def test_what_is_paid_stays_paid_when_an_older_deal_comes_to_light(story: Story) -> None:
    late = story.lead("2026-02-01", client="0")
    paid = story.lead("2026-02-01", client="1")
    story.sale("2026-06-01", "400000.00", client="1")
    story.event(paid, "paid", "2027-01-08", "80000.00")
    story.sale("2026-03-01", "200000.00", client="0")

    assert story.told(AFTER) == ["40000.00 held gate:budget", "80000.00 paid"]
    assert late != paid


def test_open_payouts_of_a_removed_partner_are_held_and_paid_ones_kept(story: Story) -> None:
    first = story.lead("2026-02-01", client="0", on_lists=("earlier-partners", "banned-partners"))
    story.lead("2026-02-01", client="1", on_lists=("earlier-partners", "banned-partners"))
    story.sale("2026-03-01", "1000.00", client="0")
    story.sale("2026-03-02", "1000.00", client="1")
    story.event(first, "paid", "2027-01-08", "200.00")

    assert story.told(AFTER) == ["200.00 paid", "200.00 held partner-banned"]


def test_one_payment_of_a_statement_covers_deal_and_bonus(story: Story) -> None:
    story.in_use = {"earlier-partners"}
    reference = story.lead("2026-02-01", on_lists=())
    story.sale("2026-03-01", "1000.00")
    story.event(reference, "paid", "2027-01-08", "565.00")

    assert story.told(AFTER) == ["200.00 paid", "365.00 paid"]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"product": "azure"}, ["no-rate"]),
        ({"product": "something-else"}, ["no-rate"]),
        ({"billing": ""}, ["no-rate"]),
        ({"quantity": 0}, ["negative"]),
        ({"currency": "EUR"}, ["other-currency"]),
        ({"client": "stranger"}, ["no-lead"]),
    ],
)
def test_rows_that_nobody_can_place_go_to_staff_and_earn_nothing(story: Story, changes: dict[str, str], reasons: list[str]) -> None:
    story.lead("2026-02-01")
    story.sale("2026-03-01", "1000.00", **changes)  # type: ignore[arg-type]

    assert (story.told(AFTER), story.loose(AFTER)) == ([], reasons)


def test_a_negative_row_and_the_row_it_takes_back_go_to_staff(story: Story) -> None:
    story.lead("2026-02-01")
    story.sale("2026-03-01", "1000.00", quantity=10)
    story.sale("2026-03-02", "500.00", quantity=5)
    story.sale("2026-04-01", "-1000.00", quantity=-10)

    assert (story.told(AFTER), story.loose(AFTER)) == (["100.00 earned"], ["negative", "cancelled"])


def test_a_lost_lead_gives_no_row_and_an_unsold_one_an_estimate(story: Story) -> None:
    story.lead("2026-02-01", client="0")
    lost = story.lead("2026-02-01", client="1")
    story.event(lost, "lost", "2026-03-01")

    assert story.told(AFTER) == []


def test_it_is_due_on_the_last_day_of_the_settlement(story: Story) -> None:
    story.lead("2026-02-01")
    story.sale("2026-03-01", "1000.00")

    (payout,) = story.payouts(AFTER)
    assert str(payout.due_on) == "2027-02-28"


def test_what_is_sold_after_the_moment_asked_for_has_not_happened(story: Story) -> None:
    story.lead("2026-02-01")
    story.sale("2026-06-01", "1000.00")

    assert story.told("2026-05-31") == []
