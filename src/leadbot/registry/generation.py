"""By what a restored database is known: it counts cycles, and a file beside it has the same number.

A database whose number is smaller than the file's is older than what was last at work here; one that was at work and has no file beside
it came from elsewhere. Either way it may lack mails, and know nothing of answers that went out.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, insert, select, update

from leadbot.model.restoration import Generation, Restoration
from leadbot.registry.columns import Moment
from leadbot.registry.connection import Connection
from leadbot.registry.engine import or_replace
from leadbot.registry.operating_tables import generation, restoration

_READ = select(generation.c.number, generation.c.at)
_OPEN = (
    select(restoration.c.program, restoration.c.restored_at, restoration.c.good_until, restoration.c.looked_at)
    .where(restoration.c.program == bindparam("of_program"), restoration.c.ended_at.is_(None))
    .order_by(restoration.c.restored_at)
)
_BEGIN = insert(restoration)
_MINE = update(restoration).where(restoration.c.program == bindparam("of_program"), restoration.c.ended_at.is_(None))
_LOOKED = _MINE.values(looked_at=bindparam("at", type_=Moment))
_END = _MINE.values(ended_at=bindparam("at", type_=Moment))
_SINCE = select(restoration.c.restored_at).where(
    restoration.c.program == bindparam("of_program"), restoration.c.restored_at > bindparam("after", type_=Moment)
)


class SqlGenerations:
    """`leadbot.service.unit_of_work.Generations` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self) -> Generation | None:
        """The cycle that was begun last; None where none was."""
        row = self._connection.execute(_READ).one_or_none()
        return None if row is None else Generation(number=row.number, at=row.at)

    def enter(self, of: Generation) -> None:
        """The cycle that begins now."""
        self._connection.execute(or_replace(generation, "id"), {"id": 1, "number": of.number, "at": of.at})

    def begin(self, of: Restoration) -> None:
        """The database was restored; nothing happens where one of the program's restorations is not over."""
        if self.open(of.program) is None:
            row = {"program": of.program, "restored_at": of.restored_at, "good_until": of.good_until}
            self._connection.execute(_BEGIN, row | {"looked_at": of.looked_at, "ended_at": None})

    def open(self, program: str) -> Restoration | None:
        """The program's restoration that is not over; None where there is none."""
        row = self._connection.execute(_OPEN, {"of_program": program}).first()
        return None if row is None else Restoration(**row._mapping)

    def looked(self, program: str, at: datetime) -> None:
        """The mailbox hands out again what it had handed out."""
        self._connection.change(_LOOKED, {"of_program": program, "at": at})

    def end(self, program: str, at: datetime) -> None:
        """Everything that may have been answered before is known again."""
        self._connection.change(_END, {"of_program": program, "at": at})

    def restored_since(self, program: str, after: datetime) -> Sequence[datetime]:
        """When the database was restored, as far as that was later."""
        return list(self._connection.scalars(_SINCE, {"of_program": program, "after": after}))


class Mark:
    """The file beside the database."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.generation")

    def read(self) -> int | None:
        """The number; None where there is no such file, or nothing to be made of it."""
        try:
            return int(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return None

    def write(self, number: int) -> None:
        """Replace the number. A disk that takes nothing leaves the older one, by which nothing is taken for restored."""
        fresh = self._path.with_name(f"{self._path.name}.new")
        with suppress(OSError):
            with fresh.open("w", encoding="ascii") as file:
                file.write(f"{number}\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
