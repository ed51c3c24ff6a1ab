"""Staff's answers: what an approved or refused check makes of a finding, and what staff raised themselves."""

from collections.abc import Collection
from dataclasses import replace

from leadbot.judging.case import Case, Findings, named
from leadbot.judging.kinds import rule_checks
from leadbot.model.lead import DOUBTED, Check, CheckState
from leadbot.model.program import Program
from leadbot.model.rules import Rule
from leadbot.model.verdict import Finding, Reason, Result

CHANGED = "changed"
"""The check, and the id of the finding, of a confirmed lead that changed."""
STAFF = "staff"
"""The id under which stands what staff raised themselves."""
DISCRETION = "vendor-discretion"
"""What a refusal means where nobody named a reason code (docs/domain.md)."""


def answered(finding: Finding, case: Case) -> Finding:
    """The finding after staff's latest word on its check; an open or closed check leaves it to a person."""
    if finding.result is not Result.NEEDS_PERSON or finding.reason is None:
        return finding
    check = case.facts.answer(finding.reason.subject)
    if check is None or check.state in {CheckState.OPEN, CheckState.CLOSED}:
        return finding
    if check.state is CheckState.APPROVED:
        return replace(finding, result=Result.PASSED, reason=None)
    return _refused(finding, check, case)


def doubted(finding: Finding, case: Case) -> Finding:
    """What a rule rejects for, after staff's word that the rejection is wrong: a check, which they pass or refuse."""
    check = case.facts.answer(f"{DOUBTED}{finding.reason}") if finding.result is Result.FAILED else None
    if check is None:
        return finding
    asked = replace(finding, result=Result.NEEDS_PERSON, reason=Reason("check", check.id))
    return answered(asked, case)


def left_to_staff(finding: Finding, fields: Collection[str], case: Case) -> Finding:
    """What a rule that looks at `fields` says against the change of a confirmed lead: part of that change's check, no verdict by itself."""
    against = finding.result in {Result.FAILED, Result.NEEDS_DATA}
    if not against or not set(fields) & set(case.facts.changed):
        return finding
    return replace(finding, result=Result.NEEDS_PERSON, reason=Reason("check", CHANGED))


def asked_by_program(program: Program) -> frozenset[str]:
    """The checks that its rules may ask for, and that of a change; others are staff's own."""
    return frozenset(id_ for rule in program.rules for id_ in rule_checks(rule)) | {CHANGED}


def raised_by_staff(case: Case) -> Findings:
    """The change of a confirmed lead, and open or refused checks that no rule of the program asks for."""
    latest = {check.id: check for check in case.facts.checks}
    ruled = asked_by_program(case.program)
    raised = {id_: check for id_, check in latest.items() if id_ not in ruled and not id_.startswith(DOUBTED)}
    own = (id_ for id_, check in raised.items() if check.state in {CheckState.OPEN, CheckState.REFUSED})
    findings = [_question(STAFF, id_) for id_ in own]
    if case.facts.changed:
        findings.append(_question(CHANGED, CHANGED, fields=", ".join(case.facts.changed)))
    return tuple(answered(finding, case) for finding in findings)


def _question(rule_id: str, check_id: str, **facts: str) -> Finding:
    return Finding(rule=rule_id, result=Result.NEEDS_PERSON, reason=Reason("check", check_id), facts=named(facts))


def _refused(finding: Finding, check: Check, case: Case) -> Finding:
    reason = check.reason or Reason(_usual_refusal(check, case))
    speaker = next((rule.id for rule in case.program.rules if _gives(rule, reason.code)), finding.rule)
    facts = (*finding.facts, *named({"check": check.id, "note": check.note}))
    return replace(finding, rule=speaker, result=Result.FAILED, reason=reason, facts=facts)


def _usual_refusal(check: Check, case: Case) -> str:
    spec = case.program.check(check.id)
    return spec.refused[0] if spec is not None and spec.refused else DISCRETION


def _gives(rule: Rule, code: str) -> bool:
    return getattr(rule, "reason", None) == code or code in getattr(rule, "reasons", {}).values()
