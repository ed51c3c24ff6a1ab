"""Sets of UIDs as IMAP writes them, and the ledger of those that are settled where the server keeps no marks of its own."""

import json
import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from leadbot.mailbox.server import ImapServer
from leadbot.model.errors import OutOfReach


def sequence_set(uids: Iterable[int]) -> str:
    """These UIDs in IMAP's short form: `1:3,7` (RFC 9051, sequence-set); it names no other UID."""
    runs: list[list[int]] = []
    for uid in sorted(set(uids)):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(f"{first}:{last}" if first != last else str(first) for first, last in runs)


def uids_in(sequence: str) -> Iterator[int]:
    """The UIDs of such a set. Raises ValueError where it is none."""
    for run in filter(None, sequence.split(",")):
        first, _, last = run.partition(":")
        yield from range(int(first), int(last or first) + 1)


class UidLedger:
    """Which UIDs of one folder are settled, in a JSON file that is replaced as a whole.

    It holds for one UIDVALIDITY: under another one the same UIDs are other mails (RFC 9051, 2.3.1.1), and nothing is settled yet.
    A file that is lost or damaged costs nothing but time: its mails are handed out once more, and the registry knows them.
    """

    def __init__(self, path: Path, mailbox: str) -> None:
        self.path = path
        self._mailbox = mailbox

    @classmethod
    def of(cls, server: ImapServer, state: Path) -> "UidLedger":
        """The ledger of a server's folder, kept in the folder `state`. Nothing is read yet."""
        mailbox = f"{server.user}@{server}/{server.folder}"
        return cls(state / f"leadbot-settled-{sha256(mailbox.encode()).hexdigest()[:12]}.json", mailbox)

    def read(self, validity: int) -> set[int]:
        """The UIDs settled under that UIDVALIDITY. Raises OutOfReach where there is a file that may not be read."""
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            return set(uids_in(kept["settled"])) if kept["uidvalidity"] == validity else set()
        except (FileNotFoundError, ValueError, LookupError, TypeError, AttributeError):
            return set()
        except OSError as error:
            raise self._out_of_reach(error) from error

    def add(self, validity: int, uids: Iterable[int]) -> None:
        """These are settled too; on the disk before this returns. Raises OutOfReach where it can't be written."""
        settled = sequence_set({*self.read(validity), *uids})
        fresh = self.path.with_name(self.path.name + ".fresh")
        try:
            with fresh.open("w", encoding="utf-8") as stream:
                json.dump({"mailbox": self._mailbox, "uidvalidity": validity, "settled": settled}, stream)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(self.path)
        except OSError as error:
            raise self._out_of_reach(error) from error

    def clear(self) -> None:
        """Nothing is settled any more. Raises OutOfReach where the file can't be removed."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise self._out_of_reach(error) from error

    def _out_of_reach(self, error: OSError) -> OutOfReach:
        return OutOfReach(f"{self.path} can't be used: {error.strerror}. Let the account that runs leadbot read and write it.")
