"""What is wanted, and how much of it."""

import pytest
from tests.unit.judging.samples import ambiguity, draft, facts, items, told, verdict

from leadbot.model.submission import Standing
from leadbot.model.verdict import Result


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([("m365-business-standard", 2)], "rejected below-minimum-quantity"),
        ([("m365-business-standard", 3)], "confirmed"),
        ([("m365-business-standard", 1), ("o365-e1", 1), ("d365-team-members", 1)], "confirmed"),
        ([("m365-business-standard", 1), ("o365-e1", 1)], "rejected below-minimum-quantity"),
        ([("m365-business-standard", 2), ("visio", 10)], "rejected below-minimum-quantity"),
        ([("m365-business-standard", 2), ("m365-business-standard", 1)], "confirmed"),
    ],
)
def test_below_minimum_quantity_adds_up_the_three_families_alone(wanted: list[tuple[str, int]], expected: str) -> None:
    assert told(draft(items=items(*wanted))) == expected


def test_below_minimum_quantity_quotes_what_was_found_and_what_is_asked() -> None:
    (finding,) = verdict(draft(items=items(("m365-e3", 2)))).telling()
    assert dict(finding.facts) == {"quantity": "2", "minimum": "3"}


def test_the_minimum_is_judged_only_when_every_quantity_is_known() -> None:
    assert told(draft(items=items(("m365-e3", 1), ("o365-e1", None)))) == "incomplete missing:items"
    assert told(draft(items=items(("m365-e3", 50), ("o365-e1", None)))) == "incomplete missing:items"


def test_product_not_eligible_where_only_outside_products_are_wanted() -> None:
    lead = draft(items=items(("windows-server", 1), ("azure", None)))
    assert told(lead) == "rejected product-not-eligible"
    (finding,) = verdict(lead).telling()
    assert dict(finding.facts) == {
        "outside": "Windows Server, Microsoft Azure",
        "offered": "Microsoft 365, Office 365, Dynamics 365",
    }


def test_product_not_eligible_is_told_alone_though_too_few_are_wanted_by_somebody_who_owns_office_already() -> None:
    assert told(draft(items=items(("visio", 1)), client__existing_services=("office-365",))) == "rejected product-not-eligible"


def test_other_rules_still_speak_beside_product_not_eligible() -> None:
    assert told(draft(items=items(("visio", 1)), client__sector="public")) == "rejected product-not-eligible public-sector"


def test_products_outside_beside_eligible_ones_are_no_reason_to_reject_and_are_named() -> None:
    found = verdict(draft(items=items(("m365-e3", 5), ("visio", 1))), facts())
    (finding,) = (finding for finding in found.findings if finding.rule == "eligible-products")
    assert (found.outcome.value, finding.result, finding.fact("outside")) == ("confirmed", Result.PASSED, "Microsoft Visio")


def test_items_with_two_readings_are_asked_about_and_not_rejected() -> None:
    assert told(draft(ambiguity("items", "Microsoft 365 E3", "Office 365 E3"), without=("items",))) == "incomplete ambiguous:items"


def test_items_that_cannot_be_right_are_asked_about() -> None:
    assert told(draft(items="x licences", standing={"items": Standing.INVALID})) == "incomplete invalid:items"
