"""What was paid is never due again, whatever came after the payment."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.lifecycle.payouts.ledgers import Story, at

from leadbot.lifecycle.payouts import settled
from leadbot.model.deals import OVERPAYMENT, PartnerInvoice, PaymentRelease
from leadbot.model.lead import Reference
from leadbot.model.payout import Overpayment

NOW = "2027-01-20"


@pytest.fixture
def story() -> Story:
    return Story("promise-generuj-leady")


def rests(story: Story, now: str = NOW) -> list[tuple[str, str, str]]:
    """Of each payout its state, what is paid of it and what is still to be paid."""
    return [(" ".join((row.state, *row.reasons)), str(row.paid), str(row.rest)) for row in story.payouts(now)]


def overpaid(story: Story, now: str = NOW) -> list[str]:
    return [f"{over.amount} of {over.paid}{' stays' if over.stays else ''}" for over in everything(story, now)]


def everything(story: Story, now: str = NOW) -> tuple[Overpayment, ...]:
    return settled(story.program, story.ledger(now)).overpaid


def says(story: Story, reference: str, rule: str, amount: str, *, yes: bool, period: str = "", day: str = "2027-01-12") -> None:
    """Staff's word on a payout or on what was paid too much."""
    known = tuple(story.more.get("releases", ()))  # type: ignore[call-overload]
    moment = at(day, story.program)
    word = PaymentRelease(reference=Reference(reference), rule=rule, period=period, amount=Decimal(amount), released=yes, at=moment)
    story.more["releases"] = (*known, word)


def test_a_row_that_comes_after_the_payment_leaves_its_share_alone_to_be_paid(story: Story) -> None:
    lead = story.lead("2026-02-01")
    story.sale("2026-03-01", "5000.00")
    story.event(lead, "paid", "2027-01-08", "1000.00")
    assert rests(story) == [("paid", "1000.00", "0.00")]

    story.sale("2026-03-15", "2500.00")
    assert rests(story) == [("earned", "1000.00", "500.00")]
    story.event(lead, "paid", "2027-01-15", "500.00")
    assert rests(story) == [("paid", "1500.00", "0.00")]
    assert overpaid(story) == []


def test_a_part_payment_is_taken_off(story: Story) -> None:
    lead = story.lead("2026-02-01")
    story.sale("2026-03-01", "5000.00")
    story.event(lead, "paid", "2027-01-08", "999.99")

    assert rests(story) == [("earned", "999.99", "0.01")]
    (payout,) = story.payouts(NOW)
    assert payout.steps[-1].code == "paid-part"


def test_what_is_paid_beyond_a_payout_that_shrank_is_told_and_never_a_negative_sum(story: Story) -> None:
    lead = story.lead("2026-02-01")
    story.sale("2026-03-01", "250000.00", quantity=250)
    story.event(lead, "paid", "2027-01-08", "50000.00")
    story.sale("2026-03-15", "1000.00")  # 251 licences: 2 % of 251 000.00

    assert rests(story) == [("paid", "5020.00", "0.00")]
    assert overpaid(story) == ["44980.00 of 50000.00"]


def test_the_partners_other_payouts_wait_while_it_has_too_much(story: Story) -> None:
    first = story.lead("2026-02-01", client="1")
    story.lead("2026-02-02", client="2")
    story.lead("2026-02-03", client="3", partner="Other")
    for client in "123":
        story.sale("2026-03-01", "1000.00", client=client)
    story.event(first, "paid", "2027-01-08", "210.00")
    assert [state for state, _, _ in rests(story)] == ["paid", "held gate:overpaid", "earned"]

    says(story, first, OVERPAYMENT, "10.00", yes=False, period="PLN")
    assert [state for state, _, _ in rests(story)] == ["paid", "earned", "earned"]
    assert overpaid(story) == ["10.00 of 210.00 stays"]


def test_what_stays_with_the_partner_counts_once_the_lead_earns_more(story: Story) -> None:
    lead = story.lead("2026-02-01")
    story.sale("2026-03-01", "1000.00")
    story.event(lead, "paid", "2027-01-08", "210.00")
    says(story, lead, OVERPAYMENT, "10.00", yes=False, period="PLN")
    story.sale("2026-03-02", "100.00")

    assert rests(story) == [("earned", "210.00", "10.00")]


def test_what_came_back_is_no_longer_paid(story: Story) -> None:
    lead = story.lead("2026-02-01")
    story.sale("2026-03-01", "1000.00")
    story.event(lead, "paid", "2027-01-08", "210.00")
    says(story, lead, OVERPAYMENT, "10.00", yes=True, period="PLN")
    assert overpaid(story) == []
    story.sale("2026-03-02", "100.00")

    assert rests(story) == [("earned", "200.00", "20.00")]


def test_money_for_a_lead_that_earns_nothing_any_more_is_told(story: Story) -> None:
    lead = story.lead("2026-02-01")
    story.sale("2026-03-01", "1000.00")
    story.event(lead, "paid", "2027-01-08", "200.00")
    story.event(lead, "lost", "2027-01-09")

    assert rests(story) == []
    assert overpaid(story) == ["200.00 of 200.00"]
    says(story, lead, OVERPAYMENT, "200.00", yes=True, period="PLN")
    assert overpaid(story) == []


def test_one_payment_pays_a_deal_and_its_bonus(story: Story) -> None:
    story.in_use = {"earlier-partners"}
    lead = story.lead("2026-02-01", on_lists=())
    story.sale("2026-03-01", "1000.00")
    story.event(lead, "paid", "2027-01-08", "565.00")
    assert rests(story) == [("paid", "200.00", "0.00"), ("paid", "365.00", "0.00")]


def test_a_payment_of_two_that_no_longer_fits_leaves_the_rest_to_a_person(story: Story) -> None:
    story.in_use = {"earlier-partners"}
    lead = story.lead("2026-02-01", on_lists=())
    story.sale("2026-03-01", "1000.00")
    story.event(lead, "paid", "2027-01-08", "565.00")
    story.sale("2026-03-15", "500.00")

    assert rests(story) == [("paid", "300.00", "0.00"), ("held gate:payment", "265.00", "100.00")]
    says(story, lead, f"{story.program.payouts[0].id}.bonus", "100.00", yes=True)
    assert rests(story)[1] == ("earned", "265.00", "100.00")
    story.event(lead, "paid", "2027-01-16", "100.00")
    assert rests(story) == [("paid", "300.00", "0.00"), ("paid", "365.00", "0.00")]


def test_a_payment_whose_note_names_its_payout_stays_with_it(story: Story) -> None:
    story.in_use = {"earlier-partners"}
    lead = story.lead("2026-02-01", on_lists=())
    plan = story.program.payouts[0].id
    story.sale("2026-03-01", "1000.00")
    story.event(lead, "paid", "2027-01-08", "200.00", plan)
    story.event(lead, "paid", "2027-01-08", "365.00", f"{plan}.bonus")
    story.sale("2026-03-15", "500.00")

    assert rests(story) == [("earned", "200.00", "100.00"), ("paid", "365.00", "0.00")]


def test_a_payment_with_vat_counts_without_it_when_the_fee_has_another_sum_by_now() -> None:
    story = Story("ibas-ontrack")
    lead = story.lead("2026-07-01")
    story.event(lead, "invoiced", "2026-08-01", "5000.00", "L-1")
    story.event(lead, "client-paid", "2026-09-01", "4000.00", "L-1")
    moment = at("2026-10-02", story.program)
    paper = PartnerInvoice(
        reference=lead, quarter="2026-Q3", received_at=moment, net=Decimal("400.00"), vat=Decimal("102.00"), currency="EUR", number="7"
    )
    story.invoices.append(paper)
    story.event(lead, "paid", "2026-11-10", "502.00")
    story.event(lead, "client-paid", "2026-09-20", "500.00", "L-1")

    (row,) = [row for row in story.payouts("2026-12-01") if row.period]
    assert (row.state, row.paid, row.rest, row.overpaid) == ("paid", Decimal("400.00"), Decimal("0.00"), Decimal("0.00"))


def test_a_fee_that_grew_after_its_invoice_was_paid_is_paid_by_a_further_invoice_of_just_the_rest() -> None:
    story = Story("ibas-ontrack")
    lead = story.lead("2026-07-01")
    story.event(lead, "invoiced", "2026-08-01", "5000.00", "L-1")
    story.event(lead, "client-paid", "2026-09-01", "4000.00", "L-1")
    story.invoice(lead, "2026-Q3", "2026-10-02", "400.00")
    story.event(lead, "paid", "2026-11-10", "400.00")
    story.event(lead, "client-paid", "2026-09-20", "1000.00", "L-1")
    assert story.told("2026-12-01") == ["400.00 paid"]

    story.invoice(lead, "2026-Q3", "2026-11-20", "100.00")
    story.invoices[-1] = replace(story.invoices[-1], number="2", vat=Decimal("25.50"))
    (row,) = story.payouts("2026-12-01")
    assert (row.state, row.invoice, row.paid, row.rest, row.transfer) == ("invoiced", "2", *map(Decimal, ("400.00", "100.00", "125.50")))

    story.event(lead, "paid", "2026-12-10", "125.50", "2")
    assert story.told("2026-12-20") == ["500.00 paid"]
    assert everything(story, "2026-12-20") == ()


def test_a_payment_in_another_currency_pays_nothing() -> None:
    story = Story("infomaniak-partner")
    lead = story.lead("2026-02-01", admitted="2026-01-15", benefit="cashback")
    story.sale("2026-03-01", "1000.00", product="kdrive", currency="CHF", reference=lead, client="")
    story.event(lead, "paid", "2026-05-01", "100.00")
    story.events[-1] = replace(story.events[-1], currency="EUR")

    story.answer(lead, "gate:client-consent", "2026-03-01")

    assert [row.paid for row in story.payouts("2026-06-01")] == [Decimal("0.00")]
    assert [(over.currency, over.amount) for over in everything(story, "2026-06-01")] == [("EUR", Decimal("100.00"))]


def test_the_pool_is_used_by_what_is_paid_of_a_payout(story: Story) -> None:
    lead = story.lead("2026-02-01", client="1")
    story.lead("2026-02-02", client="2")
    story.sale("2026-03-01", "300000.00", quantity=200, client="1")  # 60 000.00
    story.sale("2026-03-02", "200000.00", quantity=200, client="2")  # 40 000.00
    story.event(lead, "paid", "2027-01-08", "50000.00")
    assert [state for state, _, _ in rests(story)] == ["earned", "earned"]

    story.sale("2026-03-02", "0.05", quantity=1, client="2")  # 0.01 over the pool
    assert [state for state, _, _ in rests(story)] == ["earned", "held gate:budget"]


def test_what_came_back_is_taken_off_the_row_that_has_too_much() -> None:
    story, lead, fee = two_quarters()
    story.invoice(lead, "2026-Q3", "2026-10-02", "100.00")
    story.invoice(lead, "2026-Q4", "2027-01-02", "100.00")
    story.event(lead, "paid", "2027-01-05", "150.00", f"{fee}@2026-Q3")
    story.event(lead, "paid", "2027-01-06", "70.00")
    says(story, lead, OVERPAYMENT, "50.00", yes=True, period="EUR")

    assert everything(story, "2027-01-20") == ()
    assert [rest for _, _, rest in rests(story, "2027-01-20")][:2] == ["0.00", "30.00"]


def test_a_fee_that_was_paid_without_an_invoice_is_never_forfeited() -> None:
    story, lead, _ = two_quarters()
    story.asked(lead, "2026-Q3", "2026-10-01")
    story.event(lead, "paid", "2026-11-10", "100.00")

    assert rests(story, "2027-05-01")[0] == ("paid", "100.00", "0.00")
    assert everything(story, "2027-05-01") == ()


def test_a_payment_of_another_fee_keeps_none_that_is_forfeited() -> None:
    story, lead, _ = two_quarters()
    story.asked(lead, "2026-Q3", "2026-10-01")
    story.invoice(lead, "2026-Q4", "2027-01-02", "100.00")
    story.event(lead, "paid", "2027-02-10", "100.00")

    assert [state for state, _, _ in rests(story, "2027-05-01")][:2] == ["forfeited", "paid"]


def test_a_payment_after_the_time_for_the_invoice_brings_no_forfeited_fee_back() -> None:
    story, lead, _ = two_quarters()
    story.asked(lead, "2026-Q3", "2026-10-01")
    story.event(lead, "paid", "2027-04-02", "100.00", "referral-fee@2026-Q3")

    assert rests(story, "2027-05-01")[0][0] == "forfeited"


def two_quarters() -> tuple[Story, Reference, str]:
    """A lead of which the client paid two parts, each in a quarter of its own, with fees of 100.00; and the plan of these."""
    story = Story("ibas-ontrack")
    lead = story.lead("2026-07-01")
    story.event(lead, "invoiced", "2026-08-01", "2000.00", "L-1")
    story.event(lead, "client-paid", "2026-09-01", "1000.00", "L-1")
    story.event(lead, "client-paid", "2026-10-05", "1000.00", "L-1")
    return story, lead, story.payouts("2027-01-01")[0].rule
