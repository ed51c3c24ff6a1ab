"""The header block of a mail as raw fields, split once and in linear time, before anything is parsed."""

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from leadbot.model.octets import LargeMail, Octets

HEAD_LIMIT = 256 * 1024
"""Octets of a header block that are looked at."""
FIELDS_LIMIT = 1000
"""Header fields that are looked at."""
FIELD_LIMIT = 64 * 1024
"""Octets of one header field that are looked at."""

_BLOCK_END = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?=\r\n|\n|\r)")
_NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]+):")
_EMPTY_LINE = b"\r\n"
_OVERLAP = 4
"""Octets that tell whether a header block ends between two pieces: of its last line end, and of the empty line."""
_MBOX_LINE = re.compile(rb">?From [^\r\n]*(?:\r\n|\n|\r|$)")


class Head(NamedTuple):
    """The fields of a header block, and where the body starts."""

    fields: tuple[tuple[str, bytes], ...]
    """Lower-case names and raw unfolded values, in order."""
    body_at: int
    """Offset of the body's first octet."""
    cut: str
    """Which limit cut the block: `header-bytes`, `header-fields`, `header-field`; empty where none did."""

    def all(self, name: str) -> tuple[bytes, ...]:
        """The raw values of that (lower-case) field, in order."""
        return tuple([value for key, value in self.fields if key == name])

    def first(self, name: str) -> bytes | None:
        """The first raw value of that field, or None."""
        return next((value for key, value in self.fields if key == name), None)


@lru_cache(maxsize=1)  # of one mail several things are asked
def split(raw: Octets) -> Head:
    """The header block of `raw`. It ends at the first empty line, or at the first line that can't be a field (as in the email package)."""
    return _split(raw) if isinstance(raw, bytes) else _split_large(raw)


def _split_large(raw: LargeMail) -> Head:
    """As of the same mail in memory."""
    start = b"".join(islice(raw.pieces(), 2))
    head = _split(start)
    if len(start) == len(raw) or head.body_at < len(start) - len(_EMPTY_LINE):
        return head
    begun = match.end() if (match := _MBOX_LINE.match(start)) else 0
    return head._replace(body_at=_body_of_large(raw, begun))


def _body_of_large(raw: LargeMail, begun: int) -> int:
    """Where the body starts of a mail whose header block begins there and is longer than what is looked at of it."""
    at, window = begun, b""
    for piece in raw.pieces(begun):
        window += piece
        found = _BLOCK_END.search(window)
        if found and found.end() + len(_EMPTY_LINE) <= len(window):
            return at + _after_empty_line(window, found.end())
        at, window = at + len(window) - len(window[-_OVERLAP:]), window[-_OVERLAP:]
    found = _BLOCK_END.search(window)
    return at + _after_empty_line(window, found.end() if found else len(window))


def _split(raw: bytes) -> Head:
    start = match.end() if (match := _MBOX_LINE.match(raw)) else 0
    if raw[start : start + 1] in (b"\r", b"\n"):
        return Head((), start + (2 if raw[start : start + 2] == b"\r\n" else 1), "")
    found = _BLOCK_END.search(raw, start)
    end = found.end() if found else len(raw)
    cut = "header-bytes" if end - start > HEAD_LIMIT else ""
    fields: list[tuple[str, list[bytes]]] = []
    offset = start
    for line in raw[start : min(end, start + HEAD_LIMIT)].splitlines(keepends=True):
        if line[:1] not in (b" ", b"\t"):
            name = _NAME.match(line)
            if name is None:
                return Head(_joined(fields), offset, cut)
            if len(fields) >= FIELDS_LIMIT:
                cut = "header-fields"
                break
            fields.append((name[1].decode("ascii").lower(), [line[name.end() :]]))
        elif fields:
            fields[-1][1].append(line)
        offset += len(line)
    if any(sum(map(len, lines)) > FIELD_LIMIT for _, lines in fields):
        cut = cut or "header-field"
    return Head(_joined(fields), _after_empty_line(raw, end), cut)


def _joined(fields: list[tuple[str, list[bytes]]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, b"".join([line.rstrip(b"\r\n") for line in lines])[:FIELD_LIMIT].strip()) for name, lines in fields)


def _after_empty_line(raw: bytes, end: int) -> int:
    if raw[end : end + 2] == b"\r\n":
        return end + 2
    return min(end + 1, len(raw))
