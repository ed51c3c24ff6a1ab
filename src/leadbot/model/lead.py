"""One registered sales opportunity and its place in life."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from leadbot.model.message import MessageKey
from leadbot.model.submission import LeadDraft
from leadbot.model.verdict import Reason, Verdict

Reference = NewType("Reference", str)
"""What partner and staff quote: `GL-2026-00042`."""


class LeadState(StrEnum):
    """Where a lead stands: the four verdicts, and what comes after (docs/architecture.md has the drawing)."""

    INCOMPLETE = "incomplete"
    IN_REVIEW = "in_review"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    IN_LINE = "in_line"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    WON = "won"
    LOST = "lost"


HOLDING = (LeadState.IN_REVIEW, LeadState.CONFIRMED)
"""States in which a lead holds its client's key."""

LIVE = (LeadState.INCOMPLETE, LeadState.IN_REVIEW, LeadState.CONFIRMED, LeadState.IN_LINE)
"""States in which the same partner's new mail about that client is no new lead."""


EXTENSION = "extension"
"""The check of a partner's wish for more time. It holds no verdict: the lead stays what it is."""


DOUBTED = "rejection-"
"""Before a reason code, the check of a rejection that staff think is wrong: until they answer it, that reason rejects the lead no more."""


class CheckState(StrEnum):
    """A check is open until staff answer it or it closes by itself."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check on one lead, with staff's answer once it is given."""

    id: str
    state: CheckState
    opened_at: datetime
    reason: Reason | None = None
    """The reason code of a refusal."""
    note: str = ""
    """Staff's words."""
    answered_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A question that holds a partner number, never a verdict, with its answer once it is given. `refused` is none of its states."""

    id: str
    state: CheckState
    opened_at: datetime
    version: str = ""
    """Of the text that is to be accepted, where it is about one."""
    dated: date | None = None
    """The day of that text."""
    words: str = ""
    """The words of the answer."""
    answered_by: str = ""
    """The message key of the partner's reply, or who of staff recorded it."""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerIdentity:
    """Who sent a lead, as far as a mail tells."""

    address: str
    """The sender's address, lower-case."""
    domain: str
    """The sender's organisational domain; empty for a free-mail address."""
    tax_id: str = ""
    """A valid id, compact; else empty."""
    name: str = ""
    number: str = ""
    """Of a registered partner: what leadbot or staff gave it; else empty."""

    def differs_from(self, other: "PartnerIdentity") -> bool:
        """True where two tax ids say that these are two companies, whoever writes."""
        return bool(self.tax_id and other.tax_id) and self.tax_id != other.tax_id

    def may_be(self, other: "PartnerIdentity") -> bool:
        """True where both could be one company: one tax id, one own domain, or one address. A tax id is stated, not proven."""
        pairs = ((self.tax_id, other.tax_id), (self.domain, other.domain), (self.address, other.address))
        return any(one and one == another for one, another in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKeys:
    """What tells whether two leads are about one client. Empty strings match nothing."""

    key: str
    """`tax:<id>` of a valid tax id, else `registry:<id>`, else empty: the client's key (docs/domain.md)."""
    folded_name: str
    """Without legal form, diacritics, case and punctuation."""
    contact_email: str
    contact_phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A lead with a reference, whatever its verdict."""

    reference: Reference
    program: str
    program_version: str
    kind: str
    """`lead` or `application`."""
    state: LeadState
    verdict: Verdict
    draft: LeadDraft
    """The fields as they stand now, corrections included."""
    received_at: datetime
    """The receipt that decides who was first; judged as of this moment."""
    due_at: datetime
    """The promised moment of answer; restarts with the mail that completes the lead."""
    place_until: datetime | None
    """Until when an incomplete lead keeps its place, and until when a lapsed one kept it; None in any other state."""
    from_message: MessageKey
    partner: PartnerIdentity
    language: str
    """Of replies."""
    checks: tuple[Check, ...] = ()
    changed: tuple[str, ...] = ()
    """Fields that rules look at and that changed since the lead was confirmed."""
    gates: tuple[Gate, ...] = ()
    """Of an application: what holds the partner number."""

    def open_gates(self) -> tuple[Gate, ...]:
        """The gates that are not passed yet."""
        return tuple(gate for gate in self.gates if gate.state is CheckState.OPEN)

    def open_checks(self) -> tuple[Check, ...]:
        """The checks that wait for staff."""
        return tuple(c for c in self.checks if c.state is CheckState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """Something that happened to a lead. Never changed, never removed."""

    at: datetime
    event: str
    """Such as `registered`, `judged`, `corrected`, `decided`, `withdrawn`, `lapsed`, `reopened`."""
    by: str
    """`leadbot`, a staff address or account, or the message key that caused it."""
    detail: str
    """What exactly, readable for staff."""
