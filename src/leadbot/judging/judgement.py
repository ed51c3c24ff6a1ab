"""All rules on one lead."""

from collections.abc import Collection, Iterator
from datetime import datetime

from leadbot.judging.case import Case
from leadbot.judging.checks import answered, doubted, left_to_staff, raised_by_staff
from leadbot.judging.kinds import KINDS
from leadbot.judging.lists import registered_number
from leadbot.judging.required import field_findings
from leadbot.model.facts import Facts
from leadbot.model.message import Kind
from leadbot.model.program import Program
from leadbot.model.rules import Rule
from leadbot.model.submission import LeadDraft
from leadbot.model.verdict import Finding, Result


def judge(draft: LeadDraft, program: Program, facts: Facts, received_at: datetime, kind: Kind = Kind.LEAD) -> tuple[Finding, ...]:
    """What required fields, every rule for its kind and staff's answers say of a lead, in that order.

    A rule that waits for data which is asked for anyway says nothing of its own, so that nobody is asked or told twice.
    `received_at` must be aware: ValueError otherwise.
    """
    case = _case(draft, program, facts, received_at, kind)
    fields = tuple(_of_change(finding, case.facts.changed, case) for finding in field_findings(case))
    asked = {finding.reason for finding in fields}
    ruled = (finding for rule in program.rules if _judges(rule, kind) for finding in _ruled(rule, case))
    own = tuple(finding for finding in ruled if finding.result is not Result.NEEDS_DATA or finding.reason not in asked)
    said = {(finding.result, finding.reason) for finding in (*fields, *own)}
    raised = tuple(finding for finding in raised_by_staff(case) if (finding.result, finding.reason) not in said)
    return tuple(doubted(finding, case) for finding in (*fields, *own, *raised))


def partner_number(draft: LeadDraft, program: Program, facts: Facts, received_at: datetime) -> str:
    """The number of the registered partner that sends the lead; empty where none is known, or where it may be one of several."""
    return registered_number(_case(draft, program, facts, received_at, Kind.LEAD))


def _case(draft: LeadDraft, program: Program, facts: Facts, received_at: datetime, kind: Kind) -> Case:
    if received_at.tzinfo is None:
        raise ValueError("received_at must be aware")
    return Case(draft=draft, program=program, facts=facts, received_at=received_at, kind=kind)


def _judges(rule: Rule, kind: Kind) -> bool:
    return not rule.applies_to or kind in rule.applies_to


def _ruled(rule: Rule, case: Case) -> Iterator[Finding]:
    """What one rule says, staff's answers included."""
    kind = KINDS[type(rule)]
    return (_of_change(finding, kind.fields(rule, case.program), case) for finding in kind.judge(rule, case))


def _of_change(finding: Finding, fields: Collection[str], case: Case) -> Finding:
    return answered(left_to_staff(finding, fields, case), case)


def rule_fields(program: Program) -> frozenset[str]:
    """The fields that some rule looks at, whose change puts a confirmed lead back to a person; merely required ones are not among them."""
    return frozenset(id_ for rule in program.rules for id_ in KINDS[type(rule)].fields(rule, program))


def doubted_fields(program: Program, rule_id: str) -> tuple[str, ...]:
    """The fields that one rule looks at; none where the program has no such rule, or it looks at none."""
    return tuple(id_ for rule in program.rules if rule.id == rule_id for id_ in KINDS[type(rule)].fields(rule, program))


def required_fields(program: Program) -> frozenset[str]:
    """The fields without which a lead or application may be incomplete, alternatives included."""
    return frozenset(id_ for spec in program.fields for need in spec.needs() for id_ in (spec.id, *need.or_else))
