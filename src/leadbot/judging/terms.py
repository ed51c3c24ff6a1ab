"""Rules about how long a contract runs."""

from leadbot.judging.case import Case, Findings, failed, needs_data, passed
from leadbot.judging.products import items_wanting
from leadbot.judging.required import question
from leadbot.model.program import FieldSpec
from leadbot.model.rules import AllowedTerms, MaximumTotalTerm
from leadbot.model.submission import Item, Standing


def allowed_terms(rule: AllowedTerms, case: Case) -> Findings:
    """One item with a fitting term is enough; what has another is only named. An item that names none waits for it."""
    terms = [item.term_months for item in case.offered()]
    outside = [item for item in case.offered() if item.term_months is not None and item.term_months not in rule.months]
    if not terms or case.unknown():
        return passed(rule) if case.only_outside() else items_wanting(rule, case)
    if len(outside) < len(terms):
        return passed(rule, outside=case.titles(item.product for item in outside))
    return failed(rule, rule.reason, terms=_months(outside), allowed=", ".join(map(str, rule.months)))


def maximum_total_term(rule: MaximumTotalTerm, case: Case) -> Findings:
    """What has run counts together with what is added; more than the maximum by itself needs no question."""
    items = [item for item in case.eligible() if item.term_months is not None]
    if case.taken(rule.field) not in rule.values or not items:
        return passed(rule)
    found = case.usable(rule.previous)
    run = found.value if found is not None and found.standing is Standing.VALID and isinstance(found.value, int) else 0
    over = [item for item in items if run + (item.term_months or 0) > rule.months]
    if len(over) == len(case.eligible()):
        return failed(rule, rule.reason, terms=_months(over), previous=str(run or ""), maximum=str(rule.months))
    if not run:
        asked = question(case, FieldSpec(id=rule.previous), ())
        return needs_data(rule, asked.reason, field=rule.previous) if asked is not None and asked.reason is not None else passed(rule)
    return passed(rule, previous=str(run))


def _months(items: list[Item]) -> str:
    return ", ".join(dict.fromkeys(str(item.term_months) for item in items))
