"""Resale discounts (Ibas), price list and gates (ALSO), tiers (Infomaniak), subscriptions (Infor). Computed by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.lifecycle.payouts.ledgers import Story

from leadbot.lifecycle.payouts import settled
from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.yearly_tiers import short_years
from leadbot.model.deals import Price
from leadbot.model.lead import Reference
from leadbot.model.payout import PayoutState
from leadbot.model.payout_plans import Tier, YearlyTiers
from leadbot.model.submission import Item

CONSENT = "gate:client-consent"


class TestInvoiceDiscount:
    @pytest.fixture
    def story(self) -> Story:
        return Story("ibas-ontrack")

    @pytest.fixture
    def lead(self, story: Story) -> Reference:
        return story.lead("2026-01-05", deal__option="resale")

    def test_each_invoice_earns_its_discount_whoever_paid_it_or_not(self, story: Story, lead: Reference) -> None:
        story.event(lead, "invoiced", "2026-02-01", "1000.00", "1")
        story.event(lead, "invoiced", "2026-07-31", "500.00", "2")
        story.event(lead, "client-paid", "2026-08-01", "1000.00", "1")

        assert story.told("2026-12-01") == ["100.00 earned", "50.00 earned"]
        assert [payout.due_on for payout in story.payouts("2026-12-01")] == [None, None]

    def test_invoices_from_the_seventh_month_on_are_one_refused_row(self, story: Story, lead: Reference) -> None:
        story.event(lead, "invoiced", "2026-02-01", "1000.00", "1")
        story.event(lead, "invoiced", "2026-08-01", "500.00", "2")
        story.event(lead, "invoiced", "2026-08-02", "300.00", "3")

        refused = story.payouts("2026-12-01")[1]
        assert (refused.base, refused.state, refused.reasons) == (Decimal("800.00"), "refused", ("outside-six-months",))

    def test_an_invoice_of_a_reopened_job_gives_no_discount(self, story: Story, lead: Reference) -> None:
        story.event(lead, "invoiced", "2026-02-01", "1000.00", "1")
        story.event(lead, "reopened", "2026-02-10")
        story.event(lead, "invoiced", "2026-02-10", "500.00", "2")

        assert story.told("2026-12-01") == ["100.00 earned", "0.00 refused reopened-job"]


class TestPriceList:
    @pytest.fixture
    def story(self) -> Story:
        story = Story("also-waas")
        story.prices = [
            Price(deal_type=deal_type, product=product, term_months=term, amount=Decimal(amount), currency="EUR")
            for deal_type, product, term, amount in (
                ("new", "waas-notebook", 12, "20.00"),
                ("new", "waas-notebook", 36, "48.50"),
                ("new", "option-docking", 36, "4.75"),
                ("renewal", "waas-notebook", 12, "10.50"),
            )
        ]
        return story

    def won(self, story: Story, *items: Item, deal_type: str = "new", signed: tuple[str, ...] = ("ALSO", "client")) -> Reference:
        lead = story.lead("2026-03-02", *items, deal__type=deal_type)
        story.event(lead, "won", "2026-03-30")
        for party in signed:
            story.event(lead, "signed", "2026-03-30", note=party)
        return lead

    def test_price_by_deal_type_bundle_and_term_times_quantity(self, story: Story) -> None:
        self.won(story, Item(product="waas-notebook", quantity=3, term_months=12))
        self.won(story, Item(product="waas-notebook", quantity=2, term_months=36))

        assert story.told("2026-05-01") == ["60.00 earned", "97.00 earned"]

    def test_an_option_counts_by_its_own_quantity_and_has_its_bundles_term(self, story: Story) -> None:
        self.won(
            story, Item(product="waas-notebook", quantity=2, term_months=36), Item(product="option-docking", quantity=4)
        )  # 2 × 48.50 + 4 × 4.75

        assert story.told("2026-05-01") == ["116.00 earned"]

    def test_the_sum_is_rounded_once(self, story: Story) -> None:
        """1 x 0.335 + 1 x 0.335 = 0.67, not 0.34 + 0.34."""
        items = (Item(product="waas-desktop", quantity=1, term_months=12), Item(product="waas-notebook", quantity=1, term_months=12))
        each = Decimal("0.335")
        story.prices = [Price(deal_type="new", product=item.product, term_months=12, amount=each, currency="EUR") for item in items]
        self.won(story, *items)

        (payout,) = story.payouts("2026-05-04")
        assert payout.amount == Decimal("0.67")

    def test_base_rate_cap_and_day_are_nobodys(self, story: Story) -> None:
        self.won(story, Item(product="waas-notebook", quantity=2, term_months=36))

        (payout,) = story.payouts("2026-05-01")
        assert (payout.base, payout.rate, payout.cap, payout.due_on) == (None, None, None, None)

    @pytest.mark.parametrize(
        ("signed", "told"),
        [
            (("ALSO", "client"), "60.00 earned"),
            (("also", "Client"), "60.00 earned"),
            (("ALSO",), "60.00 held gate:signatures"),
            (("client",), "60.00 held gate:signatures"),
            (("client", "client"), "60.00 held gate:signatures"),
            ((), "60.00 held gate:signatures"),
        ],
    )
    def test_both_signatures_close_the_gate(self, story: Story, signed: tuple[str, ...], told: str) -> None:
        self.won(story, Item(product="waas-notebook", quantity=3, term_months=12), signed=signed)

        assert story.told("2026-05-01") == [told]

    @pytest.mark.parametrize(
        ("passed", "told"),
        [
            ((), "31.50 held gate:signatures gate:warranty"),
            (("gate:warranty",), "31.50 held gate:signatures"),
            (("gate:signatures",), "31.50 held gate:warranty"),
            (("gate:signatures", "gate:warranty"), "31.50 earned"),
        ],
    )
    def test_a_renewal_waits_for_the_warranty_too(self, story: Story, passed: tuple[str, ...], told: str) -> None:
        lead = self.won(story, Item(product="waas-notebook", quantity=3, term_months=12), deal_type="renewal", signed=())
        for gate in passed:
            story.answer(lead, gate, "2026-04-01")

        assert story.told("2026-05-01") == [told]

    def test_a_refused_gate_refuses_the_payout_and_the_latest_word_counts(self, story: Story) -> None:
        lead = self.won(story, Item(product="waas-notebook", quantity=3, term_months=12), deal_type="renewal")
        story.answer(lead, "gate:warranty", "2026-04-02", passed=False)
        story.answer(lead, "gate:warranty", "2026-04-01")
        assert story.told("2026-05-01") == ["0.00 refused gate:warranty"]
        story.answer(lead, "gate:warranty", "2026-04-03")
        assert story.told("2026-05-01") == ["31.50 earned"]

    def test_a_decision_after_the_moment_asked_for_is_not_given_yet(self, story: Story) -> None:
        lead = self.won(story, Item(product="waas-notebook", quantity=3, term_months=12), signed=())
        story.answer(lead, "gate:signatures", "2026-05-02")

        assert story.told("2026-05-01") == ["60.00 held gate:signatures"]

    @pytest.mark.parametrize(
        "item",
        [
            Item(product="waas-notebook", quantity=3, term_months=24),
            Item(product="waas-2in1", quantity=3, term_months=12),
            Item(product="custom-bundle", quantity=3, term_months=12),
            Item(product="waas-notebook", term_months=12),
        ],
    )
    def test_without_a_price_it_is_held_until_staff_enter_the_amount(self, story: Story, item: Item) -> None:
        lead = self.won(story, item, Item(product="waas-notebook", quantity=1, term_months=12))
        assert story.told("2026-05-01") == ["None held"]
        story.event(lead, "priced", "2026-05-02", "77.00")
        assert story.told("2026-05-02") == ["77.00 earned"]

    def test_two_prices_for_one_thing_are_no_price(self, story: Story) -> None:
        story.prices.append(Price(deal_type="new", product="waas-notebook", term_months=12, amount=Decimal("21.00"), currency="EUR"))
        self.won(story, Item(product="waas-notebook", quantity=3, term_months=12))

        assert story.told("2026-05-01") == ["None held"]

    def test_before_it_is_won_the_same_sum_is_an_estimate(self, story: Story) -> None:
        story.lead("2026-03-02", Item(product="waas-notebook", quantity=3, term_months=12))

        (payout,) = settled(story.program, story.ledger("2026-05-01")).payouts
        assert (payout.state, payout.amount, payout.reasons) == (PayoutState.ESTIMATED, Decimal("60.00"), ())

    def test_signatures_that_staff_saw_say_that_it_is_won(self, story: Story) -> None:
        lead = story.lead("2026-03-02", Item(product="waas-notebook", quantity=3, term_months=12))
        story.answer(lead, "gate:signatures", "2026-04-01")

        assert story.told("2026-05-01") == ["60.00 earned"]

    def test_paid(self, story: Story) -> None:
        lead = self.won(story, Item(product="waas-notebook", quantity=3, term_months=12))
        story.event(lead, "paid", "2026-04-20", "60.00")

        assert story.told("2026-05-01") == ["60.00 paid"]


class TestYearlyTiers:
    @pytest.fixture
    def story(self) -> Story:
        return Story("infomaniak-partner")

    def sold(self, story: Story, value: str, day: str = "2026-03-01", currency: str = "CHF", **lead: str) -> Reference:
        reference = story.lead("2026-01-20", **({"admitted": "2026-01-12", "benefit": "cashback"} | lead))  # type: ignore[arg-type]
        story.sale(day, value, product="vps", currency=currency, client="", reference=reference)
        story.answer(reference, CONSENT, "2026-01-20")
        return reference

    def test_it_waits_for_the_clients_consent_and_is_refused_without(self, story: Story) -> None:
        lead = self.sold(story, "1000.00")
        story.gates.clear()
        assert story.told("2026-04-01") == [f"100.00 held {CONSENT}"]
        story.answer(lead, CONSENT, "2026-04-02", passed=False)
        assert story.told("2026-04-03") == [f"0.00 refused {CONSENT}"]
        story.answer(lead, CONSENT, "2026-04-04")
        assert story.told("2026-04-05") == ["100.00 earned"]

    @pytest.mark.parametrize(
        ("value", "currency", "told"),
        [
            ("4999.99", "CHF", "500.00 earned"),
            ("5000.00", "CHF", "1000.00 earned"),
            ("14999.99", "CHF", "3000.00 earned"),
            ("15000.00", "CHF", "4500.00 earned"),
            ("4499.99", "EUR", "450.00 earned"),
            ("4500.00", "EUR", "900.00 earned"),
            ("13500.00", "EUR", "4050.00 earned"),
        ],
    )
    def test_a_tier_begins_with_its_least_volume_and_holds_for_all_of_it(self, story: Story, value: str, currency: str, told: str) -> None:
        self.sold(story, value, currency=currency)

        assert story.told("2026-06-01") == [told]

    def test_the_volume_is_that_of_all_the_partners_leads(self, story: Story) -> None:
        self.sold(story, "3000.00")
        self.sold(story, "2000.00")
        self.sold(story, "1000.00", partner="Other")

        assert story.told("2026-06-01") == ["600.00 earned", "400.00 earned", "100.00 earned"]

    def test_a_year_runs_from_the_day_of_admission(self, story: Story) -> None:
        self.sold(story, "4000.00", day="2027-01-11")
        self.sold(story, "1000.00", day="2027-01-12")

        assert story.told("2027-06-01") == ["400.00 earned", "100.00 earned"]

    def test_a_row_of_two_years_is_rounded_once(self, story: Story) -> None:
        """0.10 x 3000.05 = 300.005 and 0.20 x 6000.025 = 1200.005 are 1500.01 together."""
        lead = self.sold(story, "3000.05", day="2027-01-11")
        story.sale("2027-01-12", "6000.025", product="vps", currency="CHF", client="", reference=lead)

        (payout,) = story.payouts("2027-06-01")
        assert payout.amount == Decimal("1500.01")
        assert [dict(step.values)["amount"] for step in payout.steps if step.code in {"tier", "sum"}] == [
            Decimal("300.005"),
            Decimal("1200.005"),
            Decimal("1500.01"),
        ]

    def test_two_currencies_are_never_added(self, story: Story) -> None:
        lead = self.sold(story, "4000.00")
        story.sale("2026-03-02", "4000.00", product="vps", currency="EUR", client="", reference=lead)

        assert [(str(payout.base), payout.currency, str(payout.rate)) for payout in story.payouts("2026-06-01")] == [
            ("4000.00", "CHF", "0.10"),
            ("4000.00", "EUR", "0.10"),
        ]

    def test_nothing_goes_above_35_percent(self, story: Story) -> None:
        (plan,) = story.program.payouts
        assert isinstance(plan, YearlyTiers)
        tiers = {"CHF": (Tier(least=Decimal(0), rate=Decimal("0.35")), Tier(least=Decimal(100), rate=Decimal("0.351")))}
        story.program = replace(story.program, payouts=(replace(plan, tiers=tiers),))
        self.sold(story, "99.00", partner="Below")
        self.sold(story, "1000.00", partner="Above")

        below, above = story.payouts("2026-06-01")
        assert (below.amount, below.cap, below.rate) == (Decimal("34.65"), None, Decimal("0.35"))
        assert (above.amount, above.cap, above.rate) == (Decimal("350.00"), Decimal("350.00"), Decimal("0.351"))

    @pytest.mark.parametrize(
        ("now", "value", "currency", "warnings"),
        [
            ("2027-01-11", "1999.99", "CHF", ()),
            ("2027-01-12", "1999.99", "CHF", ("below-minimum-volume",)),
            ("2027-01-12", "2000.00", "CHF", ()),
            ("2027-01-12", "1799.99", "EUR", ("below-minimum-volume",)),
            ("2027-01-12", "1800.00", "EUR", ()),
        ],
    )
    def test_a_year_below_the_minimum_is_followed_by_a_warning(
        self, story: Story, now: str, value: str, currency: str, warnings: tuple[str, ...]
    ) -> None:
        self.sold(story, value, currency=currency)

        (payout,) = story.payouts(now)
        assert (payout.warnings, payout.state) == (warnings, "earned")

    def test_years_without_any_sale_are_short_too(self, story: Story) -> None:
        self.sold(story, "2000.00")
        (plan,) = story.program.payouts
        assert isinstance(plan, YearlyTiers)

        assert short_years(plan, Book(story.program, story.ledger("2029-01-11"))) == [("Partner", 1)]

    def test_a_discount_is_earned_and_nothing_is_paid_out(self, story: Story) -> None:
        lead = self.sold(story, "1000.00", benefit="discount")
        story.event(lead, "paid", "2026-05-01", "100.00")

        assert story.told("2026-06-01") == ["100.00 earned"]

    def test_a_sale_before_admission_is_for_staff(self, story: Story) -> None:
        self.sold(story, "1000.00", day="2026-01-11")

        assert (story.told("2026-06-01"), story.loose("2026-06-01")) == ([], ["before-admission"])

    def test_without_a_day_of_admission_it_is_held(self, story: Story) -> None:
        lead = story.lead("2026-01-20")
        story.sale("2026-03-01", "1000.00", product="vps", currency="CHF", client="", reference=lead)
        story.answer(lead, CONSENT, "2026-03-01")

        assert story.told("2026-06-01") == ["100.00 held gate:admission-date"]

    def test_a_row_that_names_an_unknown_lead_is_for_staff(self, story: Story) -> None:
        self.sold(story, "1000.00")
        story.sale("2026-03-01", "9000.00", product="vps", currency="CHF", client="client", reference="XX-2026-99999")

        assert (story.told("2026-06-01"), story.loose("2026-06-01")) == (["100.00 earned"], ["no-lead"])


class TestSubscriptionShare:
    @pytest.fixture
    def story(self) -> Story:
        return Story("infor-referral")

    @pytest.fixture
    def lead(self, story: Story) -> Reference:
        """A subscription of 1 000.00 with services of 500.00."""
        reference = story.lead("2026-01-12")
        story.event(reference, "won", "2026-03-20")
        story.sale("2026-03-20", "1000.00", product="infor-m3", currency="EUR", client="", reference=reference)
        story.sale("2026-03-20", "500.00", product="services", currency="EUR", client="", reference=reference)
        return reference

    def test_services_are_left_out(self, story: Story, lead: Reference) -> None:
        story.event(lead, "invoiced", "2026-04-01", "1500.00", "1")
        story.event(lead, "client-paid", "2026-05-01", "1500.00", "1")

        (payout,) = story.payouts("2026-06-01")
        assert (payout.base, payout.amount, payout.state) == (Decimal("1000.00"), Decimal("100.00"), "earned")

    @pytest.mark.parametrize(
        ("paid", "told"),
        [
            ("1499.99", "100.00 estimated client-unpaid"),
            ("1500.00", "100.00 earned"),
            ("1500.01", "100.00 earned"),
        ],
    )
    def test_only_full_payment_earns_it(self, story: Story, lead: Reference, paid: str, told: str) -> None:
        story.event(lead, "invoiced", "2026-04-01", "1500.00", "1")
        story.event(lead, "client-paid", "2026-05-01", paid, "1")

        assert story.told("2026-06-01") == [told]

    def test_an_unpaid_services_invoice_counts_as_open(self, story: Story, lead: Reference) -> None:
        story.event(lead, "invoiced", "2026-04-01", "1000.00", "1")
        story.event(lead, "client-paid", "2026-05-01", "1000.00", "1")
        story.event(lead, "invoiced", "2026-04-02", "500.00", "2")

        assert story.told("2026-06-01") == ["100.00 estimated client-unpaid"]

    @pytest.mark.parametrize(("now", "told"), [("2026-06-30", "100.00 earned"), ("2026-07-01", "100.00 estimated client-unpaid")])
    def test_an_invoice_that_is_not_due_yet_is_not_open(self, story: Story, lead: Reference, now: str, told: str) -> None:
        story.event(lead, "invoiced", "2026-04-01", "1000.00", "1")
        story.event(lead, "client-paid", "2026-05-01", "1000.00", "1")
        story.event(lead, "invoiced", "2026-07-01", "1000.00", "2")

        assert story.told(now) == [told]

    def test_nothing_invoiced_yet_is_not_paid_in_full(self, story: Story, lead: Reference) -> None:
        assert story.told("2026-06-01") == ["100.00 estimated client-unpaid"]
        assert lead

    def test_services_alone_give_no_row(self, story: Story) -> None:
        lead = story.lead("2026-01-12")
        story.sale("2026-03-20", "500.00", product="services", currency="EUR", client="", reference=lead)

        assert settled(story.program, story.ledger("2026-06-01")).payouts == ()

    def test_only_the_first_years_value_is_the_base(self, story: Story, lead: Reference) -> None:
        story.sale("2027-03-19", "200.00", product="infor-ln", currency="EUR", client="", reference=lead)
        story.sale("2027-03-20", "1000.00", product="infor-m3", currency="EUR", client="", reference=lead)

        assert [str(payout.base) for payout in story.payouts("2027-06-01")] == ["1200.00"]

    def test_paid_commissions_are_told_so(self, story: Story, lead: Reference) -> None:
        story.event(lead, "invoiced", "2026-04-01", "1500.00", "1")
        story.event(lead, "client-paid", "2026-05-01", "1500.00", "1")
        story.event(lead, "paid", "2026-06-15", "100.00")

        assert story.told("2026-06-14") == ["100.00 earned"]
        assert story.told("2026-06-15") == ["100.00 paid"]
