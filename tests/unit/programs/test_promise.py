"""The shipped Promise programme says what its published text says (docs/domain.md, section 1)."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from leadbot.lifecycle import calendar_fault
from leadbot.model.program import Program
from leadbot.model.rules import Budget, MinimumQuantity, NotOnList, Window
from leadbot.programs import load_program

T = TypeVar("T")


@cache
def promise() -> Program:
    return load_program("promise-generuj-leady", [Path(__file__).parents[3] / "config" / "programs"], {})


def the(kind: type[T]) -> T:
    return next(rule for rule in promise().rules if isinstance(rule, kind))


def test_it_answers_within_five_polish_business_days() -> None:
    program = promise()
    assert (program.promise_days, program.place_days, program.calendar.country, program.line) == (5, 10, "PL", False)
    assert calendar_fault(program.calendar) is None
    assert (program.prefix, program.language, program.fallback_languages) == ("GL", "pl", ("en",))


def test_it_asks_for_what_the_form_asks_for() -> None:
    required = {spec.id for spec in promise().fields if spec.required}
    assert required == {field for question in promise().questions for field in question.fields}
    assert len(promise().questions) == 5


def test_its_window_minimum_and_pool() -> None:
    assert (the(Window).first, the(Window).last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert the(MinimumQuantity).minimum == 3
    assert (the(Budget).amount, the(Budget).currency, promise().samples) == (
        Decimal(100000),
        "PLN",
        ("rules.budget.amount", "payouts.cashback.settlement", "retention"),
    )


def test_its_lists_are_in_use_as_shipped() -> None:
    in_use = {spec.id: spec.in_use for spec in promise().lists}
    assert in_use == {
        "microsoft-partners": False,
        "smb-clients": False,
        "existing-clients": True,
        "reported-opportunities": False,
        "banned-partners": True,
        "earlier-partners": False,
    }


def test_its_rules_give_every_reason_of_the_published_conditions() -> None:
    codes = {str(code) for rule in promise().rules if (code := getattr(rule, "reason", None))}
    codes |= {code for rule in promise().rules for code in getattr(rule, "reasons", {}).values()}
    assert codes == {
        "outside-window",
        "partner-not-eligible",
        "client-not-eligible",
        "public-sector",
        "product-not-eligible",
        "below-minimum-quantity",
        "existing-service",
        "duplicate",
        "reported-elsewhere",
        "licensing-not-eligible",
        "partner-banned",
        "budget-exhausted",
    }
    assert next(rule.check for rule in promise().rules if isinstance(rule, NotOnList) and rule.check) == "microsoft-registration"


def test_its_catalogue_has_the_three_families_and_what_stands_outside() -> None:
    counts = {family.id: (family.offered, len(family.products)) for family in promise().catalogue.families}
    assert counts == {"microsoft-365": (True, 10), "office-365": (True, 8), "dynamics-365": (True, 9), "outside": (False, 7)}


@pytest.mark.parametrize(
    ("name", "wanted"), [("Business Premium", "m365-business-premium"), ("E3", None), ("E5", None), ("F3", None), ("Business", None)]
)
def test_plan_names_of_two_families_are_shared(name: str, wanted: str | None) -> None:
    (shared,) = (shared for shared in promise().catalogue.shared_names if shared.name == name)
    families = {promise().catalogue.family_of(product) for product in shared.products}
    assert (len(families), shared.wanted) == (2, wanted)


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("M365 BS", "m365-business-standard"),
        ("BS", "m365-business-standard"),
        ("BB", "m365-business-basic"),
        ("O365 E3", "o365-e3"),
        ("BC Essentials", "d365-business-central-essentials"),
        ("Biznes Standard", "m365-business-standard"),
        ("Microsoft 365 dla firm Standard", "m365-business-standard"),
        ("O365 BP", "o365-business-premium"),
        ("E1", "o365-e1"),
    ],
)
def test_what_partners_call_products_names_one_of_them(name: str, product: str) -> None:
    owners = {p.id for family in promise().catalogue.families for p in family.products if name in (p.title, *p.names)}
    assert owners == {product}
