"""A folder of an IMAP server as the inbox.

A settled mail bears a keyword of ours, which the server keeps: `\\Seen` and the like belong to people. Where a server keeps no
keywords, a ledger file beside the configuration does. With a folder for processed mail, settled mail is moved there.
"""

import operator
import ssl
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from leadbot.mailbox.connection import Patience
from leadbot.mailbox.folder import MESSAGE_OCTETS, Folder, Found
from leadbot.mailbox.link import Link
from leadbot.mailbox.server import ImapServer
from leadbot.mailbox.uids import UidLedger
from leadbot.mime import received_at
from leadbot.model.message import Batch, RawMessage
from leadbot.model.octets import LARGE_OCTETS, Octets, pieces_of

_BATCH_OCTETS = 8 * 2**20
_COMMAND = 500
"""UIDs in one command: servers need not take lines of more than 8000 octets (RFC 2683, 3.2.1.5)."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ImapMailbox:
    """Mails of one folder. A connection is made when it is needed, and serves until `close`.

    Methods but `close` raise OutOfReach where the server can't be used.
    """

    def __init__(
        self,
        server: ImapServer,
        ledger: UidLedger,
        processed_folder: str | None = None,
        *,
        context: ssl.SSLContext | None = None,
        patience: Patience | None = None,
        batch_octets: int = _BATCH_OCTETS,
    ) -> None:
        self._inbox = server.folder
        self._ledger = ledger
        self._target = processed_folder
        self._batch_octets = batch_octets
        self._link = Link(server, patience or Patience(), context)
        self._forget()

    def fetch_new(self, limit: int) -> Batch:
        """Up to `limit` mails that are not settled, oldest receipt first; nothing is marked, `\\Seen` neither.

        A batch holds about 8 MiB at most, but always one mail where one can be read. Mail that was settled earlier and could not be moved
        to its folder then is moved, where that can be done now.
        """
        messages: list[RawMessage] = []
        while not messages and (chosen := self._chosen(limit)):
            messages = self._read(chosen)
        return Batch(
            messages=tuple(sorted(messages, key=lambda message: message.received_at)),
            unreadable=tuple(f"{self._inbox}, UID {uid}: {why}" for uid, why in sorted(self._passed.items()) if why),
            troubles=(self._trouble,) if self._trouble else (),
        )

    def settle(self, locations: Sequence[str]) -> None:
        """These mails are taken care of: they are not handed out again. A mail that is gone already is no error.

        Mail that can't be moved to its folder is marked and stays; `troubles` of the next batch says why.
        """
        self._link.ask(lambda folder: self._settle(folder, _uids(locations, folder.validity)))

    def hand_out_again(self, since: datetime) -> int:
        """Mails received from the day of that moment on are not settled any more, those in the folder for processed mail too; how many.

        Where the server keeps no keywords, all mails are handed out again.
        """
        day, target = since.astimezone(UTC).date(), self._target
        moved = self._link.ask(lambda folder: folder.move_back(target, day, self._inbox)) if target is not None else 0
        self.close()
        unmarked = self._link.ask(lambda folder: folder.unmark_since(day))
        self._ledger.clear()
        self.close()
        return moved + unmarked

    def close(self) -> None:
        """Ends the connection, if there is one; the next look starts afresh."""
        self._link.close()
        self._forget()

    def _forget(self, validity: int = 0) -> None:
        """Nothing is known of the mails of that UIDVALIDITY. Under another one, UIDs are names of other mails."""
        self._validity = validity
        self._known: dict[int, Found] = {}
        """Outlines of what waits, lest every batch ask for those of a long queue."""
        self._marked: set[int] = set()
        """What was marked since `close`."""
        self._passed: dict[int, str] = {}
        """Mails not to be tried again before `close`, with the reason; empty where there is nothing to tell."""
        self._trouble = ""

    def _waiting(self, folder: Folder) -> set[int]:
        """The mails not settled, whatever people have done to their flags."""
        if folder.validity != self._validity:
            self._forget(folder.validity)
            self._move_leftovers(folder)
        found = folder.unmarked()
        forgotten = found & self._marked
        if forgotten:
            # A server may say that it keeps keywords, and not do so.
            self._ledger.add(folder.validity, forgotten)
        return found - self._ledger.read(folder.validity) - self._passed.keys()

    def _chosen(self, limit: int) -> list[int]:
        """The next batch, oldest receipt first."""
        chosen: list[int] = []
        octets = 0
        for mail in sorted(self._outlines(), key=lambda mail: (mail.received_at or _LONG_AGO, mail.uid)):
            if mail.octets > MESSAGE_OCTETS:
                self._passed[mail.uid] = f"larger than {MESSAGE_OCTETS} octets"
                continue
            octets += mail.octets
            if len(chosen) == limit or (chosen and octets > self._batch_octets):
                break
            chosen.append(mail.uid)
        return chosen

    def _outlines(self) -> Iterable[Found]:
        """Size and time of every mail that waits, as far as the server tells them."""
        waiting = self._link.ask(self._waiting)
        unknown = sorted(waiting - self._known.keys())
        for start in range(0, len(unknown), _COMMAND):
            asked = unknown[start : start + _COMMAND]
            self._known |= {uid: Found(uid) for uid in asked}
            self._known |= self._link.ask_each(Folder.outlines, asked, self._passed)
        self._known = {uid: mail for uid, mail in self._known.items() if uid in waiting and uid not in self._passed}
        return self._known.values()

    def _read(self, uids: Sequence[int]) -> list[RawMessage]:
        """These mails; of those left out `_passed` says why."""
        found = self._fetched(uids)
        found |= self._confirmed({uid: mail for uid, mail in found.items() if mail.raw is not None and len(mail.raw) < mail.octets})
        messages = []
        for uid in uids:
            if uid in self._passed:
                continue
            mail = found.get(uid)
            if mail is None or mail.raw is None:
                self._passed[uid] = self._absence(uid)
            elif moment := mail.received_at or received_at(mail.raw):
                messages.append(RawMessage(location=mail.location, raw=mail.raw, received_at=moment.astimezone(UTC)))
            else:
                self._passed[uid] = "the server gives no time of receipt"
        return messages

    def _fetched(self, uids: Sequence[int]) -> dict[int, Found]:
        """Their octets; those of large mails in pieces."""
        large = [uid for uid in uids if self._known.get(uid, Found(uid)).octets > LARGE_OCTETS]
        small = [uid for uid in uids if uid not in large]
        found = self._link.ask_each(Folder.mails, small, self._passed) if small else {}
        return found | self._link.ask_each(Folder.large_mails, large, self._passed) if large else found

    def _confirmed(self, short: dict[int, Found]) -> dict[int, Found]:
        """Mails shorter than their announced size, fetched once more: cut off, if the second text differs; a wrong size, if not."""
        if not short:
            return {}
        again = self._fetched(list(short))
        for uid, mail in again.items():
            if mail.raw is not None and len(mail.raw) < mail.octets and not _same(mail.raw, short[uid].raw):
                self._passed[uid] = f"cut off: {len(mail.raw)} of {mail.octets} octets"
        return {uid: again.get(uid, Found(uid)) for uid in short}

    def _absence(self, uid: int) -> str:
        """Why there is no text of that mail; nothing to tell where another program has taken it away."""
        return "the server gives no text of it" if self._link.ask(lambda folder: folder.holds(uid)) else ""

    def _settle(self, folder: Folder, uids: set[int]) -> None:
        if not uids:
            return
        if self._target is not None:
            refusal = folder.move(uids, self._target)
            if not refusal:
                return
            self._trouble = self._not_moved(refusal)
        self._mark(folder, uids)

    def _mark(self, folder: Folder, uids: set[int]) -> None:
        refusal = folder.mark(uids) if folder.keeps_keywords else "no keywords"
        if refusal:
            self._ledger.add(folder.validity, uids)
        self._marked |= uids

    def _move_leftovers(self, folder: Folder) -> None:
        """What was settled and could not be moved, or was settled before there was a folder for it, is moved when that can be done."""
        if self._target is None:
            return
        settled = self._ledger.read(folder.validity)
        leftovers = sorted(folder.marked() | (settled & folder.unmarked() if settled else set()))
        for start in range(0, len(leftovers), _COMMAND):
            refusal = folder.move(leftovers[start : start + _COMMAND], self._target)
            if refusal:
                self._trouble = self._not_moved(refusal)
                return

    def _not_moved(self, refusal: str) -> str:
        return (
            f"Processed mail can't be moved to the folder {self._target}: {refusal}. It stays in {self._inbox}, marked as processed, "
            "and is moved once that can be done. Give room or rights, or write `processed: keyword`."
        )


def _same(one: Octets, other: Octets | None) -> bool:
    return other is not None and len(one) == len(other) and all(map(operator.eq, pieces_of(one), pieces_of(other)))


def _uids(locations: Iterable[str], validity: int) -> set[int]:
    """The UIDs of these locations, as far as they belong to that UIDVALIDITY: other numbers name other mails by now."""
    parts = (location.partition(":") for location in locations)
    return {int(uid) for own, _, uid in parts if own == str(validity) and uid.isdecimal()}
