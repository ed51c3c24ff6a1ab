"""All rules on one lead."""

from datetime import datetime

from leadbot.judging.case import Case
from leadbot.judging.checks import answered, raised_by_staff
from leadbot.judging.kinds import KINDS
from leadbot.judging.required import field_findings
from leadbot.model.facts import Facts
from leadbot.model.program import Program
from leadbot.model.submission import LeadDraft
from leadbot.model.verdict import Finding, Result


def judge(draft: LeadDraft, program: Program, facts: Facts, received_at: datetime) -> tuple[Finding, ...]:
    """What required fields, every rule and staff's answers say of a lead, in that order.

    A rule that waits for data which is asked for anyway says nothing of its own, so that nobody is asked twice.
    `received_at` must be aware: ValueError otherwise.
    """
    if received_at.tzinfo is None:
        raise ValueError("received_at must be aware")
    case = Case(draft=draft, program=program, facts=facts, received_at=received_at)
    fields = field_findings(case)
    asked = {finding.reason for finding in fields}
    ruled = (answered(finding, case) for rule in program.rules for finding in KINDS[type(rule)].judge(rule, case))
    own = tuple(finding for finding in ruled if finding.result is not Result.NEEDS_DATA or finding.reason not in asked)
    return (*fields, *own, *raised_by_staff(case))


def rule_fields(program: Program) -> frozenset[str]:
    """The fields that some rule looks at, whose change puts a confirmed lead back to a person; merely required ones are not among them."""
    return frozenset(id_ for rule in program.rules for id_ in KINDS[type(rule)].fields(rule, program))


def required_fields(program: Program) -> frozenset[str]:
    """The fields without which a lead is incomplete, alternatives included."""
    return frozenset(id_ for spec in program.fields if spec.required for id_ in (spec.id, *spec.or_else))
