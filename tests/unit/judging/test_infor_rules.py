"""Every rule of the Infor programme, on both sides of its boundary (docs/domain.md, section 5)."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from leadbot.model.facts import Facts, ListEntry
from leadbot.model.lead import CheckState, LeadState
from leadbot.model.program import Program
from leadbot.model.submission import FieldValue, Item, LeadDraft
from leadbot.model.verdict import Reason
from leadbot.programs import load_program

from .samples import CONFIG, EVIDENCE, RECEIVED, ambiguity, check, listed, other
from .samples import told as told_under

GOOD: dict[str, Any] = {
    "client.name": "Laiterie Exemple SAS",
    "client.contact.name": "Bernard Mounier",
    "client.contact.email": "b.mounier@laiterie.example",
    "items": (Item(product="infor-m3"),),
    "deal.description": "Remplacement d'un ERP vieillissant.",
    "partner.name": "Conseil Exemple SARL",
    "contact.name": "Claire Fontaine",
    "contact.email": "claire@conseil.example",
}


@cache
def infor() -> Program:
    return load_program("infor-referral", [CONFIG / "programs"], {})


def draft(*, without: tuple[str, ...] = (), **changes: Any) -> LeadDraft:
    values = GOOD | {name.replace("__", "."): value for name, value in changes.items()}
    return LeadDraft(fields=tuple(FieldValue(id=i, value=v, evidence=EVIDENCE) for i, v in values.items() if i not in without))


def told(lead: LeadDraft, known: Facts | None = None) -> str:
    """The verdict where sales have already qualified the lead."""
    return told_under(lead, known or Facts(checks=(check("qualification", CheckState.APPROVED),)), under=infor())


def test_check_qualification_is_open_at_first_and_sales_confirm() -> None:
    assert told(draft(), Facts()) == "in_review check:qualification"
    assert told(draft()) == "confirmed"


@pytest.mark.parametrize(
    "field", ["client.name", "client.contact.name", "items", "deal.description", "partner.name", "contact.name", "contact.email"]
)
def test_missing_each_required_field(field: str) -> None:
    assert told(draft(without=(field,))) == f"incomplete missing:{field}"


def test_missing_client_contact_email_where_there_is_no_phone_either() -> None:
    assert told(draft(without=("client.contact.email",))) == "incomplete missing:client.contact.email"
    assert told(draft(without=("client.contact.email",), client__contact__phone="+33612345678")) == "confirmed"


def test_ambiguous_items_that_need_no_quantity_but_a_product_that_is_one() -> None:
    doubtful = LeadDraft(fields=draft(without=("items",)).fields, ambiguities=(ambiguity("items", "Infor LN", "Infor M3"),))
    assert told(doubtful) == "incomplete ambiguous:items"


@pytest.mark.parametrize(
    ("deployment", "expected"),
    [
        ("multi-tenant", "confirmed"),
        ("single-tenant", "rejected product-not-eligible"),
        ("on-premise", "rejected product-not-eligible"),
    ],
)
def test_product_not_eligible_but_in_the_multi_tenant_cloud(deployment: str, expected: str) -> None:
    assert told(draft(deal__deployment=deployment)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mairie de Brévigny", "in_review check:public-sector"),
        ("Ville d'Annecy", "in_review check:public-sector"),
        ("CHU de Brévigny", "in_review check:public-sector"),
        ("Ministère des Transports", "in_review check:public-sector"),
        ("Université de Lorraine-Nord", "in_review check:public-sector"),
        ("Conseil départemental du Gard", "in_review check:public-sector"),
        ("Préfecture de la Loire", "in_review check:public-sector"),
        ("Villeneuve Industries SAS", "confirmed"),
        ("Chuvin Frères SA", "confirmed"),
        ("Ministock SARL", "confirmed"),
        ("Conseil & Organisation SAS", "confirmed"),
    ],
)
def test_check_public_sector_where_the_name_alone_suggests_it(name: str, expected: str) -> None:
    assert told(draft(client__name=name)) == expected


@pytest.mark.parametrize(
    ("sector", "expected"),
    [
        ("public", "rejected public-sector"),
        ("commercial", "confirmed"),
        ("nonprofit", "confirmed"),
        ("education", "in_review check:public-sector"),
    ],
)
def test_public_sector_when_stated_whatever_the_name_but_education_may_be_either(sector: str, expected: str) -> None:
    assert told(draft(client__name="Université de Lorraine-Nord", client__sector=sector)) == expected


def test_check_existing_client_on_the_list_of_clients() -> None:
    agreed = (check("qualification", CheckState.APPROVED),)
    assert told(draft(), Facts(checks=agreed, lists=listed("existing-clients", ListEntry()))) == "in_review check:existing-client"
    assert told(draft(), Facts(checks=agreed, lists=listed("existing-clients"))) == "confirmed"


def test_duplicate_of_a_held_client_waits_in_line_and_an_alike_one_is_check_possible_duplicate() -> None:
    agreed = (check("qualification", CheckState.APPROVED),)
    assert infor().line
    held = other(products=("infor-ln",))
    assert told(draft(client__tax_id="732829320"), Facts(checks=agreed, others=(held,))) == "rejected duplicate"
    alike = other(same_key=False, keyed=False, alike=("client.name",), products=("infor-ln",))
    assert told(draft(), Facts(checks=agreed, others=(alike,))) == "in_review check:possible-duplicate"


def test_deployment_not_stated_is_taken_as_multi_tenant_and_two_readings_are_asked_about() -> None:
    doubtful = LeadDraft(fields=draft().fields, ambiguities=(ambiguity("deal.deployment", "multi-tenant", "on-premise"),))
    assert told(draft()) == "confirmed"
    assert told(doubtful) == "incomplete ambiguous:deal.deployment"


def test_not_qualified_by_sales() -> None:
    refused = check("qualification", CheckState.REFUSED)
    assert told(draft(), Facts(checks=(refused,))) == "rejected not-qualified"


@pytest.mark.parametrize("code", ["existing-client", "public-sector", "product-not-eligible", "vendor-discretion"])
def test_vendor_discretion_or_another_reason_of_sales_is_told_as_they_give_it(code: str) -> None:
    refused = check("qualification", CheckState.REFUSED, reason=Reason(code), note="…")
    assert told(draft(), Facts(checks=(refused,))) == f"rejected {code}"


def test_existing_client_when_staff_say_so() -> None:
    agreed = check("qualification", CheckState.APPROVED)
    refused, approved = (check("existing-client", state) for state in (CheckState.REFUSED, CheckState.APPROVED))
    on_list = listed("existing-clients", ListEntry())
    assert told(draft(), Facts(checks=(agreed, refused), lists=on_list)) == "rejected existing-client"
    assert told(draft(), Facts(checks=(agreed, approved), lists=on_list)) == "confirmed"


def test_public_sector_when_staff_refuse_what_the_name_suggests() -> None:
    agreed, refused = check("qualification", CheckState.APPROVED), check("public-sector", CheckState.REFUSED)
    assert told(draft(client__name="Mairie de Brévigny"), Facts(checks=(agreed, refused))) == "rejected public-sector"


def test_check_priority_while_an_older_incomplete_referral_keeps_its_place() -> None:
    agreed = (check("qualification", CheckState.APPROVED),)
    waiting = other(state=LeadState.INCOMPLETE, place_until=RECEIVED + timedelta(days=1), products=("infor-ln",))
    over = replace(waiting, place_until=RECEIVED - timedelta(seconds=1))
    lead = draft(client__tax_id="732829320")
    assert told(lead, Facts(checks=agreed, others=(waiting,))) == "in_review check:priority"
    assert told(lead, Facts(checks=agreed, others=(over,))) == "confirmed"


def test_it_aims_at_the_third_of_five_business_days_and_knows_peak_periods() -> None:
    assert (infor().target_days, infor().promise_days) == (3, 5)
    assert infor().peaks
    assert "peaks" in infor().samples


def test_it_answers_within_five_french_business_days() -> None:
    assert (infor().promise_days, infor().calendar.country, infor().prefix, infor().language) == (5, "FR", "IR", "fr")
    assert infor().fallback_languages == ("en",)
