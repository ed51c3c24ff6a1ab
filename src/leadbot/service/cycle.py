"""One cycle of a program: mails are taken in, judged, and their answers sent, batch after batch."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from leadbot.model.errors import DatabaseOutOfReach, LoginRefused, OutOfReach
from leadbot.model.lead import Lead
from leadbot.model.message import Disposition
from leadbot.service.advance import advance_all
from leadbot.service.ask_for_invoices import ask_for_invoices
from leadbot.service.chase import chase
from leadbot.service.checkers import ask_checkers
from leadbot.service.connections import Transport
from leadbot.service.deliver import Delivery, DeliveryReport
from leadbot.service.desk import Desk, Mode
from leadbot.service.digest import send_digests
from leadbot.service.forget import purge
from leadbot.service.looks import Looks
from leadbot.service.orders import carry_out_due
from leadbot.service.process import process_pending
from leadbot.service.promises import keep_promises
from leadbot.service.reading_ahead import MailReader
from leadbot.service.receive import Mailbox, Received, batches
from leadbot.service.remind import lapse_places
from leadbot.service.restore import end_if_over, look_again
from leadbot.service.settle import send_statements
from leadbot.service.tell_events import tell_events
from leadbot.service.tell_payments import tell_payments
from leadbot.service.tenders import pass_on_due
from leadbot.service.unit_of_work import Registry
from leadbot.service.versions import enter
from leadbot.service.warn import warn
from leadbot.service.warn_of_volume import warn_of_volume

T = TypeVar("T")

PURGE_EVERY = 60
"""Cycles between two looks for what is older than the program keeps it."""

log = logging.getLogger(__name__)


class Inbox(Mailbox, Protocol):
    """A mailbox that is let go of at the end of a cycle."""

    def hand_out_again(self, since: datetime) -> int:
        """Mails received from then on are not settled any more; how many these are. Raises OutOfReach."""

    def close(self) -> None:
        """Let go of the connection."""


class SeveralMails(MailReader, Protocol):
    """Reads `count` mails at once."""

    count: int


class Door(StrEnum):
    """What a cycle may not reach."""

    MAILBOX = "mailbox"
    OUTGOING = "outgoing"
    READER = "reader"
    DATABASE = "database"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """What could not be reached."""

    door: Door
    words: str
    """With what to do."""
    login: bool = False
    """Whether it is there, and refused the login."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """What one cycle of one program did."""

    program: str
    received: Received = field(default_factory=Received)
    ended: Counter[Disposition] = field(default_factory=Counter)
    lapsed: int = 0
    digests: int = 0
    delivery: DeliveryReport = field(default_factory=DeliveryReport)
    unreached: tuple[Unreached, ...] = ()
    failed: tuple[str, ...] = ()
    """Steps that ended in an error of ours, which the log tells."""

    @property
    def out_of_reach(self) -> tuple[str, ...]:
        """What could not be reached, in words with what to do."""
        return tuple(dict.fromkeys(each.words for each in self.unreached))


def run_cycle(
    registry: Registry,
    desk: Desk,
    reader: SeveralMails,
    inbox: Inbox,
    open_transport: Callable[[], Transport],
    now: datetime,
    stopping: Callable[[], bool] = lambda: False,
    looks: Looks | None = None,
) -> Cycle:
    """Take in, judge, do what is due, deliver. What is out of reach, or fails, stops its own step alone, for this cycle.

    While mails are read, those after them are taken in, and the answers to those before them are delivered. `looks`: what earlier cycles
    of this process have looked through. Raises OutOfReach for the registry.
    """
    enter(registry, desk.program, now)
    quiet, program = desk.mode is Mode.SHADOW, desk.program.id
    with registry.begin() as uow:
        restoration, last = uow.generations.open(program), uow.generations.read()
    delivery = Delivery(
        registry, program, open_transport, now, stopping, quiet=quiet, colleagues=desk.colleagues(), restoration=restoration
    )
    with closing(inbox), closing(delivery):
        steps = _Steps(batches(inbox, registry, program, now), delivery)
        if restoration is not None:
            steps.more = steps.reached(lambda: look_again(registry, inbox, restoration, now), Door.MAILBOX)
        ended = Counter[Disposition]()

        def process() -> None:
            ended.update(process_pending(registry, desk, reader, now, stopping, read_at_once=reader.count, meanwhile=steps.meanwhile))

        # Two, so that there is a batch to be read while the one before it is judged.
        steps.take_in()
        steps.take_in()
        processing = steps.reached(process, Door.READER)
        while steps.more and not stopping():
            # There may be nothing new in one batch, and something in the next.
            steps.take_in()
            processing = processing and steps.reached(process, Door.READER)
        lapsed, digests = _do_what_is_due(steps, registry, desk, reader, now, looks or Looks())
        steps.deliver()
        if restoration is None and (last is None or last.number % PURGE_EVERY == 1):
            steps.done(lambda: purge(registry, desk.program, now), None)
        if restoration is not None and not stopping():
            end_if_over(registry, program, now, lambda: not steps.unreached)
    return Cycle(
        program=program,
        received=steps.received,
        ended=ended,
        lapsed=lapsed,
        digests=digests,
        delivery=delivery.report,
        unreached=tuple(dict.fromkeys(steps.unreached)),
        failed=tuple(dict.fromkeys(steps.failed)),
    )


def _do_what_is_due(steps: "_Steps", registry: Registry, desk: Desk, reader: MailReader, now: datetime, looks: Looks) -> tuple[int, int]:
    """What the clock and staff have brought, each step by itself. Returns how many leads lapsed, and how many digests were put."""
    steps.done(lambda: carry_out_due(registry, desk, now), 0)
    steps.done(lambda: keep_promises(registry, desk, now), None)
    lapsed = steps.done(lambda: lapse_places(registry, desk, now), list[Lead]())
    steps.done(lambda: chase(registry, desk, now, looks), 0)
    steps.done(lambda: advance_all(registry, desk, now, looks), list[Lead]())
    steps.done(lambda: warn_of_volume(registry, desk, now, looks), 0)
    steps.done(lambda: tell_events(registry, desk, now, looks), 0)
    steps.done(lambda: pass_on_due(registry, desk, now, looks), 0)
    steps.done(lambda: ask_for_invoices(registry, desk, now, looks), 0)
    steps.done(lambda: tell_payments(registry, desk, now, looks), 0)
    steps.done(lambda: send_statements(registry, desk, now, looks), 0)
    steps.done(lambda: warn(registry, desk, now, looks), 0)
    steps.done(lambda: ask_checkers(registry, desk, now, looks), 0)
    digests = steps.done(lambda: send_digests(registry, desk, now, reader, looks), 0)
    return len(lapsed), digests


class _Steps:
    """The two ends of the way of a mail, a batch at a time."""

    def __init__(self, incoming: Iterator[Received], delivery: Delivery) -> None:
        self._incoming = incoming
        self._delivery = delivery
        self._delivering = True
        """False once there is no way out."""
        self.more = True
        """Whether the mailbox may have more mails."""
        self.received = Received()
        self.unreached: list[Unreached] = []
        self.failed: list[str] = []

    def reached(self, step: Callable[[], None], door: Door) -> bool:
        """Do that; False where it met something out of reach, which is noted as behind that door, or failed."""

        def reach() -> bool:
            step()
            return True

        try:
            return self.done(reach, False)
        except OutOfReach as error:
            behind = Door.DATABASE if isinstance(error, DatabaseOutOfReach) else door
            self.unreached.append(Unreached(door=behind, words=str(error), login=isinstance(error, LoginRefused)))
            return False

    def done(self, step: Callable[[], T], otherwise: T) -> T:
        """What that comes to; `otherwise` where it fails, which is noted: the steps after it are done all the same. Raises OutOfReach."""
        try:
            return step()
        except OutOfReach:
            raise
        except Exception as error:  # whatever one step does, the others go on: no answer waits for it
            log.exception("a step of a cycle failed", extra={"action": "step-failed"})
            self.failed.append(f"{type(error).__name__}: {error}")
            return otherwise

    def take_in(self) -> None:
        """The mailbox's next batch."""
        if self.more and not self.reached(self._take_in, Door.MAILBOX):
            self.more = False

    def deliver(self) -> None:
        """Send what is due."""
        self._delivering = self._delivering and self.reached(self._delivery.send_due, Door.OUTGOING)

    def meanwhile(self) -> None:
        """What there is to do while mails are read."""
        self.deliver()
        self.take_in()

    def _take_in(self) -> None:
        batch = next(self._incoming)
        self.received = self.received.and_then(batch)
        self.more = bool(batch.stored or batch.seen_before)
