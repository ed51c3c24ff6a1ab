"""What a mail is called and what it answers, from its header alone: cheap, total, usable before anything is parsed."""

import hashlib
import re
from collections.abc import Iterator

from leadbot.mime.clean import clean
from leadbot.mime.head import Head, split

_ID = re.compile(r"<([^<>]{1,998})>")
_ID_LENGTH = 998  # RFC 5322, 2.1.1: the longest line
_IDS_LIMIT = 100
_DIGESTED = ("from", "to", "cc", "subject", "date", "message-id")
_PIECE = 2**18  # octets hashed at a time: a mail of 25 MB is not copied


def message_id(raw: bytes) -> str | None:
    """The Message-ID header's value, white space stripped; None where missing or empty. Odd forms such as `<[x]@y]>` are kept."""
    return own_id(split(raw))


def own_id(head: Head) -> str | None:
    """As `message_id`, of a header block."""
    value = head.first("message-id")
    return (_ascii(value).strip()[:_ID_LENGTH] or None) if value else None


def ids(values: tuple[bytes, ...]) -> tuple[str, ...]:
    """The message ids of In-Reply-To or References fields, as written and in order, without repeats."""
    found = (f"<{''.join(match[1].split())}>" for value in values for match in _ID.finditer(_ascii(value)))
    return tuple(dict.fromkeys(id_ for id_, _ in zip(found, range(_IDS_LIMIT), strict=False)))


def thread_ids(raw: bytes) -> tuple[str, ...]:
    """The ids that this mail answers, nearest first: In-Reply-To, then References from the last to the first."""
    head = split(raw)
    nearest = ids(head.all("in-reply-to"))
    return tuple(dict.fromkeys((*nearest, *reversed(ids(head.all("references"))))))


def content_digest(raw: bytes) -> str:
    """The SHA-256 in hex of what the sender made: a redelivery over other servers has the same digest.

    Covers From, To, Cc, Subject, Date and Message-ID (raw, white space folded) and the body with its newlines made alike;
    trace fields such as Received do not count.
    """
    head = split(raw)
    digest = hashlib.sha256()
    for name in _DIGESTED:
        for value in head.all(name):
            digest.update(b"%s:%s\n" % (name.encode(), b" ".join(value.split())))
    digest.update(b"\n")
    for piece in _pieces(raw, head.body_at):
        digest.update(piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    return digest.hexdigest()


def _pieces(raw: bytes, start: int) -> Iterator[bytes]:
    """The octets from there on without the line ends behind the last line, in pieces, none of which ends amid a line end."""
    end = len(raw)
    while end > start and not (kept := len(raw[max(start, end - _PIECE) : end].rstrip(b"\r\n"))):
        end = max(start, end - _PIECE)
    end = max(start, end - _PIECE) + kept if end > start else start
    while start < end:
        stop = min(end, start + _PIECE)
        stop += raw[stop - 1 : stop + 1] == b"\r\n" and stop < end
        yield raw[start:stop]
        start = stop


def _ascii(value: bytes) -> str:
    return clean(value.decode("ascii", "backslashreplace"))
