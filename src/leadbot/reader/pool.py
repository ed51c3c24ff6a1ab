"""Several bounded readers for a long queue of mails."""

from collections.abc import Sequence
from contextlib import suppress
from queue import LifoQueue
from threading import Thread as RunningThread

from leadbot.model.errors import OutOfReach
from leadbot.model.octets import Octets
from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.submission import Thread
from leadbot.reader.bounded import Reader

NOTHING = b""


class Readers:
    """Reads as many mails at once as it has readers. The one that was free last reads next, so that those not needed never start."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        """The first of them reads first."""
        self.count = len(readers)
        self._all = tuple(readers)
        self._free: LifoQueue[Reader] = LifoQueue()
        for reader in reversed(self._all):
            self._free.put(reader)
        self._getting_ready: RunningThread | None = None

    def get_ready(self, program: Program) -> None:
        """Let the first of them take in the program, which takes as long as to read twenty mails. Only the first mail waits for that."""

        def read_nothing() -> None:
            with suppress(OutOfReach):
                self._all[0].read(NOTHING, program, None)

        self._getting_ready = RunningThread(target=read_nothing, name="leadbot-get-ready", daemon=True)
        self._getting_ready.start()

    def read(self, raw: Octets, program: Program, thread: Thread | None) -> Reading | Unreadable:
        """As `Reader.read`; waits while all are busy."""
        reader = self._free.get()
        try:
            return reader.read(raw, program, thread)
        finally:
            self._free.put(reader)

    def close(self) -> None:
        """End their children; later mails would start others."""
        if self._getting_ready is not None:
            self._getting_ready.join()
        for reader in self._all:
            reader.close()
