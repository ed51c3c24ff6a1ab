"""What a confirmed lead may come to, in every language, always called an estimate."""

from dataclasses import fields
from decimal import Decimal
from typing import get_args

import pytest

from leadbot.model.payout_plans import PayoutPlan

from .builder import TEMPLATE_SET

LANGUAGES = {
    "en": "Estimate",
    "es": "Estimación",
    "fi": "Arvio",
    "fr": "Estimation",
    "nl": "Schatting",
    "pl": "Szacunek",
    "sv": "Uppskattning",
}
KINDS = [next(field.default for field in fields(plan) if field.name == "kind") for plan in get_args(PayoutPlan)]
FACTS = {"amount": "563,50 EUR", "rate": "12,5", "months": 6}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "yearly_tiers"])  # whose rate the year's volume decides
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_plan_has_its_sentence(language: str, kind: str) -> None:
    said = TEMPLATE_SET.words(language).say("estimates", kind, FACTS)

    assert said.startswith(LANGUAGES[language])
    assert ("563,50 EUR" if kind == "price_list" else "12,5") in said


def test_numbers_have_no_superfluous_places() -> None:
    numbers = [Decimal("10.00"), Decimal("12.50"), Decimal("100"), Decimal("0.5")]
    assert [TEMPLATE_SET.words("pl").number(number) for number in numbers] == ["10", "12,5", "100", "0,5"]
    assert TEMPLATE_SET.words("en").number(Decimal("12.50")) == "12.5"
