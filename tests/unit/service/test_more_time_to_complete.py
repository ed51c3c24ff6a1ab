"""A partner asks for more time to complete its lead, or staff give it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.errors import NotPossible
from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Disposition
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.cases import open_cases
from leadbot.service.corrections import parse_value
from leadbot.service.decide import Decision, correct, decide
from support.office import ALFA, CLIENT, Office, form, moment

REF = Reference("IO-2026-00002")
SANNA = "Sanna Koskinen <sanna.koskinen@tietotukilahti.example>"
APPLIES = """Haluamme kumppaniksi.

Yritys: Tietotuki Lahti Oy
Y-tunnus: 2617416-4
Yhteyshenkilö: Sanna Koskinen
Puhelin: 03 781 2240
Sähköposti: sanna.koskinen@tietotukilahti.example
"""
LEAD = """Ohjaamme teille uuden asiakkaan.

Asiakas: Kuljetusliike Harju Oy
Palvelu: tietojen palautus
"""
CONTACT = "Asiakkaan yhteyshenkilö: Mika Harju\nAsiakkaan yhteyshenkilön puhelin: 040 512 3388"
WISH = "Pyydämme lisäaikaa ilmoituksen täydentämiseen 6.3.2026 asti, asiakas on lomalla."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """With a lead of 9 February 2026 that lacks its client's contact: its place ends on the 23rd."""
    office = Office(tmp_path, program=program_by_name("ibas-ontrack"))
    office.now = moment("2026-02-02 08:00")
    office.take(APPLIES, at="2026-02-02 10:00", sender=SANNA, subject="Kumppaniksi")
    decided(office, "IO-2026-00001", "2026-02-03 09:00", approve=True)
    office.take(LEAD, at="2026-02-09 10:00", sender=SANNA, subject="Uusi asiakas")
    assert office.lead(REF).state is LeadState.INCOMPLETE
    yield office
    office.close()


def decided(office: Office, reference: str, at: str, **answer: object) -> None:
    office.now = moment(at)
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference(reference), Decision(**answer), office.now)  # type: ignore[arg-type]


def writes(office: Office, text: str, at: str) -> StoredMessage:
    """In the lead's conversation."""
    first = next(row for row in office.outbox() if REF in row.references)
    return office.take(f"Hei,\n\n{text}\n\nSanna Koskinen", at=at, sender=SANNA, answers=first)


def last_told(office: Office) -> str:
    return office.text_of(office.notices(REF)[-1])


def test_its_partner_hears_when_it_will_be_answered_and_staff_are_asked(office: Office) -> None:
    wish = writes(office, WISH, "2026-02-10 10:00")

    reply = office.reply_to(wish)
    assert (wish.disposition, len(office.leads())) == (Disposition.ANSWERED, 2)
    assert reply
    assert "viimeistään 17.2.2026" in office.text_of(reply)
    with office.registry.begin() as uow:
        (case,) = open_cases(uow, office.desk, office.now)
    assert "6.3.2026" in case.note


def test_it_does_not_lapse_while_staff_have_not_answered(office: Office) -> None:
    writes(office, WISH, "2026-02-20 10:00")

    assert office.lapse("2026-02-26 09:00") == []
    decided(office, REF, "2026-02-26 10:00", approve=False, note="kiireellinen")
    assert [lead.reference for lead in office.lapse("2026-02-26 10:01")] == [REF]


def test_a_yes_moves_the_end_of_its_place_and_what_comes_by_then_counts_from_the_first_mail(office: Office) -> None:
    writes(office, WISH, "2026-02-10 10:00")
    decided(office, REF, "2026-02-11 09:00", approve=True)

    assert "puuttuvat tiedot voi lähettää 6.3.2026 asti" in last_told(office)
    assert office.lapse("2026-03-06 22:59") == []
    writes(office, CONTACT, "2026-03-06 22:00")
    lead = office.lead(REF)
    assert (lead.state, lead.received_at, lead.open_checks()) == (LeadState.CONFIRMED, moment("2026-02-09 10:00"), ())


def test_a_no_leaves_the_day_and_tells_the_reason(office: Office) -> None:
    writes(office, WISH, "2026-02-10 10:00")
    decided(office, REF, "2026-02-11 09:00", approve=False, note="asia on kiireellinen")

    assert "Puuttuvien tietojen määräpäivä on edelleen 23.2.2026." in last_told(office)
    assert [lead.reference for lead in office.lapse("2026-02-24 09:00")] == [REF]


def test_data_that_come_before_the_answer_close_the_wish(office: Office) -> None:
    writes(office, WISH, "2026-02-10 10:00")
    writes(office, CONTACT, "2026-02-11 10:00")

    with office.registry.begin() as uow:
        assert open_cases(uow, office.desk, office.now) == ()
    assert office.lead(REF).state is LeadState.CONFIRMED


def test_a_correction_that_completes_the_lead_closes_the_wish(office: Office) -> None:
    writes(office, WISH, "2026-02-20 10:00")
    office.now = moment("2026-02-21 09:00")
    with office.registry.begin() as uow:
        typed = ("client.contact.name=Mika Harju", "client.contact.phone=+358405123388")
        values = [parse_value(value, office.desk.program, "anna") for value in typed]
        correct(uow, office.desk, REF, values, "anna", office.now)

        assert uow.leads.get(REF).state is LeadState.CONFIRMED
        assert open_cases(uow, office.desk, office.now) == ()


def test_no_time_is_given_that_is_over_or_there_already(office: Office) -> None:
    for until in ("2026-02-23", "2026-02-10"):
        with pytest.raises(NotPossible, match="no more time"):
            decided(office, REF, "2026-02-11 09:00", approve=True, until=moment(f"{until} 00:00").date())


@pytest.fixture
def promise(tmp_path: Path) -> Iterator[Office]:
    """A program whose partners ask for no time; its lead's place ends on 30 November 2026."""
    office = Office(tmp_path)
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    yield office
    office.close()


def test_where_a_program_knows_no_such_mails_staff_are_asked_and_may_give_time_all_the_same(promise: Office) -> None:
    first: OutboxRow = promise.outbox()[0]
    asked = promise.take("Prosimy o przedłużenie terminu na uzupełnienie danych do 15.12.2026.", at="2026-11-18 09:00", answers=first)
    assert (asked.disposition, len(promise.leads())) == (Disposition.WITH_STAFF, 1)

    decided(promise, "GL-2026-00001", "2026-11-19 09:00", approve=True, until=moment("2026-12-15 00:00").date())
    assert "brakujące dane można przesłać do 15.12.2026" in promise.text_of(promise.notices("GL-2026-00001")[-1])
    assert promise.lapse("2026-12-15 23:00") == []
    assert len(promise.lapse("2026-12-16 00:01")) == 1


def test_without_a_wish_there_is_nothing_to_refuse(promise: Office) -> None:
    with pytest.raises(NotPossible):
        decided(promise, "GL-2026-00001", "2026-11-19 09:00", approve=False, check="extension")


@pytest.mark.parametrize("answer", [{}, {"approve": False, "note": "asia on kiireellinen"}])
def test_a_wish_that_waits_or_was_refused_holds_no_verdict_of_a_lead_that_changes(office: Office, answer: dict[str, object]) -> None:
    writes(office, CONTACT, "2026-02-10 09:00")
    assert office.lead(REF).state is LeadState.CONFIRMED
    writes(office, "Pyydämme lisäaikaa 30.9.2026 asti.", "2026-02-10 10:00")
    if answer:
        decided(office, REF, "2026-02-11 09:00", **answer)
    writes(office, "Asiakkaan yhteyshenkilön puhelin: 040 555 1234", "2026-02-12 09:00")

    lead = office.lead(REF)
    assert not {"extension", "vendor-discretion"} & {part for reason in lead.verdict.reasons for part in (reason.code, reason.subject)}
    assert lead.state is not LeadState.REJECTED
