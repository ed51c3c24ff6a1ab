"""Column types: how the model's values stand in the database."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, Enum, LargeBinary, String, TypeDecorator

from leadbot.model.octets import PIECE_OCTETS
from leadbot.registry import codec

_SMALL_WINDOW, _MANY_OCTETS = 13, 2**16
"""Bits of zlib's window, and octets that are worth a larger one, which takes longer to lay out than most mails to compress."""


class Text(TypeDecorator[str]):
    """Text from a mail: NUL and lone surrogates become U+FFFD. `nocase` compares ASCII letters without case."""

    impl = String
    cache_ok = True

    def __init__(self, *, nocase: bool = False) -> None:
        super().__init__(collation="NOCASE" if nocase else None)

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        """To the database."""
        return None if value is None else codec.storable(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as ISO 8601 text in UTC with microseconds: sorts by time. Raises ValueError for a naive one."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> str | None:
        """To the database."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a moment without time zone: {value}")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, _: Dialect) -> datetime | None:
        """From the database, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A date, stored as ISO 8601 text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, _: Dialect) -> str | None:
        """To the database."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any | None, _: Dialect) -> date | None:
        """From the database."""
        return None if value is None else date.fromisoformat(value)


class Amount(TypeDecorator[Decimal]):
    """An amount, stored as text without exponent or idle zeros, so that equal amounts are equal texts; None is an empty text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _: Dialect) -> str:
        """To the database."""
        return "" if value is None else f"{value.normalize():f}"

    def process_result_value(self, value: Any | None, _: Dialect) -> Decimal | None:
        """From the database."""
        return Decimal(value) if value else None


class Coded(TypeDecorator[Any]):
    """A model value of type `kind`, stored as JSON by `codec`."""

    impl = String
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        self.kind = kind
        super().__init__()

    def process_bind_param(self, value: Any | None, _: Dialect) -> str | None:
        """To the database."""
        return None if value is None else codec.dump(value)

    def process_result_value(self, value: Any | None, _: Dialect) -> Any | None:
        """From the database."""
        return None if value is None else codec.load(self.kind, value)


class Deflated(TypeDecorator[bytes]):
    """Octets, stored compressed (RFC 1950)."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, _: Dialect) -> bytes | None:
        """To the database. The quickest level: a third of the usual one's time, for a tenth more room."""
        if value is None:
            return None
        squeeze = zlib.compressobj(1, zlib.DEFLATED, _SMALL_WINDOW if len(value) < _MANY_OCTETS else zlib.MAX_WBITS)
        return squeeze.compress(value) + squeeze.flush()

    def process_result_value(self, value: bytes | None, _: Dialect) -> bytes | None:
        """From the database."""
        return None if value is None else zlib.decompress(value)


def deflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What stands in a `Deflated` column, of octets that are not in memory as a whole."""
    squeeze = zlib.compressobj(1)
    for piece in pieces:
        yield squeeze.compress(piece)
    yield squeeze.flush()


def inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The octets again, in pieces of PIECE_OCTETS at most."""
    expand = zlib.decompressobj()
    for piece in pieces:
        waiting = piece
        while waiting:
            yield expand.decompress(waiting, PIECE_OCTETS)
            waiting = expand.unconsumed_tail
    yield expand.flush()


def choice(members: type[StrEnum], name: str) -> Enum:
    """One of the enum's values, kept by a CHECK constraint of that name."""
    return Enum(members, name=name, native_enum=False, create_constraint=True, validate_strings=True, values_callable=values)


def values(members: type[StrEnum]) -> Sequence[str]:
    """What stands in the database for each member."""
    return [member.value for member in members]
