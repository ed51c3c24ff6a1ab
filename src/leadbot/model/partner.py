"""Registered partners, and what is remembered of those who write."""

from dataclasses import dataclass
from datetime import datetime

from leadbot.model.lead import Reference
from leadbot.model.submission import FieldValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A company that was admitted. Empty strings match nothing."""

    program: str
    number: str
    """`IO-P-0001`: unique in its program, given once and never again."""
    application: Reference
    """The application on which it was admitted."""
    name: str
    folded_name: str
    """Without legal form, diacritics, case and punctuation."""
    tax_id: str
    """Valid and compact, or empty."""
    address: str
    """The address that the application came from, lower-case."""
    email_domain: str
    """Its own organisational domain; empty for a free-mail address."""
    contact_email: str
    fields: tuple[FieldValue, ...]
    """What it said of itself and its contact."""
    since: datetime
    ended_at: datetime | None = None
    """When it ceased to be a partner; None while it is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What one address said of its company and of its person, for the mails to come."""

    address: str
    domain: str
    """Its own organisational domain; empty for a free-mail address."""
    tax_id: str
    """The company's, valid and compact, or empty."""
    folded_name: str
    fields: tuple[FieldValue, ...]
    """Valid values of `partner.*` and, where the address is the contact's own, of `contact.*`."""
    reference: Reference
    """The lead or application that told it last."""
