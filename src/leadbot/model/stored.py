"""What the registry keeps of messages and outgoing mails, beside their bytes."""

from dataclasses import dataclass
from datetime import datetime

from leadbot.model.lead import Reference
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.outgoing import Correspondence, OutboxState, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """One received mail in the store."""

    key: MessageKey
    program: str
    message_id: str | None
    """The header's raw value."""
    thread_ids: tuple[str, ...]
    """Message-IDs that this mail answers, nearest first."""
    received_at: datetime
    """Of the first sighting."""
    stored_at: datetime
    size: int
    """Octets of the raw mail."""
    message_id_reused: bool = False
    """True where another message with this Message-ID has other content."""
    attempts: int = 0
    """Begun attempts at reading."""
    error: str = ""
    """What went wrong last; for staff."""
    disposition: Disposition = Disposition.PENDING
    kind: Kind | None = None
    reason: str = ""
    """Why it is silent, with staff or parked: a short stable code."""
    references: tuple[Reference, ...] = ()
    """Leads that this message registered, changed or asked about."""
    sender: str = ""
    """The strict From's address; empty before it is read, or where there is none."""
    subject: str = ""
    correspondence: Correspondence | None = None
    """How to answer this message later; None for machine mail and before it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One outgoing mail as the outbox holds it."""

    id: int
    key: str
    program: str
    purpose: Purpose
    answers: MessageKey | None
    references: tuple[Reference, ...]
    """Leads it tells of."""
    to: str
    """The first recipient's address."""
    subject: str
    message_id: str
    thread: str
    """The root Message-ID of the conversation; caps are counted by it."""
    registers: bool
    """Whether it tells of a lead that was registered or changed; others are capped."""
    created_at: datetime
    state: OutboxState
    next_at: datetime | None
    """When it is tried next; None unless queued."""
    attempts: int = 0
    detail: str = ""
    """The last answer of the server, or why it is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """A mail to put in the outbox."""

    key: str
    program: str
    purpose: Purpose
    answers: MessageKey | None
    references: tuple[Reference, ...]
    sender: str
    """The envelope's sender; empty for the null sender."""
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    thread: str
    registers: bool
    raw: bytes
    """The complete mail (RFC 5322), CRLF."""
    created_at: datetime
    state: OutboxState
    """`queued` or `held`."""
    detail: str = ""
    """Why it is held."""
    not_before: datetime | None = None
    """When a queued mail is due; None: at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A mail that is being handed over, with its envelope."""

    id: int
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    attempts: int
    """This one included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What became of an attempt to hand a mail over."""

    id: int
    state: OutboxState
    detail: str
    next_at: datetime | None = None
    """When it is tried next, where it is queued again."""
    attempted: bool = True
    """False where there was no server to try it with: the attempt is taken back."""
