"""Copies of the database while it is at work (SQLite's online backup), and putting one back."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from leadbot.model.errors import DatabaseOutOfReach, NotPossible

MOST_DAMAGE = 10
"""Sentences of SQLite's on a damaged file."""


def back_up(database: Path, target: Path) -> int:
    """Copy the database to a file that is not there yet, whole or not at all, and look the copy through. Returns its octets.

    The copy counts as older than the cycle in which it was made. Raises NotPossible where the target is there, or the copy is damaged;
    DatabaseOutOfReach.
    """
    if target.exists():
        raise NotPossible(f"{target} is there already; a backup never replaces another file. Name a new one.")
    if not database.is_file():
        raise DatabaseOutOfReach(f"There is no database {database} yet. Nothing was copied.")
    fresh = target.with_name(f"{target.name}.new")
    with _told(database, target):
        try:
            _copy(database, fresh)
            _sync(fresh)
            if found := damage(fresh):
                raise NotPossible(f"The copy is damaged, and so may be {database}: {'; '.join(found)}. Put back an older backup.")
            fresh.replace(target)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        return target.stat().st_size


def put_back(backup: Path, database: Path) -> Path | None:
    """Put a backup in the database's place. Returns where the database that was there lies now; None where there was none.

    Raises NotPossible where the backup is missing or damaged: nothing is changed then; DatabaseOutOfReach.
    """
    if not backup.is_file():
        raise NotPossible(f"There is no file {backup}.")
    if found := damage(backup):
        raise NotPossible(f"{backup} is damaged: {'; '.join(found)}. Take another backup; nothing was changed.")
    fresh = database.with_name(f"{database.name}.restored")
    with _told(database, database):
        try:
            _copy(backup, fresh)
            _sync(fresh)
            aside = _put_aside(database)
            fresh.replace(database)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
    return aside


def damage(database: Path) -> list[str]:
    """What SQLite finds wrong with that file; empty where it is sound. Raises DatabaseOutOfReach where it can't be opened."""
    with _told(database, database):
        try:
            with closing(sqlite3.connect(f"file:{_quoted(database)}?mode=ro", uri=True)) as connection:
                found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MOST_DAMAGE})")]
                found += [f"a row of {row[0]} names what is not there" for row in connection.execute("PRAGMA foreign_key_check")][
                    :MOST_DAMAGE
                ]
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            return [str(error)]
    return [words for words in found if words != "ok"]


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        # All at once: the log lets others write meanwhile, and a copy in pieces begins anew at each of their commits.
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'generation'").fetchone():
            copy.execute("UPDATE generation SET number = number - 1")
            copy.commit()


def _put_aside(database: Path) -> Path | None:
    """The database with what its log holds, under another name."""
    if not database.exists():
        return None
    number = 1
    while (aside := database.with_name(f"{database.name}.before-restore-{number}")).exists():
        number += 1
    database.replace(aside)
    for part in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            database.with_name(f"{database.name}{part}").replace(aside.with_name(f"{aside.name}{part}"))
    return aside


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


@contextmanager
def _told(database: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise DatabaseOutOfReach(f"The database {database} could not be copied or read: {error}. Look at disk and rights.") from error
    except OSError as error:
        raise DatabaseOutOfReach(f"{error.filename or target} can't be written: {error.strerror}. Make room or give rights.") from error
