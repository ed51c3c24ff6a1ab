"""A database that was put back from an earlier time."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One cycle, by its number."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What a program's first cycles after a restore must know."""

    program: str
    restored_at: datetime
    """When it was noticed."""
    good_until: datetime
    """When the database was last at work before: what happened since, it does not know."""
    looked_at: datetime | None = None
    """When the mailbox was told to hand out again what it had handed out since; None: not yet."""


RESTORED = "restored"
"""Why a mail is held or of unknown fate: it may have been sent by the database that was there before."""
