"""The message store: every received mail once, its bytes compressed, and how it ended."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, insert, literal, or_, select, update

from leadbot.model.errors import NotPossible, UnknownReference
from leadbot.model.lead import Reference
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.octets import Octets
from leadbot.model.outgoing import Correspondence
from leadbot.model.stored import StoredMessage
from leadbot.registry.codec import storable
from leadbot.registry.columns import Moment
from leadbot.registry.connection import Connection
from leadbot.registry.links import Links
from leadbot.registry.raws import Raws
from leadbot.registry.tables import message, message_lead, outbox, sighting

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = tuple(field.name for field in fields(StoredMessage) if field.name != "references")
_LINKS = Links(message_lead)

_SELECT = select(*(message.c[name] for name in _COLUMNS))
_OLDEST_FIRST = (message.c.received_at, message.c.id)
_ALL = _SELECT.order_by(*_OLDEST_FIRST)
_OF_PROGRAM = _ALL.where(message.c.program == bindparam("of_program"))
_BY_KEY = _SELECT.where(message.c.key == bindparam("of"))
_PENDING = _OF_PROGRAM.where(message.c.disposition == Disposition.PENDING.value).limit(bindparam("most"))

_ENDED = _OF_PROGRAM.where(
    message.c.disposition.in_(bindparam("dispositions", expanding=True)),
    message.c.ended_at > bindparam("after", type_=Moment),
)
_COUNT_ENDED = (
    select(message.c.disposition, func.count().label("count_"))
    .where(
        message.c.program == bindparam("of_program"),
        message.c.disposition.in_(bindparam("dispositions", expanding=True)),
        message.c.ended_at > bindparam("after", type_=Moment),
    )
    .group_by(message.c.disposition)
)
_WAITING = _OF_PROGRAM.where(message.c.disposition == Disposition.WITH_STAFF, message.c.reason.in_(bindparam("reasons", expanding=True)))
_ABOUT = _ALL.where(message.c.key.in_(select(message_lead.c.owner).where(message_lead.c.reference == bindparam("of"))))
_KNOWN_KEYS = select(message.c.key).where(message.c.key.in_(bindparam("keys", expanding=True)))
_USED_IDS = select(message.c.program, message.c.message_id).where(
    message.c.program.in_(bindparam("programs", expanding=True)), message.c.message_id.in_(bindparam("ids", expanding=True))
)
_KNOWS = select(
    or_(
        exists().where(message.c.program == bindparam("of_program"), message.c.message_id == bindparam("of")),
        exists().where(outbox.c.program == bindparam("of_program"), outbox.c.message_id == bindparam("of")),
    )
)
_SIGHTINGS = select(func.count()).where(sighting.c.message == bindparam("of"))
_INSERT = insert(message)
_INSERT_SIGHTING = insert(sighting)

_ROW = update(message).where(message.c.key == bindparam("of"))
_COUNT_ATTEMPT = _ROW.values(attempts=message.c.attempts + literal(1))
_UNCOUNT_ATTEMPT = _ROW.values(attempts=message.c.attempts - literal(1))


class SqlMessages:
    """`leadbot.service.unit_of_work.Messages` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._raws = Raws(connection)

    def store(self, *mails: tuple[StoredMessage, Octets]) -> list[MessageKey]:
        """Keep these mails' bytes. Returns the keys that are new; any other is a redelivery, which is noted as another sighting.

        Sets `message_id_reused` where a message of that program with that Message-ID has another key.
        """
        new = self._new([one for one, _ in mails])
        if new:
            self._connection.execute(_INSERT, [_row(one, reused=reused) for one, reused in new.values()])
            octets = {one.key: raw for one, raw in reversed(mails)}
            self._raws.store({key: octets[key] for key in new})
        if mails:
            seen = [{"message": m.key, "received_at": m.received_at, "stored_at": m.stored_at} for m, _ in mails]
            self._connection.execute(_INSERT_SIGHTING, seen)
        return list(new)

    def get(self, key: MessageKey) -> StoredMessage:
        """Raises UnknownReference."""
        found: StoredMessage = _one(self._read(_BY_KEY, {"of": key}), key)
        return found

    def raw(self, key: MessageKey) -> Octets:
        """The bytes as received. Raises UnknownReference."""
        raw: Octets = _one(list(self._raws.read([key]).values()), key)
        return raw

    def raws(self, keys: Sequence[MessageKey]) -> dict[MessageKey, Octets]:
        """The bytes as received of those of them that are there."""
        return self._raws.read(keys)

    def pending(self, program: str, limit: int, besides: Collection[MessageKey] = ()) -> list[StoredMessage]:
        """Waiting messages `besides` these, oldest receipt first; one with an earlier attempt stands alone."""
        found = self._read(_PENDING, {"of_program": program, "most": limit + len(besides)})
        waiting = [one for one in found if one.key not in besides][:limit]
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
        at: datetime | None = None,
    ) -> None:
        """How the message ended, and when; None: as it was stored. Raises UnknownReference for a message or lead that is not there."""
        self._set(
            key,
            disposition=disposition,
            kind=kind,
            reason=reason,
            sender=sender,
            subject=subject,
            correspondence=correspondence,
            ended_at=at or self.get(key).stored_at,
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

    def ended(self, program: str, *dispositions: Disposition, after: datetime | None = None) -> list[StoredMessage]:
        """Messages that ended so after that moment, oldest receipt first."""
        return self._read(_ENDED, {"of_program": program, "dispositions": dispositions, "after": after or _LONG_AGO})

    def count_ended(self, program: str, after: datetime) -> dict[Disposition, int]:
        """How many messages ended after that moment, by how they did."""
        rows = self._connection.execute(_COUNT_ENDED, {"of_program": program, "dispositions": list(Disposition), "after": after})
        return {Disposition(row.disposition): row.count_ for row in rows}

    def waiting(self, program: str, reasons: Collection[str]) -> list[StoredMessage]:
        """Messages that are with staff for one of these reasons, oldest receipt first."""
        return self._read(_WAITING, {"of_program": program, "reasons": sorted(reasons)})

    def about(self, reference: Reference) -> list[StoredMessage]:
        """Messages that registered, changed or asked about that lead, oldest receipt first."""
        return self._read(_ABOUT, {"of": reference})

    def sightings(self, key: MessageKey) -> int:
        """How often that mail was delivered to us; 0 for an unknown one."""
        return self._connection.scalar(_SIGHTINGS, {"of": key}) or 0

    def knows(self, program: str, message_id: str) -> bool:
        """Whether a mail with that Message-ID was received or sent by us in that program."""
        return bool(self._connection.scalar(_KNOWS, {"of_program": program, "of": message_id}))

    def _new(self, messages: Sequence[StoredMessage]) -> dict[MessageKey, tuple[StoredMessage, bool]]:
        """The first of each key that is not stored, and whether its Message-ID stands for another message too."""
        known = set(self._connection.scalars(_KNOWN_KEYS, {"keys": [one.key for one in messages]}))
        identified = [one for one in messages if one.message_id is not None]
        asked = {"programs": list({one.program for one in identified}), "ids": [one.message_id for one in identified]}
        used = {(row.program, row.message_id) for row in self._connection.execute(_USED_IDS, asked)}
        new: dict[MessageKey, tuple[StoredMessage, bool]] = {}
        for one in messages:
            if one.key in known or one.key in new:
                continue
            id_ = (one.program, one.message_id and storable(one.message_id))
            new[one.key] = (one, id_ in used)
            if one.message_id is not None:
                used.add(id_)
        return new

    def _set(self, key: MessageKey, **values: object) -> None:
        if not self._connection.change(_ROW, {"of": key, **values}).rows:
            raise UnknownReference(f"No message {key} is known.")

    def _read(self, statement: Select[Any], parameters: dict[str, object]) -> list[StoredMessage]:
        rows = self._connection.execute(statement, parameters).all()
        references = _LINKS.read(self._connection, [row.key for row in rows])
        return [_message(row, references[row.key]) for row in rows]


def _row(received: StoredMessage, *, reused: bool) -> dict[str, object]:
    return {name: getattr(received, name) for name in _COLUMNS} | {"message_id_reused": reused}


def _message(row: Row[Any], references: tuple[Reference, ...]) -> StoredMessage:
    return StoredMessage(**row._mapping, references=references)


def _one(found: Sequence[Any], key: MessageKey) -> Any:
    if not found:
        raise UnknownReference(f"No message {key} is known.")
    return found[0]
