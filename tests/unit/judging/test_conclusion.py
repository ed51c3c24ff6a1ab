"""Precedence: rejected > incomplete > in_review > confirmed."""

import pytest

from leadbot.judging import conclude
from leadbot.model.verdict import Finding, Outcome, Reason, Result

PASSED = Finding(rule="a", result=Result.PASSED)
FAILED = Finding(rule="b", result=Result.FAILED, reason=Reason("duplicate"))
ASKED = Finding(rule="c", result=Result.NEEDS_DATA, reason=Reason("missing", "client.address"))
HELD = Finding(rule="d", result=Result.NEEDS_PERSON, reason=Reason("check", "priority"))


@pytest.mark.parametrize(
    ("findings", "outcome", "reasons"),
    [
        ((PASSED, HELD, ASKED, FAILED), Outcome.REJECTED, ["duplicate"]),
        ((PASSED, HELD, ASKED), Outcome.INCOMPLETE, ["missing:client.address"]),
        ((PASSED, HELD), Outcome.IN_REVIEW, ["check:priority"]),
        ((PASSED,), Outcome.CONFIRMED, []),
    ],
)
def test_the_strongest_finding_alone_decides_and_gives_the_reasons(
    findings: tuple[Finding, ...], outcome: Outcome, reasons: list[str]
) -> None:
    verdict = conclude(findings)
    assert (verdict.outcome, [str(reason) for reason in verdict.reasons]) == (outcome, reasons)
    assert set(verdict.findings) == set(findings)


def test_several_rejecting_reasons_are_all_told_once_and_in_order() -> None:
    again = Finding(rule="e", result=Result.FAILED, reason=Reason("duplicate"))
    window = Finding(rule="f", result=Result.FAILED, reason=Reason("outside-window"))
    verdict = conclude((window, FAILED, again))
    assert [str(reason) for reason in verdict.reasons] == ["duplicate", "outside-window"]
    assert [finding.rule for finding in verdict.telling()] == ["b", "e", "f"]
