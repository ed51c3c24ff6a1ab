"""Checks and staff's answers."""

from dataclasses import replace

import pytest
from tests.unit.judging.samples import check, draft, facts, items, told, verdict

from leadbot.model.facts import Facts
from leadbot.model.lead import CheckState
from leadbot.model.verdict import Reason

OFFICE = "Urząd Miasta Kalisza"


def test_microsoft_registration_is_open_until_staff_have_heard_from_microsoft() -> None:
    assert told(draft(), Facts()) == "in_review check:microsoft-registration"
    assert told(draft(), Facts(checks=(check("microsoft-registration"),))) == "in_review check:microsoft-registration"
    assert told(draft(), Facts(checks=(check("microsoft-registration", CheckState.APPROVED),))) == "confirmed"


@pytest.mark.parametrize("code", ["reported-elsewhere", "client-not-eligible", "partner-not-eligible"])
def test_microsoft_registration_is_refused_for_the_reason_that_staff_give(code: str) -> None:
    refused = check("microsoft-registration", CheckState.REFUSED, reason=Reason(code))
    assert told(draft(), Facts(checks=(refused,))) == f"rejected {code}"


def test_a_refusal_without_a_reason_means_the_checks_first_one() -> None:
    assert told(draft(client__name=OFFICE), facts(checks=(check("public-sector", CheckState.REFUSED),))) == "rejected public-sector"


def test_a_refusal_speaks_for_the_rule_of_its_reason_and_carries_staffs_words() -> None:
    refused = check("microsoft-registration", CheckState.REFUSED, reason=Reason("client-not-eligible"), note="ponad 500 stanowisk")
    (finding,) = verdict(draft(), Facts(checks=(refused,))).telling()
    assert finding.rule == "client-polish"
    assert dict(finding.facts) == {"check": "microsoft-registration", "note": "ponad 500 stanowisk"}


def test_an_approved_check_passes_and_the_other_ones_stay_open() -> None:
    approved = check("public-sector", CheckState.APPROVED)
    assert told(draft(client__name=OFFICE), Facts(checks=(approved,))) == "in_review check:microsoft-registration"


def test_the_latest_answer_counts() -> None:
    refused, approved = check("public-sector", CheckState.REFUSED), check("public-sector", CheckState.APPROVED)
    assert told(draft(client__name=OFFICE), facts(checks=(refused, approved))) == "confirmed"
    assert told(draft(client__name=OFFICE), facts(checks=(approved, refused))) == "rejected public-sector"


def test_a_check_that_closed_by_itself_is_asked_again_when_its_cause_comes_back() -> None:
    assert told(draft(client__name=OFFICE), facts(checks=(check("public-sector", CheckState.CLOSED),))) == "in_review check:public-sector"


@pytest.mark.parametrize("state", [CheckState.OPEN, CheckState.REFUSED])
def test_a_check_whose_cause_is_gone_holds_nothing_up(state: CheckState) -> None:
    assert told(draft(), facts(checks=(check("public-sector", state),))) == "confirmed"


def test_a_change_of_a_confirmed_lead_is_for_a_person_until_approved() -> None:
    changed = facts(changed=("items", "client.tax_id"))
    assert told(draft(), changed) == "in_review check:changed"
    assert dict(verdict(draft(), changed).telling()[0].facts) == {"fields": "items, client.tax_id"}
    assert told(draft(), replace(changed, checks=(*changed.checks, check("changed", CheckState.APPROVED)))) == "confirmed"


def test_what_speaks_against_a_changed_lead_is_part_of_the_same_question() -> None:
    too_few = draft(items=items(("m365-e3", 2)))
    assert told(too_few, facts(changed=("items",))) == "in_review check:changed"
    assert told(too_few, facts(changed=("items",), checks=(check("changed", CheckState.APPROVED),))) == "confirmed"
    assert told(draft(without=("client.pc_count",)), facts(changed=("items",))) == "in_review check:changed"


def test_a_refused_change_is_told_once_by_the_rule_that_speaks_against_it() -> None:
    refused = check("changed", CheckState.REFUSED, reason=Reason("below-minimum-quantity"))
    (finding,) = verdict(draft(items=items(("m365-e3", 2))), facts(changed=("items",), checks=(refused,))).telling()
    assert (finding.rule, finding.fact("quantity")) == ("minimum-licences", "2")


def test_a_rule_that_looks_at_nothing_that_changed_rejects_as_ever() -> None:
    assert told(draft(client__sector="public"), facts(changed=("items",))) == "rejected public-sector"


def test_a_refused_change_rejects_for_the_reason_that_staff_give() -> None:
    refused = check("changed", CheckState.REFUSED, reason=Reason("existing-service"))
    assert told(draft(), facts(changed=("items",), checks=(refused,))) == "rejected existing-service"


def test_staff_may_reject_any_lead_in_words() -> None:
    own = check("vendor-discretion", CheckState.REFUSED, reason=Reason("vendor-discretion"), note="umowa wypowiedziana")
    assert told(draft(), facts(checks=(own,))) == "rejected vendor-discretion"
    (finding,) = verdict(draft(), facts(checks=(own,))).telling()
    assert (finding.rule, finding.fact("note")) == ("staff", "umowa wypowiedziana")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (CheckState.OPEN, "in_review check:conflict-of-interest"),
        (CheckState.REFUSED, "rejected vendor-discretion"),
        (CheckState.APPROVED, "confirmed"),
        (CheckState.CLOSED, "confirmed"),
    ],
)
def test_what_staff_flag_themselves_holds_the_lead_until_they_answer(state: CheckState, expected: str) -> None:
    assert told(draft(), facts(checks=(check("conflict-of-interest", state),))) == expected
