"""Which leads a message or an outgoing mail is about: ordered rows (owner, position, reference)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Table, bindparam, delete, exc, insert, select

from leadbot.model.errors import UnknownReference
from leadbot.model.lead import Reference
from leadbot.registry.connection import Connection
from leadbot.registry.engine import violated

_CHUNK = 500
"""Owners asked about at once; SQLite takes at most 32,766 parameters."""


class Links:
    """The link rows of one table with columns `owner`, `position`, `reference`."""

    def __init__(self, table: Table) -> None:
        owner = table.c.owner
        self._insert = insert(table)
        self._delete = delete(table).where(owner == bindparam("of"))
        self._select = select(owner, table.c.reference).where(owner.in_(bindparam("of", expanding=True))).order_by(owner, table.c.position)

    def read(self, connection: Connection, owners: Sequence[object]) -> Mapping[object, tuple[Reference, ...]]:
        """The references of each owner, in order; an empty tuple for one without any."""
        found: dict[object, tuple[Reference, ...]] = defaultdict(tuple)
        for start in range(0, len(owners), _CHUNK):
            for owner, reference in connection.execute(self._select, {"of": owners[start : start + _CHUNK]}):
                found[owner] += (Reference(reference),)
        return found

    def replace(self, connection: Connection, owner: object, references: Sequence[Reference]) -> None:
        """These references instead of those before. Raises UnknownReference for a lead that is not there."""
        connection.execute(self._delete, {"of": owner})
        self.add(connection, owner, references)

    def add(self, connection: Connection, owner: object, references: Sequence[Reference]) -> None:
        """The references of an owner that has none yet, repeats left out. Raises UnknownReference."""
        rows = [{"owner": owner, "position": n, "reference": reference} for n, reference in enumerate(dict.fromkeys(references))]
        if rows:
            with known(", ".join(references)):
                connection.execute(self._insert, rows)


@contextmanager
def known(what: str) -> Iterator[None]:
    """UnknownReference in place of the database's word that what a row points to is not there."""
    try:
        yield
    except exc.IntegrityError as error:
        if violated(error) != "foreign key":
            raise
        raise UnknownReference(f"Nothing of the id {what} is known.") from error
