"""What happened to confirmed leads, as a snapshot for reckoning payouts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from leadbot.model.lead import LeadState, Reference
from leadbot.model.submission import Item


class EventKind(StrEnum):
    """Something that happened outside (docs/domain.md, Vocabulary)."""

    CLIENT_APPROVED = "client-approved"
    """The client accepted the contract."""
    SIGNED = "signed"
    """By the party in the note."""
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    WON = "won"
    LOST = "lost"
    CLIENT_PAID = "client-paid"
    """A client's payment; the note is the number of the invoice."""
    REOPENED = "reopened"
    """The job was taken up again."""
    INVOICED = "invoiced"
    """The vendor's invoice to the client, at a resale to the partner; the note is its number."""
    PAID = "paid"
    """Our payment to the partner."""
    PRICED = "priced"
    """Staff enter the amount of a payout that no price list knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealEvent:
    """One event of one lead. Never changed, never removed."""

    reference: Reference
    event: EventKind
    on: date
    """In the program's zone."""
    amount: Decimal | None = None
    """Net."""
    currency: str = ""
    """ISO 4217; empty: the program's."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One row of the vendor's sales report."""

    on: date
    product: str
    """A catalogue id, or whatever the report calls it."""
    quantity: int
    annual_value: Decimal
    """Net."""
    currency: str
    billing: str = ""
    """`annual`, `monthly`, or empty."""
    client_tax_id: str = ""
    """Compact; empty where the report names the lead."""
    reference: str = ""
    """The lead that the report names; empty where it names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One row of a price list: what one piece earns."""

    deal_type: str
    product: str
    term_months: int
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAnswer:
    """Staff's word on a gate; the latest counts."""

    reference: Reference
    gate: str
    """With its prefix: `gate:warranty`."""
    passed: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRequest:
    """A mail that asked the partner for its invoice."""

    reference: Reference
    quarter: str
    """Of the client's payment: `2026-Q3`."""
    at: datetime
    result: str
    """`delivered`, `bounced`, or empty while nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerInvoice:
    """An invoice of the partner to the vendor."""

    reference: Reference
    quarter: str
    received_at: datetime
    net: Decimal | None
    """Without VAT; None where it can't be read."""
    currency: str
    number: str = ""
    fault: str = ""
    """What is wrong with it; empty: nothing."""
    vat: Decimal | None = None
    """Asked for besides; None where that is not known."""
    iban: str = ""
    """Where it is to be paid, compact; empty where that is not known."""
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A client's invoice that went to debt collection. What was secured is a `client-paid` event."""

    reference: Reference
    invoice: str
    costs: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterContract:
    """A contract of the client after the one that the lead ended in."""

    reference: Reference
    accepted_on: date
    invoices: tuple[str, ...]
    """Their numbers."""
    document: str = ""
    """What covers it; empty: nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitChoice:
    """How the partner of a lead or application wants what it earns; the latest word of any of them counts."""

    reference: Reference
    benefit: str
    """`cashback` or `discount`."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRequest:
    """A partner's wish for more time, or for its fee to be paid with the next payment."""

    reference: Reference
    at: datetime
    """When its mail was received."""
    ends: date | None
    """The last day for the client's yes when it was asked, of a wish about its `place` the last day of that; None where none is set."""
    time: bool
    until: date | None = None
    """The last day it asks for; None where its mail names none, or none that can be reckoned."""
    fee: bool = False
    words: str = ""
    """Its own."""
    place: bool = False
    """Whether it asks for time to complete the lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAnswer:
    """Staff's word on such a wish."""

    reference: Reference
    at: datetime
    granted: bool
    until: date | None = None
    """The new last day for the client's yes, or of the lead's place; None: as it was."""
    place: bool = False
    """Whether it is about the time to complete the lead."""
    fee: bool = False
    """Whether the fee is paid with the next payment."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedAccount:
    """A bank account that a partner, or staff, named for what the partner of a lead earns."""

    reference: Reference
    iban: str
    """Valid and compact."""
    at: datetime
    by: str
    """The address, or who of staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAnswer:
    """Whether such an account is the partner's, by the word of a second contact or of staff; the latest on an account counts."""

    reference: Reference
    iban: str
    confirmed: bool
    at: datetime
    by: str


OVERPAYMENT = "overpaid"
"""In the place of a payout's rule: what was paid to a partner beyond what is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRelease:
    """Staff's word on paying one payout; the latest counts, as long as that amount is still to be paid of it.

    Under `OVERPAYMENT`, with its currency as period: whether the partner has paid back that amount, or it stays with the partner.
    """

    reference: Reference
    rule: str
    period: str
    amount: Decimal
    released: bool
    at: datetime


DealFact = (
    GateAnswer
    | InvoiceRequest
    | PartnerInvoice
    | Collection
    | LaterContract
    | BenefitChoice
    | ExtensionRequest
    | ExtensionAnswer
    | StatedAccount
    | AccountAnswer
    | PaymentRelease
)
"""What has no list of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPartner:
    """The partner of a lead, as far as payouts ask."""

    key: str
    """One key a company."""
    name: str
    admitted_on: date | None = None
    benefit: str = ""
    """`cashback` or `discount`; empty where the program leaves no choice."""
    on_lists: frozenset[str] = frozenset()
    """Ids of the program's lists of partners that it is on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLead:
    """A lead that was confirmed."""

    reference: Reference
    state: LeadState
    received_at: datetime
    partner: DealPartner
    client_tax_id: str = ""
    """Compact, or empty."""
    items: tuple[Item, ...] = ()
    """What the lead said: an estimate."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Values of its choice fields, defaults included."""
    program_version: str = ""
    """Of the program that it is pinned to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Everything that payouts follow from, in any order."""

    now: datetime
    """Payouts are those of this moment; what is dated later has not happened."""
    leads: tuple[DealLead, ...] = ()
    events: tuple[DealEvent, ...] = ()
    sales: tuple[Sale, ...] = ()
    prices: tuple[Price, ...] = ()
    gates: tuple[GateAnswer, ...] = ()
    requests: tuple[InvoiceRequest, ...] = ()
    invoices: tuple[PartnerInvoice, ...] = ()
    collections: tuple[Collection, ...] = ()
    later_contracts: tuple[LaterContract, ...] = ()
    extensions: tuple[ExtensionAnswer, ...] = ()
    accounts: tuple[StatedAccount, ...] = ()
    account_answers: tuple[AccountAnswer, ...] = ()
    releases: tuple[PaymentRelease, ...] = ()
    lists_in_use: frozenset[str] = frozenset()
