"""A partner's statement, in every language."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from leadbot.model.lead import Reference
from leadbot.model.payout import Payout, PayoutState
from leadbot.writing.statement import SettledLead, statement

from .builder import LANGUAGES, TEMPLATE_SET
from .test_shipped import shipped

PAID = Payout(
    reference=Reference("GL-2026-00001"),
    partner="Alfa",
    rule="cashback",
    currency="PLN",
    base=Decimal("10000.00"),
    rate=Decimal("0.20"),
    cap=None,
    amount=Decimal("2000.00"),
    due_on=date(2027, 2, 28),
    state=PayoutState.PAID,
    paid=Decimal("2000.00"),
)
PAYOUTS = {
    "GL-2026-00001": PAID,
    "GL-2026-00002": replace(PAID, amount=Decimal("365.00"), paid=Decimal("0.00"), state=PayoutState.HELD, reasons=("gate:new-partner",)),
    "GL-2026-00003": replace(PAID, amount=Decimal("0.00"), paid=Decimal("0.00"), state=PayoutState.REFUSED, reasons=("monthly-cap",)),
    "GL-2026-00004": replace(PAID, amount=None, paid=Decimal("0.00"), state=PayoutState.ESTIMATED),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_the_sums_and_each_lead_with_the_reason_for_what_is_not_paid(language: str) -> None:
    words, program = TEMPLATE_SET.words(language), shipped("promise-generuj-leady")
    leads = [SettledLead(reference=Reference(of), client="Klient", payouts=(payout,)) for of, payout in PAYOUTS.items()]
    letter = statement(leads, "PLN", date(2027, 2, 28), program, words)

    rows = dict(letter.rows)
    (paid, held, *_) = rows.values()
    assert [paid, held] == [(words.amount(Decimal("2000.00"), "PLN"),), (words.amount(Decimal("365.00"), "PLN"),)]
    assert letter.subject.endswith("[GL-2026-00001 +3]")
    assert words.say("payout_reasons", "new-partner") in rows["GL-2026-00002 – Klient"][0]
    assert words.say("payout_reasons", "monthly-cap") in rows["GL-2026-00003 – Klient"][0]
    assert rows["GL-2026-00004 – Klient"] == (words.say("statement", "no-sale"),)


def test_of_a_lead_of_which_nothing_was_sold_nothing_was_paid() -> None:
    words, program = TEMPLATE_SET.words("pl"), shipped("promise-generuj-leady")
    only = SettledLead(reference=Reference("GL-2026-00004"), client="", payouts=(PAYOUTS["GL-2026-00004"],))
    letter = statement([only], "PLN", date(2027, 2, 28), program, words)

    assert letter.subject.endswith("[GL-2026-00004]")
    assert [*dict(letter.rows)] == ["Wypłacono", "GL-2026-00004"]
