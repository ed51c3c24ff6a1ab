"""The message store: every received mail once, its bytes compressed, and how it ended."""

import zlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, func, insert, literal, or_, select, update

from leadbot.model.errors import NotPossible, UnknownReference
from leadbot.model.lead import Reference
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.outgoing import Correspondence
from leadbot.model.stored import StoredMessage
from leadbot.registry.engine import insert_new
from leadbot.registry.links import Links
from leadbot.registry.tables import message, message_lead, message_raw, outbox, sighting

_COLUMNS = tuple(field.name for field in fields(StoredMessage) if field.name != "references")
_LINKS = Links(message_lead)

_SELECT = select(*(message.c[name] for name in _COLUMNS))
_OLDEST_FIRST = (message.c.received_at, message.c.id)
_ALL = _SELECT.order_by(*_OLDEST_FIRST)
_OF_PROGRAM = _ALL.where(message.c.program == bindparam("of_program"))
_BY_KEY = _SELECT.where(message.c.key == bindparam("of"))
_PENDING = _OF_PROGRAM.where(message.c.disposition == Disposition.PENDING.value).limit(bindparam("most"))

_REUSED = select(exists().where(message.c.program == bindparam("of_program"), message.c.message_id == bindparam("of")))
_KNOWS = select(
    or_(
        exists().where(message.c.program == bindparam("of_program"), message.c.message_id == bindparam("of")),
        exists().where(outbox.c.program == bindparam("of_program"), outbox.c.message_id == bindparam("of")),
    )
)
_SIGHTINGS = select(func.count()).where(sighting.c.message == bindparam("of"))
_RAW = select(message_raw.c.deflated).where(message_raw.c.message == bindparam("of"))
_INSERT_RAW = insert(message_raw)
_INSERT_SIGHTING = insert(sighting)

_ROW = update(message).where(message.c.key == bindparam("of"))
_COUNT_ATTEMPT = _ROW.values(attempts=message.c.attempts + literal(1))
_UNCOUNT_ATTEMPT = _ROW.values(attempts=message.c.attempts - literal(1))


class SqlMessages:
    """`leadbot.service.unit_of_work.Messages` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def store(self, message: StoredMessage, raw: bytes) -> bool:
        """Keep a mail's bytes. False for a redelivery, which is noted as another sighting.

        Sets `message_id_reused` where a message of that program with that Message-ID has another key.
        """
        new = self._insert(message)
        if new:
            self._connection.execute(_INSERT_RAW, {"message": message.key, "deflated": zlib.compress(raw)})
        seen = {"message": message.key, "received_at": message.received_at, "stored_at": message.stored_at}
        self._connection.execute(_INSERT_SIGHTING, seen)
        return new

    def get(self, key: MessageKey) -> StoredMessage:
        """Raises UnknownReference."""
        found: StoredMessage = _one(self._read(_BY_KEY, {"of": key}), key)
        return found

    def raw(self, key: MessageKey) -> bytes:
        """The bytes as received. Raises UnknownReference."""
        return zlib.decompress(_one(self._connection.scalars(_RAW, {"of": key}).all(), key))

    def pending(self, program: str, limit: int) -> list[StoredMessage]:
        """Waiting messages, oldest receipt first; one with an earlier attempt stands alone."""
        waiting = self._read(_PENDING, {"of_program": program, "most": limit})
        tried = next((n for n, one in enumerate(waiting) if one.attempts), len(waiting))
        return waiting[: max(tried, 1)]

    def count_attempt(self, keys: Sequence[MessageKey]) -> None:
        """One more begun attempt for each."""
        if keys:
            self._connection.execute(_COUNT_ATTEMPT, [{"of": key} for key in keys])

    def uncount_attempt(self, keys: Sequence[MessageKey]) -> None:
        """One begun attempt less for each."""
        if keys:
            self._connection.execute(_UNCOUNT_ATTEMPT, [{"of": key} for key in keys])

    def note_error(self, key: MessageKey, error: str) -> None:
        """What went wrong in the last attempt; the message stays pending. Raises UnknownReference."""
        self._set(key, error=error)

    def finish(
        self,
        key: MessageKey,
        disposition: Disposition,
        *,
        kind: Kind | None,
        reason: str,
        references: Sequence[Reference],
        sender: str,
        subject: str,
        correspondence: Correspondence | None,
    ) -> None:
        """How the message ended. Raises UnknownReference for a message or lead that is not there."""
        self._set(
            key,
            disposition=disposition,
            kind=kind,
            reason=reason,
            sender=sender,
            subject=subject,
            correspondence=correspondence,
        )
        _LINKS.replace(self._connection, key, references)

    def redispose(self, key: MessageKey, disposition: Disposition, reason: str) -> None:
        """Another end for a finished message. Raises UnknownReference."""
        self._set(key, disposition=disposition, reason=reason)

    def retry(self, key: MessageKey) -> None:
        """A parked message is pending again with no attempts. Raises UnknownReference, NotPossible."""
        if self.get(key).disposition is not Disposition.PARKED:
            raise NotPossible(f"The message {key} is not parked.")
        self._set(key, disposition=Disposition.PENDING, reason="", attempts=0)

    def all(self, program: str | None = None) -> list[StoredMessage]:
        """Every stored message, oldest receipt first."""
        return self._read(_ALL, {}) if program is None else self._read(_OF_PROGRAM, {"of_program": program})

    def sightings(self, key: MessageKey) -> int:
        """How often that mail was delivered to us; 0 for an unknown one."""
        return self._connection.scalar(_SIGHTINGS, {"of": key}) or 0

    def knows(self, program: str, message_id: str) -> bool:
        """Whether a mail with that Message-ID was received or sent by us in that program."""
        return bool(self._connection.scalar(_KNOWS, {"of_program": program, "of": message_id}))

    def _insert(self, received: StoredMessage) -> bool:
        row = {name: getattr(received, name) for name in _COLUMNS}
        row["message_id_reused"] = bool(self._connection.scalar(_REUSED, {"of_program": received.program, "of": received.message_id}))
        return insert_new(self._connection, message, row, "key") is not None

    def _set(self, key: MessageKey, **values: object) -> None:
        if not self._connection.execute(_ROW, {"of": key, **values}).rowcount:
            raise UnknownReference(f"No message {key} is known.")

    def _read(self, statement: Select[Any], parameters: dict[str, object]) -> list[StoredMessage]:
        rows = self._connection.execute(statement, parameters).all()
        references = _LINKS.read(self._connection, [row.key for row in rows])
        return [_message(row, references[row.key]) for row in rows]


def _message(row: Row[Any], references: tuple[Reference, ...]) -> StoredMessage:
    return StoredMessage(**row._mapping, references=references)


def _one(found: Sequence[Any], key: MessageKey) -> Any:
    if not found:
        raise UnknownReference(f"No message {key} is known.")
    return found[0]
