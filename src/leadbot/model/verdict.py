"""What rules say of a lead, and what is concluded from it."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The four verdicts (docs/domain.md, "Vocabulary")."""

    CONFIRMED = "confirmed"
    IN_REVIEW = "in_review"
    INCOMPLETE = "incomplete"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """A reason code such as `duplicate`, `missing:client.address` or `check:public-sector`."""

    code: str
    """`missing`, `invalid`, `ambiguous`, `check`, or a rejecting code."""
    subject: str = ""
    """The field's or check's id; empty for a rejecting code."""

    def __str__(self) -> str:
        return f"{self.code}:{self.subject}" if self.subject else self.code

    @classmethod
    def parse(cls, text: str) -> "Reason":
        """The reason of its printed form."""
        code, _, subject = text.partition(":")
        return cls(code, subject)


class Result(StrEnum):
    """What one rule says of one lead."""

    PASSED = "passed"
    FAILED = "failed"
    NEEDS_DATA = "needs_data"
    NEEDS_PERSON = "needs_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule's word on one lead, with the facts that the reply quotes."""

    rule: str
    """The rule's id in the program file, or `fields`."""
    result: Result
    reason: Reason | None = None
    """None only where the rule passed."""
    facts: tuple[tuple[str, str], ...] = ()
    """Names and values that the reply's sentence uses, such as `("quantity", "2")`."""

    def fact(self, name: str) -> str:
        """The fact of that name, or an empty string."""
        return dict(self.facts).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What leadbot concludes from all findings."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    """Sorted. Rejecting reasons of a rejection; questions of an incomplete lead; checks of one in review; none of a confirmed one."""
    findings: tuple[Finding, ...]
    """All findings, the passed ones too, in a fixed order."""

    def telling(self) -> tuple[Finding, ...]:
        """The findings behind `reasons`."""
        return tuple(f for f in self.findings if f.reason in self.reasons and f.result is not Result.PASSED)
