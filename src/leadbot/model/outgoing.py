"""Mail that leadbot sends, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Address, Kind, MessageKey
from leadbot.model.payout import Payout, Step
from leadbot.model.program import Program
from leadbot.model.submission import Invoice, LeadDraft
from leadbot.model.verdict import Verdict

ID_MARK = "leadbot."
"""How the Message-ID of every mail of every leadbot begins; 20 hex digits follow."""


class Purpose(StrEnum):
    """Why a mail is sent; part of its unique key (docs/architecture.md, invariant 2)."""

    REPLY = "reply"
    NOTICE = "notice"
    DIGEST = "digest"


class OutboxState(StrEnum):
    """Where an outgoing mail stands."""

    QUEUED = "queued"
    HELD = "held"
    """Waits for staff (mode hold) or for good (mode shadow)."""
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The connection broke after the text was handed over: it may or may not have arrived."""
    CANCELLED = "cancelled"
    """A held mail that a later one replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """Whom a mail of ours answers, and how it joins that conversation."""

    to: Address
    cc: tuple[Address, ...]
    """Those of the original Cc at the same organisational domain."""
    subject: str
    """Of the mail that is answered."""
    message_id: str | None
    references: tuple[str, ...]
    language: str
    """Of the reply."""


class Occasion(StrEnum):
    """Why a lead is told of."""

    REGISTERED = "registered"
    COMPLETED = "completed"
    CHANGED = "changed"
    ALREADY_REGISTERED = "already-registered"
    DECIDED = "decided"
    """Staff answered a check, or another lead's fate changed this one's verdict."""
    CORRECTED = "corrected"
    """Staff put right what we had misread and read back."""
    STATUS = "status"
    WITHDRAWN = "withdrawn"
    CHASED = "chased"
    """It still lacks what we asked for."""
    TERMS_ACCEPTED = "terms-accepted"
    """An applicant accepted the terms that it was asked to accept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLead:
    """One lead as a reply tells of it."""

    reference: Reference
    occasion: Occasion
    draft: LeadDraft
    verdict: Verdict
    state: LeadState
    received_at: datetime
    due_at: datetime
    kind: Kind = Kind.LEAD
    """`lead`, or `application` to become a partner."""
    place_until: datetime | None = None
    changed: tuple[str, ...] = ()
    """Field ids that this mail supplied or changed."""
    partner_number: str = ""
    """Of an admitted applicant."""
    terms_asked: bool = False
    """Whether an admitted applicant has to accept the terms first."""
    checking_since: datetime | None = None
    """When the oldest of its open checks was opened; None: with this mail, or where that is not known."""
    program_version: str = ""
    """Of the program that it was judged under."""
    program: Program | None = None
    """That program, where it is another than today's."""
    estimate: Payout | None = None
    """Of a confirmed lead, what it may come to."""
    payouts: tuple[Payout, ...] = ()
    """What has come of it, where its partner asked how it stands."""
    protected_until: date | None = None
    """The last day on which its client may accept, likewise; None where no time is set or it is won."""
    applied: Reference | None = None
    """Of one that is rejected since the register does not know its partner: the application of that partner which is not decided yet."""
    contacted: bool = False
    """Whether a person's first contact, where that is promised, has kept the promise."""


class InvoiceOutcome(StrEnum):
    """What became of a partner's invoice."""

    TAKEN = "taken"
    BELOW = "below"
    """Taken; it asks for less than the fee, and that is paid."""
    ABOVE = "above"
    """It asks for more than the fee: staff look at it."""
    ALREADY = "already"
    """It had come before."""
    FAULTY = "faulty"
    NOT_ASKED = "not-asked"
    """Nothing of that lead can be invoiced yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceAnswer:
    """One invoice as its partner is told of it."""

    invoice: Invoice
    outcome: InvoiceOutcome
    payouts: tuple[Payout, ...] = ()
    """What it is for, as it stands now."""
    fee: Decimal | None = None
    """What may be asked for, without VAT."""
    faults: tuple[Step, ...] = ()
    until: date | None = None
    """The last day for a right one, where it must come by a day."""
    new_account: bool = False
    """Whether its bank account must be confirmed before anything is paid to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFile:
    """A file that a mail of ours passes on as it came."""

    name: str
    media_type: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """A composed mail. Every header value is one line of text."""

    key: str
    """`reply:<message key>`, `notice:<reference>:<event>`, `digest:<program>:<person>:<date>`."""
    program: str
    purpose: Purpose
    answers: MessageKey | None
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str
    html: str
    message_id: str
    """With angle brackets; made once."""
    in_reply_to: str | None
    references: tuple[str, ...]
    auto_submitted: str
    """`auto-replied` or `auto-generated` (RFC 3834, section 5)."""
    date: datetime
    files: tuple[MailFile, ...] = ()


class DeliveryOutcome(StrEnum):
    """What a server's answer means."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """The outcome of one attempt to hand a mail over."""

    outcome: DeliveryOutcome
    detail: str
    """The server's words, on one line."""
