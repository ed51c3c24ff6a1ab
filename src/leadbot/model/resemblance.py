"""Two leads side by side: what a person looks at who must say whether they are about one client."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leadbot.model.lead import LeadState, Reference
from leadbot.model.submission import FieldValue


class Likeness(StrEnum):
    """How alike two values are."""

    SAME = "✓"
    CLOSE = "≈"
    """One company or place may well be meant: one holds the other, or both share a domain or a product."""
    OTHER = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One field of both leads; None where a lead does not have it."""

    field: str
    one: FieldValue | None
    other: FieldValue | None
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Another lead beside the one that staff must judge. For staff's eyes alone: it is another partner's."""

    reference: Reference
    state: LeadState
    received_at: datetime
    partner: str
    """Its company, or its address."""
    fields: tuple[Compared, ...]
