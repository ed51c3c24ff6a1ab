"""Lists: admission and exclusion, in use or not, dated or not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.unit.judging.samples import draft, facts, listed, program, told, verdict

from leadbot.model.facts import Facts, ListEntry
from leadbot.model.program import FieldSpec, Program
from leadbot.model.rules import NotOnList
from leadbot.model.submission import Standing

ROW = ListEntry(tax_id="6797280418")


@pytest.mark.parametrize(("list_id", "reason"), [("smb-clients", "client-not-eligible"), ("microsoft-partners", "partner-not-eligible")])
def test_an_admission_list_counts_against_who_is_not_on_it_once_in_use(list_id: str, reason: str) -> None:
    assert told(draft(), facts(lists=listed(list_id, ROW))) == "confirmed"
    assert told(draft(), facts(lists=listed(list_id))) == f"rejected {reason}"
    assert told(draft(), facts(lists=listed(list_id, in_use=False))) == "confirmed"
    assert told(draft(), facts()) == "confirmed"


@pytest.mark.parametrize("standing", [Standing.INVALID, None])
def test_whoever_cannot_be_looked_up_yet_is_asked_for_the_id_and_not_rejected(standing: Standing | None) -> None:
    lead = draft(standing={"client.tax_id": standing}) if standing else draft(without=("client.tax_id",))
    code = "invalid" if standing else "missing"
    assert told(lead, facts(lists=listed("smb-clients"))) == f"incomplete {code}:client.tax_id"


def test_where_the_id_is_optional_an_admission_list_in_use_asks_for_it() -> None:
    under = replace(program(), fields=tuple(replace(f, required=f.required and f.id != "client.tax_id") for f in program().fields))
    assert told(draft(without=("client.tax_id",)), facts(lists=listed("smb-clients")), under=under) == "incomplete missing:client.tax_id"
    assert told(draft(without=("client.tax_id",)), facts(), under=under) == "confirmed"


def test_partner_banned_by_its_exclusion_list() -> None:
    assert told(draft(), facts(lists=listed("banned-partners", ROW))) == "rejected partner-banned"
    assert told(draft(), facts(lists=listed("banned-partners"))) == "confirmed"


def test_reported_elsewhere_by_its_list_and_with_its_date() -> None:
    found = verdict(draft(), facts(lists=listed("reported-opportunities", replace(ROW, dated=date(2026, 2, 1)))))
    assert [str(reason) for reason in found.reasons] == ["reported-elsewhere"]
    assert dict(found.telling()[0].facts) == {"list": "reported-opportunities", "dated": "2026-02-01"}


def test_an_exclusion_list_not_in_use_leaves_its_rule_to_its_check() -> None:
    assert told(draft(), Facts()) == "in_review check:microsoft-registration"
    assert told(draft(), Facts(lists=listed("reported-opportunities"))) == "confirmed"


DATED = NotOnList(id="negotiation", list="existing-clients", reason="in-negotiation", check="existing-service", dated=True)
LATE_EVENING = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
"""Already 11 March in Warsaw."""


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        (date(2026, 3, 10), "rejected in-negotiation"),
        (date(2026, 3, 11), "in_review check:existing-service"),
        (date(2026, 3, 12), "confirmed"),
        (None, "in_review check:existing-service"),
    ],
)
def test_a_dated_list_counts_only_what_was_there_before_the_receipt(dated: date | None, expected: str) -> None:
    under = replace(program(), rules=(DATED,))
    assert told(draft(), facts(lists=listed("existing-clients", replace(ROW, dated=dated))), LATE_EVENING, under) == expected


def _without_client_id() -> Program:
    return replace(program(), fields=tuple(f for f in program().fields if f.id != "client.tax_id"))


def test_where_the_program_asks_for_no_id_a_name_that_is_not_on_the_admission_list_rejects() -> None:
    assert told(draft(), facts(lists=listed("smb-clients")), under=_without_client_id()) == "rejected client-not-eligible"


def test_a_registry_id_identifies_a_client_as_well() -> None:
    under = _without_client_id()
    under = replace(under, fields=(*under.fields, FieldSpec(id="client.registry_id")))
    lead = draft(without=("client.tax_id",), client__registry_id="12345678")
    assert told(lead, facts(lists=listed("smb-clients")), under=under) == "rejected client-not-eligible"
