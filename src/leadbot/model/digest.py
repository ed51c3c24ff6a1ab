"""What staff are told once a day: the open cases of one program."""

from dataclasses import dataclass
from datetime import date, datetime

from leadbot.model.lead import Reference
from leadbot.model.message import MessageKey
from leadbot.model.resemblance import Beside


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCase:
    """One thing that waits for a person."""

    kind: str
    """`check`, `gate` (before a payment), `payout` (held), `held`, `shadow`, `with_staff`, `parked`,
    `failed`, `unknown`, `silenced`, `unproven`, `unreached` or `staff-unreached`."""
    received_at: datetime
    """Of the message or lead, aware."""
    reference: Reference | None = None
    message_key: MessageKey | None = None
    outbox_id: int | None = None
    """Of an outgoing mail that failed or whose fate is unknown."""
    about: str = "lead"
    """What a check is about: a `lead` or an `application`."""
    client: str = ""
    partner: str = ""
    """The sending company or address."""
    due_at: datetime | None = None
    """The promised moment of answer; None where nothing was promised."""
    target_at: datetime | None = None
    """The moment by which it should be answered; None where the program names only the promise."""
    question: str = ""
    """What the person is asked."""
    reasons: tuple[str, ...] = ()
    """Reason codes, as printed."""
    note: str = ""
    """What else helps: the sender's words, a server's answer, an error."""
    beside: tuple[Beside, ...] = ()
    """Other leads that may be about the same client, oldest first."""
    withheld: str = ""
    """The text of an answer that the mode held back, or of a call for offers that waits."""
    commands: tuple[str, ...] = ()
    """What to type to end it, where its kind does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A lead whose promised answer is due, as staff's superior is told of it."""

    reference: Reference
    client: str
    partner: str
    due_at: datetime
    since: datetime
    """When its oldest open check was opened."""
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One person's digest of one day."""

    program: str
    person: str
    """The address it goes to."""
    day: date
    """In the program's zone."""
    next_days: tuple[date, ...] = ()
    """The next two business days."""
    cases: tuple[DigestCase, ...] = ()
    by_reply: bool = False
    """Whether orders in reply to it count: somebody proves who sends them."""
