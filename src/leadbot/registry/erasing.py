"""Emptying what has to be forgotten. Rows stay, so that counts add up and history tells what happened; what they say of people goes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, delete, exists, func, insert, literal, literal_column, null, or_, select, text, update

from leadbot.model.lead import LIVE, Reference
from leadbot.model.message import Disposition, MessageKey
from leadbot.model.outgoing import OutboxState
from leadbot.registry import redacting as facts
from leadbot.registry.columns import Coded, Deflated, Moment
from leadbot.registry.connection import Connection
from leadbot.registry.fresh import EMPTY, REDACTED
from leadbot.registry.operating_tables import erasure
from leadbot.registry.tables import (
    history,
    lead,
    lead_address,
    message,
    message_lead,
    message_raw,
    metadata,
    outbox,
    outbox_lead,
    outbox_raw,
    partner,
    recipient,
    remembered,
)

_ENDED = (Disposition.ANSWERED.value, Disposition.SILENT.value, Disposition.WITH_STAFF.value)
_GONE_OUT = (OutboxState.SENT.value, OutboxState.FAILED.value, OutboxState.CANCELLED.value)
_OPEN = [state.value for state in LIVE]
_BEFORE = bindparam("before", type_=Moment)
_NOTHING: Any = literal_column(EMPTY)

_OPEN_OF_MESSAGE = (
    select(message_lead.c.owner)
    .join(lead, lead.c.reference == message_lead.c.reference)
    .where(message_lead.c.owner == message.c.key, lead.c.state.in_(_OPEN))
)
_OPEN_OF_MAIL = (
    select(outbox_lead.c.owner)
    .join(lead, lead.c.reference == outbox_lead.c.reference)
    .where(outbox_lead.c.owner == outbox.c.id, lead.c.state.in_(_OPEN))
)
_MESSAGES: Select[Any] = select(message.c.key).where(
    message.c.program == bindparam("of_program"), message.c.disposition.in_(_ENDED), ~exists(_OPEN_OF_MESSAGE)
)
_RECEIVED_BEFORE = (
    _MESSAGES.join(message_raw, message_raw.c.message == message.c.key)
    .where(func.coalesce(message.c.ended_at, message.c.stored_at) < _BEFORE, message_raw.c.deflated != _NOTHING)
    .limit(bindparam("most"))
)
_NAMED_BEFORE = _MESSAGES.where(
    func.coalesce(message.c.ended_at, message.c.stored_at) < _BEFORE, or_(message.c.sender != "", message.c.subject != "")
).limit(bindparam("most"))
_MAILS: Select[Any] = select(outbox.c.id).where(
    outbox.c.program == bindparam("of_program"), outbox.c.state.in_(_GONE_OUT), outbox.c.changed_at < _BEFORE, ~exists(_OPEN_OF_MAIL)
)
_SENT_BEFORE = _MAILS.join(outbox_raw, outbox_raw.c.mail == outbox.c.id).where(outbox_raw.c.deflated != _NOTHING).limit(bindparam("most"))
_ADDRESSED_BEFORE = _MAILS.where(outbox.c.to != "").limit(bindparam("most"))
_CLOSED_BEFORE = (
    select(lead.c.reference)
    .where(lead.c.program == bindparam("of_program"), lead.c.state.not_in(_OPEN), lead.c.partner_address != "")
    .where(select(func.max(history.c.at)).where(history.c.reference == lead.c.reference).scalar_subquery() < _BEFORE)
    .limit(bindparam("most"))
)
_LEADS_OF: Select[Any] = (
    select(lead.c.reference)
    .where(
        lead.c.program == bindparam("of_program"),
        or_(
            lead.c.partner_address == bindparam("of"),
            lead.c.contact_email == bindparam("of"),
            lead.c.reference.in_(select(lead_address.c.reference).where(lead_address.c.address == bindparam("of"))),
            func.instr(func.lower(lead.c.draft), bindparam("of")) > 0,
        ),
    )
    .order_by(lead.c.reference)
)
_ALL_MESSAGES = select(message.c.key, message.c.sender, message.c.disposition).where(message.c.program == bindparam("of_program"))
_ALL_MAILS = select(outbox.c.id, outbox.c.state).where(outbox.c.program == bindparam("of_program")).order_by(outbox.c.id)
_MAIL_TO = select(recipient.c.mail).where(recipient.c.address == bindparam("of"))
_SENT_RAW = select(outbox_raw.c.deflated).where(outbox_raw.c.mail == bindparam("of"))
_LEADS_OF_MESSAGE = select(message_lead.c.reference).where(message_lead.c.owner == bindparam("of"))
_LEADS_OF_MAIL = select(outbox_lead.c.reference).where(outbox_lead.c.owner == bindparam("of"))

_EMPTY_RECEIVED = update(message_raw).where(message_raw.c.message == bindparam("of")).values(deflated=_NOTHING)
_EMPTY_SENT = update(outbox_raw).where(outbox_raw.c.mail == bindparam("of")).values(deflated=_NOTHING)
_NAMELESS_MESSAGE = (
    update(message)
    .where(message.c.key == bindparam("of"))
    .values(
        sender=literal(""),
        subject=literal(""),
        error=literal(""),
        correspondence=null(),
        message_id=null(),
        thread_ids=literal("[]", String),
    )
)
_NAMELESS_MAIL = update(outbox).where(outbox.c.id == bindparam("of")).values(to=literal(""), subject=literal(""), detail=literal(""))
_NO_RECIPIENTS = delete(recipient).where(recipient.c.mail == bindparam("of"))
_NO_ADDRESSES = delete(lead_address).where(lead_address.c.reference == bindparam("of"))
_HISTORY = select(history.c.id, history.c.by, history.c.detail).where(history.c.reference == bindparam("of"))
_REDACT = update(history).where(history.c.id == bindparam("of")).values(by=bindparam("whom"), detail=bindparam("words"))
_REMEMBERED = delete(remembered).where(
    or_(remembered.c.address == bindparam("of"), func.instr(func.lower(remembered.c.fields), bindparam("of")) > 0),
    remembered.c.program == bindparam("of_program"),
)
_REMEMBERED_BEFORE = delete(remembered).where(remembered.c.program == bindparam("of_program"), remembered.c.at < _BEFORE)
_PARTNERS_BEFORE = (
    update(partner)
    .where(partner.c.program == bindparam("of_program"), partner.c.ended_at < _BEFORE, partner.c.address != "")
    .values(address=literal(""), contact_email=literal(""), fields=literal("[]", String))
)
_PARTNERS_OF = select(partner.c.number, partner.c.ended_at).where(
    partner.c.program == bindparam("of_program"),
    or_(
        partner.c.address == bindparam("of"),
        partner.c.contact_email == bindparam("of"),
        func.instr(func.lower(partner.c.fields), bindparam("of")) > 0,
    ),
)
_NAMELESS_PARTNER = (
    update(partner)
    .where(partner.c.program == bindparam("of_program"), partner.c.number == bindparam("of"))
    .values(address=literal(""), contact_email=literal(""), fields=literal("[]", String))
)
_NOTE = insert(erasure)
_ERASURES = select(erasure.c.at, erasure.c.by, erasure.c.cause, erasure.c.counts).order_by(erasure.c.id)


class SqlErasing:
    """`leadbot.service.unit_of_work.Erasing` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self) -> None:
        """What is emptied from now on is overwritten on the disk too, not only let go of."""
        self._connection.execute(text("PRAGMA secure_delete = ON"))

    def received_before(self, program: str, before: datetime, most: int) -> list[MessageKey]:
        """Messages with their bytes, ended before that moment, of no open lead."""
        return self._ids(_RECEIVED_BEFORE, of_program=program, before=before, most=most)

    def named_before(self, program: str, before: datetime, most: int) -> list[MessageKey]:
        """Messages whose sender or subject is kept, ended before that moment, of no open lead."""
        return self._ids(_NAMED_BEFORE, of_program=program, before=before, most=most)

    def sent_before(self, program: str, before: datetime, most: int) -> list[int]:
        """Outgoing mails with their bytes that have not waited since that moment, about no open lead."""
        return self._ids(_SENT_BEFORE, of_program=program, before=before, most=most)

    def addressed_before(self, program: str, before: datetime, most: int) -> list[int]:
        """The same with their recipient."""
        return self._ids(_ADDRESSED_BEFORE, of_program=program, before=before, most=most)

    def closed_before(self, program: str, before: datetime, most: int) -> list[Reference]:
        """Leads and applications that are open no more, to which nothing happened since that moment, with people's data."""
        return self._ids(_CLOSED_BEFORE, of_program=program, before=before, most=most)

    def leads_of(self, program: str, address: str) -> list[Reference]:
        """Leads in which that address stands."""
        return self._ids(_LEADS_OF, of_program=program, of=address)

    def messages(self, program: str) -> list[tuple[MessageKey, str, Disposition, tuple[Reference, ...]]]:
        """Every message with its sender, disposition, and leads."""
        rows = self._connection.execute(_ALL_MESSAGES, {"of_program": program}).all()
        return [(row.key, row.sender, row.disposition, tuple(self._ids(_LEADS_OF_MESSAGE, of=row.key))) for row in rows]

    def mails(self, program: str, address: str) -> Iterator[tuple[int, OutboxState, bool, bytes, tuple[Reference, ...]]]:
        """Every outgoing mail with its state, whether it goes to that address, its bytes, and its leads."""
        to = set(self._ids(_MAIL_TO, of=address))
        for row in self._connection.execute(_ALL_MAILS, {"of_program": program}).all():
            raw = self._connection.scalar(_SENT_RAW, {"of": row.id}) or b""
            yield row.id, row.state, row.id in to, raw, tuple(self._ids(_LEADS_OF_MAIL, of=row.id))

    def partners_of(self, program: str, address: str) -> list[tuple[str, bool]]:
        """Numbers of partners in whose data that address stands, and whether they are partners still."""
        rows = self._connection.execute(_PARTNERS_OF, {"of_program": program, "of": address})
        return [(row.number, row.ended_at is None) for row in rows]

    def empty_received(self, keys: Sequence[MessageKey]) -> None:
        """The bytes of these messages are gone."""
        self._each(_EMPTY_RECEIVED, keys)

    def empty_sent(self, ids: Sequence[int]) -> None:
        """The bytes of these outgoing mails are gone."""
        self._each(_EMPTY_SENT, ids)

    def unname_received(self, keys: Sequence[MessageKey]) -> None:
        """Sender, subject and ids of these messages are gone."""
        self._each(_NAMELESS_MESSAGE, keys)

    def unname_sent(self, ids: Sequence[int]) -> None:
        """Recipients and subjects of these outgoing mails are gone."""
        self._each(_NAMELESS_MAIL, ids)
        self._each(_NO_RECIPIENTS, ids)

    def forget_addresses(self, reference: Reference) -> None:
        """Nobody may act on that lead by mail any more."""
        self._each(_NO_ADDRESSES, [reference])

    def redact_history(self, reference: Reference, words: Sequence[str]) -> int:
        """Words of its history that hold one of these become `[redacted]`. Returns how many entries."""
        sought = [word.casefold() for word in words if word]
        count = 0
        for row in self._connection.execute(_HISTORY, {"of": reference}).all():
            by, detail = (REDACTED if any(word in text.casefold() for word in sought) else text for text in (row.by, row.detail))
            if (by, detail) != (row.by, row.detail):
                self._connection.change(_REDACT, {"of": row.id, "whom": by, "words": detail})
                count += 1
        return count

    def forget_remembered(self, program: str, address: str) -> int:
        """What that address said of itself is gone. Returns of how many companies."""
        return self._connection.change(_REMEMBERED, {"of_program": program, "of": address}).rows

    def forget_remembered_before(self, program: str, before: datetime) -> int:
        """What senders said of themselves last before that moment is gone. Returns of how many companies."""
        return self._connection.change(_REMEMBERED_BEFORE, {"of_program": program, "before": before}).rows

    def unname_partners_before(self, program: str, before: datetime) -> int:
        """Of partners that ceased to be some before that moment, company, tax id and number stay. Returns of how many."""
        return self._connection.change(_PARTNERS_BEFORE, {"of_program": program, "before": before}).rows

    def unname_partner(self, program: str, number: str) -> None:
        """Of that partner, company, tax id and number stay."""
        self._connection.change(_NAMELESS_PARTNER, {"of_program": program, "of": number})

    def redact_facts(self, program: str, address: str, reference: Reference | None = None) -> int:
        """Facts of deals, or of that one alone, that this address told no longer name it. Returns how many."""
        return facts.redact_by(self._connection, program, address, reference)

    def redact_words(self, reference: Reference) -> int:
        """What was written in free words about that lead, in its facts and in orders that are over, is gone. Returns of how many."""
        return facts.redact_words(self._connection, reference)

    def redact_orders(self, program: str, address: str) -> int:
        """Orders that are over and name that address lose their words. Returns how many."""
        return facts.redact_orders(self._connection, program, address)

    def redact_tender(self, reference: Reference) -> int:
        """A call for offers loses the words of its customer and bidders, and their addresses. Returns how many facts."""
        return facts.redact_tender(self._connection, reference)

    def note(self, program: str, counts: Sequence[tuple[str, int]], *, cause: str, by: str, at: datetime) -> None:
        """Keep the proof: how much went, not whose it was."""
        self._connection.execute(_NOTE, {"program": program, "at": at, "by": by, "cause": cause, "counts": tuple(counts)})

    def traces(self, text: str) -> list[tuple[str, int]]:
        """Where in the whole database that text (lower-case) still stands: tables with columns, and in how many rows."""
        found = []
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Deflated):
                    count = sum(text.encode() in (row[0] or b"").lower() for row in self._connection.execute(select(column)))
                elif isinstance(column.type, String | Coded) or isinstance(getattr(column.type, "impl", None), String):
                    statement = select(func.count()).where(
                        func.instr(func.lower(literal_column(f'"{table.name}"."{column.name}"')), bindparam("of")) > 0
                    )
                    count = self._connection.scalar(statement.select_from(table), {"of": text}) or 0
                else:
                    count = 0
                if count:
                    found.append((f"{table.name}.{column.name}", count))
        return found

    def _ids(self, statement: Select[Any], **values: object) -> list[Any]:
        return list(self._connection.scalars(statement, values))

    def _each(self, statement: Any, ids: Sequence[object]) -> None:
        if ids:
            self._connection.execute(statement, [{"of": id_} for id_ in ids])
