"""What a message says once it is read: a kind, a language, and its leads with evidence for every value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from leadbot.model.message import OF_ATTACHMENT, TEXT_CUT, AutomaticReason, Defect, Kind


class Basis(StrEnum):
    """What speaks for a value's being that field's."""

    STATED = "stated"
    """The mail says so: a label, a turn of phrase, its sentence."""
    INFERRED = "inferred"
    """Only its place tells: a signature, the From header, the company it stands beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a mail's text."""

    segment: int | None
    """Index into the message's segments; None for the subject, or the From header as `Name <address>`, as the evidence's source says."""
    start: int
    end: int
    """Offsets in that text, in characters; `end` is behind the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a value comes from."""

    source: str
    """`subject`, `from`, `body`, `attachment:NAME`; or `registry`, `staff`."""
    quote: str
    """The words of the mail that hold the value, on one line; for staff and registry: who or which lead."""
    words: str = ""
    """The words of the quote that are the value itself; empty where all of them are."""
    basis: Basis = Basis.STATED
    spans: tuple[Span, ...] = ()
    """Where the words stand; empty where they are not found as they are."""


UNTOLD = Evidence(source="", quote="")
"""Where nobody asks where a value comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing the client wants. Parts that the mail does not name are None."""

    product: str
    """A catalogue id."""
    quantity: int | None = None
    """Licences, bundles or services asked for."""
    billing: str | None = None
    """The commitment: `annual` or `monthly`."""
    term_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount with its ISO 4217 currency."""

    amount: Decimal
    currency: str


FieldContent = str | int | tuple[str, ...] | tuple[Item, ...] | Money


class Standing(StrEnum):
    """Whether a value can be right."""

    VALID = "valid"
    INVALID = "invalid"
    """There, but it cannot be right: check digit, syntax, not a number."""
    FOREIGN = "foreign"
    """A well-formed id of another country than the program asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """One field of a lead."""

    id: str
    """A field id of docs/domain.md, such as `client.tax_id`."""
    value: FieldContent
    evidence: Evidence
    standing: Standing = Standing.VALID
    confidence: float = 1.0
    """0 to 1: how sure the reader is that this value is this field's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """A field with two readings that both fit; the field is then absent from the draft."""

    field: str
    readings: tuple[str, ...]
    """The readings as a person would write them, for the question to the partner."""
    evidence: Evidence
    candidates: tuple[FieldContent, ...] = ()
    """The same readings as values, where they are whole values of the field: an answer that names one keeps the rest of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something the mail says that is no field's value, such as that the partner has made its own offer."""

    rule: str
    """The id of the rule that asked for it."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDraft:
    """What a submission says of one lead before it has a reference."""

    fields: tuple[FieldValue, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    reference: str | None = None
    """The known lead that this part of the mail names by its reference; None where it names none."""
    remarks: tuple[Remark, ...] = ()
    """What the mail says of matters that rules ask about."""

    def get(self, field_id: str) -> FieldValue | None:
        """The field of that id, or None where the mail does not give it."""
        # Asked some hundred times a lead: a generator would take twice as long.
        for found in self.fields:
            if found.id == field_id:
                return found
        return None

    def text(self, field_id: str) -> str:
        """The field's value where it is text, else an empty string."""
        found = self.get(field_id)
        return found.value if found is not None and isinstance(found.value, str) else ""

    def items(self) -> tuple[Item, ...]:
        """The items wanted; empty where there are none."""
        found = self.get("items")
        if found is None or not isinstance(found.value, tuple):
            return ()
        return tuple(item for item in found.value if isinstance(item, Item))

    def services(self) -> tuple[str, ...] | None:
        """The client's existing services (product or family ids); None where the mail is silent."""
        found = self.get("client.existing_services")
        if found is None or not isinstance(found.value, tuple):
            return None
        return tuple(service for service in found.value if isinstance(service, str))

    def values_alone(self, *ids: str) -> "LeadDraft":
        """These fields, or all, without the words that say them: a tenth of the memory, for what looks at thousands."""
        return LeadDraft(fields=tuple(replace(field, evidence=UNTOLD) for field in self.fields if not ids or field.id in ids))

    def ambiguous(self, field_id: str) -> Ambiguity | None:
        """The ambiguity of that field, or None."""
        return next((a for a in self.ambiguities if a.field == field_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The answer to terms that we asked an applicant to accept."""

    accepts: bool
    """False where it denies, asks or makes a condition."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A bank account that a mail or an invoice names."""

    iban: str
    """Compact; of one that cannot be right, as written without spaces."""
    evidence: Evidence
    standing: Standing = Standing.VALID


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyId:
    """A company's tax id on an invoice."""

    value: str
    """Valid and compact."""
    evidence: Evidence
    role: str = ""
    """`seller` or `buyer`; empty where the invoice does not say whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What one invoice says. None, or an empty text, where it is silent; a value with two readings is absent, and named in `unclear`."""

    source: str
    """As of Evidence: `body` or `attachment:NAME`."""
    number: str = ""
    """As written."""
    dated: date | None = None
    net: Decimal | None = None
    vat: Decimal | None = None
    vat_rate: Decimal | None = None
    """A decimal fraction."""
    total: Decimal | None = None
    currency: str = ""
    """ISO 4217."""
    accounts: tuple[Account, ...] = ()
    """Each once, in the order of the text."""
    seller: str = ""
    buyer: str = ""
    ids: tuple[PartyId, ...] = ()
    references: tuple[str, ...] = ()
    """Leads that it names; where it names none, those that its mail names."""
    quarter: str = ""
    """The period that it is for: `2026-Q3`."""
    no_vat: bool = False
    """Whether it says that no VAT is charged."""
    claims: bool = True
    """False for a credit note, a pro forma and the like."""
    unclear: tuple[str, ...] = ()
    """Names of values that have two readings."""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    """By the name of the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedExtension:
    """What a partner asks for that wants more time for a lead."""

    time: bool
    """More time for the client's acceptance."""
    fee: bool
    """The fee moved to the next payment."""
    evidence: Evidence
    until: date | None = None
    """The new last day, where the mail names it."""
    months: int = 0
    """By so many months later, where it says how long instead; with `days`, of which one is 0."""
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallForOffers:
    """A customer's call for offers."""

    description: str
    """Its own words, without what names the customer or leads to it."""
    until: date | None = None
    """The last day for offers; None where it names none, or several."""
    omitted: int = 0
    """How many sentences were left out whole; the greeting is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderSigns:
    """What a mail does in a conversation about a call for offers."""

    offers: bool = False
    """It says that it makes an offer."""
    chooses: bool = False
    """It says that it chooses one."""
    asks: bool = False
    attached: bool = False
    """Files came along."""
    others: tuple[str, ...] = ()
    """Others' products that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A message once it is read. Belongs to the message and never changes."""

    kind: Kind
    language: str | None
    """ISO 639-1; None for a bounce or where nothing tells."""
    reference: str | None = None
    """The first reference quoted anywhere in the mail."""
    references: tuple[str, ...] = ()
    """All references that stand in the subject and the sender's own text, in order, without repeats."""
    leads: tuple[LeadDraft, ...] = ()
    automatic: AutomaticReason | None = None
    defects: tuple[Defect, ...] = ()
    unread_attachments: tuple[str, ...] = ()
    """Names of attachments whose contents could not be read, or not wholly; pictures that only decorate are left out."""
    consent: Consent | None = None
    """What it says of terms that we asked about; None where it says nothing of them, or we did not ask."""
    extension: WantedExtension | None = None
    """Of a mail of kind `extension`: what it asks for."""
    call: CallForOffers | None = None
    """Of a mail of kind `tender`."""
    tender_signs: TenderSigns = field(default_factory=TenderSigns)
    """Where the program passes calls for offers on: what the mail does where it is about one."""
    topics: tuple[str, ...] = ()
    """Of a question: ids of the program's answers that it asks for, each once; an empty text among them for one that none of them fits."""
    accounts: tuple[Account, ...] = ()
    """Valid bank accounts that the sender's own words name, where the program pays partners; those of invoices stand in `invoices`."""
    confirms: bool | None = None
    """Whether a short answer in a conversation with us is a clear yes or a clear no."""
    invoices: tuple[Invoice, ...] = ()
    """Of an invoice mail: what each invoice in it says."""
    beside: tuple[str, ...] = ()
    """Questions that the sender asks beside a lead or its data, sentence by sentence; what asks for the registration itself is none."""
    own_text: str = ""
    """The sender's own words, for staff and for the log of the lead."""
    lead_of_a_list: bool = False
    """Whether a mailing list sent out what reads like a lead or an application: nobody is answered, a person looks at it."""

    def is_cut(self) -> bool:
        """Whether more than old quoted mails lies beyond what was read: there may be more leads."""
        return any(defect.code == TEXT_CUT for defect in self.defects)

    def unread(self) -> tuple[Defect, ...]:
        """Why each of the unread attachments was not read; the detail is its name."""
        return tuple(defect for defect in self.defects if defect.code.startswith(OF_ATTACHMENT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What we asked of a partner about one lead, when its answer is read."""

    reference: str
    fields: tuple[str, ...]
    """Field ids that the reply in this thread asked for."""
    client_name: str = ""
    client_tax_id: str = ""
    items: tuple[Item, ...] = ()
    """What it wants as far as we know: an answer may give a number or a term without the product."""
    terms: bool = False
    """Whether we wait for its terms to be accepted."""
    invited: bool = False
    """Whether we told its partner to register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What is known of the conversation that a message belongs to."""

    leads: tuple[Asked, ...] = field(default=())
    """The leads of that conversation, in the order of our mail."""
    colleagues: frozenset[str] = frozenset()
    """Of a mail of the vendor's own people: their addresses, and `@domains` of theirs. What they passed on is read instead of the mail."""
