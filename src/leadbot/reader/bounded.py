"""The bounded reader: whatever a mail does to the process that reads it, the others are read."""

import re
import signal
import threading
from types import TracebackType
from typing import Self

from leadbot.model.errors import OutOfReach
from leadbot.model.octets import Octets
from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.submission import Thread
from leadbot.reader.in_process import InnerReader, InProcessReader, failure, too_large
from leadbot.reader.limits import Limits
from leadbot.reader.process import ChildProcess, how_it_ended

_NAMES_FILE = re.compile(rb"name\*?(?:0\*?)?\s{0,20}=|message/rfc822", re.IGNORECASE)
LEAVING = 1.0
"""Seconds that a child gets to end by itself."""


class Reader:
    """Reads mails with another reader, in a child process that is kept from mail to mail and replaced when one mail is too much for it.

    The child is started by the first mail, where none was started before. Threads may share a reader; their mails are read one after
    the other.
    """

    def __init__(self, inner: InnerReader | None = None, limits: Limits | None = None, child: ChildProcess | None = None) -> None:
        """`inner` does the reading, and is pickled for it. `child` is one that was started ahead."""
        self._inner = inner or InProcessReader()
        self._simpler = self._inner.without_files() if isinstance(self._inner, InProcessReader) else None
        self._limits = limits or Limits()
        self._child = child
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def read(self, raw: Octets, program: Program, thread: Thread | None) -> Reading | Unreadable:
        """What the mail says, or why it could not be read. Never raises for what a mail does.

        Raises OutOfReach where no child process can be started at all, which no other attempt at the mail should pay for.
        """
        if (refused := too_large(raw)) is not None:
            return refused
        with self._lock:
            child = self._current()
            try:
                child.wait_until_ready(self._inner)
                answer = self._answer(child, raw, program, thread)
            except BaseException:
                self._drop()
                raise
        if isinstance(answer, Unreadable) and not answer.final and self._simpler is not None and _may_have_files(raw):
            return self._without_files(self._simpler, answer, raw, program, thread)
        return answer

    def _without_files(
        self, simpler: InnerReader, failed: Unreadable, raw: Octets, program: Program, thread: Thread | None
    ) -> Reading | Unreadable:
        """The mail without its attached files, one of which was too much; what failed, where that fails too."""
        with Reader(simpler, self._limits) as reader:
            answer = reader.read(raw, program, thread)
        return failed if isinstance(answer, Unreadable) else answer

    def close(self) -> None:
        """End the child, if there is one; a later mail would start another."""
        with self._lock:
            if self._child is not None:
                self._child.end(LEAVING)
                self._child = None

    def _current(self) -> ChildProcess:
        if self._child is not None and not self._child.alive:
            self._drop()
        if self._child is None:
            self._child = ChildProcess(self._limits)
        return self._child

    def _answer(self, child: ChildProcess, raw: Octets, program: Program, thread: Thread | None) -> Reading | Unreadable:
        try:
            reading, worn = child.ask(raw, program, thread)
        except OutOfReach:
            raise
        except TimeoutError:
            self._drop()
            return Unreadable(code="reader-timeout", detail=f"no answer in {self._limits.wall_seconds:g} s", final=False)
        except (EOFError, OSError):
            return self._ended(self._drop(LEAVING))
        except Exception as error:  # an answer that is none
            self._drop()
            return failure(error)
        if worn:
            self._drop(LEAVING)
        return reading

    def _ended(self, status: int) -> Unreadable:
        if status == -signal.SIGPROF:
            return Unreadable(code="reader-timeout", detail=f"more than {self._limits.cpu_seconds:g} s of CPU time", final=False)
        return Unreadable(code="reader-died", detail=f"the reading process {how_it_ended(status)}", final=False)

    def _drop(self, patience: float = 0) -> int:
        """End the child; the next mail gets another. Its exit status, 0 where there is none."""
        child, self._child = self._child, None
        return child.end(patience) if child is not None else 0


def _may_have_files(raw: Octets) -> bool:
    return not isinstance(raw, bytes) or _NAMES_FILE.search(raw) is not None
