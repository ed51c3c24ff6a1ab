"""One partner programme as data. Nothing in leadbot knows a programme by name; what it knows stands here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Literal

from leadbot.model.catalogue import Catalogue, Translated
from leadbot.model.checkers import Checker
from leadbot.model.lexicon import Lexicon, MailWords
from leadbot.model.message import Kind
from leadbot.model.payout_plans import PayoutPlan
from leadbot.model.rules import Rule

FULLY_PAID = "fully-paid"
"""That the client has paid all that is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Circumstances in which a field is required."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    kind: Kind = Kind.LEAD
    """The kind of mail that must give it: `lead` or `application`."""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields that hold one of these values, defaults included; empty: always."""
    or_else: tuple[str, ...] = ()
    """Fields any of which does as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """What a program wants to know of one field."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    """A field id of docs/domain.md."""
    required: bool = False
    """Whether every lead must give it."""
    or_else: tuple[str, ...] = ()
    """Fields any of which does as well; a missing one is asked for under `id`."""
    required_when: tuple[Need, ...] = ()
    """Further circumstances in which it is required; each by itself."""
    default: str | None = None
    """What judging takes where the mail is silent; never printed."""
    id_types: tuple[str, ...] = ()
    """For ids: accepted python-stdnum modules in order of preference, such as `pl.nip`."""
    shapes: tuple[str, ...] = ()
    """For registry ids: how a right one looks once compacted; `d` is a digit, `A` a letter, anything else itself."""
    parts: tuple[str, ...] = ()
    """For `items`: which parts every item needs, out of `product`, `quantity`, `term_months`."""
    example: Translated = field(default_factory=dict)
    """A value as a partner would write it, shown where the field is asked for."""

    def needs(self) -> tuple[Need, ...]:
        """All circumstances in which it is required."""
        return (Need(or_else=self.or_else), *self.required_when) if self.required else self.required_when


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSpec:
    """A question that only a person can answer."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    refused: tuple[str, ...]
    """Reason codes a refusal may carry; the first is meant where staff name none."""
    question: Translated
    """The question as staff read it."""
    waiting: Translated = field(default_factory=dict)
    """What the partner is told while it is open; `{since}` in it stands for the day on which the check was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderSpec:
    """How a customer's call for offers goes to partners."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    match: tuple[Literal["language"], ...] = ()
    """What of a partner must fit: `language`, that it applied in the language of the call. Empty: every active partner gets it."""
    condition: Translated
    """What partners undertake, told with the call."""
    others_products: tuple[str, ...] = ()
    """Names of others' products: an offer that names one is for a person to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """A list that staff import."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    counts: str
    """`exclusion` (against who is on it), `admission` (against who is not), or `payout` (only payouts look at it)."""
    subject: str
    """`client` or `partner`."""
    in_use: bool = True
    """Until a list is imported; an import puts it in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an admitted applicant accepts by reply before it gets its number."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    version: str
    """Of the text; kept with each acceptance, as its day is."""
    dated: date
    points: tuple[Translated, ...] = field(hash=False)
    """What is accepted, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRegister:
    """How companies become partners of the program."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    list: str
    """The admission list that holds whom leadbot admitted, beside whom staff import."""
    application_days: int | None = None
    """A lead that was rejected because its partner is not registered is judged anew, as of its first receipt, once the partner is admitted
    on an application of at most so many calendar days later. None: only one that came while the application waited."""
    terms: Terms | None = None
    """None: nothing is to be accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramQuestion:
    """A question of the published form that partners copy or answer below."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    text: str
    fields: tuple[str, ...]
    """The fields that its answer holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationNote:
    """A paragraph of the program's own in the reply that confirms."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    text: Translated
    kind: Kind = Kind.LEAD
    """What is confirmed: `lead` or `application`."""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields that hold one of these values, defaults included; empty: always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqEntry:
    """A question that the program answers by itself, in the sense of its published text."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    title: Translated
    """What it is about, above the answer."""
    asked: tuple[tuple[tuple[str, ...], ...], ...]
    """Ways to ask it, each as groups of phrases: a question is this one where it holds a phrase of each group. `*` at a word's end stands
    for any ending."""
    unless: tuple[str, ...] = ()
    """Phrases that, anywhere in the mail, say that something else is meant."""
    answer: Translated


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """A time in which answers may take longer, both whole days in the calendar's zone."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    first: date
    last: date
    notice: Translated
    """What the receipt of a lead that came in that time says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Whose business days count."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    country: str
    """ISO 3166-1 alpha-2."""
    time_zone: str
    """An IANA name; dates and windows are in this zone."""
    subdivision: str | None = None
    """As the `holidays` library names it: a canton, a region."""


class AtDeadline(StrEnum):
    """What becomes of a lead whose promised answer is due."""

    ESCALATE = "escalate"
    """Staff's superior hears of it on its last day; its partner, once that is over, with whom the lead is and since when."""
    CONFIRM = "confirm"
    """It is confirmed; staff's superior hears of it on its last day all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long mails and people's data are kept; whole days, None: for good. What is of an open lead stays."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    raw_mail_days: int | None = None
    """From the end of a mail on; the bytes of received and sent mails."""
    personal_days: int | None = None
    """From the last that happened to a closed lead on; people's names, addresses and numbers, and the mails' senders and subjects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One partner programme."""

    id: str
    version: str
    """The first 12 hex digits of the SHA-256 of the program file."""
    title: Translated
    team: Translated
    """How replies are signed."""
    vendor_names: tuple[str, ...] = ()
    """What mails call the company that runs the programme: it is neither partner nor client of a lead."""
    prefix: str
    """Of references: `GL` makes `GL-2026-00042`."""
    language: str
    fallback_languages: tuple[str, ...] = ()
    """Languages a reply may be in besides `language`; others are answered in the first of them, or in `language`."""
    calendar: Calendar
    promise_days: int
    """Business days within which a partner is told yes or no."""
    target_days: int | None = None
    """Business days within which it should be told, where the program promises a span; staff are reminded of both."""
    peaks: tuple[Peak, ...] = ()
    """Peak periods: the receipt tells of them, staff are reminded all the same."""
    at_deadline: AtDeadline = AtDeadline.ESCALATE
    """What becomes of a lead in review when the promised moment passes."""
    place_days: int = 10
    """Business days for which an incomplete lead keeps its place."""
    chase_days: tuple[int, ...] = (3, 7)
    """On which business days of that time its partner is asked again for what it lacks."""
    line: bool = False
    """Whether a second partner's lead waits in line."""
    kinds: tuple[Kind, ...] = (Kind.LEAD, Kind.FOLLOW_UP, Kind.STATUS, Kind.WITHDRAWAL, Kind.QUESTION)
    """Kinds of mail from people that the program has; others are a `question` there."""
    fields: tuple[FieldSpec, ...]
    catalogue: Catalogue
    rules: tuple[Rule, ...]
    checks: tuple[CheckSpec, ...]
    lists: tuple[ListSpec, ...]
    checkers: tuple[Checker, ...] = ()
    """Who outside the team answers which checks; staff may answer them all the same."""
    questions: tuple[ProgramQuestion, ...] = ()
    confirmation_notes: tuple[ConfirmationNote, ...] = ()
    """What a confirmation tells besides, in this order."""
    event_notices: tuple[Literal["contacted", "qualified", "fully-paid"], ...] = ()
    """Steps of a lead that its partner is told of: a person's first contact, which keeps the promise of an answer; passed on to sales; paid
    in full by the client."""
    partners: PartnerRegister | None = None
    """None: the program admits nobody; partners need no number."""
    tenders: TenderSpec | None = None
    """None: calls for offers are for a person to read."""
    payouts: tuple[PayoutPlan, ...] = ()
    """What its partners earn."""
    faq: tuple[FaqEntry, ...] = ()
    """Questions answered without a person; a mail that asks one of them alone is."""
    suspended: bool = False
    """True while the programme takes nothing, where a rule of it looks at this switch."""
    source: str = field(default="", compare=False, repr=False)
    """The program file's text; empty where it was made otherwise."""
    retention: Retention = field(default_factory=Retention)
    samples: tuple[str, ...] = ()
    """Keys whose shipped value is an example to be replaced before use."""
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    """All lexicons by language, those of languages the program does not answer in too."""
    mail_words: MailWords = field(default_factory=MailWords)
    """The mail words of all lexicons together."""

    def field_spec(self, field_id: str) -> FieldSpec | None:
        """The spec of that field, or None where the program does not name it."""
        for spec in self.fields:
            if spec.id == field_id:
                return spec
        return None

    @property
    def promises_contact(self) -> bool:
        """Whether what is promised within the days is a person's first contact, not the result."""
        return "contacted" in self.event_notices

    def check(self, check_id: str) -> CheckSpec | None:
        """The check of that id."""
        return next((c for c in self.checks if c.id == check_id), None)

    def reply_language(self, language: str | None) -> str:
        """The language to answer a mail of `language` in."""
        known = (self.language, *self.fallback_languages)
        return language if language in known else (known[1] if language and len(known) > 1 else self.language)
