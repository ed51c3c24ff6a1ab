"""Leads move on by events and time, and everybody concerned is told."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.payouts.run import store_leads

from leadbot.app import program_by_name
from leadbot.model.deals import EventKind
from leadbot.model.lead import LeadState, Reference
from leadbot.model.outgoing import OutboxState
from leadbot.service.advance import advance_all
from leadbot.service.decide import Decision, decide, reopen
from leadbot.service.mark import Marking, mark
from leadbot.service.pay import answer_gate
from support.office import ALFA, CLIENT, Office, form, moment

LEAD = Reference("GL-2026-00001")
NOW = moment("2026-11-20 09:00")


@pytest.fixture
def confirmed(office: Office) -> Office:
    """With a lead that staff confirmed."""
    office.take(form(CLIENT, ALFA), at="2026-11-17 09:00")
    with office.registry.begin() as uow:
        decide(uow, office.desk, LEAD, Decision(approve=True), NOW)
    return office


def marked(office: Office, reference: Reference, event: EventKind, on: date | None = None) -> None:
    with office.registry.begin() as uow:
        mark(uow, office.desk, reference, Marking(event=event, on=on), NOW)


@pytest.mark.parametrize(("event", "words"), [(EventKind.WON, "Gratulujemy"), (EventKind.LOST, "zamkn")])
def test_its_partner_is_told_once_that_a_lead_is_won_or_lost(confirmed: Office, event: EventKind, words: str) -> None:
    before = len(confirmed.notices(LEAD))
    marked(confirmed, LEAD, event)

    assert [lead.state for lead in advance_all(confirmed.registry, confirmed.desk, NOW)] == [event.value]
    assert advance_all(confirmed.registry, confirmed.desk, NOW) == []
    notices = confirmed.notices(LEAD)[before:]
    assert [words in confirmed.text_of(notice) for notice in notices] == [True]
    with confirmed.registry.begin() as uow:
        assert [entry.event for entry in uow.leads.history(LEAD)][-1] == event.value


def test_what_only_happens_on_the_way_moves_nothing(confirmed: Office) -> None:
    marked(confirmed, LEAD, EventKind.CONTACTED)

    assert advance_all(confirmed.registry, confirmed.desk, NOW) == []


@pytest.fixture
def ibas(tmp_path: Path) -> Iterator[Office]:
    """A programme whose clients must accept within 180 days, with a lead of 8 July 2026."""
    office = Office(tmp_path, program=program_by_name("ibas-ontrack"))
    row = {
        "reference": "IO-2026-00001",
        "received_at": "2026-07-08T23:00:00+03:00",
        "partner": {"name": "Kumppani Oy"},
        "client": {"name": "Asiakas Oy"},
        "items": [{"product": "data-recovery"}],
        "deal": {"option": "referral"},
    }
    resale = row | {"reference": "IO-2026-00002", "deal": {"option": "resale"}}
    with office.registry.begin() as uow:
        store_leads(uow, office.desk.program, [row, resale])
    yield office
    office.close()


REFERRAL = Reference("IO-2026-00001")


@pytest.mark.parametrize(
    ("day", "states"),
    [("2027-01-04 22:59", ["confirmed", "confirmed"]), ("2027-01-04 23:01", ["expired", "confirmed"])],
)
def test_a_referral_expires_after_180_days_in_the_zone_of_the_program(ibas: Office, day: str, states: list[str]) -> None:
    advance_all(ibas.registry, ibas.desk, moment(day))

    assert [lead.state for lead in ibas.leads()] == states


def test_staff_may_still_accept_it(ibas: Office) -> None:
    later = moment("2027-02-01 09:00")
    advance_all(ibas.registry, ibas.desk, later)
    with ibas.registry.begin() as uow:
        answer_gate(uow, ibas.desk.program, REFERRAL, "gate:late-acceptance", passed=True, by="anna", now=later)
    advance_all(ibas.registry, ibas.desk, later)

    assert ibas.lead(REFERRAL).state is LeadState.CONFIRMED


def test_a_confirmation_shows_the_estimate_and_calls_it_so(confirmed: Office) -> None:
    text = confirmed.text_of(confirmed.notices(LEAD)[-1])

    assert "Szacunek: 20% rocznej wartości sprzedaży." in text


def test_what_is_not_confirmed_has_no_estimate(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-17 09:00")
    reply = office.reply_to(message)

    assert reply is not None
    assert "Szacunek" not in office.text_of(reply)


def test_a_won_lead_that_is_reopened_is_never_told_to_be_confirmed_again(confirmed: Office) -> None:
    marked(confirmed, LEAD, EventKind.WON)
    advance_all(confirmed.registry, confirmed.desk, NOW)
    before = len(confirmed.notices(LEAD))
    with confirmed.registry.begin() as uow:
        reopen(uow, confirmed.desk, LEAD, "anna", NOW)
        decide(uow, confirmed.desk, LEAD, Decision(approve=True), moment("2026-11-21 09:00"))

    assert confirmed.lead(LEAD).state is LeadState.WON
    assert advance_all(confirmed.registry, confirmed.desk, moment("2026-11-21 10:00")) == []
    texts = [confirmed.text_of(row) for row in confirmed.notices(LEAD)[before:] if row.state is not OutboxState.CANCELLED]
    assert ["Gratulujemy" in text for text in texts][-1]
    assert not any("Potwierdzamy" in text for text in texts)


def test_of_two_notices_of_one_moment_the_last_goes_out(confirmed: Office) -> None:
    with confirmed.registry.begin() as uow:
        reopen(uow, confirmed.desk, LEAD, "anna", NOW)
        decide(uow, confirmed.desk, LEAD, Decision(approve=True), NOW)
    marked(confirmed, LEAD, EventKind.LOST)
    advance_all(confirmed.registry, confirmed.desk, NOW)

    (row,) = [row for row in confirmed.notices(LEAD) if row.state is OutboxState.QUEUED and row.created_at == NOW]
    assert "zamkn" in confirmed.text_of(row)
