"""The connection that the registry's rooms work on: sqlalchemy's, by a shorter way.

sqlalchemy prepares each execution anew, which takes longer than the database takes for most of our statements. Here a statement is compiled
once, and the driver runs it; values go in and come out as the types of their columns say.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, cast

import sqlalchemy
from sqlalchemy import BindParameter, Dialect, Executable, Result, ScalarResult, Table
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

from leadbot.registry.engine import blob, run, run_for_all, savepoint

Values = Mapping[str, Any]
Rows = Result[*tuple[Any, ...]]
Converter = Callable[[Any], Any] | None
"""None: as it is."""


class Changed(NamedTuple):
    """What a statement has changed."""

    rows: int
    last_id: int | None
    """Of the row that was inserted."""


class Connection:
    """Runs statements in the transaction of one of sqlalchemy's connections."""

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self._connection = connection

    def execute(self, statement: Executable, values: Values | list[Any] | None = None) -> Rows:
        """The rows that a query finds, or that a change returns. One without such is made once for each of a list of values."""
        several = values if isinstance(values, list) else None
        one: Values = several[0] if several else {} if values is None or isinstance(values, list) else values
        prepared = _prepared(statement, self._connection.dialect, tuple(one))
        if prepared is None:
            return self._connection.execute(statement, values)
        if several is not None:
            run_for_all(self._connection, prepared.sql, [prepared.arguments(each) for each in several])
            return IteratorResult(prepared.columns, iter(()))
        found = run(self._connection, prepared.sql, prepared.arguments(one)).fetchall()
        return IteratorResult(prepared.columns, map(prepared.row, found))

    def scalar(self, statement: Executable, values: Values | None = None) -> Any:
        """The first column of the first row, None where there is none."""
        return self.execute(statement, values).scalar()

    def scalars(self, statement: Executable, values: Values | None = None) -> ScalarResult[Any]:
        """The first column of every row."""
        return self.execute(statement, values).scalars()

    def change(self, statement: Executable, values: Values) -> Changed:
        """Make a change once."""
        prepared = _prepared(statement, self._connection.dialect, tuple(values))
        if prepared is None:
            result = self._connection.execute(statement, values)
            return Changed(result.rowcount, result.lastrowid)
        cursor = run(self._connection, prepared.sql, prepared.arguments(values))
        return Changed(cursor.rowcount, cursor.lastrowid)

    def blob(self, table: Table, column: str, row: int) -> AbstractContextManager[sqlite3.Blob]:
        """The octets in that row's column, to be read or overwritten in pieces; their number stays."""
        return blob(self._connection, table, column, row)

    def savepoint(self, name: str) -> AbstractContextManager[None]:
        """What happens in the block is undone alone where it raises. The name is free again afterwards."""
        return savepoint(self._connection, name)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as the driver takes it."""

    sql: str
    parameters: tuple[tuple[str, Converter], ...]
    """Names and converters of the values, in the order of their marks."""
    constants: Values
    """Values that stand in the statement itself, by the same names."""
    columns: SimpleResultMetaData
    converters: tuple[Converter, ...]
    """Of the columns."""

    def arguments(self, values: Values) -> tuple[Any, ...]:
        """What stands for the marks. Raises KeyError where a value is missing."""
        known = {**self.constants, **values} if self.constants else values
        return tuple([known[name] if convert is None else convert(known[name]) for name, convert in self.parameters])

    def row(self, stored: Sequence[Any]) -> tuple[Any, ...]:
        """A row's values from what is stored."""
        return tuple([value if convert is None else convert(value) for value, convert in zip(stored, self.converters, strict=True)])


@lru_cache(maxsize=1000)
def _prepared(statement: Executable, dialect: Dialect, names: tuple[str, ...]) -> _Prepared | None:
    """The statement for values of these names; None where one of them is a list, whose length the text depends on."""
    compiled = cast(ClauseElement, statement).compile(dialect=dialect, column_keys=list(names))
    assert isinstance(compiled, SQLCompiler)
    marks = compiled.positiontup
    if compiled.post_compile_params or compiled.literal_execute_params or marks is None:
        return None
    binds = {name: compiled.binds[name] for name in marks}
    columns = getattr(statement, "exported_columns", ())
    return _Prepared(
        sql=compiled.string,
        parameters=tuple((name, _to_database(binds[name], dialect)) for name in marks),
        constants={name: bind.effective_value for name, bind in binds.items() if not bind.required and name not in names},
        columns=SimpleResultMetaData([column.key for column in columns], [(column,) for column in columns]),
        converters=tuple(_from_database(column.type, dialect) for column in columns),
    )


def _to_database(bind: BindParameter[Any], dialect: Dialect) -> Converter:
    type_ = bind.type.dialect_impl(dialect)
    convert = type_.bind_processor(dialect)
    if convert is None or not isinstance(type_, TypeDecorator) or type_.impl_instance.bind_processor(dialect) is not None:
        return convert
    # The type below converts nothing: sqlalchemy's converter is only a call more for each value.
    own = type_.process_bind_param
    return lambda value: own(value, dialect)


def _from_database(type_: TypeEngine[Any], dialect: Dialect) -> Converter:
    here = type_.dialect_impl(dialect)
    convert = here.result_processor(dialect, None)
    if convert is None or not isinstance(here, TypeDecorator) or here.impl_instance.result_processor(dialect, None) is not None:
        return convert
    own = here.process_result_value
    return lambda value: own(value, dialect)
