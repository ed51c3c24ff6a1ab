"""A referrer hears of each step that its programme names, once; a person's contact keeps the promise of an answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.deals import EventKind
from leadbot.model.lead import Reference
from leadbot.service.mark import Marking, mark
from leadbot.service.promises import keep_promises
from leadbot.service.tell_events import tell_events
from support.office import Office, moment

REF = Reference("IR-2026-00001")
LEAD = """Bonjour,

Nous souhaitons vous référencer une opportunité.

Client : Brasserie du Port SAS
Contact chez le client : Luc Morel, luc.morel@brasserieduport.example
Produit : Infor M3
Description : remplacement de leur ERP, 40 utilisateurs
Partenaire : Conseil Alpha SARL
Votre contact : Anne Petit, anne.petit@conseilalpha.example

Cordialement,
Anne Petit"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """With an opportunity of 16 November 2026, in review."""
    office = Office(tmp_path, program=program_by_name("infor-referral"))
    office.take(LEAD, at="2026-11-16 09:00", sender="Anne Petit <anne.petit@conseilalpha.example>", subject="Opportunité")
    yield office
    office.close()


def marked(office: Office, event: EventKind, day: int) -> None:
    with office.registry.begin() as uow:
        mark(uow, office.desk, REF, Marking(event=event, on=date(2026, 11, day)), moment(f"2026-11-{day} 12:00"))


def told(office: Office, at: str) -> list[str]:
    before = {row.key for row in office.notices(REF)}
    tell_events(office.registry, office.desk, moment(at))
    return [office.text_of(row) for row in office.notices(REF) if row.key not in before]


def test_contact_and_hand_over_are_told_each_once(office: Office) -> None:
    assert told(office, "2026-11-16 10:00") == []
    marked(office, EventKind.CONTACTED, 18)
    (text,) = told(office, "2026-11-18 13:00")
    assert "premier contact" in text
    assert "18" in text
    marked(office, EventKind.QUALIFIED, 19)
    (text,) = told(office, "2026-11-19 13:00")
    assert "transmis à notre service commercial" in " ".join(text.split())
    assert told(office, "2026-11-20 13:00") == []


def escalated(office: Office) -> bool:
    keep_promises(office.registry, office.desk, moment("2026-11-23 13:00"))
    return any(row.to == "szef@promise.pl" for row in office.outbox())


def test_a_promise_of_contact_that_was_kept_is_not_escalated(office: Office) -> None:
    marked(office, EventKind.CONTACTED, 18)

    assert not escalated(office)


def test_one_that_was_not_is(office: Office) -> None:
    assert escalated(office)


def test_a_programme_without_notices_tells_of_no_step(office: Office) -> None:
    office.desk = replace(office.desk, program=replace(office.desk.program, event_notices=()))
    marked(office, EventKind.CONTACTED, 18)

    assert told(office, "2026-11-18 13:00") == []
