"""What the services ask of the registry to watch over it, restore it, and forget people."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from leadbot.model.lead import Reference
from leadbot.model.message import Disposition, MessageKey
from leadbot.model.outgoing import OutboxState
from leadbot.model.restoration import Generation, Restoration


class Watching(Protocol):
    """What an operator watches."""

    def receipts(self, program: str, most: int) -> list[datetime]:
        """When the mails that were stored last were received."""

    def began(self, program: str) -> datetime | None:
        """When the program's first mail was stored; None where none was."""

    def parked(self, program: str) -> list[MessageKey]:
        """Messages that could not be handled, oldest receipt first."""

    def with_staff_for(self, program: str, reason: str, after: datetime) -> list[MessageKey]:
        """Messages stored after that moment which staff have for that reason, oldest receipt first."""

    def unknown(self, program: str) -> list[int]:
        """Mails of unknown fate."""

    def queued_since(self, program: str, now: datetime) -> datetime | None:
        """Since when the oldest mail waits that should be out: a failed one since it was written, others since they may go out."""


class Generations(Protocol):
    """By what a restored database is known."""

    def read(self) -> Generation | None:
        """The cycle that was begun last; None where none was."""

    def enter(self, of: Generation) -> None:
        """The cycle that begins now."""

    def begin(self, of: Restoration) -> None:
        """The database was restored; nothing happens where one of the program's restorations is not over."""

    def open(self, program: str) -> Restoration | None:
        """The program's restoration that is not over; None where there is none."""

    def looked(self, program: str, at: datetime) -> None:
        """The mailbox hands out again what it had handed out."""

    def end(self, program: str, at: datetime) -> None:
        """Everything that may have been answered before is known again."""

    def restored_since(self, program: str, after: datetime) -> Sequence[datetime]:
        """When the database was restored, as far as that was later."""


class Erasing(Protocol):
    """Emptying what has to be forgotten; the rows stay."""

    def begin(self) -> None:
        """What is emptied from now on is overwritten on the disk too."""

    def received_before(self, program: str, before: datetime, most: int) -> list[MessageKey]:
        """Messages with their bytes, ended before that moment, of no open lead."""

    def named_before(self, program: str, before: datetime, most: int) -> list[MessageKey]:
        """Messages whose sender or subject is kept, likewise."""

    def sent_before(self, program: str, before: datetime, most: int) -> list[int]:
        """Outgoing mails with their bytes that have not waited since that moment, about no open lead."""

    def addressed_before(self, program: str, before: datetime, most: int) -> list[int]:
        """The same with their recipient."""

    def closed_before(self, program: str, before: datetime, most: int) -> list[Reference]:
        """Leads that are open no more, to which nothing happened since that moment, with people's data."""

    def leads_of(self, program: str, address: str) -> list[Reference]:
        """Leads in which that address stands."""

    def messages(self, program: str) -> list[tuple[MessageKey, str, Disposition, tuple[Reference, ...]]]:
        """Every message with its sender, disposition, and leads."""

    def mails(self, program: str, address: str) -> Iterator[tuple[int, OutboxState, bool, bytes, tuple[Reference, ...]]]:
        """Every outgoing mail with its state, whether it goes to that address, its bytes, and its leads."""

    def partners_of(self, program: str, address: str) -> list[tuple[str, bool]]:
        """Numbers of partners in whose data that address stands, and whether they are partners still."""

    def empty_received(self, keys: Sequence[MessageKey]) -> None:
        """The bytes of these messages are gone."""

    def empty_sent(self, ids: Sequence[int]) -> None:
        """The bytes of these outgoing mails are gone."""

    def unname_received(self, keys: Sequence[MessageKey]) -> None:
        """Sender, subject and ids of these messages are gone."""

    def unname_sent(self, ids: Sequence[int]) -> None:
        """Recipients and subjects of these outgoing mails are gone."""

    def forget_addresses(self, reference: Reference) -> None:
        """Nobody may act on that lead by mail any more."""

    def redact_history(self, reference: Reference, words: Sequence[str]) -> int:
        """Words of its history that hold one of these become `[redacted]`. Returns how many entries."""

    def forget_remembered(self, program: str, address: str) -> int:
        """What that address said of itself is gone. Returns of how many companies."""

    def forget_remembered_before(self, program: str, before: datetime) -> int:
        """What senders said of themselves last before that moment is gone. Returns of how many companies."""

    def unname_partners_before(self, program: str, before: datetime) -> int:
        """Of partners that ceased to be some before that moment, company, tax id and number stay. Returns of how many."""

    def unname_partner(self, program: str, number: str) -> None:
        """Of that partner, company, tax id and number stay."""

    def redact_facts(self, program: str, address: str, reference: Reference | None = None) -> int:
        """Facts of deals, or of that one alone, that this address told no longer name it. Returns how many."""

    def redact_words(self, reference: Reference) -> int:
        """What was written in free words about that lead, in its facts and in orders that are over, is gone. Returns of how many."""

    def redact_orders(self, program: str, address: str) -> int:
        """Orders that are over and name that address lose their words. Returns how many."""

    def redact_tender(self, reference: Reference) -> int:
        """A call for offers loses the words of its customer and bidders, and their addresses. Returns how many facts."""

    def note(self, program: str, counts: Sequence[tuple[str, int]], *, cause: str, by: str, at: datetime) -> None:
        """Keep the proof: how much went, not whose it was."""

    def traces(self, text: str) -> list[tuple[str, int]]:
        """Where in the whole database that text (lower-case) still stands, and in how many rows."""
