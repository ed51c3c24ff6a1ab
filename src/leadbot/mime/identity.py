"""What a mail is called and what it answers, from its header alone: cheap, total, usable before anything is parsed."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from leadbot.mime.clean import clean
from leadbot.mime.head import Head, split
from leadbot.model.octets import PIECE_OCTETS, Octets, pieces_of

_ID = re.compile(r"<([^<>]{1,998})>")
_ID_LENGTH = 998  # RFC 5322, 2.1.1: the longest line
_IDS_LIMIT = 100
_DIGESTED = ("from", "to", "cc", "subject", "date", "message-id")


def message_id(raw: Octets) -> str | None:
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


def thread_ids(raw: Octets) -> tuple[str, ...]:
    """The ids that this mail answers, nearest first: In-Reply-To, then References from the last to the first."""
    head = split(raw)
    nearest = ids(head.all("in-reply-to"))
    return tuple(dict.fromkeys((*nearest, *reversed(ids(head.all("references"))))))


def content_digest(raw: Octets) -> str:
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
    for piece in _lines(pieces_of(raw, head.body_at)):
        digest.update(piece)
    return digest.hexdigest()


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same with newlines made alike, and without those behind the last line."""
    held = 0
    for piece in _alike(pieces):
        text = piece.rstrip(b"\n")
        if text:
            for count in range(0, held, PIECE_OCTETS):
                yield b"\n" * min(PIECE_OCTETS, held - count)
            yield text
            held = 0
        held += len(piece) - len(text)


def _alike(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same with LF for CRLF and CR, those too that stand between two pieces."""
    broken = b""
    for piece in pieces:
        whole = broken + piece
        broken = b"\r" if whole.endswith(b"\r") else b""
        yield whole.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if broken:
        yield b"\n"


def _ascii(value: bytes) -> str:
    return clean(value.decode("ascii", "backslashreplace"))
