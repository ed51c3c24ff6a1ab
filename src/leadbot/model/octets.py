"""The octets of a mail: in memory, or on disk where they are too many for that."""

from collections.abc import Iterator
from typing import Protocol

LARGE_OCTETS = 2**20
"""A mail of more octets is never held in memory as a whole, but by the process that reads it within limits."""
PIECE_OCTETS = 2**18
"""Of a large mail at a time; a mail's header block is looked at no further (`mime.head`)."""


class LargeMail(Protocol):
    """A mail on disk. It can be read as often as need be, by several threads too, and is gone once nobody holds it any more."""

    def __len__(self) -> int: ...

    def __hash__(self) -> int: ...

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """Its octets from there on, none of the pieces empty or longer than PIECE_OCTETS."""


Octets = bytes | LargeMail


def pieces_of(octets: Octets, start: int = 0) -> Iterator[bytes]:
    """The octets from there on, piece by piece."""
    if not isinstance(octets, bytes):
        yield from octets.pieces(start)
        return
    for at in range(start, len(octets), PIECE_OCTETS):
        yield octets[at : at + PIECE_OCTETS]


def whole(octets: Octets) -> bytes:
    """All of them in memory."""
    return octets if isinstance(octets, bytes) else b"".join(octets.pieces())
