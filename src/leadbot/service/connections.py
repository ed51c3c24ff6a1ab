"""Several ways out at once, for a long outbox."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from leadbot.model.errors import OutOfReach
from leadbot.model.outgoing import DeliveryResult
from leadbot.model.stored import Dispatch

MAILS_EACH = 10
"""Waiting mails that make another connection worth its while."""


class Transport(Protocol):
    """Hands mails to the world."""

    @property
    def connections(self) -> int:
        """How many of these, side by side, may serve a long outbox."""

    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult:
        """One attempt. Raises OutOfReach where the server can't be reached or refuses us: no attempt was made then."""

    def close(self) -> None:
        """Let go of the connection."""


class Connections:
    """Transports, opened as they are needed; one that loses its server is not replaced."""

    def __init__(self, open_transport: Callable[[], Transport]) -> None:
        self._open = open_transport
        self._transports: list[Transport] = []
        self._threads: ThreadPoolExecutor | None = None
        self._most = 0
        """How many may be open; 0 before the first one has told."""
        self.lost: OutOfReach | None = None
        """Why there is no connection left."""

    def wanted(self, waiting: int) -> int:
        """How many mails to hand over at once while so many wait, one at least: what is open serves as long as there are mails for it."""
        if not self._transports:
            self._transports.append(self._open())
            self._most = self._transports[0].connections
        return min(self._most, max(1 + waiting // MAILS_EACH, min(len(self._transports), waiting)))

    def send(self, mails: Sequence[Dispatch]) -> list[DeliveryResult | OutOfReach]:
        """One attempt at each, side by side. There are no more of them than were `wanted`."""
        while len(self._transports) < len(mails):
            self._transports.append(self._open())
        used = self._transports[: len(mails)]
        became = [_attempt(used[0], mails[0])] if len(mails) == 1 else list(self._pool().map(_attempt, used, mails))
        failed = {id(transport): error for transport, error in zip(used, became, strict=True) if isinstance(error, OutOfReach)}
        if failed:
            self._let_go(failed)
        return became

    def close(self) -> None:
        """Let go of all of them."""
        for transport in self._transports:
            transport.close()
        if self._threads is not None:
            self._threads.shutdown()

    def _let_go(self, failed: dict[int, OutOfReach]) -> None:
        """A server may allow fewer connections than we asked for: the others go on."""
        for transport in [t for t in self._transports if id(t) in failed]:
            transport.close()
            self._transports.remove(transport)
        self._most = len(self._transports)
        if not self._transports:
            self.lost = next(iter(failed.values()))

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._most, thread_name_prefix="leadbot-send")
        return self._threads


def _attempt(transport: Transport, mail: Dispatch) -> DeliveryResult | OutOfReach:
    try:
        return transport.send(mail.raw, mail.sender, mail.recipients)
    except OutOfReach as error:
        return error
