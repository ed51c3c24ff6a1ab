"""The files of programs, as they were in force one after another. They are only ever added."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select

from leadbot.registry.connection import Connection
from leadbot.registry.deal_tables import program_version

_OF_PROGRAM = (
    select(program_version.c.version, program_version.c.since)
    .where(program_version.c.program == bindparam("of_program"))
    .order_by(program_version.c.since, program_version.c.id)
)
_SOURCE = select(program_version.c.source).where(
    program_version.c.program == bindparam("of_program"), program_version.c.version == bindparam("of_version")
)


_ENTER = insert(program_version)


class SqlVersions:
    """`leadbot.service.unit_of_work.Versions` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, list[tuple[datetime, str]]] = {}

    def latest(self, program: str) -> str | None:
        """The version entered last; None where there is none."""
        known = self._of(program)
        return known[-1][1] if known else None

    def in_force(self, program: str, at: datetime) -> str | None:
        """The version in force at that moment; the first one, for a moment before it; None where there is none."""
        known = self._of(program)
        return next((version for since, version in reversed(known) if since <= at), known[0][1] if known else None)

    def source(self, program: str, version: str) -> str | None:
        """That version's file; None where it was not kept."""
        found = self._connection.scalars(_SOURCE, {"of_program": program, "of_version": version}).first()
        return None if found is None else found.decode()

    def enter(self, program: str, version: str, source: str, at: datetime) -> None:
        """From that moment on this version is in force."""
        row = {"program": program, "version": version, "since": at, "source": source.encode()}
        self._connection.execute(_ENTER, row)
        self._known.clear()

    def _of(self, program: str) -> list[tuple[datetime, str]]:
        if program not in self._known:
            self._known[program] = [(row.since, row.version) for row in self._connection.execute(_OF_PROGRAM, {"of_program": program})]
        return self._known[program]
