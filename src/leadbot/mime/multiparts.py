"""The parts of a plainly formed multipart (RFC 2046, 5.1.1), cut at its delimiter lines alone: no other line is looked at by itself."""

from leadbot.mime.head import Head, split

_LINE_ENDS = (b"\r\n", b"\n", b"\r")
_HEAD_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")


def divided(body: bytes, boundary: str) -> list[tuple[Head, bytes]] | None:
    """The head and body of each part up to the closing delimiter.

    None where delimiters or heads are in any way unusual: what then counts as a part is the email package's to say.
    """
    mark = b"--" + boundary.encode("ascii", "surrogateescape")
    parts: list[tuple[Head, bytes]] = []
    start: int | None = None
    at = body.find(mark)
    while at >= 0:
        found = _delimiter(body, at, at + len(mark))
        if found is not None:
            after, closes = found
            if start is not None:
                part = _part(_without_line_end(body[start:at])) if start < at else None
                if part is None:
                    return None
                parts.append(part)
            if closes:
                return parts or None
            start = after
        at = body.find(mark, at + len(mark))
    return None


def _delimiter(body: bytes, at: int, end: int) -> tuple[int, bool] | None:
    """Where the line after a delimiter begins, and whether it closes; None where the mark is no line of its own."""
    if at and body[at - 1 : at] not in (b"\n", b"\r"):
        return None
    closes = body[end : end + 2] == b"--"
    end += 2 * closes
    while body[end : end + 1] in (b" ", b"\t"):
        end += 1
    for line_end in _LINE_ENDS:
        if body.startswith(line_end, end):
            return end + len(line_end), closes
    return (end, closes) if end == len(body) else None


def _without_line_end(piece: bytes) -> bytes:
    """The line break before a delimiter belongs to it."""
    return next((piece.removesuffix(line_end) for line_end in _LINE_ENDS if piece.endswith(line_end)), piece)


def _part(piece: bytes) -> tuple[Head, bytes] | None:
    """Its head and body; None where no empty line parts the two."""
    head = split(piece)
    ends = not head.fields or head.body_at >= len(piece) or piece[: head.body_at].endswith(_HEAD_ENDS)
    plain = ends and not head.cut and not piece.startswith((b"From ", b">From ", b" ", b"\t", b":"))
    return (head, piece[head.body_at :]) if plain else None
