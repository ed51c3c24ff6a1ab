"""Rules about lists that staff import."""

from datetime import date

from leadbot.judging.case import Case, Findings, failed, needs_data, needs_person, passed
from leadbot.judging.required import question
from leadbot.model.rules import NotOnList, OnList
from leadbot.model.verdict import Reason

IDENTIFYING = {"client": ("client.tax_id", "client.registry_id"), "partner": ("partner.tax_id", "partner.number")}
"""The fields by which a list knows its subject; the first is asked for where none is known."""


def on_list(rule: OnList, case: Case) -> Findings:
    """An admission list in use counts against who is not on it, once it is known who that is."""
    fact = case.list_fact(rule.list)
    if not fact.in_use or fact.entries:
        return passed(rule)
    asked = _identity_question(case, case.list_subject(rule.list))
    return needs_data(rule, asked, field=asked.subject) if asked else failed(rule, rule.reason, list=rule.list)


def not_on_list(rule: NotOnList, case: Case) -> Findings:
    """An exclusion list in use counts against who is on it; one not in use leaves it to the rule's check."""
    fact = case.list_fact(rule.list)
    if not fact.in_use:
        return needs_person(rule, rule.check) if rule.check else passed(rule)
    if not rule.dated:
        return _rejected(rule, fact.entries[0].dated) if fact.entries else passed(rule)
    return _by_date(rule, case, [entry.dated for entry in fact.entries])


def _by_date(rule: NotOnList, case: Case, dates: list[date | None]) -> Findings:
    """An entry from before the receipt rejects; one of the same day, or with no date, is for a person."""
    earlier = [day for day in dates if day is not None and day < case.received_on]
    if earlier:
        return _rejected(rule, min(earlier))
    unclear = any(day is None or day == case.received_on for day in dates)
    return needs_person(rule, rule.check, list=rule.list) if unclear and rule.check else passed(rule)


def _rejected(rule: NotOnList, dated: date | None) -> Findings:
    return failed(rule, rule.reason, list=rule.list, dated=str(dated or ""))


def _identity_question(case: Case, subject: str) -> Reason | None:
    """What to ask so that the subject can be looked up; None where it can, or where the program asks for no id of it."""
    ids = IDENTIFYING[subject]
    specs = [spec for id_ in ids if (spec := case.program.field_spec(id_))]
    if not specs or any(case.usable(id_) for id_ in ids):
        return None
    asked = question(case, specs[0])
    return asked.reason if asked else None
