"""Lists that staff import."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, union_all

from leadbot.model.facts import ListEntry
from leadbot.model.imports import ImportRun
from leadbot.registry.connection import Connection
from leadbot.registry.engine import unless_there
from leadbot.registry.staff_tables import import_run, list_entry, list_import

_COLUMNS = tuple(field.name for field in fields(ListEntry))
_LOOKED_UP = ("tax_id", "folded_name", "number", "email_domain")

_IN_PROGRAM = list_entry.c.program == bindparam("of_program")
_OF_LIST = (_IN_PROGRAM, list_entry.c.list == bindparam("of"))
_ENTRIES = select(*(list_entry.c[name] for name in _COLUMNS)).where(*_OF_LIST).order_by(list_entry.c.id)
_EACH = (select(list_entry.c.id).where(_IN_PROGRAM, list_entry.c[name] == bindparam(f"of_{name}")) for name in _LOOKED_UP)
_MATCHING = (
    select(list_entry.c.list, list_entry.c.folded_name, *(list_entry.c[name] for name in _COLUMNS))
    .where(list_entry.c.id.in_(union_all(*_EACH)))
    .order_by(list_entry.c.id)
)
_IMPORTED = select(list_import.c.list).where(list_import.c.program == bindparam("of_program"))
_CLEAR = delete(list_entry).where(*_OF_LIST)
_INSERT = insert(list_entry)


class SqlLists:
    """`leadbot.service.unit_of_work.Lists` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._imported: dict[str, frozenset[str]] = {}

    def replace(self, program: str, list_id: str, entries: Sequence[ListEntry], fold: Callable[[str], str]) -> None:
        """The list's new rows; an imported list is in use, an empty one too.

        `fold` must be the folding of ClientKeys.folded_name: rows without a tax id are found by it.
        """
        self._imported.clear()
        of_list = {"program": program, "list": list_id}
        self._connection.execute(unless_there(list_import, "program list"), of_list)
        self._connection.execute(_CLEAR, {"of_program": program, "of": list_id})
        rows = [of_list | {name: getattr(e, name) for name in _COLUMNS} | {"folded_name": fold(e.name)} for e in entries]
        if rows:
            self._connection.execute(_INSERT, rows)

    def note_import(self, run: ImportRun) -> None:
        """Keep that a file was imported; its list is in use from then on."""
        of_list = {"program": run.program, "list": run.list}
        self._connection.execute(unless_there(list_import, "program list"), of_list)
        self._imported.clear()
        self._connection.execute(insert(import_run), {field.name: getattr(run, field.name) for field in fields(ImportRun)})

    def runs(self, program: str) -> list[ImportRun]:
        """Every import, oldest first."""
        rows = self._connection.execute(select(import_run).where(import_run.c.program == program).order_by(import_run.c.id))
        return [ImportRun(**{field.name: row._mapping[field.name] for field in fields(ImportRun)}) for row in rows]

    def entries(self, program: str, list_id: str) -> list[ListEntry]:
        """All rows, in the order of import."""
        rows = self._connection.execute(_ENTRIES, {"of_program": program, "of": list_id})
        return [_entry(row) for row in rows]

    def imported(self, program: str) -> frozenset[str]:
        """Ids of the program's lists that were imported."""
        if program not in self._imported:
            self._imported[program] = frozenset(self._connection.scalars(_IMPORTED, {"of_program": program}))
        return self._imported[program]

    def matching(self, program: str, **wanted: str) -> list[tuple[str, str, ListEntry]]:
        """List id, folded name and row of what shares a `tax_id`, `folded_name`, `number` or `email_domain`; empty ones match nothing."""
        parameters = {f"of_{name}": wanted.get(name) or None for name in _LOOKED_UP}
        rows = self._connection.execute(_MATCHING, {"of_program": program, **parameters})
        return [(row.list, row.folded_name, _entry(row)) for row in rows]


def _entry(row: Row[Any]) -> ListEntry:
    return ListEntry(**{name: row._mapping[name] for name in _COLUMNS})
