"""Sales, events and prices. Sales and events are only ever added."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Table, delete, insert, select

from leadbot.model.deals import DealEvent, EventKind, Price, Sale
from leadbot.registry.connection import Connection
from leadbot.registry.deal_tables import deal_event, price, sale
from leadbot.registry.engine import unless_there

Record = TypeVar("Record", bound=DealEvent | Sale)
_NAMES: Mapping[type, tuple[str, ...]] = {kind: tuple(field.name for field in fields(kind)) for kind in (DealEvent, Sale, Price)}


class SqlDeals:
    """`leadbot.service.unit_of_work.Deals` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_sales(self, program: str, rows: Sequence[Sale], *, at: datetime, by: str) -> list[Sale]:
        """Keep the rows of a report that are not kept yet, and return those: the same report again adds nothing.

        Equal rows of one call are as many sales.
        """
        return self._add(sale, program, rows, at, by)

    def add_events(self, program: str, rows: Sequence[DealEvent], *, at: datetime, by: str) -> list[DealEvent]:
        """The same for events. Raises sqlalchemy's IntegrityError for a reference that no lead has."""
        return self._add(deal_event, program, rows, at, by)

    def replace_prices(self, program: str, rows: Sequence[Price]) -> None:
        """The new price list."""
        self._connection.execute(delete(price).where(price.c.program == program))
        if rows:
            self._connection.execute(insert(price), [{"program": program} | _values(row) for row in rows])

    def sales(self, program: str) -> list[Sale]:
        """All rows of reports, in the order in which they were added."""
        return [Sale(**_stored(row, Sale)) for row in self._all(sale, program)]

    def sales_since(self, program: str, after: datetime | None) -> list[Sale]:
        """The rows that were added later than that moment, in their order; all where it is None."""
        return [Sale(**_stored(row, Sale)) for row in self._all(sale, program) if after is None or row.stored_at > after]

    def events(self, program: str) -> list[DealEvent]:
        """All events, in the order in which they were added."""
        return [_event(row) for row in self._all(deal_event, program)]

    def events_of(self, reference: str) -> list[DealEvent]:
        """The events of one lead, likewise."""
        of_lead = select(deal_event).where(deal_event.c.reference == reference).order_by(deal_event.c.id)
        return [_event(row) for row in self._connection.execute(of_lead)]

    def prices(self, program: str) -> list[Price]:
        """The price list, in the order of import."""
        return [Price(**_stored(row, Price)) for row in self._all(price, program)]

    def _all(self, table: Table, program: str) -> Sequence[Row[Any]]:
        return self._connection.execute(select(table).where(table.c.program == program).order_by(table.c.id)).all()

    def _add(self, table: Table, program: str, rows: Sequence[Record], at: datetime, by: str) -> list[Record]:
        met: Counter[Record] = Counter()
        new: list[Record] = []
        for row in rows:
            met[row] += 1
            kept = {"program": program} | _values(row) | {"nth": met[row], "stored_at": at, "by": by}
            unique = " ".join(("program", *_NAMES[type(row)], "nth"))
            if self._connection.change(unless_there(table, unique), kept).rows:
                new.append(row)
        return new


def _values(row: DealEvent | Sale | Price) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _NAMES[type(row)]}


def _event(row: Row[Any]) -> DealEvent:
    found = _stored(row, DealEvent)
    return DealEvent(**found | {"event": EventKind(found["event"])})


def _stored(row: Row[Any], kind: type) -> dict[str, Any]:
    return {name: row._mapping[name] for name in _NAMES[kind]}
