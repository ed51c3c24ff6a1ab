"""What the registry and the lists know about one draft, as a snapshot for judging."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from leadbot.model.lead import Check, LeadState, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One row of an imported list."""

    tax_id: str = ""
    """Compact, or empty."""
    number: str = ""
    name: str = ""
    email_domain: str = ""
    dated: date | None = None
    services: tuple[str, ...] = ()
    """Catalogue or family ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFact:
    """What one list says of this draft's client or partner."""

    list: str
    in_use: bool
    entries: tuple[ListEntry, ...] = ()
    """The rows that are this client's or partner's; empty where it is not on the list."""
    known_by: tuple[tuple[str, ...], ...] = ()
    """For each entry the fields by which it is the partner's: `partner.tax_id`, `partner.number`, `partner.name`, or `contact.email` for
    the sender's address or own domain. Empty where that is not told: then each entry counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherLead:
    """Another lead that may be about the same client."""

    reference: Reference
    state: LeadState
    received_at: datetime
    place_until: datetime | None
    same_partner: bool
    """True where it could be the same partner's: a person decides that (PartnerIdentity.may_be)."""
    same_key: bool
    """True where both have the same tax or registry id; else a name or the client's contact alone matched."""
    alike: tuple[str, ...]
    """What matched: `client.tax_id`, `client.name`, `client.contact.email` …"""
    products: tuple[str, ...]
    """Product ids of its items."""
    keyed: bool = False
    """True where both have a key of one kind: then `same_key` False says that the clients differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that judging may know besides the draft, the program and the time of receipt."""

    reference: Reference | None = None
    """The judged lead's own, which settles who was first of two received at one moment; None: every other lead came before."""
    lists: tuple[ListFact, ...] = ()
    others: tuple[OtherLead, ...] = ()
    """Oldest first; leads of the same mail included."""
    checks: tuple[Check, ...] = ()
    """The lead's checks, answered ones too."""
    changed: tuple[str, ...] = ()
    """Fields that rules look at and that changed since the lead was confirmed."""
    spent: Decimal = Decimal(0)
    """Of the program's pool, in its currency; the registry itself does not reckon it."""

    def list_fact(self, list_id: str) -> ListFact | None:
        """What that list says; None where nothing is known of the list."""
        return next((fact for fact in self.lists if fact.list == list_id), None)

    def answer(self, check_id: str) -> Check | None:
        """The latest word on that check."""
        return next((c for c in reversed(self.checks) if c.id == check_id), None)
