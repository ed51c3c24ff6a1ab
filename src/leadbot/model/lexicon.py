"""What a language calls things: `config/lexicons/<lang>.yaml` as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """Words that mail clients and mail habits of a language put into mails. Matched case-insensitively."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    from_labels: tuple[str, ...] = ()
    """Of header lines above a quoted or forwarded mail, without the colon: `Od`, `From`."""
    sent_labels: tuple[str, ...] = ()
    to_labels: tuple[str, ...] = ()
    cc_labels: tuple[str, ...] = ()
    subject_labels: tuple[str, ...] = ()
    wrote_words: tuple[str, ...] = ()
    """Verbs of the line above a quote: `napisał(a)`, `wrote`."""
    separators: tuple[str, ...] = ()
    """Words between dashes above an older mail: `Original Message`."""
    forward_separators: tuple[str, ...] = ()
    """The same above a forwarded mail: `Forwarded message`, `Begin forwarded message`."""
    reply_prefixes: tuple[str, ...] = ()
    """Of subjects, without the colon: `Odp`, `Re`."""
    forward_prefixes: tuple[str, ...] = ()
    signature_openers: tuple[str, ...] = ()
    """Closing phrases: `Pozdrawiam`, `Kind regards`."""
    mobile_footers: tuple[str, ...] = ()
    """Openings of lines that phones add: `Wysłano z iPhone`."""
    disclaimer_openers: tuple[str, ...] = ()
    """Openings or tell-tale pieces of legal clauses, privacy notices and the like."""
    banner_tags: tuple[str, ...] = ()
    """Marks that a mail server puts above a mail from outside, alone or before one of its sentences: `EXTERNAL`, `CAUTION`."""
    banner_openers: tuple[str, ...] = ()
    """Openings of such sentences: `This email originated from outside`."""
    automatic_subjects: tuple[str, ...] = ()
    """Openings of subjects of automatic replies: `Automatyczna odpowiedź`."""
    robot_senders: tuple[str, ...] = ()
    """Local parts of addresses that read no mail, beyond `noreply` and the like: `nieodpowiadaj`."""
    form_senders: tuple[str, ...] = ()
    """Local parts of addresses that web forms write from: `formularz`. What they pass on is answered to whom the form names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWords:
    """How staff answer their digest in a language. Matched without case and diacritics."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    approve: tuple[str, ...] = ()
    """`ok`, `tak`."""
    reject: tuple[str, ...] = ()
    """Verbs, which a reason may follow at once: `odrzuć`."""
    no: tuple[str, ...] = ()
    """Bare negations: what follows them without a comma may be what they deny."""
    ask: tuple[str, ...] = ()
    """What asks the partner for a field: `zapytaj o`."""
    reopen: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    file: tuple[str, ...] = ()
    """What asks us for all that is known of a lead."""
    every: tuple[str, ...] = ()
    """All cases of the digest."""
    joints: tuple[str, ...] = ()
    """`and` between numbers or fields."""
    because: tuple[str, ...] = ()
    """What stands before a reason."""
    but: tuple[str, ...] = ()
    """What takes back half of an approval: a person must say what is meant."""
    exceptions: tuple[str, ...] = ()
    """What leaves a case out: `except`. An order with one asks, and does nothing."""
    thanks: tuple[str, ...] = ()
    """Courtesies, which order nothing: a line that begins with one ends the orders above it."""
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What staff call a reason code."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Heads of a checker's file: `number`, `answer` and `reason`."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What staff call a field, by field id, or `items.quantity` and `items.term_months`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceWords:
    """How partners' invoices say things in a language. Matched without case and diacritics; `*` at a word's end stands for any ending."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    titles: tuple[str, ...] = ()
    """What an invoice is headed with, its number behind: `invoice`, `faktura VAT`."""
    number_marks: tuple[str, ...] = ()
    """Between such a title and the number: `no`, `nr`."""
    numbers: tuple[str, ...] = ()
    """Labels of the number itself: `invoice number`."""
    dates: tuple[str, ...] = ()
    """Labels of the day of the invoice."""
    other_dates: tuple[str, ...] = ()
    """Labels of other days: `due date`, `date of delivery`."""
    net: tuple[str, ...] = ()
    """Labels of the sum without VAT: `net`, `subtotal`."""
    vat: tuple[str, ...] = ()
    """VAT, whatever it is called: `VAT`, `GST`."""
    total: tuple[str, ...] = ()
    """Labels of the whole sum: `total`, `amount due`."""
    including: tuple[str, ...] = ()
    """Before VAT that a sum holds: `incl`."""
    excluding: tuple[str, ...] = ()
    """Before VAT that a sum does not hold: `excl`, `without`."""
    of_which: tuple[str, ...] = ()
    """Before the VAT of a sum just named: `of which`."""
    no_vat: tuple[str, ...] = ()
    """That no VAT is charged: `reverse charge`, `VAT exempt`."""
    accounts: tuple[str, ...] = ()
    """Labels of a bank account: `IBAN`, `account number`."""
    account_types: tuple[str, ...] = ()
    """Accounts that are written without their IBAN: a country whose accounts are IBANs without its code (`PL`), or a type of python-stdnum
    that makes an IBAN (`es.ccc`)."""
    sellers: tuple[str, ...] = ()
    """Headings of who sends the invoice: `seller`."""
    buyers: tuple[str, ...] = ()
    """Headings of who pays it: `bill to`."""
    quarters: tuple[str, ...] = ()
    """Words for a quarter of a year, beside its number: `Q`, `quarter`."""
    not_invoices: tuple[str, ...] = ()
    """Titles of papers that look alike and claim nothing: `credit note`, `pro forma`."""
    confirmations: tuple[str, ...] = ()
    """How somebody says yes to the question whether a bank account is right: `yes`, `we confirm`."""
    denials: tuple[str, ...] = ()
    """How somebody says no, or takes a yes back: `not ours`, `wrong`, `but`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language. Keys of the mappings are leadbot's own ids; values are the language's words."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    language: str
    """ISO 639-1."""
    stop_words: tuple[str, ...] = ()
    """Frequent small words that tell this language from the others."""
    surnames: int = 1
    """How many surnames people usually write."""
    mail: MailWords = field(default_factory=MailWords)
    orders: OrderWords = field(default_factory=OrderWords)
    invoices: InvoiceWords = field(default_factory=InvoiceWords)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What people write before a value, by the ids of `leadbot.model.lexicon_ids.LABELS`."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other word lists of the reader, by the ids of `leadbot.model.lexicon_ids`: units, billing, kinds of mail, roles, sectors …"""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Number words."""
    terms: Mapping[str, int] = field(default_factory=dict)
    """Words that are a whole term, in months: `driejarig`, `half a year`."""
    months: Mapping[str, int] = field(default_factory=dict)
    """Names of months and their abbreviations, by number."""
    currencies: Mapping[str, str] = field(default_factory=dict)
    """What people write for a currency, beside its ISO 4217 code and its sign."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What people write above the columns of lists that staff import, by the ids of `leadbot.model.columns`."""
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What staff call the lists that they import, by list id, in the subject of a mail with the file."""
    magnitudes: Mapping[str, int] = field(default_factory=dict)
    """What multiplies an amount: `k`, `million`."""
