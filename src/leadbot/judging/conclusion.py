"""Precedence, and nothing else."""

from collections.abc import Iterable

from leadbot.model.verdict import Finding, Outcome, Result, Verdict

PRECEDENCE = (
    (Result.FAILED, Outcome.REJECTED),
    (Result.NEEDS_DATA, Outcome.INCOMPLETE),
    (Result.NEEDS_PERSON, Outcome.IN_REVIEW),
)
"""The strongest first (docs/domain.md, "Precedence")."""


def conclude(findings: Iterable[Finding]) -> Verdict:
    """The verdict of these findings, whatever their order; its reasons are those of the strongest result alone."""
    ordered = tuple(sorted(findings, key=_place))
    for result, outcome in PRECEDENCE:
        told = [finding for finding in ordered if finding.result is result]
        if told:
            reasons = {finding.reason for finding in told if finding.reason is not None}
            return Verdict(outcome=outcome, reasons=tuple(sorted(reasons)), findings=ordered)
    return Verdict(outcome=Outcome.CONFIRMED, reasons=(), findings=ordered)


def _place(finding: Finding) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
    return (finding.rule, finding.result, str(finding.reason or ""), finding.facts)
