"""Several bounded readers for a long queue of mails."""

from collections.abc import Callable
from queue import LifoQueue

from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.submission import Thread
from leadbot.reader.bounded import Reader


class Readers:
    """Reads as many mails at once as it has readers. The one that was free last reads next, so that those not needed never start."""

    def __init__(self, make: Callable[[], Reader], count: int) -> None:
        self.count = count
        self._all = tuple(make() for _ in range(count))
        self._free: LifoQueue[Reader] = LifoQueue()
        for reader in reversed(self._all):
            self._free.put(reader)

    def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
        """As `Reader.read`; waits while all are busy."""
        reader = self._free.get()
        try:
            return reader.read(raw, program, thread)
        finally:
            self._free.put(reader)

    def close(self) -> None:
        """End their children; later mails would start others."""
        for reader in self._all:
            reader.close()
