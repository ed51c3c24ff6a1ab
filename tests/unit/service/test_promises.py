"""A promised answer is kept: staff's superior hears of it in time, and the partner is not left without a word."""

from dataclasses import replace

from leadbot.model.lead import LeadState
from leadbot.model.program import AtDeadline
from leadbot.service.decide import Decision, decide
from leadbot.service.digest import send_digests
from leadbot.service.promises import keep_promises
from support.office import ALFA, CLIENT, Office, form, moment

BOSS = "szef@promise.pl"
RECEIVED = "2026-11-05 09:00"
"""A Thursday; Wednesday 11 November is Independence Day, so that the fifth business day is Friday the 13th."""


def keep(office: Office, at: str) -> None:
    office.now = moment(at)
    keep_promises(office.registry, office.desk, office.now)


def escalations(office: Office) -> list[str]:
    return [row.key for row in office.outbox() if row.to == BOSS]


def test_the_superior_hears_at_noon_of_the_last_day_once(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at=RECEIVED)

    keep(office, "2026-11-13 11:59")
    assert escalations(office) == []
    for at in ("2026-11-13 12:00", "2026-11-13 12:01", "2026-11-16 08:00"):
        keep(office, at)
    assert len(escalations(office)) == 1
    text = office.text_of(next(row for row in office.outbox() if row.to == BOSS))
    assert "GL-2026-00001" in text
    assert "13.11.2026" in text


def test_over_a_long_weekend_a_late_start_still_escalates(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at=RECEIVED)

    keep(office, "2026-11-14 10:00")
    assert escalations(office) == []
    keep(office, "2026-11-16 08:00")
    assert len(escalations(office)) == 1


def test_what_is_decided_in_time_is_not_escalated(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at=RECEIVED)
    with office.registry.begin() as uow:
        decide(uow, office.desk, uow.leads.all()[0].reference, Decision(approve=True), office.now)

    keep(office, "2026-11-13 12:00")
    keep(office, "2026-11-16 12:00")
    assert escalations(office) == []


def test_the_clock_stands_still_while_the_partner_owes_an_answer(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at=RECEIVED)
    assert office.leads()[0].state is LeadState.INCOMPLETE

    keep(office, "2026-11-16 12:00")
    assert escalations(office) == []
    assert office.notices("GL-2026-00001") == []


def test_a_partner_hears_once_with_whom_its_lead_is_when_the_promise_has_passed(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at=RECEIVED)

    keep(office, "2026-11-13 23:59")
    told = [row for row in office.notices("GL-2026-00001") if row.to != BOSS]
    assert told == []
    for at in ("2026-11-14 00:01", "2026-11-14 00:02", "2026-11-16 09:00"):
        keep(office, at)
    (row,) = [row for row in office.notices("GL-2026-00001") if row.to != BOSS]
    assert "05.11.2026" in office.text_of(row)


def test_a_mail_that_is_read_after_its_promise_has_passed_is_answered_once(office: Office) -> None:
    late = moment("2026-12-14 09:00")
    office.now = late
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    keep(office, "2026-12-14 09:01")

    assert office.lead_of(message).state is LeadState.IN_REVIEW
    assert [row.key for row in office.outbox() if row.to == "jan.nowak@alfa.example"] == [f"reply:{message.key}"]


def test_a_program_may_confirm_what_nobody_decided(office: Office) -> None:
    office.with_program(at_deadline=AtDeadline.CONFIRM)
    office.take(form(CLIENT, ALFA), at=RECEIVED)

    keep(office, "2026-11-14 00:01")
    assert office.leads()[0].state is LeadState.CONFIRMED


def test_without_a_superior_nobody_is_told(office: Office) -> None:
    office.desk = replace(office.desk, escalate_to=None)
    office.take(form(CLIENT, ALFA), at=RECEIVED)

    keep(office, "2026-11-13 12:00")
    assert office.notices("GL-2026-00001") == []


def test_the_digest_begins_with_what_is_due_soon(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at=RECEIVED)
    office.take(form(CLIENT, ALFA, NIP_klienta="526-10-40-828", Klient="Młyn Nowy Sp. z o.o."), at="2026-11-06 09:10")
    office.now = moment("2026-11-13 08:00")
    send_digests(office.registry, office.desk, office.now)

    text = office.text_of(next(row for row in office.outbox() if row.key.startswith("digest:")))
    head = text.split("\n\n\n")[0]
    assert "Dzisiaj: 1. GL-2026-00001" in head
    assert "Następny dzień roboczy: 2. GL-2026-00002" in head
