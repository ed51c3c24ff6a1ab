"""The bytes of received mails. Those of a large one go in and out in pieces, and are never in memory as a whole."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Label, LargeBinary, bindparam, func, insert, literal_column, or_, select, type_coerce

from leadbot.model.message import MessageKey
from leadbot.model.octets import LARGE_OCTETS, PIECE_OCTETS, LargeMail, Octets
from leadbot.registry.columns import deflated, inflated
from leadbot.registry.connection import Connection
from leadbot.registry.tables import message, message_raw
from leadbot.spool import Spooled

_FEW_OCTETS = 64
"""Deflated. What a large mail becomes that had to be forgotten takes fewer, and no large mail does."""

_OF_KEYS = message_raw.c.message.in_(bindparam("keys", expanding=True))
_IS_SMALL = or_(message.c.size <= LARGE_OCTETS, func.length(message_raw.c.deflated) < _FEW_OCTETS)
_MAILS = message_raw.join(message, message.c.key == message_raw.c.message)
_SMALL = select(message_raw.c.message, message_raw.c.deflated).select_from(_MAILS).where(_OF_KEYS, _IS_SMALL)
_ROW: Label[int] = literal_column("message_raw.rowid").label("row")
_LARGE = select(message_raw.c.message, _ROW).select_from(_MAILS).where(_OF_KEYS, ~_IS_SMALL)
_INSERT = insert(message_raw)
_INSERT_LARGE = insert(message_raw).values(deflated=type_coerce(func.zeroblob(bindparam("octets")), LargeBinary))


class Raws:
    """The table of them, in one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def store(self, mails: Mapping[MessageKey, Octets]) -> None:
        """Keep these mails, none of which is there."""
        small = [{"message": key, "deflated": octets} for key, octets in mails.items() if isinstance(octets, bytes)]
        if small:
            self._connection.execute(_INSERT, small)
        for key, octets in mails.items():
            if not isinstance(octets, bytes):
                self._store_large(key, octets)

    def read(self, keys: Sequence[MessageKey]) -> dict[MessageKey, Octets]:
        """Those of them that are there."""
        asked = {"keys": list(keys)}
        found: dict[MessageKey, Octets] = {row.message: row.deflated for row in self._connection.execute(_SMALL, asked)}
        if len(found) < len(asked["keys"]):
            found |= {row.message: self._large(row.row) for row in self._connection.execute(_LARGE, asked)}
        return found

    def _store_large(self, key: MessageKey, octets: LargeMail) -> None:
        # How much room it takes in the end has to be known before.
        squeezed = Spooled(deflated(octets.pieces()))
        row = self._connection.change(_INSERT_LARGE, {"message": key, "octets": len(squeezed)}).last_id
        assert row is not None
        with self._connection.blob(message_raw, "deflated", row) as blob:
            for piece in squeezed.pieces():
                blob.write(piece)

    def _large(self, row: int) -> LargeMail:
        with self._connection.blob(message_raw, "deflated", row) as blob:
            return Spooled(inflated(_pieces(blob)))


def _pieces(blob: sqlite3.Blob) -> Iterator[bytes]:
    while piece := blob.read(PIECE_OCTETS):
        yield piece
