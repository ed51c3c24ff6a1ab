"""Every rule of the Infor programme, on both sides of its boundary (docs/domain.md, section 5)."""

from functools import cache
from typing import Any

import pytest

from leadbot.model.facts import Facts, ListEntry
from leadbot.model.lead import CheckState
from leadbot.model.program import Program
from leadbot.model.submission import FieldValue, Item, LeadDraft
from leadbot.programs import load_program

from .samples import CONFIG, EVIDENCE, ambiguity, check, listed, other
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


def test_a_complete_lead_waits_for_sales_and_is_confirmed_by_them() -> None:
    assert told(draft(), Facts()) == "in_review check:qualification"
    assert told(draft()) == "confirmed"


@pytest.mark.parametrize(
    "field", ["client.name", "client.contact.name", "items", "deal.description", "partner.name", "contact.name", "contact.email"]
)
def test_missing_each_required_field(field: str) -> None:
    assert told(draft(without=(field,))) == f"incomplete missing:{field}"


def test_of_the_clients_mail_and_phone_one_suffices_and_the_mail_is_asked_for() -> None:
    assert told(draft(without=("client.contact.email",))) == "incomplete missing:client.contact.email"
    assert told(draft(without=("client.contact.email",), client__contact__phone="+33612345678")) == "confirmed"


def test_items_need_no_quantity_but_a_product_that_is_one() -> None:
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
def test_only_multi_tenant_cloud_is_eligible(deployment: str, expected: str) -> None:
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
def test_a_name_alone_only_suggests_the_public_sector(name: str, expected: str) -> None:
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
def test_a_stated_sector_goes_before_the_name_but_education_may_be_either(sector: str, expected: str) -> None:
    assert told(draft(client__name="Université de Lorraine-Nord", client__sector=sector)) == expected


def test_a_client_on_the_list_of_clients_is_for_a_person() -> None:
    agreed = (check("qualification", CheckState.APPROVED),)
    assert told(draft(), Facts(checks=agreed, lists=listed("existing-clients", ListEntry()))) == "in_review check:existing-client"
    assert told(draft(), Facts(checks=agreed, lists=listed("existing-clients"))) == "confirmed"


def test_a_second_referrers_lead_for_a_held_client_is_a_duplicate_that_waits_in_line() -> None:
    agreed = (check("qualification", CheckState.APPROVED),)
    assert infor().line
    held = other(products=("infor-ln",))
    assert told(draft(client__tax_id="732829320"), Facts(checks=agreed, others=(held,))) == "rejected duplicate"
    alike = other(same_key=False, keyed=False, alike=("client.name",), products=("infor-ln",))
    assert told(draft(), Facts(checks=agreed, others=(alike,))) == "in_review check:possible-duplicate"


def test_it_answers_within_five_french_business_days() -> None:
    assert (infor().promise_days, infor().calendar.country, infor().prefix, infor().language) == (5, "FR", "IR", "fr")
    assert infor().fallback_languages == ("en",)
