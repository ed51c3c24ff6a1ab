"""What an operator watches: figures and ids that a look at every cycle can afford."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, or_, select, type_coerce

from leadbot.model.message import Disposition, MessageKey
from leadbot.model.outgoing import OutboxState
from leadbot.registry.columns import Moment
from leadbot.registry.connection import Connection
from leadbot.registry.tables import message, outbox

_OF_PROGRAM = message.c.program == bindparam("of_program")
_RECEIPTS = select(message.c.received_at, message.c.stored_at).where(_OF_PROGRAM).order_by(message.c.id.desc()).limit(bindparam("most"))
_FIRST_STORED = select(message.c.stored_at).where(_OF_PROGRAM).order_by(message.c.id).limit(1)
_IN_DISPOSITION: Select[Any] = (
    select(message.c.key)
    .where(_OF_PROGRAM, message.c.disposition == bindparam("in_disposition"))
    .order_by(message.c.received_at, message.c.id)
)
_FOR_REASON = _IN_DISPOSITION.where(message.c.reason == bindparam("for_reason"), message.c.stored_at > bindparam("after", type_=Moment))
_MAILS: Select[Any] = (
    select(outbox.c.id).where(outbox.c.program == bindparam("of_program"), outbox.c.state == bindparam("in_state")).order_by(outbox.c.id)
)
_DUE_SINCE = type_coerce(func.min(case((outbox.c.attempts == 0, outbox.c.next_at), else_=outbox.c.created_at)), Moment)
_QUEUED_SINCE = select(_DUE_SINCE).where(
    outbox.c.program == bindparam("of_program"),
    outbox.c.state == OutboxState.QUEUED.value,
    or_(outbox.c.attempts > 0, outbox.c.next_at <= bindparam("now", type_=Moment)),
)


class SqlWatching:
    """`leadbot.service.unit_of_work.Watching` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def receipts(self, program: str, most: int) -> list[datetime]:
        """When the mails that were stored last were received; a moment after it was stored is none, and counts as that."""
        rows = self._connection.execute(_RECEIPTS, {"of_program": program, "most": most})
        return [min(row.received_at, row.stored_at) for row in rows]

    def began(self, program: str) -> datetime | None:
        """When the program's first mail was stored; None where none was."""
        stored: datetime | None = self._connection.scalar(_FIRST_STORED, {"of_program": program})
        return stored

    def parked(self, program: str) -> list[MessageKey]:
        """Messages that could not be handled, oldest receipt first."""
        return list(self._connection.scalars(_IN_DISPOSITION, {"of_program": program, "in_disposition": Disposition.PARKED.value}))

    def with_staff_for(self, program: str, reason: str, after: datetime) -> list[MessageKey]:
        """Messages stored after that moment which staff have for that reason, oldest receipt first."""
        wanted = {"of_program": program, "in_disposition": Disposition.WITH_STAFF.value, "for_reason": reason, "after": after}
        return list(self._connection.scalars(_FOR_REASON, wanted))

    def unknown(self, program: str) -> list[int]:
        """Mails of unknown fate."""
        return list(self._connection.scalars(_MAILS, {"of_program": program, "in_state": OutboxState.UNKNOWN.value}))

    def queued_since(self, program: str, now: datetime) -> datetime | None:
        """Since when the oldest mail waits that should be out: a failed one since it was written, others since they may go out."""
        since: datetime | None = self._connection.scalar(_QUEUED_SINCE, {"of_program": program, "now": now})
        return since
