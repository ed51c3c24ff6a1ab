"""What the client owns already, and what counts as a move (`existing-service`)."""

import pytest
from tests.unit.judging.samples import ambiguity, draft, facts, items, listed, told, verdict

from leadbot.model.facts import ListEntry

REJECTED = "rejected existing-service"
MIXED = "in_review check:mixed-plans"
UNCLEAR = "in_review check:existing-service"


@pytest.mark.parametrize(
    ("owned", "wanted", "expected"),
    [
        ((), ["m365-business-basic"], "confirmed"),
        (("azure", "visio"), ["m365-business-basic"], "confirmed"),
        (("m365-business-basic",), ["m365-business-standard"], REJECTED),
        (("m365-business-basic",), ["m365-e5"], REJECTED),
        (("microsoft-365",), ["d365-finance"], REJECTED),
        (("d365-sales-professional",), ["m365-e3"], REJECTED),
        (("o365-e1", "d365-team-members"), ["m365-e3"], REJECTED),
        (("o365-business-essentials",), ["o365-e1"], REJECTED),
        (("office-365",), ["m365-business-premium"], REJECTED),
        (("office-365",), ["d365-finance"], REJECTED),
        (("office-365",), ["o365-e3"], "confirmed"),
        (("office-365",), ["m365-e5"], "confirmed"),
        (("o365-business-premium",), ["m365-e3"], "confirmed"),
        (("o365-e1",), ["o365-e3"], "confirmed"),
        (("o365-e3",), ["m365-e3"], "confirmed"),
        (("o365-e3",), ["o365-e5"], "confirmed"),
        (("o365-e5",), ["m365-e5"], "confirmed"),
        (("o365-e3",), ["o365-e3"], REJECTED),
        (("o365-e5",), ["o365-e3"], REJECTED),
        (("o365-e5",), ["m365-e3"], REJECTED),
        (("office-365",), ["m365-e3", "m365-business-basic"], MIXED),
        (("office-365",), ["m365-e3", "d365-finance"], MIXED),
        (("office-365",), ["m365-e3", "o365-e5"], "confirmed"),
        (("o365-e3",), ["o365-e3", "m365-e5"], MIXED),
        (("o365-e1", "o365-e3"), ["o365-e3"], MIXED),
        (("o365-e1", "o365-e5"), ["m365-e3"], MIXED),
        (("office-365",), ["m365-e3", "visio"], "confirmed"),
    ],
)
def test_only_a_client_of_office_365_alone_may_move_and_only_up_to_e3_or_higher(
    owned: tuple[str, ...], wanted: list[str], expected: str
) -> None:
    assert told(draft(client__existing_services=owned, items=items(*((product, 10) for product in wanted)))) == expected


def test_the_owned_and_wanted_plans_are_quoted() -> None:
    (finding,) = verdict(draft(client__existing_services=("o365-e1",))).telling()
    assert dict(finding.facts) == {"owned": "Office 365 E1", "wanted": "Microsoft 365 Business Standard"}


def test_an_owned_plan_of_two_readings_is_for_a_person() -> None:
    assert told(draft(ambiguity("client.existing_services", "Microsoft 365 E3", "Office 365 E3"))) == UNCLEAR


def test_whoever_owns_another_family_is_rejected_before_the_items_are_known() -> None:
    assert told(draft(without=("items",), client__existing_services=("microsoft-365",))) == REJECTED


def test_a_move_can_be_judged_only_when_the_items_are_known() -> None:
    assert told(draft(without=("items",), client__existing_services=("office-365",))) == "incomplete missing:items"


@pytest.mark.parametrize(
    ("services", "wanted", "expected"),
    [
        (("m365-business-basic",), "m365-e3", REJECTED),
        (("office-365",), "m365-e3", "confirmed"),
        (("o365-e1",), "m365-business-basic", REJECTED),
        (("azure",), "m365-business-basic", "confirmed"),
        ((), "m365-business-basic", REJECTED),
        ((), "m365-e3", UNCLEAR),
        (("something-unheard-of",), "m365-e3", UNCLEAR),
    ],
)
def test_the_list_of_known_owners_counts_and_a_row_without_services_rejects_only_what_fails_whatever_they_are(
    services: tuple[str, ...], wanted: str, expected: str
) -> None:
    known = facts(lists=listed("existing-clients", ListEntry(tax_id="6797280418", services=services)))
    assert told(draft(items=items((wanted, 10))), known) == expected
    assert told(draft(items=items((wanted, 10)), client__existing_services=()), known) == expected


def test_a_row_without_services_adds_nothing_to_what_the_mail_states() -> None:
    known = facts(lists=listed("existing-clients", ListEntry(tax_id="6797280418")))
    assert told(draft(items=items(("m365-e3", 10)), client__existing_services=("o365-e1",)), known) == "confirmed"


def test_what_the_mail_states_and_what_the_list_knows_count_together() -> None:
    known = facts(lists=listed("existing-clients", ListEntry(tax_id="6797280418", services=("m365-f1",))))
    assert told(draft(items=items(("m365-e3", 10)), client__existing_services=("o365-e1",)), known) == REJECTED


def test_without_the_list_a_silent_mail_is_for_a_person_and_a_stated_none_is_not() -> None:
    unused = facts(lists=listed("existing-clients", ListEntry(tax_id="6797280418"), in_use=False))
    assert told(draft(), unused) == UNCLEAR
    assert told(draft(client__existing_services=()), unused) == "confirmed"
