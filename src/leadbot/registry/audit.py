"""Whether the registry keeps the promises of docs/architecture.md's invariants 1 to 3, and which mails and leads break them.

The constraints of `tables` carry most of it; this looks at what is really there, whoever wrote it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Column, CompoundSelect, Connection, Select, Table, func, not_, or_, select

from leadbot.model.audit import AuditFinding, AuditReport
from leadbot.model.lead import HOLDING, Check, CheckState, LeadState
from leadbot.model.message import Disposition, Kind
from leadbot.model.outgoing import OutboxState, Purpose
from leadbot.registry.tables import hold, lead, message, message_raw, outbox
from leadbot.registry.unit_of_work import SqlUnitOfWork

E = TypeVar("E", bound=StrEnum)

CONTESTED = frozenset({"priority", "possible-duplicate"})
"""Checks (docs/domain.md) that keep a lead in a holding state from holding its client's key while they are open."""

_HOLDS = select(hold.c.reference).where(hold.c.reference == lead.c.reference).exists()
_REPLIES = outbox.c.purpose == Purpose.REPLY.value
_UNANSWERED_KINDS = (Kind.AUTOMATIC, Kind.BOUNCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A search for ids; none found is as it should be."""

    code: str
    broken: bool
    ids: Select[Any] | CompoundSelect[Any]
    sentence: str


def _messages(disposition: Disposition) -> Select[Any]:
    return select(message.c.key).where(message.c.disposition == disposition.value).order_by(message.c.received_at, message.c.id)


def _mails(state: OutboxState) -> Select[Any]:
    return select(outbox.c.id).where(outbox.c.state == state.value).order_by(outbox.c.id)


_QUESTIONS = (
    _Question(
        code="pending",
        broken=False,
        ids=_messages(Disposition.PENDING),
        sentence="Messages that wait for the next cycle",
    ),
    _Question(
        code="parked",
        broken=True,
        ids=_messages(Disposition.PARKED),
        sentence="Messages that could not be handled: read them, then `parked --retry KEY`",
    ),
    _Question(
        code="mail-sending",
        broken=False,
        ids=_mails(OutboxState.SENDING),
        sentence="Mails being handed over; the next cycle ends those that a killed process left",
    ),
    _Question(
        code="mail-failed",
        broken=True,
        ids=_mails(OutboxState.FAILED),
        sentence="Mails that were refused for good: `outbox --resolve ID resend`, or reach the partner another way",
    ),
    _Question(
        code="mail-unknown",
        broken=True,
        ids=_mails(OutboxState.UNKNOWN),
        sentence="Mails that may or may not have arrived: look, then `outbox --resolve ID sent|resend`",
    ),
    _Question(
        code="bytes-missing",
        broken=True,
        ids=select(message.c.key).where(message.c.key.not_in(select(message_raw.c.message))).order_by(message.c.id),
        sentence="Messages without their bytes: the database was changed by hand or is damaged",
    ),
    _Question(
        code="message-missing",
        broken=True,
        ids=select(message_raw.c.message).where(message_raw.c.message.not_in(select(message.c.key))).order_by(message_raw.c.message),
        sentence="Stored bytes that belong to no message: the database was changed by hand or is damaged",
    ),
    _Question(
        code="reply-count",
        broken=True,
        ids=select(message.c.key)
        .where(message.c.disposition == Disposition.ANSWERED.value)
        .where(select(func.count()).where(outbox.c.answers == message.c.key, _REPLIES).scalar_subquery() != 1)
        .order_by(message.c.id),
        sentence="Answered messages that have not exactly one reply in the outbox",
    ),
    _Question(
        code="machine-answered",
        broken=True,
        ids=select(message.c.key)
        .join(outbox, outbox.c.answers == message.c.key)
        .where(_REPLIES)
        .where(
            or_(
                message.c.kind.in_([kind.value for kind in _UNANSWERED_KINDS]),
                message.c.disposition == Disposition.SILENT.value,
            )
        )
        .order_by(message.c.id),
        sentence="Mails of machines, or such as need no answer, that have a reply",
    ),
    _Question(
        code="lead-without-message",
        broken=True,
        ids=select(lead.c.reference).where(lead.c.from_message.not_in(select(message.c.key))).order_by(lead.c.reference),
        sentence="Leads whose message is not in the store",
    ),
    _Question(
        code="hold-stray",
        broken=True,
        ids=select(lead.c.reference)
        .where(_HOLDS, not_(lead.c.state.in_([state.value for state in HOLDING])))
        .union(select(hold.c.reference).where(hold.c.reference.not_in(select(lead.c.reference))))
        .order_by("reference"),
        sentence="Leads that hold a client's key though their state holds none: they block others",
    ),
)


def audit(uow: SqlUnitOfWork) -> AuditReport:
    """Count everything and look for what must not be. Reads only."""
    connection = uow.connection
    findings = [_finding(question.code, question.broken, _ids(connection, question), question.sentence) for question in _QUESTIONS]
    findings += _lead_findings(connection)
    return AuditReport(
        stored=connection.scalar(select(func.count()).select_from(message_raw)) or 0,
        messages=_count(connection, message, message.c.disposition, Disposition),
        kinds=_count(connection, message, message.c.kind, Kind),
        leads=_count(connection, lead, lead.c.state, LeadState),
        outbox=_count(connection, outbox, outbox.c.state, OutboxState),
        findings=tuple(finding for finding in findings if finding.ids),
    )


def _finding(code: str, broken: bool, ids: Iterable[object], sentence: str) -> AuditFinding:
    return AuditFinding(code=code, broken=broken, ids=tuple(map(str, ids)), sentence=sentence)


def _ids(connection: Connection, question: _Question) -> Sequence[object]:
    return connection.scalars(question.ids).all()


def _count(connection: Connection, table: Table, column: Column[Any], members: type[E]) -> dict[E, int]:
    rows = connection.execute(select(column, func.count()).select_from(table).group_by(column))
    counted: dict[E | None, int] = {row[0]: row[1] for row in rows}
    return {member: counted.get(member, 0) for member in members}


def _lead_findings(connection: Connection) -> tuple[AuditFinding, ...]:
    """What needs a lead's checks: who ought to hold, and who was confirmed twice."""
    holding = [state.value for state in HOLDING]
    columns = (lead.c.reference, lead.c.program, lead.c.client_key, lead.c.state, lead.c.checks, _HOLDS.label("holds"))
    statement = select(*columns).where(lead.c.client_key != "", lead.c.state.in_(holding)).order_by(lead.c.reference)
    idle, confirmed = [], defaultdict(list)
    for row in connection.execute(statement):
        if not row.holds and not _contested(row.checks):
            idle.append(row.reference)
        if row.state is LeadState.CONFIRMED:
            confirmed[row.program, row.client_key].append(row)
    twice = [row.reference for rows in confirmed.values() if len(rows) > 1 and not all(row.holds for row in rows) for row in rows]
    return (
        _finding("hold-missing", True, idle, "Leads that ought to hold their client's key and don't: another partner could take it"),
        _finding("confirmed-twice", True, sorted(twice), "Confirmed leads that share a client, of which not every one holds its key"),
    )


def _contested(checks: tuple[Check, ...]) -> bool:
    return any(check.id in CONTESTED and check.state is CheckState.OPEN for check in checks)
