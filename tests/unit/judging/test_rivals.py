"""One lead among others (`duplicate`, `check:priority`, `check:possible-duplicate`)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.judging.samples import RECEIVED, check, draft, facts, items, other, program, told, verdict

from leadbot.model.lead import CheckState, LeadState, Reference

LATER = RECEIVED + timedelta(hours=1)
PRIORITY = "in_review check:priority"
POSSIBLE = "in_review check:possible-duplicate"
DUPLICATE = "rejected duplicate"


@pytest.mark.parametrize("state", [LeadState.CONFIRMED, LeadState.IN_REVIEW])
def test_duplicate_of_another_partners_earlier_lead_that_holds_the_key(state: LeadState) -> None:
    assert told(draft(), facts(other(state=state))) == DUPLICATE


@pytest.mark.parametrize(
    "state", [LeadState.REJECTED, LeadState.WITHDRAWN, LeadState.LAPSED, LeadState.EXPIRED, LeadState.LOST, LeadState.IN_LINE]
)
def test_a_lead_that_is_over_or_waits_in_line_blocks_nobody(state: LeadState) -> None:
    assert told(draft(), facts(other(state=state))) == "confirmed"


def test_a_lead_that_was_won_leaves_a_new_one_to_a_person() -> None:
    assert told(draft(), facts(other(state=LeadState.WON))) == POSSIBLE


def test_an_incomplete_lead_keeps_its_place_to_the_last_second_and_makes_the_younger_a_question_of_priority() -> None:
    waiting = other(state=LeadState.INCOMPLETE, place_until=RECEIVED)
    assert told(draft(), facts(waiting)) == PRIORITY
    assert told(draft(), facts(replace(waiting, place_until=RECEIVED - timedelta(seconds=1)))) == "confirmed"
    assert told(draft(), facts(replace(waiting, products=()))) == PRIORITY


@pytest.mark.parametrize("state", [LeadState.IN_REVIEW, LeadState.INCOMPLETE])
def test_a_later_lead_that_is_not_confirmed_does_not_hinder_the_first(state: LeadState) -> None:
    assert told(draft(), facts(other(received_at=LATER, state=state))) == "confirmed"


def test_a_confirmed_lead_is_never_displaced_so_the_older_one_is_a_question_of_priority() -> None:
    assert told(draft(), facts(other(received_at=LATER))) == PRIORITY


def test_at_one_moment_whoever_is_registered_already_was_first() -> None:
    assert told(draft(), facts(other(received_at=RECEIVED))) == DUPLICATE


@pytest.mark.parametrize(("own", "expected"), [("GL-2026-00002", DUPLICATE), ("GL-2026-00000", "confirmed")])
def test_at_one_moment_the_smaller_reference_was_first_when_judged_anew(own: str, expected: str) -> None:
    rival = other(received_at=RECEIVED, state=LeadState.IN_REVIEW)
    assert told(draft(), facts(rival, reference=Reference(own))) == expected


@pytest.mark.parametrize("state", [LeadState.CONFIRMED, LeadState.IN_REVIEW, LeadState.INCOMPLETE])
def test_the_same_client_with_no_family_in_common_is_for_a_person(state: LeadState) -> None:
    assert told(draft(), facts(other(state=state, products=("d365-finance", "visio")))) == POSSIBLE


def test_what_stands_outside_the_programme_is_no_family_in_common() -> None:
    lead = draft(items=items(("m365-e3", 10), ("visio", 1)))
    assert told(lead, facts(other(products=("d365-finance", "visio")))) == POSSIBLE
    assert told(lead, facts(other(products=("d365-finance", "m365-f1")))) == DUPLICATE


@pytest.mark.parametrize("state", [LeadState.CONFIRMED, LeadState.IN_REVIEW, LeadState.INCOMPLETE])
def test_what_may_be_the_same_partners_lead_is_for_a_person(state: LeadState) -> None:
    assert told(draft(), facts(other(same_partner=True, state=state))) == POSSIBLE


def test_what_staff_called_separate_is_no_duplicate_before_they_have_looked_again() -> None:
    separate = check("possible-duplicate", CheckState.APPROVED)
    assert told(draft(), facts(other(state=LeadState.IN_REVIEW), checks=(separate,))) == PRIORITY


@pytest.mark.parametrize("same_partner", [True, False])
def test_a_match_without_key_is_for_a_person_whoever_sent_it(same_partner: bool) -> None:
    alike = other(same_key=False, keyed=False, alike=("client.name",), same_partner=same_partner)
    assert told(draft(), facts(alike)) == POSSIBLE


def test_clients_with_different_keys_are_different_clients() -> None:
    namesake = other(same_key=False, keyed=True, alike=("client.name",))
    assert told(draft(), facts(namesake)) == "confirmed"
    assert "check:possible-duplicate" in {str(f.reason) for f in verdict(draft(without=("client.tax_id",)), facts(namesake)).findings}


def test_all_doubts_are_raised_at_once() -> None:
    waiting = other(state=LeadState.INCOMPLETE, place_until=LATER)
    alike = other(reference=Reference("GL-2026-00003"), products=("d365-finance",))
    assert told(draft(), facts(waiting, alike)) == "in_review check:possible-duplicate check:priority"


def test_a_duplicate_is_rejected_whatever_else_is_doubtful() -> None:
    assert told(draft(), facts(other(), other(state=LeadState.WON))) == DUPLICATE


def test_a_programme_with_a_line_says_duplicate_too_and_leaves_the_line_to_the_service() -> None:
    assert told(draft(), facts(other()), under=replace(program(), line=True)) == DUPLICATE


@pytest.mark.parametrize(
    ("state", "expected"), [(CheckState.APPROVED, "confirmed"), (CheckState.REFUSED, DUPLICATE), (CheckState.CLOSED, PRIORITY)]
)
def test_staff_settle_who_was_first(state: CheckState, expected: str) -> None:
    waiting = other(state=LeadState.INCOMPLETE, place_until=LATER)
    assert told(draft(), facts(waiting, checks=(check("priority", state),))) == expected


def test_nothing_of_the_other_lead_is_told() -> None:
    for rival in (other(), other(state=LeadState.INCOMPLETE), other(same_key=False, keyed=False)):
        (finding,) = verdict(draft(), facts(rival)).telling()
        assert finding.facts == ()
