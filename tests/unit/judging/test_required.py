"""Required fields: missing, invalid, ambiguous; all of it in one mail, and nothing that nobody needs."""

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.judging.samples import GOOD, ambiguity, draft, facts, items, program, told, verdict

from leadbot.model.program import FieldSpec, Program
from leadbot.model.submission import Item, Standing


def test_a_lead_with_every_required_field_is_confirmed_once_microsoft_agreed() -> None:
    assert told(draft()) == "confirmed"


@pytest.mark.parametrize("field", list(GOOD))
def test_each_required_field_is_asked_for_when_missing(field: str) -> None:
    assert told(draft(without=(field,))) == f"incomplete missing:{field}"


@pytest.mark.parametrize("field", [field for field in GOOD if field != "items"])
def test_each_required_field_is_asked_for_when_it_cannot_be_right(field: str) -> None:
    assert told(draft(standing={field: Standing.INVALID})) == f"incomplete invalid:{field}"


@pytest.mark.parametrize("field", list(GOOD))
def test_each_required_field_is_asked_for_when_it_has_two_readings(field: str) -> None:
    lead = draft(ambiguity(field, "A", "B"), without=(field,))
    assert told(lead) == f"incomplete ambiguous:{field}"
    assert verdict(lead).telling()[0].facts == (("field", field), ("readings", "A / B"))


def test_everything_that_is_needed_is_named_at_once() -> None:
    lead = draft(without=("client.address", "contact.phone"), standing={"partner.tax_id": Standing.INVALID})
    assert told(lead) == "incomplete invalid:partner.tax_id missing:client.address missing:contact.phone"


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_a_blank_value_is_a_missing_one(blank: str) -> None:
    assert told(draft(client__name=blank)) == "incomplete missing:client.name"


def test_an_optional_field_that_is_invalid_or_ambiguous_asks_nobody() -> None:
    lead = draft(
        ambiguity("client.sector", "commercial", "public"), client__contact__phone="12", standing={"client.contact.phone": Standing.INVALID}
    )
    assert told(lead) == "confirmed"


def test_nought_computers_is_an_answer() -> None:
    assert told(draft(client__pc_count=0)) == "confirmed"


def test_an_item_without_a_quantity_asks_for_items_and_says_which() -> None:
    lead = draft(items=items(("m365-e3", 10), ("o365-e1", None)))
    assert told(lead) == "incomplete missing:items"
    assert dict(verdict(lead).telling()[0].facts) == {"field": "items", "products": "Office 365 E1", "parts": "quantity"}


@pytest.mark.parametrize("product", ["", "a-product-of-an-older-catalogue"])
def test_an_item_without_a_known_product_asks_for_items_rather_than_rejecting(product: str) -> None:
    assert told(draft(items=items((product, 10)))) == "incomplete missing:items"


@pytest.mark.parametrize("quantity", [0, -3])
def test_a_quantity_that_nobody_can_buy_is_asked_for_again(quantity: int) -> None:
    assert told(draft(items=items(("m365-e3", quantity)))) == "incomplete invalid:items"


def test_no_items_at_all_are_missing_items() -> None:
    assert told(draft(items=())) == "incomplete missing:items"


def test_nobody_is_asked_for_the_quantity_of_something_outside_the_programme() -> None:
    assert told(draft(items=items(("m365-e3", 10), ("visio", None)))) == "confirmed"


def test_a_question_is_put_once_though_several_rules_wait_for_its_answer() -> None:
    found = verdict(draft(without=("items",), client__existing_services=("office-365",)))
    assert [str(finding.reason) for finding in found.telling()] == ["missing:items"]


def _with_alternative(spec: FieldSpec) -> Program:
    return replace(program(), fields=tuple(spec if field.id == spec.id else field for field in program().fields))


ONE_OF = FieldSpec(id="client.tax_id", required=True, or_else=("client.registry_id",), id_types=("pl.nip",))


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        (draft(without=("client.tax_id",), client__registry_id="12345678"), "confirmed"),
        (draft(client__registry_id="12345678", standing={"client.tax_id": Standing.INVALID}), "confirmed"),
        (draft(without=("client.tax_id",)), "incomplete missing:client.tax_id"),
        (
            draft(without=("client.tax_id",), client__registry_id="12", standing={"client.registry_id": Standing.INVALID}),
            "incomplete invalid:client.registry_id",
        ),
        (draft(ambiguity("client.tax_id", "1", "2"), without=("client.tax_id",)), "incomplete ambiguous:client.tax_id"),
    ],
)
def test_of_one_or_the_other_any_usable_one_does_and_the_first_is_asked_for(lead: Any, expected: str) -> None:
    assert told(lead, under=_with_alternative(ONE_OF)) == expected


def test_a_foreign_id_that_no_rule_speaks_of_cannot_be_right() -> None:
    under = replace(program(), rules=tuple(rule for rule in program().rules if rule.kind != "national_id"))
    lead = draft(client__tax_id="DE340172419", standing={"client.tax_id": Standing.FOREIGN})
    assert told(lead, under=under) == "incomplete invalid:client.tax_id"


def test_a_lead_that_can_never_be_accepted_is_not_asked_for_its_missing_phone_number() -> None:
    assert told(draft(without=("contact.phone",), client__sector="public"), facts()) == "rejected public-sector"


def test_items_keep_their_other_parts_unasked() -> None:
    assert told(draft(items=(Item(product="m365-e3", quantity=5, billing=None, term_months=None),))) == "confirmed"
