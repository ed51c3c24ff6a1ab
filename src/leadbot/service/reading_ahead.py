"""Read the next mails while the last ones are judged and stored."""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from types import TracebackType
from typing import Protocol, Self

from leadbot.model.octets import Octets
from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.stored import StoredMessage
from leadbot.model.submission import Thread

ATTEMPTS = 3
"""The third failed attempt at a message parks it."""
MANY = 20
"""Mails not yet begun when their batch is to be judged that are worth a second reader's start."""
BEHIND = 2
"""Batches of which so many are left, before several read at once: before the first batch there is nothing to judge."""


class MailReader(Protocol):
    """Reads one mail within limits. Raises OutOfReach alone, where it can read no mail at all."""

    def read(self, raw: Octets, program: Program, thread: Thread | None) -> Reading | Unreadable: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message with all that its reading needs."""

    stored: StoredMessage
    """As it was before this attempt was counted."""
    raw: Octets
    thread: Thread | None
    """What we had asked in its conversation when its reading began."""


@dataclass(frozen=True, slots=True)
class MailsAhead:
    """Messages on their way through the reader; false where there are none."""

    mails: tuple[Waiting, ...]
    parts: tuple[Future[dict[int, Reading | Unreadable]], ...]
    """What was read by each who took part, by the mail's place among `mails`."""
    left: Sequence[int]
    """The places of those that nobody has begun to read."""

    def __bool__(self) -> bool:
        return bool(self.mails)


NO_MAILS = MailsAhead((), (), ())


class ReadAhead:
    """Reads in threads of its own: a mail at a time, `at_once` where judging waits for it; else the processors have enough to do."""

    def __init__(self, reader: MailReader, program: Program, at_once: int) -> None:
        self._reader = reader
        self._program = program
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="leadbot-read")
        self._ending = Event()
        self._behind = 0
        """How many batches were to be judged while many of their mails were not yet begun."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Ends after the mails that are being read."""
        self._ending.set()
        self._threads.shutdown(cancel_futures=True)

    def begin(self, mails: Sequence[Waiting]) -> MailsAhead:
        """Their reading begins after that of those before."""
        if not mails:
            return NO_MAILS
        count = self._at_once if len(mails) >= MANY and self._behind >= BEHIND else 1
        # Each takes the next mail when it is through with one: nobody waits for a reader that only starts, or for a long mail.
        places = deque(range(len(mails)))
        return MailsAhead(tuple(mails), tuple(self._threads.submit(self._read, mails, places) for _ in range(count)), places)

    def readings(self, batch: MailsAhead) -> list[Reading | Unreadable]:
        """One for each mail of a batch that is to be judged now, once they are there. Raises OutOfReach where no mail can be read."""
        self._behind += len(batch.left) >= MANY
        found: dict[int, Reading | Unreadable] = {}
        for part in batch.parts:
            found |= part.result()
        return [found[place] for place in range(len(batch.mails))]

    def _read(self, mails: Sequence[Waiting], places: deque[int]) -> dict[int, Reading | Unreadable]:
        readings: dict[int, Reading | Unreadable] = {}
        while not self._ending.is_set():
            try:
                place = places.popleft()
            except IndexError:
                break
            mail = mails[place]
            readings[place] = _died(mail) or self._reader.read(mail.raw, self._program, mail.thread)
        return readings


def _died(mail: Waiting) -> Unreadable | None:
    """Why a mail at which the process has ended often enough is not read again."""
    attempts = mail.stored.attempts
    if attempts < ATTEMPTS:
        return None
    return Unreadable(code="reader-died", detail=f"the process ended in each of {attempts} attempts at it", final=True)
