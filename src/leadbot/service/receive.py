"""Take mail in: the bytes are committed before the mailbox is touched."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, Self

from leadbot.mime import content_digest, message_id, thread_ids
from leadbot.model.message import Batch, MessageKey, RawMessage
from leadbot.model.octets import Octets
from leadbot.model.stored import StoredMessage
from leadbot.service.unit_of_work import Registry

BATCH = 50
"""Messages taken in one transaction."""


class Mailbox(Protocol):
    """A folder of received mail."""

    def fetch_new(self, limit: int) -> Batch:
        """Mails not settled yet, oldest receipt first; peeks only. Raises OutOfReach."""

    def settle(self, locations: Sequence[str]) -> None:
        """Mark as processed or move away. Raises OutOfReach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What was taken in."""

    stored: tuple[MessageKey, ...] = ()
    seen_before: int = 0
    """Redeliveries of known messages."""
    unreadable: tuple[str, ...] = ()
    """Places in the mailbox whose mail could not be read from disk or server; tried again next time."""
    troubles: tuple[str, ...] = ()
    """What else is wrong with the mailbox, each with what to do."""

    def and_then(self, later: Self) -> Self:
        """Both together; how the mailbox is, the later one knows better."""
        return replace(later, stored=self.stored + later.stored, seen_before=self.seen_before + later.seen_before)


def message_key(program: str, raw: Octets) -> MessageKey:
    """Our id of that mail in that program: the same for a redelivery, whatever its Received lines."""
    identity = f"{program}\n{message_id(raw) or ''}\n{content_digest(raw)}"
    return MessageKey(hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16])


def receive(mailbox: Mailbox, registry: Registry, program: str, now: datetime) -> Received:
    """Store every new mail. Raises OutOfReach."""
    received = Received()
    for batch in batches(mailbox, registry, program, now):
        received = received.and_then(batch)
    return received


def batches(mailbox: Mailbox, registry: Registry, program: str, now: datetime) -> Iterator[Received]:
    """Store the new mails, batch after batch, each as it is asked for; the last one has no mails, and tells how the mailbox is.

    Each batch is committed, then settled in the mailbox; a crash between the two stores nothing twice. Raises OutOfReach.
    """
    while True:
        received, more = _next_batch(mailbox, registry, program, now)
        yield received
        if not more:
            return


def _next_batch(mailbox: Mailbox, registry: Registry, program: str, now: datetime) -> tuple[Received, bool]:
    """One of `batches`, and whether it had mails."""
    batch = mailbox.fetch_new(BATCH)
    stored: list[MessageKey] = []
    if batch.messages:
        with registry.begin() as uow:
            stored = uow.messages.store(*((_stored(program, raw, now), raw.raw) for raw in batch.messages))
        mailbox.settle([raw.location for raw in batch.messages])
    received = Received(
        stored=tuple(stored), seen_before=len(batch.messages) - len(stored), unreadable=batch.unreadable, troubles=batch.troubles
    )
    return received, bool(batch.messages)


def _stored(program: str, raw: RawMessage, now: datetime) -> StoredMessage:
    return StoredMessage(
        key=message_key(program, raw.raw),
        program=program,
        message_id=message_id(raw.raw),
        thread_ids=thread_ids(raw.raw),
        received_at=raw.received_at,
        stored_at=now,
        size=len(raw.raw),
    )
