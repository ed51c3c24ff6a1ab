"""A restoration is over only once the mailbox was looked through again; until then nothing goes out that may have gone out before."""

from contextlib import closing

import pytest

from leadbot.model.outgoing import OutboxState
from leadbot.service.alarms import troubles_in_registry
from leadbot.service.answering import release
from leadbot.service.cases import open_cases
from leadbot.service.cycle import Cycle, run_cycle
from leadbot.service.deliver import Delivery, resolve
from leadbot.service.digest import send_digests
from leadbot.service.restore import declare
from leadbot.testing import FakeMailbox
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, mail, moment

pytestmark = pytest.mark.failure("F94")
NINE, TEN, ELEVEN = (moment(f"2026-11-16 {hour:02}:00") for hour in (9, 10, 11))


class Readers:
    count = 1

    def __init__(self, office: Office) -> None:
        self.read = office.reader.read


@pytest.fixture
def inbox() -> FakeMailbox:
    """A lead that the lost database had taken in, and answered."""
    inbox = FakeMailbox()
    inbox.deliver(mail(form(CLIENT, ALFA), at=NINE), NINE)
    inbox.settle([each.location for each in inbox.fetch_new(10).messages])
    return inbox


def cycle(office: Office, inbox: FakeMailbox, at: str) -> Cycle:
    return run_cycle(office.registry, office.desk, Readers(office), inbox, lambda: office.transport, moment(at))


def restored(office: Office) -> None:
    with office.registry.begin() as uow:
        declare(uow, [office.desk.program.id], moment("2026-11-16 08:30"), TEN)


def test_a_mailbox_out_of_reach_is_looked_through_as_soon_as_it_is_there(office: Office, inbox: FakeMailbox) -> None:
    restored(office)
    inbox.out_of_reach = True
    assert cycle(office, inbox, "2026-11-16 10:01").out_of_reach
    assert office.leads() == []

    inbox.out_of_reach = False
    done = cycle(office, inbox, "2026-11-16 10:02")

    assert len(done.received.stored) == 1
    assert ("reply", "restored") in {(row.purpose, row.detail) for row in office.outbox(OutboxState.HELD)}
    assert office.transport.sent == []


def test_once_it_is_over_everything_goes_out_as_always(office: Office, inbox: FakeMailbox) -> None:
    restored(office)
    cycle(office, inbox, "2026-11-16 10:01")
    with office.registry.begin() as uow:
        assert uow.generations.open(office.desk.program.id) is None

    office.take(
        "Jaki jest status zgłoszenia?",
        at="2026-11-16 11:00",
        answers=next(row for row in office.outbox(OutboxState.HELD) if row.purpose == "reply"),
    )
    cycle(office, inbox, "2026-11-16 11:01")

    assert len(office.transport.sent) == 1


def test_the_operator_hears_of_it_once(office: Office) -> None:
    restored(office)

    with office.registry.begin() as uow:
        found = {trouble.code: trouble.ids for trouble in troubles_in_registry(uow, office.desk, ELEVEN)}

    assert found == {"restored": ("2026-11-16T09:00:00+00:00",)}


def test_in_mode_shadow_partners_get_nothing_after_a_restore_either(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    restored(office)
    monkeypatch.setattr("leadbot.service.deliver.BATCH", 1)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:30")
    send_digests(office.registry, office.desk, moment("2026-11-16 10:30"))
    office.take(form({**CLIENT, "NIP klienta": "5261040828", "Klient": "Młyn Nowy Sp. z o.o."}, BETA), at="2026-11-16 11:00", sender=EWA)
    with office.registry.begin() as uow:
        restoration = uow.generations.open(office.desk.program.id)
    with closing(
        Delivery(
            office.registry,
            office.desk.program.id,
            lambda: office.transport,
            ELEVEN,
            quiet=True,
            colleagues=office.desk.colleagues(),
            restoration=restoration,
        )
    ) as delivery:
        delivery.send_due()

    assert office.transport.sent == []
    assert len(office.outbox(OutboxState.HELD)) == len(office.outbox())


def test_staff_are_warned_that_a_held_mail_may_have_been_sent_and_no_approval_sends_it(office: Office, inbox: FakeMailbox) -> None:
    restored(office)
    cycle(office, inbox, "2026-11-16 10:01")
    (held,) = (row for row in office.outbox(OutboxState.HELD) if row.purpose == "reply")

    with office.registry.begin() as uow:
        cases = open_cases(uow, office.desk, ELEVEN)
        released = release(uow, office.desk, held.references[0], "anna", ELEVEN)

    assert [case.kind for case in cases if case.outbox_id == held.id] == ["unknown"]
    assert not released
    with office.registry.begin() as uow:
        resolve(uow, held.id, resend=False, now=ELEVEN)
        assert not [case for case in open_cases(uow, office.desk, ELEVEN) if case.outbox_id == held.id]
