"""Every rule of the Ibas Ontrack programme, on both sides of its boundary (docs/domain.md, section 2)."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from tests.unit.judging.samples import CONFIG, EVIDENCE, RECEIVED, ambiguity, check, other

from leadbot.judging import conclude, judge
from leadbot.model.facts import Facts, ListEntry, ListFact
from leadbot.model.lead import CheckState, LeadState
from leadbot.model.message import Kind
from leadbot.model.program import Program
from leadbot.model.submission import Ambiguity, FieldValue, Item, LeadDraft, Remark, Standing
from leadbot.programs import load_lexicons, load_program

RECOVERY = (Item(product="data-recovery"),)
REFERRAL: dict[str, Any] = {
    "partner.number": "IO-P-0007",
    "partner.name": "Kuusamon Datatuki Oy",
    "client.name": "Rukan Laskettelu Oy",
    "client.contact.name": "Matti Virta",
    "client.contact.phone": "+358401234567",
    "items": RECOVERY,
}
RESALE: dict[str, Any] = {"partner.number": "IO-P-0007", "items": RECOVERY, "deal.option": "resale"}
APPLICANT: dict[str, Any] = {
    "partner.name": "Kuusamon Datatuki Oy",
    "partner.tax_id": "1234567-1",
    "contact.name": "Maija Niemi",
    "contact.phone": "+358407654321",
    "contact.email": "maija@datatuki.example",
}
PARTNER = ListEntry(number="IO-P-0007")
YESTERDAY, TODAY = date(2026, 3, 9), date(2026, 3, 10)
"""Before the receipt, and the day of it."""


@cache
def program() -> Program:
    return load_program("ibas-ontrack", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


def facts(*others: Any, checks: tuple[Any, ...] = (), partners: tuple[ListEntry, ...] = (PARTNER,), **entries: ListEntry) -> Facts:
    """What the registry knows where the sender is a partner; a list's rows are named by its id with `_`."""
    rows = {"partners": partners} | {name.replace("_", "-"): (entry,) for name, entry in entries.items()}
    lists = tuple(ListFact(list=spec.id, in_use=spec.in_use, entries=rows.get(spec.id, ())) for spec in program().lists)
    return Facts(lists=lists, checks=checks, others=others)


def draft(values: dict[str, Any], *doubts: Ambiguity, said: str = "", standing: Standing = Standing.VALID, **changes: Any) -> LeadDraft:
    """These values changed (dots written as `__`); one that is None is left out. `standing` is the tax id's."""
    merged = values | {name.replace("__", "."): value for name, value in changes.items()}
    fields = tuple(
        FieldValue(id=id_, value=value, evidence=EVIDENCE, standing=standing if id_ == "partner.tax_id" else Standing.VALID)
        for id_, value in merged.items()
        if value is not None
    )
    return LeadDraft(fields=fields, ambiguities=doubts, remarks=(Remark(rule=said, evidence=EVIDENCE),) if said else ())


def told(lead: LeadDraft, known: Facts | None = None, kind: Kind = Kind.LEAD, under: Program | None = None) -> str:
    found = conclude(judge(lead, under or program(), known or facts(), RECEIVED, kind))
    return " ".join([found.outcome.value, *map(str, found.reasons)])


def test_a_complete_referral_and_a_complete_resale_are_confirmed() -> None:
    assert told(draft(REFERRAL)) == told(draft(RESALE)) == "confirmed"


@pytest.mark.parametrize("field", ["client.name", "client.contact.name", "client.contact.phone", "items"])
def test_missing_each_required_field_of_a_referral(field: str) -> None:
    assert told(draft(REFERRAL, **{field.replace(".", "__"): None})) == f"incomplete missing:{field}"


def test_missing_client_contact_phone_where_there_is_no_mail_either() -> None:
    assert told(draft(REFERRAL, client__contact__phone=None, client__contact__email="matti@ruka.example")) == "confirmed"


def test_missing_partner_number_where_there_is_no_name_either_and_of_a_resale_always() -> None:
    nobody = facts(partners=())
    assert told(draft(REFERRAL, partner__number=None)) == "confirmed"
    assert told(draft(REFERRAL, partner__number=None, partner__name=None), nobody) == "incomplete missing:partner.number"
    assert told(draft(RESALE, partner__number=None, partner__name="Kuusamon Datatuki Oy")) == "incomplete missing:partner.number"


def test_ambiguous_deal_option() -> None:
    assert told(draft(REFERRAL, ambiguity("deal.option", "referral", "resale"))) == "incomplete ambiguous:deal.option"


def test_ambiguous_partner_number_of_two_partners() -> None:
    two = facts(partners=(PARTNER, ListEntry(number="IO-P-0008")))
    assert told(draft(REFERRAL), two) == "incomplete ambiguous:partner.number"


def test_partner_not_registered() -> None:
    stranger = facts(partners=())
    assert told(draft(REFERRAL), stranger) == "rejected partner-not-registered"
    assert told(draft(REFERRAL, client__name=None), stranger) == "rejected partner-not-registered"
    assert told(draft(APPLICANT), stranger, Kind.APPLICATION) == "in_review check:admission"


@pytest.mark.parametrize("outside", ["blancco-licence", "data-transfer", "document-review"])
def test_product_not_eligible(outside: str) -> None:
    alone, beside = (Item(product=outside),), (Item(product=outside), *RECOVERY)
    assert told(draft(REFERRAL, items=alone)) == "rejected product-not-eligible"
    assert told(draft(REFERRAL, items=beside)) == "confirmed"


@pytest.mark.parametrize(
    "service", ["data-recovery", "computer-forensics", "ediscovery", "email-extraction", "tape-services", "data-destruction"]
)
def test_every_service_of_the_programme_is_eligible_without_a_quantity(service: str) -> None:
    assert told(draft(REFERRAL, items=(Item(product=service),))) == "confirmed"


def test_existing_client() -> None:
    assert told(draft(REFERRAL), facts(existing_clients=ListEntry())) == "rejected existing-client"
    assert told(draft(REFERRAL), facts()) == "confirmed"


DATED = [("in-negotiation", "in-negotiation", "in-negotiation"), ("direct-contacts", "contacted-directly", "direct-contacts")]


@pytest.mark.parametrize(("list_id", "reason", "check_id"), DATED)
def test_in_negotiation_and_contacted_directly_count_from_the_day_before(list_id: str, reason: str, check_id: str) -> None:
    def on(day: date | None) -> str:
        return told(draft(REFERRAL), facts(**{list_id.replace("-", "_"): ListEntry(dated=day)}))

    assert on(YESTERDAY) == f"rejected {reason}"
    assert on(TODAY) == on(None) == f"in_review check:{check_id}"
    assert on(TODAY + timedelta(days=1)) == "confirmed"


@pytest.mark.parametrize(("list_id", "reason", "check_id"), DATED)
def test_check_in_negotiation_and_check_direct_contacts_of_the_same_day_are_as_staff_say(list_id: str, reason: str, check_id: str) -> None:
    same_day = {list_id.replace("-", "_"): ListEntry(dated=TODAY)}
    refused, approved = (check(check_id, state) for state in (CheckState.REFUSED, CheckState.APPROVED))
    assert told(draft(REFERRAL), facts(checks=(refused,), **same_day)) == f"rejected {reason}"
    assert told(draft(REFERRAL), facts(checks=(approved,), **same_day)) == "confirmed"


def test_self_referral_by_name_by_id_and_by_the_mails_own_words() -> None:
    assert told(draft(REFERRAL, client__name="KUUSAMON DATATUKI")) == "rejected self-referral"
    both = {"client__tax_id": "1234567-1", "partner__tax_id": "1234567-1"}
    assert told(draft(REFERRAL, **both)) == "rejected self-referral"
    assert told(draft(REFERRAL, said="own-case-said")) == "rejected self-referral"


def test_self_referral_is_told_by_ids_where_both_have_one_whatever_the_names() -> None:
    two = {"client__tax_id": "2345678-1", "partner__tax_id": "1234567-1", "client__name": "Kuusamon Datatuki Oy"}
    assert told(draft(REFERRAL, **two)) == "confirmed"
    assert told(draft(REFERRAL, client__name="Kuusamon Datatukku Oy")) == "confirmed"


def test_check_partner_offer_where_the_mail_says_that_the_work_was_quoted() -> None:
    assert told(draft(REFERRAL, said="no-offer-by-partner")) == "in_review check:partner-offer"
    assert told(draft(REFERRAL)) == "confirmed"


def test_vendor_discretion_where_staff_refuse_the_partners_offer_or_a_conflict_of_interest() -> None:
    offer = facts(checks=(check("partner-offer", CheckState.REFUSED),))
    assert told(draft(REFERRAL, said="no-offer-by-partner"), offer) == "rejected vendor-discretion"
    conflict = facts(checks=(check("conflict-of-interest", CheckState.REFUSED),))
    assert told(draft(REFERRAL), conflict) == "rejected vendor-discretion"


def test_check_conflict_of_interest_only_where_staff_raise_it() -> None:
    raised, settled = (facts(checks=(check("conflict-of-interest", state),)) for state in (CheckState.OPEN, CheckState.APPROVED))
    assert told(draft(REFERRAL), raised) == "in_review check:conflict-of-interest"
    assert told(draft(REFERRAL), settled) == "confirmed"


RIVAL = other(same_key=False, keyed=False, alike=("client.name",), products=("data-recovery",))


def test_duplicate_of_a_client_held_by_another_partner_waits_in_line() -> None:
    assert program().line
    keyed = replace(RIVAL, same_key=True, keyed=True, alike=("client.tax_id",))
    assert told(draft(REFERRAL, client__tax_id="2345678-1"), facts(keyed)) == "rejected duplicate"
    assert told(draft(REFERRAL, client__tax_id="2345678-1"), facts(replace(keyed, state=LeadState.LOST))) == "confirmed"


def test_check_possible_duplicate_without_a_key() -> None:
    assert told(draft(REFERRAL), facts(RIVAL)) == "in_review check:possible-duplicate"
    assert told(draft(REFERRAL), facts(replace(RIVAL, state=LeadState.REJECTED))) == "confirmed"


def test_check_priority_while_an_older_incomplete_referral_keeps_its_place() -> None:
    waiting = replace(RIVAL, same_key=True, keyed=True, state=LeadState.INCOMPLETE, place_until=RECEIVED)
    over = replace(waiting, place_until=RECEIVED - timedelta(seconds=1))
    lead = draft(REFERRAL, client__tax_id="2345678-1")
    assert told(lead, facts(waiting)) == "in_review check:priority"
    assert told(lead, facts(over)) == "confirmed"


@pytest.mark.parametrize("field", list(APPLICANT))
def test_missing_each_required_field_of_an_application(field: str) -> None:
    assert told(draft(APPLICANT, **{field.replace(".", "__"): None}), kind=Kind.APPLICATION) == f"incomplete missing:{field}"


def test_invalid_partner_tax_id_of_an_applicant() -> None:
    assert told(draft(APPLICANT, standing=Standing.INVALID), kind=Kind.APPLICATION) == "incomplete invalid:partner.tax_id"


def test_check_admission_is_open_at_first_and_staff_admit() -> None:
    admitted = facts(partners=(), checks=(check("admission", CheckState.APPROVED),))
    assert told(draft(APPLICANT), facts(partners=()), Kind.APPLICATION) == "in_review check:admission"
    assert told(draft(APPLICANT), admitted, Kind.APPLICATION) == "confirmed"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Asianajotoimisto Kallio & Niemi Oy", "rejected partner-not-eligible"),
        ("Advokatbyrå Nordlund Ab", "rejected partner-not-eligible"),
        ("Helsingin Lakitoimisto Oy", "in_review check:admission check:law-firm"),
        ("Juristbyrå Nord Ab", "in_review check:admission check:law-firm"),
        ("Lakimäki Data Oy", "in_review check:admission"),
        ("Ajotieto Oy", "in_review check:admission"),
    ],
)
def test_partner_not_eligible_for_a_law_firm_and_check_law_firm_where_the_name_leaves_it_open(name: str, expected: str) -> None:
    assert told(draft(APPLICANT, partner__name=name), kind=Kind.APPLICATION) == expected


def test_partner_not_eligible_where_staff_find_a_law_firm_or_do_not_admit() -> None:
    lawyers = draft(APPLICANT, partner__name="Helsingin Lakitoimisto Oy")
    refused = facts(checks=(check("law-firm", CheckState.REFUSED),))
    assert told(lawyers, refused, Kind.APPLICATION) == "rejected partner-not-eligible"
    turned_down = facts(checks=(check("admission", CheckState.REFUSED),))
    assert told(draft(APPLICANT), turned_down, Kind.APPLICATION) == "rejected partner-not-eligible"


def test_a_law_firm_is_a_client_like_any_other() -> None:
    assert told(draft(REFERRAL, client__name="Asianajotoimisto Kallio & Niemi Oy")) == "confirmed"


def test_check_overdue_invoices() -> None:
    assert told(draft(REFERRAL), facts(overdue_partners=ListEntry())) == "in_review check:overdue-invoices"
    refused = facts(checks=(check("overdue-invoices", CheckState.REFUSED),), overdue_partners=ListEntry())
    assert told(draft(REFERRAL), refused) == "rejected partner-not-eligible"


def test_partner_banned() -> None:
    assert told(draft(REFERRAL), facts(banned_partners=ListEntry())) == "rejected partner-banned"
    assert told(draft(APPLICANT), facts(banned_partners=ListEntry()), Kind.APPLICATION) == "rejected partner-banned"


def test_program_suspended() -> None:
    suspended = replace(program(), suspended=True)
    assert told(draft(REFERRAL), under=suspended) == "rejected program-suspended"
    assert told(draft(REFERRAL), under=program()) == "confirmed"
