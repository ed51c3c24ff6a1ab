"""After a restore nothing goes out that may have gone out before, and no mail received meanwhile is lost."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.model.restoration import RESTORED, Generation, Restoration
from leadbot.model.stored import OutboxRow
from leadbot.service.unit_of_work import Registry, UnitOfWork

MARGIN = timedelta(days=1)
"""By so much further back the mailbox is looked through again: servers' clocks differ, and a known mail costs nothing."""

log = logging.getLogger(__name__)


class Mark(Protocol):
    """The number of the last cycle, kept outside the database."""

    def read(self) -> int | None:
        """None where there is none."""

    def write(self, number: int) -> None:
        """Replace it."""


class Rereadable(Protocol):
    """A mailbox that hands out settled mails once more."""

    def hand_out_again(self, since: datetime) -> int:
        """Raises OutOfReach."""


def begin_cycle(registry: Registry, mark: Mark, programs: Iterable[str], now: datetime) -> bool:
    """Count this cycle, and see whether the database is an older one than the last cycle's. Raises OutOfReach."""
    beside = mark.read()
    with registry.begin() as uow:
        last = uow.generations.read()
        if last is None and beside is None:
            # A process that dies between this commit and the next line leaves a file all the same.
            mark.write(0)
        restored = last is not None and (beside is None or beside > last.number)
        if restored and last is not None:
            declare(uow, programs, last.at, now)
        number = max(last.number if last else 0, beside or 0) + 1
        uow.generations.enter(Generation(number=number, at=now))
    mark.write(number)
    return restored


def declare(uow: UnitOfWork, programs: Iterable[str], good_until: datetime, now: datetime) -> int:
    """This database knows nothing of what happened since `good_until`. Returns how many mails are of unknown fate by that."""
    count = 0
    for program in programs:
        log.warning("the database was restored", extra={"action": "restored", "program": program})
        uow.generations.begin(Restoration(program=program, restored_at=now, good_until=good_until))
        for row in uow.outbox.in_state(program, OutboxState.QUEUED, OutboxState.SENDING):
            uow.outbox.set_state(row.id, OutboxState.UNKNOWN, at=now, detail=RESTORED)
            count += 1
    return count


def look_again(registry: Registry, inbox: Rereadable, restoration: Restoration, now: datetime) -> None:
    """The mailbox hands out again what it handed out since the database was last at work. Raises OutOfReach."""
    if restoration.looked_at is None:
        count = inbox.hand_out_again(restoration.good_until - MARGIN)
        log.warning("%d mails are taken in again", count, extra={"action": "restored", "program": restoration.program})
        with registry.begin() as uow:
            uow.generations.looked(restoration.program, now)


def may_have_gone_out(uow: UnitOfWork, row: OutboxRow, restoration: Restoration) -> bool:
    """Whether the database that was there before may have sent that mail: all but answers to mails that came later."""
    return row.answers is None or uow.messages.get(row.answers).received_at <= restoration.restored_at


def hold_what_may_have_gone_out(uow: UnitOfWork, rows: Iterable[OutboxRow], restoration: Restoration, now: datetime) -> int:
    """Hold these for a person. Returns how many."""
    count = 0
    for row in rows:
        if not may_have_gone_out(uow, row, restoration):
            continue
        count += 1
        uow.outbox.set_state(row.id, OutboxState.HELD, at=now, detail=RESTORED)
        if row.answers is not None:
            uow.messages.redispose(row.answers, Disposition.WITH_STAFF, "reply-held")
    return count


def end_if_over(registry: Registry, program: str, now: datetime, reached: Callable[[], bool]) -> None:
    """The restoration is over once the mailbox was looked through, and everything in it has come to its end. Raises OutOfReach."""
    with registry.begin() as uow:
        restoration = uow.generations.open(program)
        if restoration is not None and restoration.looked_at is not None and reached() and not uow.messages.pending(program, 1):
            uow.generations.end(program, now)
