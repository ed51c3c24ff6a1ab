"""Moments of mail headers: always aware, or None."""

from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz

from leadbot.mime.head import Head, split
from leadbot.model.octets import Octets

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years outside are absurd: such a date is read as missing."""
_LONGEST = 200  # characters of a date


def moment(value: bytes | None) -> datetime | None:
    """The aware moment of a raw `Date` value (RFC 5322, 3.3; obsolete forms too); an unknown zone counts as UTC.

    None where it can't be read, is outside the sane years, or has an offset of more than 14 hours.
    """
    if not value:
        return None
    try:
        parts = parsedate_tz(value[:_LONGEST].decode("ascii", "replace"))
        if parts is None or not FIRST_YEAR <= parts[0] <= LAST_YEAR:
            return None
        offset = timedelta(seconds=parts[9] or 0)
        if abs(offset) > timedelta(hours=14):
            return None
        # A leap second is no time of day to datetime.
        return datetime(*parts[:5], min(parts[5], 59), tzinfo=timezone(offset))
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def receipt(head: Head) -> datetime | None:
    """The moment of the newest, that is the topmost readable, `Received` field, else of `Date`."""
    for value in head.all("received"):
        found = moment(value.rpartition(b";")[2])
        if found is not None:
            return found
    return moment(head.first("date"))


def received_at(raw: Octets) -> datetime | None:
    """The moment at which the mail was received, as its own header tells; aware. None where no header tells."""
    return receipt(split(raw))
