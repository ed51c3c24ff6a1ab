"""Whether a picture may hold something to read: logos, bars and icons don't."""

import re
import struct

_LOWEST = 220
"""Pixels: a scan or photograph of a text is higher and wider."""
_JPEG_SIZE = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf].{3}(.{2})(.{2})", re.DOTALL)


def decorates(octets: bytes) -> bool:
    """True for a picture that is too small to hold a text; False where its size can't be told."""
    size = _size(octets)
    return size is not None and min(size) < _LOWEST


def _size(octets: bytes) -> tuple[int, int] | None:
    """Width and height in pixels."""
    if octets.startswith(b"\x89PNG") and len(octets) >= 24:
        width, height = struct.unpack_from(">LL", octets, 16)
        return int(width), int(height)
    if octets.startswith(b"GIF8") and len(octets) >= 10:
        width, height = struct.unpack_from("<HH", octets, 6)
        return int(width), int(height)
    if octets.startswith(b"\xff\xd8") and (match := _JPEG_SIZE.search(_past_segments(octets))):
        return int.from_bytes(match[2], "big"), int.from_bytes(match[1], "big")
    return None


def _past_segments(octets: bytes) -> bytes:
    """From the frame header on: the segments before it may hold a smaller picture (Exif)."""
    at = 2
    while at + 4 <= len(octets) and octets[at] == 0xFF and octets[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(octets[at + 2 : at + 4], "big")
    return octets[at : at + 16]
