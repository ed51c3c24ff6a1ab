"""What the shipped Infomaniak programme says of applications and of clients added to a partner."""

from functools import cache
from typing import Any

import pytest
from tests.unit.judging.samples import CONFIG, EVIDENCE, RECEIVED, check

from leadbot.judging import conclude, judge
from leadbot.model.facts import Facts, ListEntry, ListFact
from leadbot.model.lead import CheckState
from leadbot.model.message import Kind
from leadbot.model.program import Program
from leadbot.model.submission import FieldValue, Item, LeadDraft, Remark, Standing
from leadbot.programs import load_program

APPLICANT = {
    "partner.name": "Nube Clara S.L.",
    "partner.tax_id": "B97842579",
    "partner.website": "www.nubeclara.example",
    "contact.name": "Lucía Navarro",
    "contact.email": "lucia@nubeclara.example",
}
CLIENT: dict[str, Any] = {
    "client.name": "Bodegas Peñascal S.A.",
    "client.contact.email": "it@penascal.example",
    "items": (Item(product="ksuite"),),
}


@cache
def program() -> Program:
    return load_program("infomaniak-partner", [CONFIG / "programs"], {})


def draft(values: dict[str, Any], *remarks: str, invalid: str = "") -> LeadDraft:
    standings = {invalid: Standing.INVALID}
    fields = (FieldValue(id=i, value=v, evidence=EVIDENCE, standing=standings.get(i, Standing.VALID)) for i, v in values.items())
    return LeadDraft(fields=tuple(fields), remarks=tuple(Remark(rule=rule, evidence=EVIDENCE) for rule in remarks))


def told(lead: LeadDraft, kind: Kind, *entries: tuple[str, ListEntry]) -> str:
    lists = tuple(
        ListFact(list=spec.id, in_use=spec.in_use, entries=tuple(e for id_, e in entries if id_ == spec.id)) for spec in program().lists
    )
    found = conclude(judge(lead, program(), Facts(lists=lists), RECEIVED, kind))
    return " ".join([found.outcome.value, *map(str, found.reasons)])


def without(field: str) -> dict[str, Any]:
    return {id_: value for id_, value in APPLICANT.items() if id_ != field}


def test_check_website_is_open_at_first() -> None:
    assert told(draft(APPLICANT), Kind.APPLICATION) == "in_review check:website"


@pytest.mark.parametrize("field", list(APPLICANT))
def test_missing_each_required_field_of_an_application(field: str) -> None:
    assert told(draft(without(field)), Kind.APPLICATION) == f"incomplete missing:{field}"


@pytest.mark.parametrize("number", ["12345678Z", "X1234567L"])
def test_check_company_register_of_a_natural_persons_number(number: str) -> None:
    assert told(draft(APPLICANT | {"partner.tax_id": number}), Kind.APPLICATION) == "in_review check:company-register check:website"


def test_invalid_partner_tax_id_whatever_it_looks_like() -> None:
    assert told(draft(APPLICANT, invalid="partner.tax_id"), Kind.APPLICATION) == "incomplete invalid:partner.tax_id"


def test_use_affiliate_programme_for_who_only_recommends_and_is_asked_for_nothing() -> None:
    assert told(draft({"contact.name": "Marina Soler"}, "affiliate-programme"), Kind.APPLICATION) == "rejected use-affiliate-programme"


def test_partner_is_affiliate_by_its_own_word_or_by_the_list() -> None:
    assert told(draft(APPLICANT, "affiliate-said"), Kind.APPLICATION) == "rejected partner-is-affiliate"
    assert told(draft(APPLICANT), Kind.APPLICATION, ("affiliates", ListEntry())) == "rejected partner-is-affiliate"


def test_a_partner_adds_a_client_with_its_mail_and_products_whatever_the_quantity() -> None:
    assert told(draft(CLIENT), Kind.LEAD, ("partners", ListEntry())) == "confirmed"
    bare = {id_: value for id_, value in CLIENT.items() if id_ != "client.contact.email"}
    assert told(draft(bare), Kind.LEAD, ("partners", ListEntry())) == "incomplete missing:client.contact.email"


def test_partner_not_registered_cannot_add_a_client() -> None:
    lead = draft(CLIENT | {"contact.email": "pol@ferrer.example"})
    assert told(lead, Kind.LEAD) == "rejected partner-not-registered"


@pytest.mark.parametrize("check_id", ["website", "company-register"])
def test_partner_not_eligible_where_staff_refuse_website_or_register(check_id: str) -> None:
    natural = draft(APPLICANT | {"partner.tax_id": "12345678Z"})
    checks = tuple(check(id_, CheckState.REFUSED if id_ == check_id else CheckState.APPROVED) for id_ in ("website", "company-register"))
    both = tuple(check(id_, CheckState.APPROVED) for id_ in ("website", "company-register"))
    refused, approved = (conclude(judge(natural, program(), Facts(checks=c), RECEIVED, Kind.APPLICATION)) for c in (checks, both))
    assert [str(reason) for reason in refused.reasons] == ["partner-not-eligible"]
    assert approved.outcome == "confirmed"


def test_partner_is_affiliate_though_it_is_a_partner_still() -> None:
    assert told(draft(CLIENT), Kind.LEAD, ("partners", ListEntry()), ("affiliates", ListEntry())) == "rejected partner-is-affiliate"
