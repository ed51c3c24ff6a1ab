"""One folder of an IMAP server, open on one connection. Mails are named by UID alone: sequence numbers shift while others expunge."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from imapclient import DELETED
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, IMAPClientReadOnlyError

from leadbot.mailbox.connection import Client, words_of
from leadbot.mailbox.uids import sequence_set
from leadbot.model.errors import OutOfReach
from leadbot.model.octets import PIECE_OCTETS, Octets
from leadbot.spool import Spooled

KEYWORD = "$LeadbotProcessed"
LOST = (IMAPClientAbortError, OSError, MemoryError, OverflowError)
"""Raised where the connection is gone, or out of step with the server: the last two at the announcement of absurdly many octets."""
FAULTS = (*LOST, IMAPClientError, ValueError, LookupError, TypeError, AttributeError, RuntimeError)
"""Raised where an answer is missing, a refusal, or can't be understood: imapclient's parsers raise these on malformed ones."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MESSAGE_OCTETS = 128 * 2**20
"""Larger than mail servers let in; such a mail is told of and left alone, lest it fill the disk."""
_ASKED_AT_ONCE = 4 * PIECE_OCTETS
"""Of a large mail: what is in memory of it at a time."""
_SEARCHED_AT_ONCE = 50_000
"""UIDs in one answer: imaplib takes no line of more than a million octets."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the server says of one mail."""

    uid: int
    validity: int = 0
    """The UIDVALIDITY under which it has that UID."""
    octets: int = 0
    """RFC822.SIZE; some servers only estimate it. 0 where they don't say."""
    received_at: datetime | None = None
    """INTERNALDATE, aware, UTC."""
    raw: Octets | None = None
    """None where it was not asked for, or not given."""

    @property
    def location(self) -> str:
        """Where the mail is, for as long as its server keeps its numbering."""
        return f"{self.validity}:{self.uid}"


class Folder:
    """The folder, opened for reading and writing, or for reading alone where no more is allowed.

    Methods raise what FAULTS names.
    """

    def __init__(self, client: Client, name: str) -> None:
        """Opens it. Raises OutOfReach where it is missing, or where its UIDs can't be told from those of another time."""
        self._client = client
        told, writable = _opened(client, name)
        self.validity: int = told.get(b"UIDVALIDITY") or 0
        if not self.validity:
            raise OutOfReach(f"The server gave no UIDVALIDITY for the folder {name}. Nothing was fetched; the next cycle asks again.")
        self._many = told.get(b"EXISTS", 0) > _SEARCHED_AT_ONCE
        flags = told.get(b"PERMANENTFLAGS")
        # A server that names no permanent flags keeps them all (RFC 9051, 6.3.2).
        self.keeps_keywords = writable and (flags is None or b"\\*" in flags or KEYWORD.lower().encode() in map(bytes.lower, flags))

    def unmarked(self) -> set[int]:
        """The mails without our keyword; all, where the server keeps no keywords. Flags of people, `\\Deleted` too, count for nothing."""
        return self._search("UNKEYWORD", KEYWORD) if self.keeps_keywords else self._search("ALL")

    def marked(self) -> set[int]:
        """The mails with our keyword that nobody deleted."""
        return self._search("KEYWORD", KEYWORD, "UNDELETED") if self.keeps_keywords else set()

    def unmark_since(self, day: date) -> int:
        """Takes our keyword off mails received on that day or later. How many these are; none where the server refuses."""
        found = self._search("KEYWORD", KEYWORD, *_since(day)) if self.keeps_keywords else set()
        refused = found and self._refusal(lambda: self._client.remove_flags(sequence_set(found), [KEYWORD], silent=True))
        return 0 if refused else len(found)

    def move_back(self, source: str, day: date, here: str) -> int:
        """Moves the mails of the folder `source` received on that day or later `here`, and leaves that folder open: close the connection.

        How many these are; none where there is no such folder, or the server refuses.
        """
        if self._refusal(lambda: self._client.select_folder(source)):
            return 0
        found = self._client.uids(*_since(day))
        refused = found and self._refusal(lambda: self._move(sequence_set(found), here))
        return 0 if refused else len(found)

    def holds(self, uid: int) -> bool:
        """Whether that mail is there at this moment."""
        return uid in self._client.uids("UID", str(uid))

    def outlines(self, uids: Iterable[int]) -> dict[int, Found]:
        """Size and time of each; of those without an answer nothing is known."""
        return self._fetched(uids, "RFC822.SIZE", "INTERNALDATE")

    def mails(self, uids: Iterable[int]) -> dict[int, Found]:
        """The mails with their octets; no flag is set by that."""
        # Time and octets from one answer: they belong together even if UIDVALIDITY has changed since the outline.
        return self._fetched(uids, "RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[]")

    def large_mails(self, uids: Iterable[int]) -> dict[int, Found]:
        """As `mails`, each fetched in pieces: none is in memory as a whole."""
        found = self.outlines(uids)
        return {uid: replace(mail, raw=self._in_pieces(mail)) for uid, mail in found.items()}

    def mark(self, uids: Iterable[int]) -> str:
        """Sets our keyword. Returns why that failed; empty where it did not."""
        return self._refusal(lambda: self._client.add_flags(sequence_set(uids), [KEYWORD], silent=True))

    def move(self, uids: Iterable[int], target: str) -> str:
        """Moves these to the folder `target`, which is made where it is missing. Returns why that failed; empty where it did not."""
        moved = sequence_set(uids)
        if not (self._client.has_capability("MOVE") or self._client.has_capability("UIDPLUS")):
            # A bare EXPUNGE would take away what other people only marked.
            return "the server offers neither MOVE nor UIDPLUS"
        refusal = self._refusal(lambda: self._move(moved, target))
        if refusal and not self._refusal(lambda: self._client.create_folder(target)):
            self._refusal(lambda: self._client.subscribe_folder(target))
            refusal = self._refusal(lambda: self._move(moved, target))
        return refusal

    def close(self) -> None:
        """Logs out; whatever the state of the connection, it is closed afterwards."""
        with suppress(*FAULTS):
            self._client.logout()
        self._client.leave()

    def drop(self) -> None:
        """Closes a connection that is of no more use."""
        self._client.leave()

    def _move(self, uids: str, target: str) -> None:
        if self._client.has_capability("MOVE"):
            self._client.move(uids, target)
        else:
            self._client.copy(uids, target)
            self._client.add_flags(uids, [DELETED, KEYWORD] if self.keeps_keywords else [DELETED], silent=True)
            self._client.uid_expunge(uids)

    def _in_pieces(self, mail: Found) -> Octets | None:
        """Its octets; None where it has none, or is gone."""
        first = self._piece(mail.uid, 0)
        if first is None:
            # Gone, or on a server that knows no pieces.
            return self.mails([mail.uid]).get(mail.uid, mail).raw
        return Spooled(self._pieces(mail, first))

    def _pieces(self, mail: Found, first: bytes) -> Iterator[bytes]:
        """Its octets. Raises ValueError where there is no end to them."""
        at, piece = 0, first
        # The size that was told may be wrong, and so may a server be that gives less than was asked for.
        while piece:
            yield piece
            at += len(piece)
            if at > MESSAGE_OCTETS:
                raise ValueError(f"more than {MESSAGE_OCTETS} octets, of which {mail.octets} were told")
            if len(piece) < _ASKED_AT_ONCE and at >= mail.octets:
                return
            piece = self._piece(mail.uid, at) or b""

    def _piece(self, uid: int, at: int) -> bytes | None:
        """Octets from there on; empty behind the last one, None where the server does not tell."""
        answer: dict[bytes, Any] = self._client.fetch([uid], [f"BODY.PEEK[]<{at}.{_ASKED_AT_ONCE}>"]).get(uid, {})
        piece = answer.get(b"BODY[]<%d>" % at)
        if isinstance(piece, bytes) and len(piece) > _ASKED_AT_ONCE:
            raise ValueError("more octets than were asked for")
        return piece if isinstance(piece, bytes) else None

    def _found(self, uid: int, answer: dict[bytes, Any]) -> Found:
        raw, octets, received_at = answer.get(b"BODY[]"), answer.get(b"RFC822.SIZE"), answer.get(b"INTERNALDATE")
        return Found(
            uid,
            self.validity,
            octets=octets if isinstance(octets, int) else 0,
            received_at=_utc(received_at) if isinstance(received_at, datetime) else None,
            raw=raw if isinstance(raw, bytes) else None,
        )

    @staticmethod
    def _refusal(ask: Callable[[], object]) -> str:
        """Why the server said no; empty where it did as asked."""
        try:
            ask()
        except LOST:
            raise
        except IMAPClientError as error:
            return words_of(error)
        return ""

    def _search(self, *criteria: str) -> set[int]:
        if not self._many:
            return self._client.uids(*criteria)
        found: set[int] = set()
        last = max(self._client.uids("UID", "*"), default=0)
        for first in range(1, last + 1, _SEARCHED_AT_ONCE):
            until = first + _SEARCHED_AT_ONCE - 1
            found |= self._client.uids("UID", f"{first}:{until if until < last else '*'}", *criteria)
        return found

    def _fetched(self, uids: Iterable[int], *items: str) -> dict[int, Found]:
        asked = set(uids)
        answers = self._client.fetch(sorted(asked), items)
        # Servers also tell of mails and flags that nobody asked for.
        return {uid: self._found(uid, answer) for uid, answer in answers.items() if uid in asked}


def _opened(client: Client, name: str) -> tuple[dict[bytes, Any], bool]:
    """What the server tells of the folder, and whether it may be written to."""
    try:
        try:
            return client.select_folder(name), True
        except IMAPClientReadOnlyError:
            return client.select_folder(name, readonly=True), False
    except LOST:
        raise
    except FAULTS as error:
        raise OutOfReach(f"The folder {name} can't be opened: {words_of(error)}. Make it, or correct the inbox's address.") from error


def _since(day: date) -> tuple[str, str]:
    """A search's words (RFC 9051, 6.4.4), whatever the language of the machine."""
    return "SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def _utc(moment: datetime) -> datetime | None:
    # The zone "-0000" means UTC (RFC 5322, 3.3), and imapclient gives no zone for it.
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError:
        return None
