"""The one place that knows the database's dialect: how it is opened, how it begins, and what its errors mean.

SQLite: write-ahead log with `synchronous=FULL` (a commit survives a power cut), foreign keys on, every transaction `BEGIN IMMEDIATE`
(nobody else writes meanwhile, and a read can't fail when it turns into a write).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Index, QueuePool, Table, UniqueConstraint, create_engine, event, exc
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine import URL, ExceptionContext, make_url

from leadbot.model.errors import ConfigurationError, OutOfReach, Problem
from leadbot.registry.tables import metadata

BUSY_SECONDS = 10.0

_PRAGMAS = ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL")

_REMEDIES = {
    sqlite3.SQLITE_BUSY: "Another process is writing to it: let it finish or stop it",
    sqlite3.SQLITE_LOCKED: "Another process is writing to it: let it finish or stop it",
    sqlite3.SQLITE_FULL: "The disk is full: make room",
    sqlite3.SQLITE_READONLY: "It can't be written to: give leadbot's user write access to the file and its folder",
    sqlite3.SQLITE_PERM: "It can't be written to: give leadbot's user write access to the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "Make sure that its folder is there and leadbot's user may write to it",
    sqlite3.SQLITE_NOTADB: "The file is not a SQLite database: name another one under `database`",
    sqlite3.SQLITE_CORRUPT: "The file is damaged: put back a backup",
    sqlite3.SQLITE_IOERR: "The disk is full, or does not read or write: make room or check it",
}

_WAL_TRIES = 50


def open_engine(url: str, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """An engine with one kept connection to the SQLite database of `url`; a relative path is taken as it is.

    A second user, thread or process, waits `busy_seconds` for its turn, then gets OutOfReach; so does everything
    that the database can't do. Raises ConfigurationError for a URL that is none, of another dialect, or names no file.
    """
    engine = create_engine(
        _sqlite_url(url),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=busy_seconds,
        hide_parameters=True,
        connect_args={"timeout": busy_seconds, "isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _translate)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction: committed at the end of the block, undone where it raises. Raises OutOfReach."""
    try:
        with engine.begin() as connection:
            yield connection
    except exc.TimeoutError as error:
        raise OutOfReach(_sentence(engine, sqlite3.SQLITE_BUSY, "its one connection is in use")) from error
    except exc.PendingRollbackError as error:
        raise OutOfReach(_sentence(engine, sqlite3.SQLITE_IOERR, "it undid the whole transaction")) from error


@contextmanager
def savepoint(connection: Connection, name: str) -> Iterator[None]:
    """What happens in the block is undone alone where it raises. The name is free again afterwards."""
    # sqlalchemy names its savepoints by numbers that never repeat, and the database would compile each anew.
    connection.exec_driver_sql(f"SAVEPOINT {name}")
    try:
        yield
    except BaseException:
        # Where the database undid the whole transaction there is no savepoint left: what was raised tells of that.
        with suppress(OutOfReach, exc.SQLAlchemyError):
            connection.exec_driver_sql(f"ROLLBACK TO {name}")
            connection.exec_driver_sql(f"RELEASE {name}")
        raise
    connection.exec_driver_sql(f"RELEASE {name}")


def insert_new(connection: Connection, table: Table, row: dict[str, Any], unique: str) -> int | None:
    """Insert a row unless the values of its `unique` columns (parted by spaces) are there already. The new row's id, or None."""
    result = connection.execute(_insert_new(table, unique), row)
    return result.lastrowid if result.rowcount else None


def insert_all_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], unique: str) -> None:
    """Insert those rows whose values of the `unique` columns (parted by spaces) are not there yet."""
    if rows:
        connection.execute(_insert_new(table, unique), rows)


def insert_or_replace(connection: Connection, table: Table, row: dict[str, Any], unique: str) -> None:
    """Insert a row, or give the one with the same values of its `unique` columns (parted by spaces) all of its values."""
    connection.execute(_insert_or_replace(table, unique), row)


@cache
def _insert_or_replace(table: Table, unique: str) -> Insert:
    statement = insert(table)
    new = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in unique.split()}
    return statement.on_conflict_do_update(index_elements=unique.split(), set_=new)


@cache
def _insert_new(table: Table, unique: str) -> Insert:
    return insert(table).on_conflict_do_nothing(index_elements=unique.split())


def violated(error: exc.IntegrityError) -> str:
    """The name of the unique constraint that refused a row; `foreign key`, or an empty string, for anything else."""
    words = str(error.orig)
    if words.startswith("FOREIGN KEY"):
        return "foreign key"
    columns = words.removeprefix("UNIQUE constraint failed: ").split(", ")
    return next((name for name, of in _unique_columns() if of == columns), "")


def _unique_columns() -> Iterator[tuple[str, list[str]]]:
    for table in metadata.tables.values():
        for rule in (*table.constraints, *table.indexes):
            if isinstance(rule, UniqueConstraint | Index):
                yield str(rule.name), [f"{table.name}.{column.name}" for column in rule.columns]


def check_url(url: str) -> None:
    """Raises ConfigurationError, as `open_engine`; nothing is opened."""
    _sqlite_url(url)


def _sqlite_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise _refused("no database URL", "") from error
    if parsed.get_backend_name() != "sqlite":
        raise _refused("only SQLite is supported", parsed.render_as_string(hide_password=True))
    if not parsed.database or ":memory:" in parsed.database:
        raise _refused("this database is gone when the process ends, and all mail in it", parsed.render_as_string())
    return parsed


def _refused(message: str, value: str) -> ConfigurationError:
    problem = Problem(
        file="configuration",
        line=None,
        where="database",
        value=value,
        message=message,
        remedy="Write a path as in sqlite:///leadbot.db",
    )
    return ConfigurationError((problem,))


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    """Settings of a new connection."""
    _use_wal(connection)
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. SQLite does not wait for another starter here, so we wait for its lock and ask again."""
    for _ in range(_WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _translate(context: ExceptionContext) -> OutOfReach | None:
    """OutOfReach for what the database can't do; None (the error as it is) for what we asked wrongly."""
    error = context.original_exception
    refused = isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError)
    if not isinstance(error, sqlite3.DatabaseError) or refused or context.engine is None:
        return None
    _forget_undone(context)
    return OutOfReach(_sentence(context.engine, getattr(error, "sqlite_errorcode", 0) & 0xFF, str(error)))


def _forget_undone(context: ExceptionContext) -> None:
    """SQLite may undo a whole transaction on its own (disk full); what follows must not run outside any."""
    connection = context.connection
    if connection is None or not connection.in_transaction():
        return
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        context.is_disconnect = True


def _sentence(engine: Engine, code: int, words: str) -> str:
    file = engine.url.database or "in memory"
    remedy = _REMEDIES.get(code, "Check the file")
    if code == sqlite3.SQLITE_CANTOPEN and not (folder := Path(file).parent).is_dir():
        remedy = f"Create the folder {folder}"
    return f"The database {file} is out of reach: {words}. {remedy}."
