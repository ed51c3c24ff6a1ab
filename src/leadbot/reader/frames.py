"""What parent and child say to each other through a socket.

Frames: eight octets of length, the most significant first, then as many octets. The parent begins with a pickled (reader, limits), and the
child says READY; then each pickled `Question` gets a pickled `Answer`.
"""

import socket
import struct
import time

from leadbot.model.octets import LargeMail
from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.submission import Thread

READY = b"ready"

Question = tuple[int, Program | None, bytes | None, Thread | None]
"""The program by its number, counted from 0 as they are handed over; itself the first time, then None. No octets where the mail is large:
they follow in a frame of their own.
"""
Answer = tuple[Reading | Unreadable, bool]
"""True where the child should be replaced."""

_LENGTH = struct.Struct("!Q")
_LAST_LOOK = 0.001
"""Seconds left for what has already come when the deadline is over; 0 would mean something else to a socket."""


def send(channel: socket.socket, payload: bytes, deadline: float | None = None) -> None:
    """Raises TimeoutError after the deadline (of `time.monotonic`), OSError where the other side is gone."""
    _wait_until(channel, deadline)
    channel.sendall(_LENGTH.pack(len(payload)) + payload)


def send_in_pieces(channel: socket.socket, mail: LargeMail, deadline: float | None = None) -> None:
    """One frame of a mail that is not in memory as a whole. Raises as `send`, and OutOfReach where its disk does not give it back."""
    _wait_until(channel, deadline)
    channel.sendall(_LENGTH.pack(len(mail)))
    for piece in mail.pieces():
        _wait_until(channel, deadline)
        channel.sendall(piece)


def receive(channel: socket.socket, deadline: float | None = None) -> bytearray:
    """The next frame. Raises TimeoutError after the deadline (of `time.monotonic`), EOFError or OSError where the other side is gone."""
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, deadline))
    return _exactly(channel, length, deadline)


def _exactly(channel: socket.socket, length: int, deadline: float | None) -> bytearray:
    octets = bytearray(length)
    rest = memoryview(octets)
    while rest:
        _wait_until(channel, deadline)
        count = channel.recv_into(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return octets


def _wait_until(channel: socket.socket, deadline: float | None) -> None:
    channel.settimeout(None if deadline is None else max(_LAST_LOOK, deadline - time.monotonic()))
