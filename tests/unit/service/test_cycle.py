"""A cycle takes mails in, judges them and sends the answers batch after batch."""

import pytest

from leadbot.model.errors import OutOfReach
from leadbot.model.message import Batch, Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.submission import Thread
from leadbot.service import cycle as cycles
from leadbot.service import process, receive
from leadbot.service.cycle import Cycle, run_cycle
from leadbot.testing import FakeMailbox, FakeTransport
from support.hostile import ordinary_lead
from support.office import Office, moment

NOW = "2026-11-16 07:30"
"""Before the hour of the digest."""


class Readers:
    """The office's reader, or none."""

    count = 1

    def __init__(self, office: Office, *, missing: bool = False) -> None:
        self.office, self.missing = office, missing

    def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
        if self.missing:
            raise OutOfReach("no process to be had")
        return self.office.reader.read(raw, program, thread)


class Inbox(FakeMailbox):
    """Remembers how many answers were out at each look for mail."""

    def __init__(self, transport: FakeTransport, mails: int) -> None:
        super().__init__()
        self.transport = transport
        self.answered: list[int] = []
        for number in range(mails):
            self.deliver(ordinary_lead(number), moment(f"2026-11-16 07:{number:02}"))

    def fetch_new(self, limit: int) -> Batch:
        self.answered.append(len(self.transport.sent))
        return super().fetch_new(limit)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (receive, process):
        monkeypatch.setattr(room, "BATCH", 2)


def cycle(office: Office, inbox: FakeMailbox, readers: Readers | None = None) -> Cycle:
    return run_cycle(office.registry, office.desk, readers or Readers(office), inbox, lambda: office.transport, moment(NOW))


def test_answers_are_on_their_way_before_the_last_mails_are_taken_in(office: Office) -> None:
    inbox = Inbox(office.transport, mails=8)

    done = cycle(office, inbox)

    assert inbox.answered == [0, 0, 0, 2, 4]
    assert (len(done.received.stored), done.ended, done.delivery.sent) == (8, {Disposition.ANSWERED: 8}, 8)


def test_mails_behind_a_batch_of_redeliveries_are_taken_in(office: Office) -> None:
    cycle(office, Inbox(office.transport, mails=6))

    again = cycle(office, Inbox(office.transport, mails=7))

    assert (len(again.received.stored), again.received.seen_before, again.delivery.sent) == (1, 6, 1)


def test_without_a_reader_all_mails_are_taken_in_and_wait(office: Office) -> None:
    inbox = Inbox(office.transport, mails=7)

    done = cycle(office, inbox, Readers(office, missing=True))

    assert not inbox.waiting
    assert done.out_of_reach == ("no process to be had",)
    assert office.dispositions() == [Disposition.PENDING] * 7


def test_without_a_mailbox_what_waits_is_judged_and_answered(office: Office) -> None:
    office.store_only(ordinary_lead(1), at="2026-11-16 07:01")
    inbox = Inbox(office.transport, mails=3)
    inbox.out_of_reach = True

    done = cycle(office, inbox)

    assert (done.out_of_reach, done.ended, done.delivery.sent) == (("The mailbox does not answer.",), {Disposition.ANSWERED: 1}, 1)


def test_without_a_way_out_the_server_is_tried_once_and_everything_is_judged(office: Office) -> None:
    office.transport.answers = [OutOfReach("no server")]

    done = cycle(office, Inbox(office.transport, mails=7))

    assert (done.out_of_reach, done.ended) == (("no server",), {Disposition.ANSWERED: 7})
    assert len(office.outbox(OutboxState.QUEUED)) == 7


def test_a_step_that_fails_keeps_no_answer_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise ValueError("no such template")

    monkeypatch.setattr(cycles, "keep_promises", broken)
    monkeypatch.setattr(cycles, "send_digests", broken)
    done = cycle(office, Inbox(office.transport, mails=1))

    assert done.failed == ("ValueError: no such template",)
    assert done.delivery.sent == 1
