"""Typed rows into the registry, and what that changes."""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from leadbot.judging import folded_name
from leadbot.model.deals import DealEvent, Price, Sale
from leadbot.model.facts import ListEntry
from leadbot.model.program import Program
from leadbot.service.unit_of_work import UnitOfWork

Kept = TypeVar("Kept", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(Generic[Kept]):
    """What an import changes."""

    added: tuple[Kept, ...] = ()
    changed: tuple[tuple[Kept, Kept], ...] = ()
    """Before and after."""
    gone: tuple[Kept, ...] = ()
    same: int = 0

    def any(self) -> bool:
        """Whether it changes anything."""
        return bool(self.added or self.changed or self.gone)


def keep_companies(uow: UnitOfWork, program: Program, list_id: str, rows: Sequence[ListEntry]) -> Changes[ListEntry]:
    """The list's new rows; equal ones are one."""
    rows = tuple(dict.fromkeys(rows))

    def identity(entry: ListEntry) -> Hashable:
        return entry.tax_id or entry.number or folded_name(entry.name, program) or entry.email_domain

    changes = _changes(uow.lists.entries(program.id, list_id), rows, identity)
    if changes.any():
        uow.lists.replace(program.id, list_id, rows, lambda name: folded_name(name, program))
    return changes


def keep_prices(uow: UnitOfWork, program: Program, rows: Sequence[Price]) -> Changes[Price]:
    """The new price list."""
    changes = _changes(uow.deals.prices(program.id), rows, lambda row: (row.deal_type, row.product, row.term_months, row.currency))
    if changes.any():
        uow.deals.replace_prices(program.id, rows)
    return changes


def keep_sales(uow: UnitOfWork, program: Program, rows: Sequence[Sale], at: datetime, by: str) -> Changes[Sale]:
    """The rows of a report that are not kept yet."""
    added = tuple(uow.deals.add_sales(program.id, rows, at=at, by=by))
    return Changes(added=added, same=len(rows) - len(added))


def keep_events(uow: UnitOfWork, program: Program, rows: Sequence[DealEvent], at: datetime, by: str) -> Changes[DealEvent]:
    """The events that are not kept yet."""
    added = tuple(uow.deals.add_events(program.id, rows, at=at, by=by))
    return Changes(added=added, same=len(rows) - len(added))


def _changes(old: Sequence[Kept], new: Sequence[Kept], identity: Callable[[Kept], Hashable]) -> Changes[Kept]:
    """Rows that came and went; one of each about the same thing is a change."""
    came, went = (Counter(new) - Counter(old)).elements(), (Counter(old) - Counter(new)).elements()
    waiting: dict[Hashable, deque[Kept]] = {}
    for row in came:
        waiting.setdefault(identity(row), deque()).append(row)
    same = len(new) - sum(map(len, waiting.values()))
    changed: list[tuple[Kept, Kept]] = []
    gone: list[Kept] = []
    for row in went:
        after = waiting.get(identity(row))
        if after:
            changed.append((row, after.popleft()))
        else:
            gone.append(row)
    added = tuple(row for rows in waiting.values() for row in rows)
    return Changes(added=added, changed=tuple(changed), gone=tuple(gone), same=same)


def in_words(row: Any) -> str:
    """A row as staff read it: its values that are not empty."""
    values = (getattr(row, field.name) for field in fields(row))
    return ", ".join(_said(value) for value in values if value not in ("", None, ()))


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return " + ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)
