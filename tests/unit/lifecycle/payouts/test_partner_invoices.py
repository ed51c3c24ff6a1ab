"""Which fees an invoice is for, and how its VAT is shared among them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.lifecycle.payouts.partner_invoices import invoiced_payouts, shared
from leadbot.model.lead import Reference
from leadbot.model.payout import Payout, PayoutState
from leadbot.model.submission import Invoice


def fee(reference: str, period: str, amount: str) -> Payout:
    return Payout(
        reference=Reference(reference),
        partner="Kumppani Oy",
        rule="referral-fee",
        currency="EUR",
        base=None,
        rate=None,
        cap=None,
        amount=Decimal(amount),
        due_on=None,
        state=PayoutState.INVOICE_ASKED,
        period=period,
    )


A3, A4, B3 = fee("A-1", "2026-Q3", "400.00"), fee("A-1", "2026-Q4", "100.00"), fee("B-1", "2026-Q3", "150.00")


@pytest.mark.parametrize(
    ("references", "quarter", "net", "meant"),
    [
        (("A-1",), "2026-Q4", "999.00", (A4,)),
        (("A-1",), "", "400.00", (A3,)),
        (("A-1",), "", "500.00", (A3, A4)),
        (("A-1",), "", "123.00", ()),
        ((), "", "150.00", (B3,)),
        ((), "2026-Q3", "550.00", (A3, B3)),
        ((), "2026-Q4", "1.00", (A4,)),
        ((), "", "650.00", (A3, A4, B3)),
        ((), "", "1.00", ()),
        (("B-1",), "2026-Q4", "150.00", (B3,)),
        (("B-1",), "2026-Q4", "100.00", ()),
        (("A-1", "B-1"), "", "400.00", ()),
    ],
)
def test_reference_period_and_sum_tell_which_fees_are_meant(
    references: tuple[str, ...], quarter: str, net: str, meant: tuple[Payout, ...]
) -> None:
    invoice = Invoice(source="body", references=references, quarter=quarter, net=Decimal(net))

    assert invoiced_payouts(invoice, (A3, A4, B3)) == meant


@given(
    amount=st.decimals(min_value=0, max_value=10**7, places=2),
    parts=st.lists(st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2), min_size=1, max_size=8),
)
def test_the_shares_of_a_sum_are_the_sum(amount: Decimal, parts: list[Decimal]) -> None:
    assert sum(shared(amount, parts), Decimal(0)) == amount
