"""Which mails of a Maildir are settled: a file of unique names, one a line, only ever appended to.

A file of our own, because nothing else lasts: `new/`, `cur/` and the flag S belong to whoever reads the mailbox, and the letters
of keywords belong to the mail server. A torn last line (power lost while writing) matches no mail and costs nothing: that mail is
handed out once more, and the registry knows it.
"""

import os
from collections.abc import Collection, Iterable
from pathlib import Path

_SLACK = 1000
"""Lines about mails long gone that are put up with before the file is written anew."""


class Ledger:
    """The settled mails' unique names (ASCII, no line breaks). Methods raise OSError where the file can't be read or written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, present: Collection[str]) -> frozenset[str]:
        """Those of the names `present` in the Maildir that are settled. Names no longer present are dropped once they are many."""
        try:
            names = set(self._path.read_text("ascii", errors="replace").split("\n"))
        except FileNotFoundError:
            return frozenset()
        kept = frozenset(names & frozenset(present))
        if len(names) - len(kept) > max(_SLACK, len(kept)):
            self._write(self._path.with_name(self._path.name + ".fresh"), "wb", sorted(kept))
            self._path.with_name(self._path.name + ".fresh").replace(self._path)
        return kept

    def add(self, names: Iterable[str]) -> None:
        """These are settled too; on the disk before this returns."""
        self._write(self._path, "ab", names)

    def remove(self, names: Collection[str]) -> None:
        """These are not settled any more."""
        try:
            kept = set(self._path.read_text("ascii", errors="replace").split("\n")) - set(names) - {""}
        except FileNotFoundError:
            return
        fresh = self._path.with_name(self._path.name + ".fresh")
        self._write(fresh, "wb", sorted(kept))
        fresh.replace(self._path)

    def _write(self, path: Path, mode: str, names: Iterable[str]) -> None:
        with path.open(mode) as stream:
            # The leading line break closes a line that was torn.
            stream.write("\n".join(("", *names, "")).encode("ascii"))
            stream.flush()
            os.fsync(stream.fileno())
