"""The parent's side of one child process."""

import pickle
import signal
import socket
import subprocess
import sys
import time

from leadbot.model.errors import OutOfReach
from leadbot.model.octets import Octets
from leadbot.model.program import Program
from leadbot.model.submission import Thread
from leadbot.reader.frames import READY, Answer, Question, receive, send, send_in_pieces
from leadbot.reader.in_process import InnerReader
from leadbot.reader.limits import Limits

START = "import gc, sys; gc.disable(); sys.path[:] = sys.argv[2:]; from leadbot.reader.child import serve; serve(int(sys.argv[1]))"
"""A fresh interpreter: a fork copies locks that other threads hold, and multiprocessing's spawn runs the caller's main module again."""


class ChildProcess:
    """A process that reads mails; it is started here, and answers once it is introduced to what it reads with."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Start it. Raises OutOfReach where the system gives no process."""
        self._limits = limits or Limits()
        self._ready = False
        self._given: list[Program] = []
        self._channel, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = _started(theirs)
            except OSError as error:
                self._channel.close()
                raise OutOfReach(f"the reading process does not start ({error}). Look at the system's memory and processes") from error

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def wait_until_ready(self, reader: InnerReader) -> None:
        """It is to read with that. Raises OutOfReach where it ends or hangs before it can read anything."""
        if self._ready:
            return
        deadline = time.monotonic() + self._limits.start_seconds
        try:
            send(self._channel, pickle.dumps((reader, self._limits)), deadline)
            self._ready = receive(self._channel, deadline) == READY
        except (EOFError, OSError) as error:
            status = self.end(patience=1.0)
            raise OutOfReach(f"the reading process does not start ({how_it_ended(status)}). Look at its words in the log") from error

    def ask(self, raw: Octets, program: Program, thread: Thread | None) -> Answer:
        """Its answer; a program is handed over with its first mail.

        Raises TimeoutError where the answer is not there in time, EOFError or OSError where the process has ended.
        """
        deadline = time.monotonic() + self._limits.wall_seconds
        number = next((n for n, given in enumerate(self._given) if given is program), len(self._given))
        new = number == len(self._given)
        question: Question = (number, program if new else None, raw if isinstance(raw, bytes) else None, thread)
        send(self._channel, pickle.dumps(question, pickle.HIGHEST_PROTOCOL), deadline)
        if not isinstance(raw, bytes):
            send_in_pieces(self._channel, raw, deadline)
        if new:
            self._given.append(program)
        answer: Answer = pickle.loads(receive(self._channel, deadline))
        return answer

    def end(self, patience: float) -> int:
        """Its exit status, as subprocess tells it; it is killed where it has not gone in so many seconds."""
        self._channel.close()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        return self._process.returncode


def _started(channel: socket.socket) -> "subprocess.Popen[bytes]":
    descriptor = channel.fileno()
    return subprocess.Popen(
        [sys.executable, "-c", START, str(descriptor), *sys.path],
        stdin=subprocess.PIPE,  # never written to: its end tells the child that the parent is gone
        stdout=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        process_group=0,  # the terminal's Ctrl-C is for the parent
    )


def how_it_ended(status: int) -> str:
    """The exit status in words."""
    return f"ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
