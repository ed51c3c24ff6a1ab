"""The cases that digests numbered, and staff's orders about them."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exc, insert, select, update

from leadbot.model.errors import NotPossible
from leadbot.model.message import MessageKey
from leadbot.model.orders import NumberedCase, OrderState, StandingOrder, order_code
from leadbot.registry.connection import Connection
from leadbot.registry.staff_tables import case_message, digest_case, standing_order
from leadbot.registry.tables import outbox

_COLUMNS = tuple(field.name for field in fields(NumberedCase) if field.name != "message")
_ABOUT = case_message.c.message.label("about")
_WITH_MESSAGE = (case_message.c.digest == digest_case.c.digest) & (case_message.c.number == digest_case.c.number)
_OF_DIGEST = (digest_case.c.digest == bindparam("of"), digest_case.c.program == bindparam("of_program"))
_CASES = select(digest_case, _ABOUT).outerjoin(case_message, _WITH_MESSAGE).where(*_OF_DIGEST).order_by(digest_case.c.number)
_BY_CODE = (
    select(digest_case.c.digest)
    .where(digest_case.c.program == bindparam("of_program"), digest_case.c.code == bindparam("of_code"))
    .order_by(digest_case.c.digest.desc())
    .limit(1)
)
_ASKED = (
    select(digest_case, _ABOUT, outbox.c.created_at)
    .outerjoin(case_message, _WITH_MESSAGE)
    .join(outbox, outbox.c.message_id == digest_case.c.digest)
    .where(
        digest_case.c.program == bindparam("of_program"),
        digest_case.c.person == bindparam("of_person"),
        digest_case.c.kind == bindparam("of_kind"),
    )
    .order_by(outbox.c.id, digest_case.c.number)
)
_ORDERS = (
    select(standing_order, digest_case, _ABOUT)
    .join_from(
        standing_order,
        digest_case,
        (standing_order.c.digest == digest_case.c.digest) & (standing_order.c.number == digest_case.c.number),
    )
    .outerjoin(case_message, _WITH_MESSAGE)
)
_LATEST = (
    _ORDERS.where(standing_order.c.digest == bindparam("of"), standing_order.c.number == bindparam("of_number"))
    .order_by(standing_order.c.id.desc())
    .limit(1)
)
_ABOUT_MESSAGE = _ORDERS.where(
    standing_order.c.program == bindparam("of_program"), case_message.c.message == bindparam("of_message")
).order_by(standing_order.c.id)
_GIVEN = (
    select(case_message.c.message)
    .join(standing_order, (standing_order.c.digest == case_message.c.digest) & (standing_order.c.number == case_message.c.number))
    .where(standing_order.c.program == bindparam("of_program"), standing_order.c.state.in_([OrderState.WAITING, OrderState.DONE]))
)
_UNANSWERED = (
    select(case_message.c.message)
    .distinct()
    .join(digest_case, _WITH_MESSAGE)
    .where(
        digest_case.c.program == bindparam("of_program"),
        digest_case.c.kind == bindparam("of_kind"),
        case_message.c.message.not_in(_GIVEN),
    )
    .order_by(case_message.c.message)
)
_DUE = _ORDERS.where(
    standing_order.c.program == bindparam("of_program"),
    standing_order.c.state == OrderState.WAITING,
    standing_order.c.due_at <= bindparam("until", type_=standing_order.c.due_at.type),
).order_by(standing_order.c.id)
_END = (
    update(standing_order)
    .where(
        standing_order.c.digest == bindparam("of"),
        standing_order.c.number == bindparam("of_number"),
        standing_order.c.state == OrderState.WAITING,
    )
    .values(state=bindparam("to", type_=standing_order.c.state.type), detail=bindparam("because", type_=standing_order.c.detail.type))
)


class SqlOrders:
    """`leadbot.service.unit_of_work.Orders` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_cases(self, cases: Sequence[NumberedCase]) -> None:
        """The cases of a digest that goes out."""
        if cases:
            rows = [{name: getattr(case, name) for name in _COLUMNS} | {"code": order_code(case.digest)} for case in cases]
            self._connection.execute(insert(digest_case), rows)
        about = [{"digest": case.digest, "number": case.number, "message": case.message} for case in cases if case.message]
        if about:
            self._connection.execute(insert(case_message), about)

    def cases(self, program: str, digest: str) -> list[NumberedCase]:
        """The cases of the digest with that Message-ID, by number; none where it is no digest."""
        return [_case(row) for row in self._connection.execute(_CASES, {"of": digest, "of_program": program})]

    def digest(self, program: str, code: str) -> str | None:
        """The Message-ID of the digest with that code; None where there is none."""
        found: str | None = self._connection.scalar(_BY_CODE, {"of_program": program, "of_code": code})
        return found

    def put(self, order: StandingOrder) -> None:
        """Take an order. Raises NotPossible where its case has one that was not taken back and did not fail."""
        case = order.case
        row = {"digest": case.digest, "number": case.number, "program": case.program, "message": order.message, "given": order.order}
        try:
            with self._connection.savepoint("taking_an_order"):
                self._connection.execute(
                    insert(standing_order), row | {"due_at": order.due_at, "state": order.state, "detail": order.detail}
                )
        except exc.IntegrityError as error:
            raise NotPossible(f"case {case.number} of that digest has an order already") from error

    def latest(self, case: NumberedCase) -> StandingOrder | None:
        """The last order for that case."""
        row = self._connection.execute(_LATEST, {"of": case.digest, "of_number": case.number}).first()
        return _order(row) if row is not None else None

    def asked(self, program: str, person: str, kind: str) -> list[tuple[NumberedCase, datetime]]:
        """Cases of that kind that went to that person, each with the moment of its mail, oldest first."""
        rows = self._connection.execute(_ASKED, {"of_program": program, "of_person": person, "of_kind": kind})
        return [(_case(row), row._mapping[outbox.c.created_at]) for row in rows]

    def about(self, program: str, message: MessageKey) -> list[StandingOrder]:
        """All orders about that partner's mail, oldest first, whoever gave them."""
        rows = self._connection.execute(_ABOUT_MESSAGE, {"of_program": program, "of_message": message})
        return [_order(row) for row in rows]

    def unanswered(self, program: str, kind: str) -> list[MessageKey]:
        """The messages of cases of that kind about which no order stands, whoever the cases went to."""
        return list(self._connection.scalars(_UNANSWERED, {"of_program": program, "of_kind": kind}))

    def due(self, program: str, now: datetime) -> list[StandingOrder]:
        """Waiting orders whose moment has come, oldest first."""
        return [_order(row) for row in self._connection.execute(_DUE, {"of_program": program, "until": now})]

    def end(self, order: StandingOrder, state: OrderState, detail: str = "") -> None:
        """What became of a waiting order."""
        case = order.case
        self._connection.execute(_END, {"of": case.digest, "of_number": case.number, "to": state, "because": detail})


def _case(row: Row[Any]) -> NumberedCase:
    return NumberedCase(**{name: row._mapping[digest_case.c[name]] for name in _COLUMNS}, message=row._mapping[_ABOUT])


def _order(row: Row[Any]) -> StandingOrder:
    columns = standing_order.c
    return StandingOrder(
        case=_case(row),
        order=row._mapping[columns.given],
        message=row._mapping[columns.message],
        due_at=row._mapping[columns.due_at],
        state=OrderState(row._mapping[columns.state]),
        detail=row._mapping[columns.detail],
    )
