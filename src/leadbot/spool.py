"""Octets on disk, in a file without a name that goes with its last holder, however that ends."""

import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator

from leadbot.model.errors import OutOfReach
from leadbot.model.octets import PIECE_OCTETS


class Spooled:
    """`leadbot.model.octets.LargeMail` in a temporary file (of the folder that TMPDIR names)."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Written at once. Raises OutOfReach where there is no room, and what the making of the pieces raises."""
        self._octets = 0
        try:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it goes with its last holder
        except OSError as error:
            raise _no_room(error) from error
        weakref.finalize(self, self._file.close)
        for piece in pieces:
            self._write(piece)
        self._write(b"")

    def __len__(self) -> int:
        return self._octets

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """As LargeMail. Raises OutOfReach where the disk does not give them back."""
        at = start
        while at < self._octets:
            piece = self._read(at)
            at += len(piece)
            yield piece

    def _read(self, at: int) -> bytes:
        try:
            # No position of the file is moved: threads don't disturb each other.
            piece = os.pread(self._file.fileno(), PIECE_OCTETS, at)
        except OSError as error:
            raise _no_room(error) from error
        if not piece:
            raise OutOfReach(f"A temporary file in {tempfile.gettempdir()} has lost its end. Check the disk.")
        return piece

    def _write(self, piece: bytes) -> None:
        """Nothing more: let the file have what was written."""
        try:
            self._file.write(piece)
            if not piece:
                self._file.flush()
        except OSError as error:
            raise _no_room(error) from error
        self._octets += len(piece)


def _no_room(error: OSError) -> OutOfReach:
    words = f"A large mail needs a temporary file, and {tempfile.gettempdir()} takes none: {error.strerror or error}."
    return OutOfReach(f"{words} Make room there, or let TMPDIR name another folder.")
