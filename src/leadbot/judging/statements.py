"""Rules about what a mail says in words, and about two companies being one."""

from leadbot.judging.case import Case, Findings, by_rule, failed, passed
from leadbot.judging.client_keys import folded_name
from leadbot.model.fields import FIELDS, ValueKind
from leadbot.model.rules import Differs, SaidInMail


def said_in_mail(rule: SaidInMail, case: Case) -> Findings:
    """What the reader found said speaks for itself; staff see the words."""
    remark = next((remark for remark in case.draft.remarks if remark.rule == rule.id), None)
    return passed(rule) if remark is None else by_rule(rule, rule.reason, rule.check, {"said": remark.evidence.quote})


def differs(rule: Differs, case: Case) -> Findings:
    """Names are compared without legal form, case and diacritics; a value that can't be right tells nothing."""
    for one, other in rule.pairs.items():
        values = [_comparable(case, id_) for id_ in (one, other)]
        if all(values):
            return failed(rule, rule.reason, field=one, value=case.valid_text(one)) if values[0] == values[1] else passed(rule)
    return passed(rule)


def _comparable(case: Case, field_id: str) -> str:
    text = case.valid_text(field_id)
    return folded_name(text, case.program) if FIELDS[field_id].kind is ValueKind.TEXT else text
