"""How far leadbot goes alone, how often it answers, and whom it believes (docs/architecture.md, Configuration and Invariants)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.service.decide import Decision, decide
from leadbot.service.deliver import resolve
from leadbot.service.desk import Mode
from support.office import ALFA, CLIENT, Office, form

TOO_FEW = {"Plan i ilość": "2 szt. Microsoft 365 Business Basic"}
PROOF = "Authentication-Results: mx.promise.example; dmarc={} header.from=alfa.example\n"


@pytest.fixture
def shadow(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, mode=Mode.SHADOW)
    yield office
    office.close()


@pytest.fixture
def hold(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, mode=Mode.HOLD)
    yield office
    office.close()


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, require_dmarc=True)
    yield office
    office.close()


def test_shadow_registers_and_sends_partners_nothing(shadow: Office) -> None:
    message = shadow.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    shadow.deliver()

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "reply-held")
    assert shadow.lead_of(message).state is LeadState.IN_REVIEW
    assert shadow.transport.sent == []


def test_hold_sends_receipts_and_questions(hold: Office) -> None:
    complete = hold.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    question = hold.take(form(CLIENT, ALFA, Liczba_PC=None, NIP_klienta="6797280418", Klient="Tartak Modrzew S.A."), at="2026-11-16 09:10")

    assert [complete.disposition, question.disposition] == [Disposition.ANSWERED, Disposition.ANSWERED]
    assert len(hold.outbox(OutboxState.QUEUED)) == 2


def test_hold_keeps_a_rejection_for_staff(hold: Office) -> None:
    message = hold.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "reply-held")
    assert len(hold.outbox(OutboxState.HELD)) == 1


def test_staff_let_a_held_rejection_go(hold: Office) -> None:
    message = hold.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")
    with hold.registry.begin() as uow:
        decide(uow, hold.desk, Reference(message.references[0]), Decision(approve=False), hold.now)

    hold.deliver()

    assert len(hold.transport.sent) == 1
    with hold.registry.begin() as uow:
        assert uow.messages.get(message.key).disposition is Disposition.ANSWERED


def test_a_rejection_that_staff_decide_needs_no_second_look(hold: Office) -> None:
    message = hold.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    with hold.registry.begin() as uow:
        decide(uow, hold.desk, Reference(message.references[0]), Decision(approve=False), hold.now)

    assert [row.state for row in hold.notices(message.references[0])] == [OutboxState.QUEUED]


def test_a_correction_replaces_the_held_rejection(hold: Office) -> None:
    from leadbot.service.corrections import parse_value
    from leadbot.service.decide import correct

    message = hold.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")
    values = [parse_value("items=20 m365-business-basic", hold.desk.program, "anna")]
    with hold.registry.begin() as uow:
        correct(uow, hold.desk, Reference(message.references[0]), values, "anna", hold.now)

    hold.deliver()

    assert len(hold.transport.sent) == 1
    assert hold.outbox(OutboxState.HELD) == []


@pytest.mark.failure("F39")
def test_status_mails_of_one_address_are_answered_five_times_a_day(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    ends = [
        office.take(f"Jaki jest status zgłoszenia GL-2026-00001? ({n})", at=f"2026-11-16 1{n}:00", subject=f"status {n}") for n in range(7)
    ]

    assert [end.disposition for end in ends] == [Disposition.ANSWERED] * 5 + [Disposition.WITH_STAFF] * 2
    assert ends[-1].reason == "reply-cap"


def test_the_next_day_the_address_is_answered_again(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    for n in range(6):
        office.take(f"Jaki jest status zgłoszenia GL-2026-00001? ({n})", at=f"2026-11-16 1{n}:00", subject=f"status {n}")

    tomorrow = office.take("Jaki jest status zgłoszenia GL-2026-00001?", at="2026-11-17 09:00", subject="status")

    assert tomorrow.disposition is Disposition.ANSWERED


@pytest.mark.failure("F39")
def test_in_one_thread_three_replies_that_change_nothing_are_enough(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    ends = [
        office.take(f"Jaki jest status zgłoszenia GL-2026-00001? ({n})", at=f"2026-11-16 1{n}:00", answers=office.reply_to(first))
        for n in range(4)
    ]

    assert [end.disposition for end in ends] == [Disposition.ANSWERED] * 3 + [Disposition.WITH_STAFF]


def test_who_asks_again_in_the_same_thread_a_week_later_is_answered(office: Office) -> None:
    (reply,) = [office.reply_to(office.take(form(CLIENT, ALFA), at="2026-11-16 09:00"))]
    asked = [office.take("Jaki jest status zgłoszenia?", at=f"2026-11-{day} 09:00", answers=reply) for day in (17, 18, 19, 20, 25)]
    assert [message.disposition for message in asked] == [Disposition.ANSWERED] * 3 + [Disposition.WITH_STAFF, Disposition.ANSWERED]


def test_a_partner_that_registers_twenty_leads_a_day_is_answered_twenty_times(office: Office) -> None:
    names = ["Agat", "Bursztyn", "Cyrkon", "Diament", "Emerald", "Fluoryt", "Granat", "Hematyt", "Iolit", "Jaspis"]
    names += ["Karneol", "Labrador", "Malachit", "Nefryt", "Onyks", "Perla", "Rubin", "Szafir", "Topaz", "Uleksyt"]

    for n, name in enumerate(names):
        office.take(form(CLIENT, ALFA, Klient=f"{name} Sp. z o.o.", NIP_klienta=None), at=f"2026-11-16 09:{n:02}")

    assert len(office.outbox(OutboxState.QUEUED)) == 20


@pytest.mark.failure("F71")
def test_an_unproven_sender_gets_no_reply_and_its_lead_keeps_its_time(strict: Office) -> None:
    message = strict.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=PROOF.format("fail"))

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-sender")
    assert strict.lead_of(message).state is LeadState.IN_REVIEW
    assert strict.outbox() == []


def test_a_proven_sender_is_answered(strict: Office) -> None:
    message = strict.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=PROOF.format("pass"))

    assert message.disposition is Disposition.ANSWERED


@pytest.mark.failure("F71")
def test_an_unproven_sender_changes_no_lead(strict: Office) -> None:
    first = strict.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=PROOF.format("pass"))

    gone = strict.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-16 10:00", headers=PROOF.format("none"))

    assert gone.disposition is Disposition.WITH_STAFF
    assert strict.lead_of(first).state is LeadState.IN_REVIEW


@pytest.mark.failure("F44")
def test_a_copy_goes_to_colleagues_in_cc_and_to_nobody_else(office: Office) -> None:
    cc = "Cc: Ola <ola@alfa.example>, Klient <biuro@browar.example>\nReply-To: evil@elsewhere.example\n"
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=cc)
    office.deliver()

    assert sorted(office.transport.sent[0].recipients) == ["jan.nowak@alfa.example", "ola@alfa.example"]


def test_what_shadow_kept_can_be_sent_once_the_mode_has_changed(shadow: Office) -> None:
    message = shadow.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    shadow.desk = replace(shadow.desk, mode=Mode.LIVE)
    kept = shadow.outbox(OutboxState.HELD)[0]

    with shadow.registry.begin() as uow:
        resolve(uow, kept.id, resend=True, now=shadow.now)
    shadow.deliver()

    assert len(shadow.transport.sent) == 1
    with shadow.registry.begin() as uow:
        assert uow.messages.get(message.key).disposition is Disposition.ANSWERED
