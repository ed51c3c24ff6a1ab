"""What staff are told once a day: the open cases of one program, what else happened, and how the program does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Disposition, MessageKey
from leadbot.model.obstacles import Obstacle
from leadbot.model.resemblance import Beside
from leadbot.model.submission import Evidence, LeadDraft
from leadbot.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """The sender's own words for one field in doubt."""

    field: str
    """A field id; empty for words that are no field's."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What follows if staff approve a check: tried, and undone."""

    becomes: LeadState | None = None
    """None where it can't be approved."""
    verdict: Verdict | None = None
    remaining: tuple[str, ...] = ()
    """Ids of the checks that are open then."""
    reply: str = ""
    """The text of the mail that the partner would get; empty where it would get none."""
    obstacle: Obstacle = Obstacle.OTHER
    """Why it can't be approved."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the obstacle's words name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCase:
    """One thing that waits for a person."""

    kind: str
    """`check`, `gate` (before a payment), `payout` (held), `sales` (rows for staff), `unsold` (leads without any), `split`,
    `held`, `shadow`, `open-question`, `with_staff`, `parked`, `failed`, `unknown`,
    `silenced`, `unproven`, `unreached` or `staff-unreached`."""
    received_at: datetime
    """Of the message or lead, aware."""
    reference: Reference | None = None
    message_key: MessageKey | None = None
    outbox_id: int | None = None
    """Of an outgoing mail that failed or whose fate is unknown."""
    about: str = "lead"
    """What a check is about: a `lead` or an `application`."""
    client: str = ""
    partner: str = ""
    """The sending company or address."""
    due_at: datetime | None = None
    """The promised moment of answer; None where nothing was promised."""
    target_at: datetime | None = None
    """The moment by which it should be answered; None where the program names only the promise."""
    question: str = ""
    """What the person is asked."""
    reasons: tuple[str, ...] = ()
    """Reason codes, as printed."""
    part: str = ""
    """Of a gate that several things may wait at: which of them an answer is about."""
    note: str = ""
    """What else helps: staff's words, a server's answer, an error."""
    beside: tuple[Beside, ...] = ()
    """Other leads that may be about the same client, oldest first."""
    withheld: str = ""
    """The text of an answer that the mode held back, or of a call for offers that waits."""
    commands: tuple[str, ...] = ()
    """What to type to end it, where its kind does not tell."""
    draft: LeadDraft | None = None
    """What the lead says; None where the case is about no lead."""
    verdict: Verdict | None = None
    """Of the lead as it stands."""
    rule: str = ""
    """The id of the rule that asks for the check."""
    quotes: tuple[Quoted, ...] = ()
    outlook: Outlook | None = None
    """None where nothing was tried."""
    subject: str = ""
    """Of the message."""
    waiting_days: int = 0
    """Whole business days that a question has waited."""
    excerpt: str = ""
    """The sender's own words, lines and all, as far as staff need them to know what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A lead whose promised answer is due, as staff's superior is told of it."""

    reference: Reference
    client: str
    partner: str
    due_at: datetime
    since: datetime
    """When its oldest open check was opened."""
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadNews:
    """A lead, and where it stands."""

    reference: Reference
    about: str
    """`lead` or `application`."""
    client: str
    partner: str
    state: LeadState
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """A lead whose time ends soon."""

    reference: Reference
    client: str
    partner: str
    what: str
    """`place`: its data are missing; `protection`: its client has not accepted."""
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What else happened since the last digest."""

    mails: tuple[tuple[Disposition, int], ...] = ()
    """How many mails ended how."""
    came: tuple[LeadNews, ...] = ()
    """Leads that came in, newest first."""
    answered: tuple[LeadNews, ...] = ()
    """Leads from before whose partners were written to."""
    ends: tuple[Ends, ...] = ()
    """The earliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How the program does."""

    states: tuple[tuple[LeadState, int, int], ...] = ()
    """Leads received this week and the week before, by the state in which they are now."""
    answered: tuple[int, ...] = ()
    """Leads of the last weeks by the business days until they were answered: 0, 1, … up to the promise, and last the later ones."""
    partners: tuple[tuple[str, int], ...] = ()
    """Those who sent most leads in the last weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLead:
    """A lead of the week, for the workbook."""

    reference: Reference
    about: str
    state: LeadState
    received_at: datetime
    due_at: datetime
    partner: str
    address: str
    """The sender's."""
    draft: LeadDraft
    """Values alone (`LeadDraft.values_alone`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The leads of a week."""

    first: date
    last: date
    leads: tuple[WeekLead, ...] = ()
    left_out: int = 0
    """How many more there were than a workbook takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One person's digest of one day."""

    program: str
    person: str
    """The address it goes to."""
    day: date
    """In the program's zone."""
    next_days: tuple[date, ...] = ()
    """The next two business days."""
    cases: tuple[DigestCase, ...] = ()
    """In the order in which they are numbered."""
    by_reply: bool = False
    """Whether orders in reply to it count: somebody proves who sends them."""
    news: News = field(default_factory=News)
    figures: Figures = field(default_factory=Figures)
    week: Week | None = None
    """The leads of the last week, where this is the week's first digest."""
