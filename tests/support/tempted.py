"""A reader that does whatever a mail tells it to, and reads every other mail as it should be read."""

import os
import re
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.submission import Thread
from leadbot.reader import InProcessReader

kept: list[bytearray] = []


def burn() -> NoReturn:
    while True:
        pass


def burn_in_a_library() -> None:
    """Never comes back to Python, and lets no other thread in."""
    re.match(r"(a+)+$", "a" * 60 + "b")


def eat() -> NoReturn:
    eaten = []
    while True:
        eaten.append(bytearray(1_000_000))


def hang() -> None:
    threading.Event().wait(600)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash() -> None:
    os.abort()


def leave() -> None:
    os._exit(3)


def fall() -> NoReturn:
    raise RuntimeError("it fell")


def keep() -> None:
    """Grows for good, and gives the mail its reading all the same."""
    kept.append(bytearray(300_000_000))


DEEDS: dict[str, Callable[[], None]] = {
    deed.__name__: deed for deed in (burn, burn_in_a_library, eat, hang, kill, crash, leave, fall, keep)
}


@dataclass(frozen=True, slots=True)
class Tempted:
    """Does the deed that a mail's subject names; a mail with the subject `who` is told which process reads, and by which program."""

    def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
        subject = raw.partition(b"Subject: ")[2].partition(b"\n")[0].decode().strip()
        if subject == "who":
            return Unreadable(code="who", detail=f"{os.getpid()} {id(program)} {program.id}", final=True)
        DEEDS.get(subject, lambda: None)()
        return InProcessReader().read(raw, program, thread)


@dataclass(frozen=True, slots=True)
class Whispering:
    """Opens a FIFO, writes its process id there, and keeps it open for as long as it lives."""

    fifo: str

    def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
        pipe = os.open(self.fifo, os.O_WRONLY)
        os.write(pipe, str(os.getpid()).encode())
        hang()
        raise AssertionError


@dataclass(frozen=True, slots=True)
class Verbose:
    """Answers with more than anybody asked for."""

    def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
        return Unreadable(code="long", detail="x" * 70_000_000, final=True)
