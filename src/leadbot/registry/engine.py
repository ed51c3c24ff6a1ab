"""The one place that knows the database's dialect: how it is opened, how it begins, and what its errors mean.

SQLite: write-ahead log with `synchronous=FULL` (a commit survives a power cut), foreign keys on, every transaction `BEGIN IMMEDIATE`
(nobody else writes meanwhile, and a read can't fail when it turns into a write).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, Index, QueuePool, Table, UniqueConstraint, create_engine, event, exc
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine import URL, ExceptionContext, make_url

from leadbot.model.errors import ConfigurationError, DatabaseOutOfReach, OutOfReach, Problem
from leadbot.registry.tables import metadata

BUSY_SECONDS = 10.0

# What a savepoint would undo is kept in memory: on disk it would be written out anew for every mail, and never read after a crash.
_PRAGMAS = ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL", "PRAGMA temp_store = MEMORY")

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
        raise DatabaseOutOfReach(_sentence(engine, sqlite3.SQLITE_BUSY, "its one connection is in use")) from error
    except exc.PendingRollbackError as error:
        raise DatabaseOutOfReach(_sentence(engine, sqlite3.SQLITE_IOERR, "it undid the whole transaction")) from error


@contextmanager
def savepoint(connection: Connection, name: str) -> Iterator[None]:
    """What happens in the block is undone alone where it raises. The name is free again afterwards."""
    # sqlalchemy names its savepoints by numbers that never repeat, and the database would compile each anew.
    run(connection, f"SAVEPOINT {name}")
    try:
        yield
    except BaseException:
        # Where the database undid the whole transaction there is no savepoint left: what was raised tells of that.
        with suppress(OutOfReach, exc.SQLAlchemyError):
            run(connection, f"ROLLBACK TO {name}")
            run(connection, f"RELEASE {name}")
        raise
    run(connection, f"RELEASE {name}")


def run(connection: Connection, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
    """Let the driver run a statement; its errors become what sqlalchemy's would."""
    try:
        return _driver(connection).execute(sql, values)
    except sqlite3.Error as error:
        raise _raised(connection, error, sql) from error


def run_for_all(connection: Connection, sql: str, rows: Sequence[Sequence[object]]) -> None:
    """As `run`, once for each of the rows' values."""
    try:
        _driver(connection).executemany(sql, rows)
    except sqlite3.Error as error:
        raise _raised(connection, error, sql) from error


@contextmanager
def blob(connection: Connection, table: Table, column: str, row: int) -> Iterator[sqlite3.Blob]:
    """The octets in that row's column, to be read or overwritten in pieces; their number stays."""
    try:
        with _driver(connection).blobopen(table.name, column, row) as opened:
            yield opened
    except sqlite3.Error as error:
        raise _raised(connection, error, f"blob {table.name}.{column}") from error


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


@cache
def or_replace(table: Table, unique: str) -> Insert:
    """Insert a row, or give the one with the same values of its `unique` columns (parted by spaces) all of its values."""
    statement = insert(table)
    new = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in unique.split()}
    return statement.on_conflict_do_update(index_elements=unique.split(), set_=new)


@cache
def unless_there(table: Table, unique: str) -> Insert:
    """Insert a row unless the values of its `unique` columns (parted by spaces) are there already."""
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
    except (exc.ArgumentError, ValueError) as error:
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
    if not isinstance(error, sqlite3.DatabaseError) or isinstance(error, _OUR_FAULT) or context.engine is None:
        return None
    if context.connection is not None and _undone(context.connection):
        context.is_disconnect = True
    return DatabaseOutOfReach(_sentence(context.engine, _code(error), str(error)))


_OUR_FAULT = (sqlite3.IntegrityError, sqlite3.ProgrammingError)


def _raised(connection: Connection, error: sqlite3.Error, sql: str) -> Exception:
    """The same for an error of `run`."""
    if isinstance(error, sqlite3.IntegrityError):
        return exc.IntegrityError(sql, None, error)
    if isinstance(error, sqlite3.ProgrammingError) or not isinstance(error, sqlite3.DatabaseError):
        return exc.ProgrammingError(sql, None, error)
    if _undone(connection):
        connection.invalidate(error)
    return DatabaseOutOfReach(_sentence(connection.engine, _code(error), str(error)))


def _undone(connection: Connection) -> bool:
    """Whether SQLite undid the whole transaction on its own (disk full); what follows must not run outside any."""
    return connection.in_transaction() and not _driver(connection).in_transaction


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _sentence(engine: Engine, code: int, words: str) -> str:
    file = engine.url.database or "in memory"
    remedy = _REMEDIES.get(code, "Check the file")
    if code == sqlite3.SQLITE_CANTOPEN and not (folder := Path(file).parent).is_dir():
        remedy = f"Create the folder {folder}"
    return f"The database {file} is out of reach: {words}. {remedy}."
