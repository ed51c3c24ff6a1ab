"""Staff think that a rejection is wrong (docs/decisions.md): it is put to them, and nothing is told before they have decided."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.model.errors import HeldByAnother, NotPossible
from leadbot.model.lead import Lead, LeadState, Reference
from leadbot.model.outgoing import OutboxState
from leadbot.service.corrections import parse_value
from leadbot.service.decide import Decision, correct, decide, doubt
from leadbot.service.desk import Mode
from support.office import ALFA, BETA, CLIENT, Office, form

TOO_FEW = {"Plan i ilość": "2 szt. Microsoft 365 Business Basic"}
CHECK = "rejection-below-minimum-quantity"


@pytest.fixture
def hold(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, mode=Mode.HOLD)
    yield office
    office.close()


def doubted(office: Office, **changes: str) -> Lead:
    office.take(form(CLIENT, ALFA, **{**TOO_FEW, **changes}), at="2026-11-16 09:00")
    return put_to_review(office)


def put_to_review(office: Office, reference: str = "GL-2026-00001") -> Lead:
    with office.registry.begin() as uow:
        return doubt(uow, office.desk, Reference(reference), "two sites", "anna", office.now)


def answered(office: Office, **answer: object) -> Lead:
    with office.registry.begin() as uow:
        return decide(uow, office.desk, Reference("GL-2026-00001"), Decision(**answer), office.now)  # type: ignore[arg-type]


def test_each_reason_of_the_rejection_becomes_a_check(hold: Office) -> None:
    lead = doubted(hold)

    assert lead.state is LeadState.IN_REVIEW
    assert CHECK in [check.id for check in lead.open_checks()]


def test_its_facts_stay(hold: Office) -> None:
    lead = doubted(hold)

    [finding] = [found for found in lead.verdict.findings if found.reason and found.reason.subject == CHECK]
    assert (finding.fact("quantity"), finding.fact("minimum")) != ("", "")


def test_what_goes_out_says_that_the_lead_is_looked_at(hold: Office) -> None:
    doubted(hold)

    hold.deliver()
    assert len(hold.transport.sent) == 1
    assert hold.outbox(OutboxState.HELD) == []


def test_approved_it_no_longer_rejects(hold: Office) -> None:
    doubted(hold)

    assert answered(hold, approve=True).state is LeadState.CONFIRMED


def test_refused_it_rejects_for_the_rules_own_reason_and_needs_no_second_look(hold: Office) -> None:
    doubted(hold)

    lead = answered(hold, approve=False, check=CHECK)
    assert (lead.state, [str(reason) for reason in lead.verdict.reasons]) == (LeadState.REJECTED, ["below-minimum-quantity"])
    assert hold.outbox(OutboxState.HELD) == []


def test_refused_for_another_reason_that_reason_is_told(hold: Office) -> None:
    doubted(hold)

    lead = answered(hold, approve=False, check=CHECK, reason="vendor-discretion", note="too small for us")
    assert [str(reason) for reason in lead.verdict.reasons] == ["vendor-discretion"]


def test_once_corrected_the_check_closes(hold: Office) -> None:
    doubted(hold)

    with hold.registry.begin() as uow:
        values = [parse_value("items=20 m365-business-basic", hold.desk.program, "anna")]
        lead = correct(uow, hold.desk, Reference("GL-2026-00001"), values, "anna", hold.now)
    assert CHECK not in [check.id for check in lead.open_checks()]
    assert lead.state is not LeadState.REJECTED


def test_another_reason_that_comes_later_rejects_all_the_same(hold: Office) -> None:
    doubted(hold)
    answered(hold, approve=True)

    with hold.registry.begin() as uow:
        values = [parse_value("client.existing_services=office-365", hold.desk.program, "anna")]
        lead = correct(uow, hold.desk, Reference("GL-2026-00001"), values, "anna", hold.now)
    assert lead.state is LeadState.REJECTED
    assert "below-minimum-quantity" not in [str(reason) for reason in lead.verdict.reasons]


def test_a_duplicate_in_doubt_takes_no_key_from_who_holds_it(hold: Office) -> None:
    hold.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    hold.take(form(CLIENT, BETA), at="2026-11-16 10:00", sender="Beata <beata@beta.example>")

    assert put_to_review(hold, "GL-2026-00002").state is LeadState.IN_REVIEW
    assert answered(hold, approve=True).state is LeadState.CONFIRMED
    with pytest.raises(HeldByAnother), hold.registry.begin() as uow:
        decide(uow, hold.desk, Reference("GL-2026-00002"), Decision(approve=True), hold.now)


def test_a_lead_that_is_not_rejected_has_no_rejection_to_doubt(hold: Office) -> None:
    hold.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    with pytest.raises(NotPossible):
        put_to_review(hold)


def test_its_history_tells_it(hold: Office) -> None:
    doubted(hold)

    with hold.registry.begin() as uow:
        events = [(e.event, e.by) for e in uow.leads.history(Reference("GL-2026-00001"))]
    assert ("in-doubt", "anna") in events
