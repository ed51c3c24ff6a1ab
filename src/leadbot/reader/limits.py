"""What one mail may cost, and how the child process is held to it. Of POSIX; the limit of memory works on Linux alone."""

import fcntl
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SIZES = Path("/proc/self/statm")
"""The process's own sizes in pages, address space first (proc(5))."""
_PAGE = resource.getpagesize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one mail may cost."""

    cpu_seconds: float = 3.0
    memory_octets: int = 512 * 1024 * 1024
    """How much the child's address space may grow."""
    wall_seconds: float = 10.0
    """From the question to the whole answer."""
    start_seconds: float = 60.0
    """What the child process may take to begin, no mail's fault."""


@contextmanager
def bounded(limits: Limits) -> Iterator[None]:
    """Hold this process to the limits inside: too much CPU time ends it by SIGPROF, too much memory raises MemoryError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if (size := address_space()) is not None:
        most = size + limits.memory_octets
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    # A timer of the kernel's, its signal left at its default: it ends even library code that never comes back to Python.
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def address_space() -> int | None:
    """Octets of this process's address space; None on systems that don't tell."""
    try:
        with _SIZES.open("rb", buffering=0) as sizes:
            return int(sizes.read(64).split(maxsplit=1)[0]) * _PAGE
    except OSError:
        return None


def settle_as_child() -> None:
    """Leave the terminal's signals to the parent, end with the parent however it ends, and leave no mail behind in a core file."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for number in (signal.SIGPROF, signal.SIGIO):
        signal.signal(number, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    _end_with_whoever_holds(sys.stdin.fileno())


def _end_with_whoever_holds(pipe: int) -> None:
    """Let the kernel send SIGIO, which ends this process, once the other end of the pipe is closed.

    PR_SET_PDEATHSIG would end it with the parent's thread already, and a reader outlives the thread that first used it.
    """
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
