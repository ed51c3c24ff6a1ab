"""Rules about terms, options and hardware that is sold case by case, by the shipped Dutch programme."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from tests.unit.judging.samples import CONFIG, EVIDENCE, ambiguity

from leadbot.judging import conclude, judge
from leadbot.model.facts import Facts
from leadbot.model.program import Program
from leadbot.model.submission import Ambiguity, FieldValue, Item, LeadDraft, Standing
from leadbot.programs import load_program

GOOD: dict[str, Any] = {
    "client.name": "Garage Hoekstra B.V.",
    "client.address": "Stationsweg 41, 8911 AH Leeuwarden",
    "client.registry_id": "24169778",
    "partner.name": "FriesNet ICT B.V.",
    "contact.name": "Marieke Postma",
    "contact.email": "marieke@friesnet.example",
}
OPEN = "in_review check:credit"


@cache
def program() -> Program:
    return load_program("also-waas", [CONFIG / "programs"], {})


def item(product: str = "waas-notebook", quantity: int | None = 6, term: int | None = 24) -> Item:
    return Item(product=product, quantity=quantity, term_months=term)


def told(*items: Item, doubt: Ambiguity | None = None, standing: Standing = Standing.VALID, **changes: Any) -> str:
    """The verdict on a good lead with these items and fields (dots written as `__`); a field that is None is left out."""
    values = GOOD | {"items": items} | {name.replace("__", "."): value for name, value in changes.items()}
    fields = tuple(
        FieldValue(id=id_, value=value, evidence=EVIDENCE, standing=standing if id_ == "client.tax_id" else Standing.VALID)
        for id_, value in values.items()
        if value is not None
    )
    draft = LeadDraft(fields=fields, ambiguities=(doubt,) if doubt else ())
    found = conclude(judge(draft, program(), Facts(), datetime(2026, 3, 10, 9, tzinfo=UTC)))
    return " ".join([found.outcome.value, *map(str, found.reasons)])


def test_a_lead_with_an_offered_term_waits_for_the_credit_check_alone() -> None:
    assert [told(item(term=months)) for months in (12, 24, 36)] == [OPEN] * 3


def test_a_term_that_is_not_offered_rejects_whatever_else_is_missing() -> None:
    assert told(item(term=48)) == "rejected term-not-offered"
    assert told(item(term=18, quantity=None), client__address=None) == "rejected term-not-offered"


def test_an_item_with_another_term_beside_an_eligible_one_is_only_named() -> None:
    assert told(item(term=48), item("waas-desktop", 3, 24)) == OPEN
    assert told(item(term=48, quantity=None), item("waas-desktop", 3, 24)) == OPEN


def test_an_item_without_its_term_or_quantity_is_asked_about() -> None:
    assert told(item(term=None)) == told(item(quantity=None)) == "incomplete missing:items"
    assert told(item(term=48), item("waas-desktop", 3, None)) == "incomplete missing:items"


def test_an_option_without_a_bundle_is_no_whole_order() -> None:
    assert told(item("option-docking", 10, 24)) == "incomplete missing:items"
    assert told(item(), item("option-docking", 10, 24)) == OPEN


def test_a_renewal_counts_what_has_run() -> None:
    assert told(item(term=12), deal__type="renewal", deal__previous_term_months=24) == OPEN
    assert told(item(term=12), deal__type="renewal", deal__previous_term_months=36) == "rejected term-not-offered"
    assert told(item(term=24), deal__type="renewal", deal__previous_term_months=24) == "rejected term-not-offered"


def test_a_renewal_must_say_what_has_run_and_a_new_contract_need_not() -> None:
    assert told(item(term=12), deal__type="renewal") == "incomplete missing:deal.previous_term_months"
    assert told(item(term=12), deal__type="new") == told(item(term=12)) == OPEN


def test_two_readings_of_the_kind_of_contract_are_asked_about() -> None:
    assert told(item(term=12), doubt=ambiguity("deal.type", "new", "renewal")) == "incomplete ambiguous:deal.type"


def test_hardware_outside_the_standard_bundles_is_for_a_person() -> None:
    assert told(item("custom-bundle", 5, 36)) == "in_review check:credit check:custom-bundle"
    assert told(item("custom-bundle", None, 36)) == "incomplete missing:items"


def test_one_of_tax_id_and_registry_id_is_enough() -> None:
    assert told(item(), client__registry_id=None) == "incomplete missing:client.tax_id"
    assert (
        told(item(), client__registry_id=None, client__tax_id="819905223B01", standing=Standing.INVALID)
        == "incomplete invalid:client.tax_id"
    )
    assert told(item(), client__tax_id="819905223B01", standing=Standing.INVALID) == OPEN
