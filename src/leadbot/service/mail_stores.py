"""What the services ask of the registry about mails: those received, and our own."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from leadbot.model.lead import Reference
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.octets import Octets
from leadbot.model.outgoing import Correspondence, OutboxState
from leadbot.model.stored import Dispatch, Dispatched, OutboxEntry, OutboxRow, StoredMessage


class Messages(Protocol):
    """The message store."""

    def store(self, *mails: tuple[StoredMessage, Octets]) -> list[MessageKey]:
        """Keep these mails' bytes. Returns the keys that are new; any other is a redelivery, which is noted as another sighting.

        Sets `message_id_reused` where a message of that program with that Message-ID has another key.
        """

    def get(self, key: MessageKey) -> StoredMessage:
        """Raises UnknownReference."""

    def raw(self, key: MessageKey) -> Octets:
        """The bytes as received. Raises UnknownReference."""

    def raws(self, keys: Sequence[MessageKey]) -> dict[MessageKey, Octets]:
        """The bytes as received of those of them that are there."""

    def pending(self, program: str, limit: int, besides: Collection[MessageKey] = ()) -> list[StoredMessage]:
        """Waiting messages `besides` these, oldest receipt first. With an earlier attempt first in the list, it stands alone."""

    def count_attempt(self, keys: Sequence[MessageKey]) -> None:
        """One more begun attempt for each."""

    def uncount_attempt(self, keys: Sequence[MessageKey]) -> None:
        """One begun attempt less for each."""

    def note_error(self, key: MessageKey, error: str) -> None:
        """What went wrong in the last attempt; the message stays pending."""

    def finish(
        self,
        key: MessageKey,
        disposition: Disposition,
        *,
        kind: Kind | None,
        reason: str,
        references: Sequence[Reference],
        sender: str,
        subject: str,
        correspondence: Correspondence | None,
        at: datetime | None = None,
    ) -> None:
        """How the message ended, and when; None: as it was stored. Parked ones may be finished with kind None."""

    def waiting(self, program: str, reasons: Collection[str]) -> list[StoredMessage]:
        """Messages that are with staff for one of these reasons, oldest receipt first."""

    def redispose(self, key: MessageKey, disposition: Disposition, reason: str) -> None:
        """Another end for a finished message: `answered` once its held reply goes out."""

    def retry(self, key: MessageKey) -> None:
        """A parked message is pending again with no attempts. Raises UnknownReference, NotPossible."""

    def ended(self, program: str, *dispositions: Disposition, after: datetime | None = None) -> list[StoredMessage]:
        """Messages that ended so after that moment (at any, where none is given), oldest receipt first."""

    def all(self, program: str | None = None) -> list[StoredMessage]:
        """Every stored message, oldest receipt first."""

    def count_ended(self, program: str, after: datetime) -> dict[Disposition, int]:
        """How many messages ended after that moment, by how they did."""

    def about(self, reference: Reference) -> list[StoredMessage]:
        """Messages that registered, changed or asked about that lead, oldest receipt first."""

    def sightings(self, key: MessageKey) -> int:
        """How often that mail was delivered to us."""

    def knows(self, program: str, message_id: str) -> bool:
        """Whether a mail with that Message-ID was received or sent by us in that program."""


class Outbox(Protocol):
    """Outgoing mails."""

    def put(self, entry: OutboxEntry) -> bool:
        """Queue or hold a mail. False where that key is there already: nothing is changed."""

    def due(self, program: str, now: datetime, limit: int) -> list[OutboxRow]:
        """Queued mails whose time has come, oldest first."""

    def envelope(self, id_: int) -> tuple[str, tuple[str, ...], bytes]:
        """Envelope sender, recipients and the mail's bytes."""

    def replace_bytes(self, id_: int, raw: bytes) -> None:
        """Other bytes for a mail that was not sent."""

    def set_state(
        self,
        id_: int,
        state: OutboxState,
        *,
        at: datetime,
        detail: str = "",
        next_at: datetime | None = None,
        attempted: bool = True,
    ) -> None:
        """A new state; entering `sending` counts an attempt, and one that was none is taken back (`attempted` False). Never from `sent`."""

    def begin_sending(self, ids: Sequence[int], at: datetime) -> list[Dispatch]:
        """Those of these mails that are queued still: now in `sending`, one attempt more counted, by id."""

    def end_sending(self, ends: Sequence[Dispatched], at: datetime) -> None:
        """What became of mails in `sending`; one that is in another state by now stays as it is."""

    def interrupted(self, program: str) -> list[OutboxRow]:
        """Mails that a killed process left in `sending`."""

    def in_state(self, program: str, *states: OutboxState) -> list[OutboxRow]:
        """Mails in one of these states, oldest first."""

    def last_digest(self, program: str, before: datetime, person: str = "") -> datetime | None:
        """When the newest digest was put before that moment, to that person or to anybody."""

    def since(self, program: str, since: datetime) -> list[OutboxRow]:
        """Mails put after that moment, oldest first."""

    def held(self, reference: Reference) -> list[OutboxRow]:
        """Held mails about that lead."""

    def about(self, reference: Reference) -> list[OutboxRow]:
        """Every mail about that lead, oldest first."""

    def count(
        self, program: str, *, since: datetime, to: str | None = None, thread: str | None = None, registers: bool | None = None
    ) -> int:
        """Mails put since then (cancelled ones left out), to that address (among any of the recipients), in that conversation."""

    def get(self, id_: int) -> OutboxRow:
        """Raises UnknownReference."""

    def by_key(self, key: str) -> OutboxRow | None:
        """The mail of that unique key."""

    def by_message_id(self, message_id: str) -> OutboxRow | None:
        """The mail that bears it, of any program."""

    def all(self, program: str | None = None) -> list[OutboxRow]:
        """Every mail, oldest first."""

    def thread_of(self, message_id: str) -> str | None:
        """The conversation of one of our mails, by its Message-ID."""
