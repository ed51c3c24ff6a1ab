"""A Maildir as the inbox (cr.yp.to/proto/maildir.html; subfolders as in Maildir++).

A mail is known by its unique name: the file's name up to the `:` of its flags, which stays the same however often a mail
program sets flags or moves the file from `new/` to `cur/`. Both folders are looked through, so that a mail which a person has
already opened is not missed.
"""

import re
import stat
from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from leadbot.mailbox.ledger import Ledger
from leadbot.mime import received_at
from leadbot.model.errors import OutOfReach
from leadbot.model.message import Batch, RawMessage
from leadbot.model.octets import LARGE_OCTETS, PIECE_OCTETS, Octets
from leadbot.spool import Spooled

_BATCH_OCTETS = 32 * 2**20
_MESSAGE_OCTETS = 128 * 2**20
"""Larger than mail servers let in; such a file is told of and left alone, lest it fill the disk."""
_HEAD_OCTETS = 2**16
"""Enough to find the newest Received line, which stands at the top."""
_LAST_SECOND = 253402300799
"""The end of the year 9999: a file's time may lie beyond what a datetime can hold."""


@dataclass(frozen=True, slots=True)
class _File:
    """One mail on disk."""

    path: Path
    octets: int
    modified: datetime
    """The file's time, aware, UTC."""
    receipt: datetime
    """When it came, by the head of the file alone: enough to put a long queue in order."""


class MaildirMailbox:
    """Mails of a Maildir, in `new/` and `cur/`.

    Settled mails go to `cur/` with flag S, and a ledger file tells them from mails that people put there; with `processed_folder`
    they go to that Maildir++ subfolder instead, which is made where it is missing. No file is ever overwritten. Every method
    raises OutOfReach where the Maildir or the folder can't be used.
    """

    def __init__(self, path: Path, processed_folder: str | None = None, batch_octets: int = _BATCH_OCTETS) -> None:
        self._path = path
        self._ledger = Ledger(path / "leadbot-settled") if processed_folder is None else None
        self._target = path if processed_folder is None else path / f".{_modified_utf7(processed_folder)}"
        self._batch_octets = batch_octets
        self._known: dict[Path, _File] = {}
        """What waited at the last look, lest every look into a long queue open every mail of it."""
        self._handed: dict[str, Path] = {}
        """By location: where the mails of the last batch lay."""

    def fetch_new(self, limit: int) -> Batch:
        """Up to `limit` mails that are not settled, oldest receipt first; nothing is moved or marked.

        A batch holds about 32 MiB at most, but always one mail where one can be read.
        """
        unreadable: list[str] = []
        messages: list[RawMessage] = []
        handed: dict[str, Path] = {}
        octets = 0
        for file in self._waiting(unreadable):
            if len(messages) == limit or (messages and octets + file.octets > self._batch_octets):
                break
            with _telling(file.path, unreadable):
                raw = _octets(file)
                octets += len(raw)
                received = (received_at(raw) or file.modified).astimezone(UTC)
                messages.append(RawMessage(location=_location(file.path), raw=raw, received_at=received))
                handed[messages[-1].location] = file.path
        self._handed = handed
        messages.sort(key=lambda message: message.received_at)
        return Batch(messages=tuple(messages), unreadable=tuple(unreadable))

    def settle(self, locations: Sequence[str]) -> None:
        """These mails are taken care of: they are not handed out again. A mail that is gone already is no error."""
        with _reaching(self._path):
            moves = self._moves(locations)
            if self._ledger is not None and moves:
                self._ledger.add(_name(target) for target in moves.values())
            for source, target in moves.items():
                self._known.pop(source, None)
                with _passing_vanished():
                    source.rename(target)

    def hand_out_again(self, since: datetime) -> int:
        """Mails received from then on are not settled any more, those in the folder for processed mail too; how many these are."""
        with _reaching(self._path):
            if not self._target.is_dir():
                return 0
            settled = [path for path in _mails_in(self._target / "cur") if any(file.receipt >= since for file in _looked_at(path))]
            if self._ledger is not None:
                self._ledger.remove([_name(path) for path in settled])
                return len(settled)
            for path in settled:
                with _passing_vanished():
                    path.rename(_free_place(self._path / "cur", path, taken=()))
            return len(settled)

    def close(self) -> None:
        """Nothing is held open."""

    def _waiting(self, unreadable: list[str]) -> list[_File]:
        """The mails not settled, by time of receipt."""
        with _reaching(self._path):
            paths = [*self._unsettled_in_cur(), *_mails_in(self._path / "new")]
        known = {path: self._known[path] for path in paths if path in self._known}
        for path in paths:
            if path not in known:
                with _telling(path, unreadable):
                    known.update((path, file) for file in _looked_at(path))
        self._known = known
        return sorted(known.values(), key=lambda file: (file.receipt, file.path.name))

    def _unsettled_in_cur(self) -> list[Path]:
        paths = _mails_in(self._path / "cur")
        if self._ledger is None:
            return paths
        settled = self._ledger.read(present={_name(path) for path in paths})
        return [path for path in paths if _name(path) not in settled]

    def _moves(self, locations: Sequence[str]) -> dict[Path, Path]:
        """Where each of these mails lies now, and the free place it goes to."""
        if self._ledger is None:
            _make_folder(self._target)
        moves: dict[Path, Path] = {}
        for source in self._lying(locations):
            moves[source] = _free_place(self._target / "cur", source, taken=moves.values())
        return moves

    def _lying(self, locations: Sequence[str]) -> list[Path]:
        """Where these mails lie now; those that are gone are left out."""
        places = dict(self._handed)
        if not all(location in places and places[location].exists() for location in locations):
            # A mail program moved some, or they were handed out before a restart: look for their names.
            places = {_location(path): path for folder in ("cur", "new") for path in _mails_in(self._path / folder)}
        found = (places.get(location) or places.get(location.replace("new/", "cur/", 1)) for location in locations)
        return [path for path in found if path is not None]


def _name(path: Path) -> str:
    """The unique name, as ASCII on one line: names of files may hold anything."""
    return path.name.partition(":")[0].encode("unicode_escape").decode("ascii")


def _location(path: Path) -> str:
    return f"{path.parent.name}/{_name(path)}"


def _mails_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def _looked_at(path: Path) -> Iterator[_File]:
    """The mail of that path; nothing where a folder or pipe has its place."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        return
    modified = datetime.fromtimestamp(min(max(status.st_mtime, 0), _LAST_SECOND), UTC)
    with path.open("rb") as stream:
        receipt = received_at(stream.read(_HEAD_OCTETS)) or modified
    yield _File(path, status.st_size, modified, receipt)


def _octets(file: _File) -> Octets:
    if file.octets > _MESSAGE_OCTETS:
        raise OSError(0, f"larger than {_MESSAGE_OCTETS} octets")
    if file.octets <= LARGE_OCTETS:
        return file.path.read_bytes()
    # A copy of one's own: what a mail program does to the file meanwhile changes nothing.
    with file.path.open("rb") as stream:
        return Spooled(iter(lambda: stream.read(PIECE_OCTETS), b""))


def _free_place(folder: Path, source: Path, taken: Collection[Path]) -> Path:
    """A path in that folder with the mail's name and flags and the flag S, where no other file lies."""
    unique, _, flags = source.name.partition(":2,")
    unique = unique.partition(":")[0]
    seen = "".join(sorted({*flags, "S"}))
    place, count = folder / f"{unique}:2,{seen}", 0
    while place in taken or (place != source and place.exists()):
        count += 1
        place = folder / f"{unique}.{count}:2,{seen}"
    return place


def _make_folder(folder: Path) -> None:
    for made in (folder, *(folder / part for part in ("tmp", "new", "cur"))):
        made.mkdir(exist_ok=True)
    (folder / "maildirfolder").touch()


@contextmanager
def _passing_vanished() -> Iterator[None]:
    """A mail program may rename or delete a mail at any moment; the next look finds where it went."""
    try:
        yield
    except FileNotFoundError:
        return


@contextmanager
def _telling(path: Path, unreadable: list[str]) -> Iterator[None]:
    """One mail that can't be read is named, and doesn't keep the others back."""
    try:
        with _passing_vanished():
            yield
    except OSError as error:
        unreadable.append(f"{_location(path)}: {error.strerror or error}")


@contextmanager
def _reaching(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise OutOfReach(f"{path} is no Maildir: {error.filename} is missing. Make it with: mkdir -p {path}/{{cur,new,tmp}}") from error
    except OSError as error:
        raise OutOfReach(f"The Maildir {path} can't be used: {error}. Let the account that runs leadbot read and write it.") from error


def _modified_utf7(name: str) -> str:
    """A folder's name as mail servers write it on disk (RFC 3501, 5.1.3)."""

    def encoded(run: re.Match[str]) -> str:
        return "&" + b64encode(run[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"

    return re.sub(r"[^\x20-\x7e]+", encoded, name.replace("&", "&-"))
