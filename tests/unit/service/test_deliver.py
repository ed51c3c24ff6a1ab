"""Mails go out once, and what became of each is known."""

import pytest

from leadbot.model.errors import NotPossible, OutOfReach
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult, OutboxState
from leadbot.service.deliver import RETRIES, resolve
from leadbot.testing import FakeTransport
from support.office import ALFA, CLIENT, Office, form


def test_a_mail_is_sent_once(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert office.deliver().sent == 1
    assert office.deliver().sent == 0
    assert len(office.transport.sent) == 1


@pytest.mark.failure("F61")
def test_a_temporary_refusal_is_tried_again_later(office: Office) -> None:
    office.transport = FakeTransport([DeliveryOutcome.TEMPORARY])
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert office.deliver().put_off == 1
    assert office.deliver("2026-11-16 09:04").sent == 0
    assert office.deliver("2026-11-16 09:05").sent == 1


@pytest.mark.failure("F61")
def test_temporary_refusals_have_an_end(office: Office) -> None:
    office.transport = FakeTransport([DeliveryOutcome.TEMPORARY] * 50)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    for day in range(16, 30):
        for hour in range(24):
            office.deliver(f"2026-11-{day} {hour:02}:59")

    assert [row.state for row in office.outbox()] == [OutboxState.FAILED]
    assert len(office.transport.tried) == len(RETRIES) + 1


@pytest.mark.failure("F61")
def test_a_permanent_refusal_is_final(office: Office) -> None:
    office.transport = FakeTransport([DeliveryOutcome.PERMANENT])
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert office.deliver().failed == 1
    assert office.deliver("2026-11-20 09:00").sent == 0
    assert office.outbox()[0].state is OutboxState.FAILED


@pytest.mark.failure("F59")
def test_a_mail_of_unknown_fate_is_never_sent_again_blindly(office: Office) -> None:
    office.transport = FakeTransport([DeliveryOutcome.UNKNOWN])
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert office.deliver().unknown == 1
    assert office.deliver("2026-11-20 09:00").sent == 0
    assert office.outbox()[0].state is OutboxState.UNKNOWN


@pytest.mark.failure("F59")
def test_a_person_ends_a_mail_of_unknown_fate(office: Office) -> None:
    office.transport = FakeTransport([DeliveryOutcome.UNKNOWN])
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.deliver()
    before = office.outbox()[0]

    with office.registry.begin() as uow:
        resolve(uow, before.id, resend=True, now=office.now)
    office.deliver()

    assert office.outbox()[0].state is OutboxState.SENT
    assert office.outbox()[0].message_id == before.message_id


def test_a_sent_mail_can_not_be_resolved(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.deliver()

    sent = office.outbox()[0]

    with office.registry.begin() as uow, pytest.raises(NotPossible):
        resolve(uow, sent.id, resend=True, now=office.now)


@pytest.mark.failure("F50")
def test_a_killed_process_leaves_an_unknown_mail(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    class Killed(BaseException):
        pass

    class Dying(FakeTransport):
        def send(self, raw: bytes, sender: str, recipients: object) -> DeliveryResult:
            raise Killed

    office.transport, alive = Dying(), office.transport
    with pytest.raises(Killed):
        office.deliver()
    office.transport = alive

    assert office.deliver().unknown == 1
    assert office.transport.sent == []


def test_a_server_out_of_reach_leaves_the_mail_queued_and_counts_no_attempt(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.transport = FakeTransport([OutOfReach("mail.example: connection refused")] * 20)
    for _ in range(20):
        with pytest.raises(OutOfReach):
            office.deliver()

    assert (office.outbox()[0].state, office.outbox()[0].attempts) == (OutboxState.QUEUED, 0)
    assert office.deliver().sent == 1
