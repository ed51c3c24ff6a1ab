"""Numbers that are counted up and never given twice."""

from sqlalchemy import bindparam, insert, update

from leadbot.registry.connection import Connection
from leadbot.registry.tables import reference_counter

_OF = (reference_counter.c.prefix == bindparam("of_prefix"), reference_counter.c.year == bindparam("of_year"))
_COUNT_UP = update(reference_counter).where(*_OF).values(last=reference_counter.c.last + 1).returning(reference_counter.c.last)
_COUNT_FROM_ONE = insert(reference_counter)


def next_number(connection: Connection, prefix: str, year: int) -> int:
    """The next number from 1 of that prefix and year; year 0 is no year's."""
    number: int | None = connection.scalar(_COUNT_UP, {"of_prefix": prefix, "of_year": year})
    if number is None:
        number = 1
        connection.execute(_COUNT_FROM_ONE, {"prefix": prefix, "year": year, "last": number})
    return number
