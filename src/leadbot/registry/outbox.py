"""Outgoing mails: each with a unique key, and the state that says whether it may be sent (docs/architecture.md, invariant 2)."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, insert, literal, null, select, update

from leadbot.model.errors import NotPossible, UnknownReference
from leadbot.model.lead import Reference
from leadbot.model.outgoing import OutboxState, Purpose
from leadbot.model.stored import Dispatch, Dispatched, OutboxEntry, OutboxRow
from leadbot.registry.columns import Moment, Text
from leadbot.registry.connection import Connection
from leadbot.registry.engine import unless_there
from leadbot.registry.links import Links, known
from leadbot.registry.tables import outbox, outbox_lead, outbox_raw, recipient

_TAKEN_OVER = (
    "key",
    "program",
    "purpose",
    "answers",
    "sender",
    "subject",
    "message_id",
    "thread",
    "registers",
    "created_at",
    "state",
    "detail",
)
_SHOWN = ("id", *(name for name in _TAKEN_OVER if name != "sender"), "to", "next_at", "attempts")
_LINKS = Links(outbox_lead)

_IN_PROGRAM = outbox.c.program == bindparam("of_program")
_IN_STATE = outbox.c.state == bindparam("in_state")
_SELECT = select(*(outbox.c[name] for name in _SHOWN)).order_by(outbox.c.id)
_BY_ID = _SELECT.where(outbox.c.id == bindparam("of"))
_BY_KEY = _SELECT.where(outbox.c.key == bindparam("of"))
_OF_PROGRAM = _SELECT.where(_IN_PROGRAM)
_OF_STATE = _OF_PROGRAM.where(_IN_STATE)
_IN_STATES = _OF_PROGRAM.where(outbox.c.state.in_(bindparam("states", expanding=True)))
_LAST = select(func.max(outbox.c.created_at)).where(
    outbox.c.key >= bindparam("first"), outbox.c.key < bindparam("after"), outbox.c.created_at < bindparam("before", type_=Moment)
)
_SINCE_THEN = _OF_PROGRAM.where(outbox.c.created_at > bindparam("since", type_=Moment))
# What was changed after now was changed by a clock that has been set back since: its next moment means nothing.
_DUE = _OF_STATE.where((outbox.c.next_at <= bindparam("now")) | (outbox.c.changed_at > bindparam("now"))).limit(bindparam("most"))
_ABOUT = _SELECT.where(outbox.c.id.in_(select(outbox_lead.c.owner).where(outbox_lead.c.reference == bindparam("of"))))
_ABOUT_IN_STATE = _ABOUT.where(_IN_STATE)
_BY_MESSAGE_ID = _SELECT.where(outbox.c.message_id == bindparam("of"))
_THREAD = select(outbox.c.thread).where(outbox.c.message_id == bindparam("of"))
_ENVELOPE = select(outbox.c.sender, outbox.c.attempts, outbox_raw.c.deflated).join(outbox_raw).where(outbox.c.id == bindparam("of"))
_RECIPIENTS = select(recipient.c.address).where(recipient.c.mail == bindparam("of")).order_by(recipient.c.position)

_SINCE = select(func.count()).where(outbox.c.created_at >= bindparam("since"), outbox.c.state != OutboxState.CANCELLED.value)
_TO = outbox.c.id.in_(select(recipient.c.mail).where(recipient.c.address == bindparam("of")))
_IN_THREAD = outbox.c.thread == bindparam("in_thread")
_REGISTERS = outbox.c.registers == bindparam("does_register")
# As an expression it has no index: that of the address or conversation finds far fewer mails than the program's.
_FEW_IN_PROGRAM = outbox.c.program.concat("") == bindparam("of_program")

_INSERT_RAW = insert(outbox_raw)
_REPLACE_BYTES = update(outbox_raw).where(outbox_raw.c.mail == bindparam("of"))
_INSERT_RECIPIENT = insert(recipient)
_ROW = update(outbox).where(outbox.c.id == bindparam("of"))
_BEGIN = (
    update(outbox)
    .where(outbox.c.id == bindparam("of"), outbox.c.state == OutboxState.QUEUED.value)
    .values(
        state=OutboxState.SENDING,
        detail="",
        next_at=null(),
        changed_at=bindparam("at", type_=Moment),
        attempts=outbox.c.attempts + literal(1),
    )
    .returning(outbox.c.id)
)
_END = _ROW.where(outbox.c.state == OutboxState.SENDING.value).values(
    state=bindparam("to_state", type_=outbox.c.state.type),
    detail=bindparam("words", type_=Text),
    next_at=bindparam("due", type_=Moment),
    changed_at=bindparam("at", type_=Moment),
    attempts=outbox.c.attempts - bindparam("untried", type_=Integer),
)


class SqlOutbox:
    """`leadbot.service.unit_of_work.Outbox` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, entry: OutboxEntry) -> bool:
        """Queue or hold a mail. False where that key is there already: nothing is changed.

        A queued mail is due at once, or at its `not_before`. Raises UnknownReference where the message or a lead is not there; undo the
        savepoint then.
        """
        with known(f"{entry.answers}"):
            added = self._connection.change(unless_there(outbox, "key"), _new_row(entry))
        if not added.rows:
            return False
        self._connection.execute(_INSERT_RAW, {"mail": added.last_id, "deflated": entry.raw})
        to = [{"mail": added.last_id, "position": n, "address": address} for n, address in enumerate(entry.recipients)]
        if to:
            self._connection.execute(_INSERT_RECIPIENT, to)
        _LINKS.add(self._connection, added.last_id, entry.references)
        return True

    def due(self, program: str, now: datetime, limit: int) -> list[OutboxRow]:
        """Queued mails whose time has come, oldest first."""
        return self._read(_DUE, of_program=program, in_state=OutboxState.QUEUED, now=now, most=limit)

    def envelope(self, id_: int) -> tuple[str, tuple[str, ...], bytes]:
        """Envelope sender, recipients and the mail's bytes. Raises UnknownReference."""
        row = self._connection.execute(_ENVELOPE, {"of": id_}).one_or_none()
        if row is None:
            raise UnknownReference(f"No mail {id_} is in the outbox.")
        return row.sender, tuple(self._connection.scalars(_RECIPIENTS, {"of": id_})), row.deflated

    def replace_bytes(self, id_: int, raw: bytes) -> None:
        """Other bytes for a mail that was not sent. Raises UnknownReference."""
        if not self._connection.change(_REPLACE_BYTES, {"of": id_, "deflated": raw}).rows:
            raise UnknownReference(f"No mail {id_} is in the outbox.")

    def set_state(
        self,
        id_: int,
        state: OutboxState,
        *,
        at: datetime,
        detail: str = "",
        next_at: datetime | None = None,
        attempted: bool = True,
    ) -> None:
        """A new state; entering `sending` counts an attempt, and one that was none is taken back (`attempted` False).

        A queued mail without `next_at` is due at once. Raises NotPossible for a mail that is sent already, UnknownReference.
        """
        row = self.get(id_)
        if row.state is OutboxState.SENT:
            raise NotPossible(f"The mail {id_} is sent.")
        attempts = row.attempts + (state is OutboxState.SENDING) - (not attempted)
        due = (next_at or at) if state is OutboxState.QUEUED else None
        values = {"state": state, "detail": detail, "changed_at": at, "next_at": due, "attempts": max(attempts, 0)}
        self._connection.execute(_ROW, {"of": id_, **values})

    def begin_sending(self, ids: Sequence[int], at: datetime) -> list[Dispatch]:
        """Those of these mails that are queued still: now in `sending`, one attempt more counted, by id."""
        begun = [id_ for id_ in sorted(ids) if self._connection.scalar(_BEGIN, {"of": id_, "at": at})]
        return [self._dispatch(id_) for id_ in begun]

    def _dispatch(self, id_: int) -> Dispatch:
        row = self._connection.execute(_ENVELOPE, {"of": id_}).one()
        to = tuple(self._connection.scalars(_RECIPIENTS, {"of": id_}))
        return Dispatch(id=id_, sender=row.sender, recipients=to, raw=row.deflated, attempts=row.attempts)

    def end_sending(self, ends: Sequence[Dispatched], at: datetime) -> None:
        """What became of mails in `sending`; one that is in another state by now stays as it is."""
        rows = [
            {"of": e.id, "to_state": e.state, "words": e.detail, "due": e.next_at, "at": at, "untried": int(not e.attempted)} for e in ends
        ]
        if rows:
            self._connection.execute(_END, rows)

    def interrupted(self, program: str) -> list[OutboxRow]:
        """Mails that a killed process left in `sending`."""
        return self._read(_OF_STATE, of_program=program, in_state=OutboxState.SENDING)

    def in_state(self, program: str, *states: OutboxState) -> list[OutboxRow]:
        """Mails in one of these states, oldest first."""
        return self._read(_IN_STATES, of_program=program, states=states)

    def last_digest(self, program: str, before: datetime, person: str = "") -> datetime | None:
        """When the newest digest was put before that moment, to that person or to anybody."""
        first = f"{Purpose.DIGEST}:{program}:{person}:" if person else f"{Purpose.DIGEST}:{program}:"
        newest: datetime | None = self._connection.scalar(_LAST, {"first": first, "after": f"{first[:-1]};", "before": before})
        return newest

    def since(self, program: str, since: datetime) -> list[OutboxRow]:
        """Mails put after that moment, oldest first."""
        return self._read(_SINCE_THEN, of_program=program, since=since)

    def held(self, reference: Reference) -> list[OutboxRow]:
        """Held mails about that lead, oldest first."""
        return self._read(_ABOUT_IN_STATE, of=reference, in_state=OutboxState.HELD)

    def about(self, reference: Reference) -> list[OutboxRow]:
        """Every mail about that lead, oldest first."""
        return self._read(_ABOUT, of=reference)

    def count(
        self, program: str, *, since: datetime, to: str | None = None, thread: str | None = None, registers: bool | None = None
    ) -> int:
        """Mails put since then (cancelled ones left out), to that address (among any of the recipients), in that conversation."""
        statement = _counting(to is not None, thread is not None, registers is not None)
        wanted = {"of_program": program, "since": since, "of": to, "in_thread": thread, "does_register": registers}
        return self._connection.scalar(statement, wanted) or 0

    def get(self, id_: int) -> OutboxRow:
        """Raises UnknownReference."""
        found = self._read(_BY_ID, of=id_)
        if not found:
            raise UnknownReference(f"No mail {id_} is in the outbox.")
        return found[0]

    def by_key(self, key: str) -> OutboxRow | None:
        """The mail of that unique key."""
        return next(iter(self._read(_BY_KEY, of=key)), None)

    def by_message_id(self, message_id: str) -> OutboxRow | None:
        """The mail that bears it, of any program."""
        return next(iter(self._read(_BY_MESSAGE_ID, of=message_id)), None)

    def all(self, program: str | None = None) -> list[OutboxRow]:
        """Every mail, oldest first."""
        return self._read(_SELECT) if program is None else self._read(_OF_PROGRAM, of_program=program)

    def thread_of(self, message_id: str) -> str | None:
        """The conversation of one of our mails, by its Message-ID."""
        thread: str | None = self._connection.scalar(_THREAD, {"of": message_id})
        return thread

    def _read(self, statement: Select[Any], **parameters: object) -> list[OutboxRow]:
        rows = self._connection.execute(statement, parameters).all()
        references = _LINKS.read(self._connection, [row.id for row in rows])
        return [OutboxRow(**row._mapping, references=references[row.id]) for row in rows]


def _new_row(entry: OutboxEntry) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(entry, name) for name in _TAKEN_OVER}
    due = (entry.not_before or entry.created_at) if entry.state is OutboxState.QUEUED else None
    to = entry.recipients[0] if entry.recipients else ""
    return row | {"to": to, "next_at": due, "changed_at": entry.created_at, "attempts": 0}


@cache
def _counting(to: bool, thread: bool, registers: bool) -> Select[Any]:
    """The count with those conditions."""
    conditions = [_FEW_IN_PROGRAM if to or thread else _IN_PROGRAM]
    conditions += [_TO] * to + [_IN_THREAD] * thread + [_REGISTERS] * registers
    return _SINCE.where(*conditions)
