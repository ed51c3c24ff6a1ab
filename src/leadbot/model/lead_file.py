"""All that is known of one lead, as staff get it by mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leadbot.model.deals import DealEvent
from leadbot.model.lead import HistoryEntry, Lead
from leadbot.model.outgoing import OutboxState
from leadbot.model.payout import Payout


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledMail:
    """One mail about the lead."""

    at: datetime
    """Of receipt, or when it was written."""
    who: str
    """Whom a received mail is from, or a mail of ours is to."""
    subject: str
    sent: OutboxState | None = None
    """Where a mail of ours stands; None: it was received."""
    text: str = ""
    """What its sender wrote; empty where only its head is shown."""
    quoted: int = 0
    """Lines of other mails in it, which are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFile:
    """The file of one lead."""

    lead: Lead
    mails: tuple[FiledMail, ...] = ()
    """Oldest first."""
    history: tuple[HistoryEntry, ...] = ()
    events: tuple[DealEvent, ...] = ()
    payouts: tuple[Payout, ...] = ()
    senders: Mapping[str, str] = field(default_factory=dict)
    """Addresses by the keys of the messages that they sent: a history names messages."""
