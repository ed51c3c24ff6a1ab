"""What staff tell leadbot to do in a reply to their digest."""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What is to be done with a case."""

    APPROVE = "approve"
    REJECT = "reject"
    ASK = "ask"
    CORRECT = "correct"
    REOPEN = "reopen"
    UNDO = "undo"


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
