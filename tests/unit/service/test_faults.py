"""A clock that jumps, a database that is locked or fails: nothing is lost, nothing is done twice."""

import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from leadbot.model.errors import OutOfReach
from leadbot.model.message import Batch, Disposition
from leadbot.model.outgoing import DeliveryOutcome, OutboxState
from leadbot.registry import SqlUnitOfWork, audit, open_registry
from leadbot.registry.outbox import SqlOutbox
from leadbot.service.cycle import Cycle, run_cycle
from leadbot.service.digest import send_digests
from leadbot.testing import FakeMailbox, FakeTransport
from support.hostile import ordinary_lead
from support.office import ALFA, CLIENT, Office, form, moment

T = TypeVar("T")

QUESTION = "Dzień dobry, czy wypłata za marzec będzie jeszcze przed wakacjami w programie Generuj Leady?"


class Reader:
    """The office's, one mail at a time."""

    count = 1

    def __init__(self, office: Office) -> None:
        self.read = office.reader.read


def cycle(office: Office, inbox: FakeMailbox, at: str) -> Cycle:
    office.now = moment(at)  # also where that is before
    return run_cycle(office.registry, office.desk, Reader(office), inbox, lambda: office.transport, office.now)


def digests(office: Office) -> list[str]:
    return [row.key.rpartition(":")[2] for row in office.outbox() if row.key.startswith("digest:")]


def replies(office: Office) -> list[OutboxState]:
    return [row.state for row in office.outbox() if row.key.startswith("reply:")]


def failing(method: Callable[..., T], why: str) -> Callable[..., T]:
    """The same, but it fails where it has something to do."""

    def instead(outbox: SqlOutbox, of: Sequence[object], at: datetime) -> T:
        if of:
            raise OutOfReach(why)
        return method(outbox, of, at)

    return instead


def adds_up(office: Office) -> bool:
    with office.registry.begin() as uow:
        assert isinstance(uow, SqlUnitOfWork)
        return audit(uow).adds_up


@pytest.mark.failure("F87")
def test_what_a_clock_a_year_ahead_put_off_goes_out_once_the_clock_is_right(office: Office) -> None:
    office.transport = FakeTransport([DeliveryOutcome.TEMPORARY])
    inbox = FakeMailbox()
    inbox.deliver(ordinary_lead(1), moment("2026-11-16 09:00"))
    cycle(office, inbox, "2027-11-16 07:00")
    assert replies(office) == [OutboxState.QUEUED]

    cycle(office, inbox, "2026-11-16 09:05")

    assert replies(office) == [OutboxState.SENT]
    assert len(office.transport.sent) == len(office.outbox())


@pytest.mark.failure("F87")
def test_a_clock_that_steps_back_over_the_digests_hour_brings_no_second_one(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    for at in ("2026-11-17 08:01", "2026-11-17 07:40", "2026-11-17 08:00", "2026-11-17 08:02"):
        cycle(office, FakeMailbox(), at)

    assert digests(office) == ["2026-11-17"]


@pytest.mark.failure("F87")
def test_a_digest_of_a_clock_ahead_hides_nothing_from_the_ones_after(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    cycle(office, FakeMailbox(), "2027-01-04 08:00")
    office.now = moment("2026-11-16 10:00")
    office.take(QUESTION, at="2026-11-16 10:00", subject="Wypłata")

    office.now = moment("2026-11-17 08:00")
    send_digests(office.registry, office.desk, office.now)

    assert "Wypłata" in office.text_of(office.outbox()[-1])


@pytest.mark.failure("F87")
def test_however_the_clock_jumps_every_mail_is_answered_once_and_the_audit_adds_up(office: Office) -> None:
    jumps = random.Random(1)
    inbox = FakeMailbox()
    for number in range(12):
        inbox.deliver(ordinary_lead(number), moment("2026-11-16 09:00") + timedelta(minutes=number))
        at = moment("2026-11-16 10:00") + timedelta(hours=jumps.randint(-100, 100))
        office.transport.answers = jumps.choices([DeliveryOutcome.SENT, DeliveryOutcome.TEMPORARY], k=2)
        cycle(office, inbox, f"{at:%Y-%m-%d %H:%M}")
    cycle(office, inbox, "2026-12-20 10:00")
    cycle(office, inbox, "2026-12-21 10:00")

    assert replies(office) == [OutboxState.SENT] * 12
    assert len(digests(office)) == len(set(digests(office)))
    assert len({handed.raw for handed in office.transport.sent}) == len(office.transport.sent)
    assert adds_up(office)


@pytest.mark.failure("F91")
def test_a_locked_database_stops_the_cycle_and_takes_nothing_from_the_mailbox(office: Office, tmp_path: Path) -> None:
    class Locking(FakeMailbox):
        """Another process begins to write as the mailbox is looked into."""

        lock: sqlite3.Connection | None = None

        def fetch_new(self, limit: int) -> Batch:
            if self.lock is not None:
                self.lock.execute("BEGIN IMMEDIATE")
                self.lock = None
            return super().fetch_new(limit)

    inbox = Locking()
    inbox.deliver(ordinary_lead(1), moment("2026-11-16 07:00"))
    office.registry.close()
    office.registry = open_registry(f"sqlite:///{tmp_path / 'leadbot.db'}", busy_seconds=0.05)

    with closing(sqlite3.connect(tmp_path / "leadbot.db", isolation_level=None, check_same_thread=False)) as other:
        inbox.lock = other
        with pytest.raises(OutOfReach, match="Another process is writing"):
            cycle(office, inbox, "2026-11-16 07:10")
        other.execute("ROLLBACK")
    assert len(inbox.waiting) == 1

    done = cycle(office, inbox, "2026-11-16 07:15")
    assert (done.ended, done.delivery.sent, len(inbox.waiting)) == ({Disposition.ANSWERED: 1}, 1, 0)
    assert adds_up(office)


@pytest.mark.failure("F50")
def test_mails_are_stored_before_the_mailbox_is_told(office: Office) -> None:
    stored: list[int] = []

    class Looking(FakeMailbox):
        def settle(self, locations: Sequence[str]) -> None:
            stored.append(len(office.dispositions()))
            super().settle(locations)

    inbox = Looking()
    inbox.deliver(ordinary_lead(1), moment("2026-11-16 07:00"))
    cycle(office, inbox, "2026-11-16 07:10")

    assert (stored, inbox.settled) == ([1], ["1"])


@pytest.mark.failure("F91")
@pytest.mark.parametrize("name", ["begin_sending", "end_sending"])
def test_a_database_that_locks_amid_the_cycle_loses_and_doubles_nothing(office: Office, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    inbox = FakeMailbox()
    inbox.deliver(ordinary_lead(1), moment("2026-11-16 07:00"))

    with monkeypatch.context() as patched:
        patched.setattr(SqlOutbox, name, failing(getattr(SqlOutbox, name), "Another process is writing"))
        cycle(office, inbox, "2026-11-16 07:10")
    sent = len(office.transport.sent)
    cycle(office, inbox, "2026-11-16 07:15")

    assert replies(office) == [OutboxState.SENT if sent == 0 else OutboxState.UNKNOWN]
    assert len(office.transport.sent) == 1


@pytest.mark.failure("F95")
def test_a_database_that_can_not_say_sent_makes_no_storm(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 07:00")

    with monkeypatch.context() as patched:
        patched.setattr(SqlOutbox, "end_sending", failing(SqlOutbox.end_sending, "database disk image is malformed"))
        for minute in range(10, 15):
            cycle(office, FakeMailbox(), f"2026-11-16 07:{minute}")
    cycle(office, FakeMailbox(), "2026-11-16 07:20")

    assert len(office.transport.sent) == 1
    assert [row.state for row in office.outbox()] == [OutboxState.UNKNOWN]


@pytest.mark.failure("F92")
def test_endless_values_and_letters_of_four_octets_are_kept_and_shown_shortened(office: Office) -> None:
    name = "Zakład " + "𝕭" * 5_000 + " Sp. z o.o."
    message = office.take(form(CLIENT, ALFA, Klient=name), at="2026-11-16 07:00", subject="𝕭 " * 16_000)

    assert message.disposition is Disposition.ANSWERED
    row = office.reply_to(message)
    assert row is not None
    assert len(row.subject) <= 150
    assert len(office.text_of(row)) < 10_000
    assert adds_up(office)
