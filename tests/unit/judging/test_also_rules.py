"""Every rule of the ALSO programme, on both sides of its boundary (docs/domain.md, section 3)."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from tests.unit.judging.samples import CONFIG, EVIDENCE, RECEIVED, ambiguity, check, other

from leadbot.judging import conclude, judge
from leadbot.model.facts import Facts
from leadbot.model.lead import CheckState, LeadState
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


def told(
    *items: Item, doubt: Ambiguity | None = None, known: Facts | None = None, standing: Standing = Standing.VALID, **changes: Any
) -> str:
    """The verdict on a good lead with these items and fields (dots written as `__`); a field that is None is left out."""
    values = GOOD | {"items": items} | {name.replace("__", "."): value for name, value in changes.items()}
    fields = tuple(
        FieldValue(id=id_, value=value, evidence=EVIDENCE, standing=standing if id_ == "client.tax_id" else Standing.VALID)
        for id_, value in values.items()
        if value is not None
    )
    draft = LeadDraft(fields=fields, ambiguities=(doubt,) if doubt else ())
    found = conclude(judge(draft, program(), known or Facts(), RECEIVED))
    return " ".join([found.outcome.value, *map(str, found.reasons)])


def test_check_credit_is_all_that_a_lead_with_an_offered_term_waits_for() -> None:
    assert [told(item(term=months)) for months in (12, 24, 36)] == [OPEN] * 3


def test_term_not_offered_whatever_else_is_missing() -> None:
    assert told(item(term=48)) == "rejected term-not-offered"
    assert told(item(term=18, quantity=None), client__address=None) == "rejected term-not-offered"


def test_term_not_offered_beside_an_eligible_one_is_only_named() -> None:
    assert told(item(term=48), item("waas-desktop", 3, 24)) == OPEN
    assert told(item(term=48, quantity=None), item("waas-desktop", 3, 24)) == OPEN


def test_missing_items_without_their_term_or_quantity() -> None:
    assert told(item(term=None)) == told(item(quantity=None)) == "incomplete missing:items"
    assert told(item(term=48), item("waas-desktop", 3, None)) == "incomplete missing:items"


def test_missing_items_where_an_option_has_no_bundle() -> None:
    assert told(item("option-docking", 10, 24)) == "incomplete missing:items"
    assert told(item(), item("option-docking", 10, 24)) == OPEN


def test_term_not_offered_counts_what_a_renewal_has_run() -> None:
    assert told(item(term=12), deal__type="renewal", deal__previous_term_months=24) == OPEN
    assert told(item(term=12), deal__type="renewal", deal__previous_term_months=36) == "rejected term-not-offered"
    assert told(item(term=24), deal__type="renewal", deal__previous_term_months=24) == "rejected term-not-offered"


def test_missing_previous_term_of_a_renewal_alone() -> None:
    assert told(item(term=12), deal__type="renewal") == "incomplete missing:deal.previous_term_months"
    assert told(item(term=12), deal__type="new") == told(item(term=12)) == OPEN


def test_ambiguous_deal_type() -> None:
    assert told(item(term=12), doubt=ambiguity("deal.type", "new", "renewal")) == "incomplete ambiguous:deal.type"


def test_check_custom_bundle_for_hardware_outside_the_standard_bundles() -> None:
    assert told(item("custom-bundle", 5, 36)) == "in_review check:credit check:custom-bundle"
    assert told(item("custom-bundle", None, 36)) == "incomplete missing:items"


def test_missing_client_tax_id_where_there_is_no_registry_id_either() -> None:
    assert told(item(), client__registry_id=None) == "incomplete missing:client.tax_id"
    assert (
        told(item(), client__registry_id=None, client__tax_id="819905223B01", standing=Standing.INVALID)
        == "incomplete invalid:client.tax_id"
    )
    assert told(item(), client__tax_id="819905223B01", standing=Standing.INVALID) == OPEN


def test_missing_each_required_field() -> None:
    for field in ("client.name", "client.address", "partner.name", "contact.name", "contact.email"):
        assert told(item(), **{field.replace(".", "__"): None}) == f"incomplete missing:{field}"
    assert told() == "incomplete missing:items"


def test_term_not_offered_by_a_renewal_at_36_months_in_all_and_one_more() -> None:
    def renewal(run: int, added: int) -> str:
        return told(item(term=added), deal__type="renewal", deal__previous_term_months=run)

    assert renewal(24, 12) == renewal(12, 24) == OPEN
    assert renewal(25, 12) == renewal(12, 36) == "rejected term-not-offered"


def test_term_not_offered_by_a_renewal_beside_one_that_fits_is_only_named() -> None:
    both = (item(term=12), item("waas-desktop", 3, 36))
    assert told(*both, deal__type="renewal", deal__previous_term_months=24) == OPEN


def test_delivery_is_told_and_never_judged() -> None:
    assert told(item(), delivery="client") == told(item(), delivery="partner") == told(item()) == OPEN


def test_credit_refused() -> None:
    assert told(item(), known=Facts(checks=(check("credit", CheckState.APPROVED),))) == "confirmed"
    assert told(item(), known=Facts(checks=(check("credit", CheckState.REFUSED),))) == "rejected credit-refused"


def test_product_not_eligible_where_a_custom_bundle_is_refused() -> None:
    credit = check("credit", CheckState.APPROVED)
    approved, refused = (check("custom-bundle", state) for state in (CheckState.APPROVED, CheckState.REFUSED))
    assert told(item("custom-bundle", 5, 36), known=Facts(checks=(credit, approved))) == "confirmed"
    assert told(item("custom-bundle", 5, 36), known=Facts(checks=(credit, refused))) == "rejected product-not-eligible"


RIVAL = other(products=("waas-desktop",), alike=("client.registry_id",))


def test_duplicate_of_a_client_held_by_another_partner_waits_in_line() -> None:
    assert program().line
    assert told(item(), known=Facts(others=(RIVAL,))) == "rejected duplicate"
    assert told(item(), known=Facts(others=(replace(RIVAL, state=LeadState.WITHDRAWN),))) == OPEN


def test_check_priority_while_an_older_incomplete_lead_keeps_its_place() -> None:
    waiting = replace(RIVAL, state=LeadState.INCOMPLETE, place_until=RECEIVED)
    over = replace(waiting, place_until=RECEIVED - timedelta(seconds=1))
    assert told(item(), known=Facts(others=(waiting,))) == "in_review check:credit check:priority"
    assert told(item(), known=Facts(others=(over,))) == OPEN


def test_check_possible_duplicate_where_one_client_has_a_tax_id_and_the_other_a_registry_id() -> None:
    alike = replace(RIVAL, same_key=False, keyed=False, alike=("client.name",))
    stranger = replace(RIVAL, same_key=False, keyed=True, alike=("client.name",))
    assert told(item(), known=Facts(others=(alike,))) == "in_review check:credit check:possible-duplicate"
    assert told(item(), known=Facts(others=(stranger,))) == OPEN
