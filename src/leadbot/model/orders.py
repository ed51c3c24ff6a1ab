"""What staff tell leadbot to do in a reply to their digest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import MessageKey
from leadbot.model.obstacles import Obstacle

ITEM_PARTS = ("items.quantity", "items.term_months")
"""Parts of a lead's only item that can be named like fields."""


class Act(StrEnum):
    """What is to be done with a case."""

    APPROVE = "approve"
    REJECT = "reject"
    ASK = "ask"
    CORRECT = "correct"
    REOPEN = "reopen"
    UNDO = "undo"
    FILE = "file"
    """Send all that is known of a lead."""
    ANSWER = "answer"
    """Send the partner these words: what is written in reply to a question that staff were shown."""


class Unclear(StrEnum):
    """Why a line is no order."""

    NO_CASE = "no-case"
    """It names none of several cases."""
    NO_ACT = "no-act"
    """Nothing known is to be done."""
    CONDITION = "condition"
    """An approval with a question or a `but`."""
    DENIED_REASON = "denied-reason"
    """`no duplicate`: refused as a duplicate, or no duplicate at all."""
    UNKNOWN_FIELD = "unknown-field"
    """Asked for, or set, is nothing that the program has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One line that says what to do."""

    line: str
    """As written."""
    act: Act
    cases: tuple[int, ...] = ()
    """Numbers in the digest; empty where it names none, or leads by their references."""
    every: bool = False
    """All cases of the digest."""
    references: tuple[str, ...] = ()
    """Leads that it names instead, in capitals."""
    reason: str | None = None
    """Of a refusal: a reason code."""
    note: str = ""
    """Words that go with it."""
    denies: bool = False
    """A refusal that was said with a plain `no`, which may be a no to what was proposed."""
    fields: tuple[str, ...] = ()
    """Of a question: field ids."""
    values: tuple[tuple[str, str], ...] = ()
    """Of a correction: field id, or `items.quantity` and `items.term_months`, and the value as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclearLine:
    """One line that staff must write again."""

    line: str
    why: Unclear
    subject: str = ""
    """The words that were not understood."""


def order_code(digest: str) -> str:
    """What names a digest, by its Message-ID, in a reply that lost its thread: 8 hexadecimal digits."""
    return sha256(digest.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedCase:
    """One case as a person's digest showed it. Its number in that digest is the code that an order names."""

    digest: str
    """The digest's Message-ID."""
    program: str
    person: str
    """The address that the digest went to; nobody else's orders count for it."""
    number: int
    kind: str
    """As of DigestCase, or `question`: a partner's mail, which the mail of ours that shows it is all about."""
    reference: Reference | None = None
    check: str | None = None
    stamp: str = ""
    """Of what the person saw; another one by now makes the code void."""
    message: MessageKey | None = None
    """Of a question: the partner's mail."""


class OrderState(StrEnum):
    """Where an order stands."""

    WAITING = "waiting"
    """It is carried out once its moment has come."""
    DONE = "done"
    UNDONE = "undone"
    """Taken back in time."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrder:
    """An order that was taken for one case."""

    case: NumberedCase
    order: Order
    message: MessageKey
    """Of the mail that gave it."""
    due_at: datetime
    """When it is carried out; until then it can be taken back."""
    state: OrderState = OrderState.WAITING
    detail: str = ""
    """Why it failed."""


class Heard(StrEnum):
    """What became of an order at once."""

    TAKEN = "taken"
    UNDONE = "undone"
    TOO_LATE = "too-late"
    NOTHING_TO_UNDO = "nothing-to-undo"
    ANSWERED = "answered"
    """That case has an order already."""
    STALE = "stale"
    """The case is another one by now."""
    UNKNOWN_CASE = "unknown-case"
    OTHER_PERSON = "other-person"
    """The digest went to somebody else."""
    NOT_BY_REPLY = "not-by-reply"
    """No order ends a case of that kind."""
    HELD_EITHER = "held-either"
    """A refusal of a held rejection that may mean the lead or the rejection."""
    NEEDS_REASON = "needs-reason"
    """The check can be refused for several reasons, and none was named."""
    NOT_POSSIBLE = "not-possible"
    FILE_SENT = "file-sent"
    UNKNOWN_LEAD = "unknown-lead"
    """The program has no lead of that reference."""
    QUESTION_ANSWERED = "question-answered"
    """A colleague answers that question already, or has done so."""
    QUESTION_STALE = "question-stale"
    """The question's lead is another one by now."""
    NO_TEXT = "no-text"
    """The reply has no words of its own."""
    FINDING_STALE = "finding-stale"
    """The check that a checker answers is closed, or its lead another one by now."""
    FILE_TAKEN = "file-taken"
    """A file that was tried is imported."""
    FILE_STALE = "file-stale"
    """The list is another one since the file was tried."""
    SET_ASIDE = "set-aside"
    """A partner's question is over: it was answered otherwise, or needs no answer."""
    FILE_LEFT = "file-left"
    """A file that was tried is not imported."""
    ALREADY_NAMED = "already-named"
    """Whose mail was passed on was said before."""
    NO_ADDRESS = "no-address"
    """The reply names not just one partner's address."""
    NOT_FOR_PARTNER = "not-for-partner"
    """The reply holds what its reader must not see: our own lines to staff, or another partner's lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the staff member is told of one order, or of one line."""

    what: Heard | Unclear
    line: str
    order: Order | None = None
    number: int | None = None
    reference: Reference | None = None
    client: str = ""
    finding: bool = False
    """Whether a checker outside the team answers: it is told nothing of the lead."""
    held: bool = False
    """Whether the case is a reply that waits for staff."""
    gate: bool = False
    """Whether the case is a gate before a payment."""
    overpaid: bool = False
    """Whether the case is money that a partner got beyond what is due."""
    becomes: LeadState | None = None
    """Where the lead will stand once the order is carried out."""
    reasons: tuple[str, ...] = ()
    """Reason codes to choose from."""
    subject: str = ""
    """The words that were not understood, or the name of a file."""
    list: str = ""
    """The list that the file is for."""
    obstacle: Obstacle = Obstacle.OTHER
    """Why it is not possible."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the obstacle's words name."""
    due_at: datetime | None = None
