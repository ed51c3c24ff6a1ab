"""Rules about lists that staff import."""

from collections.abc import Sequence
from datetime import date

from leadbot.judging.case import Case, Findings, failed, needs_data, needs_person, passed
from leadbot.judging.required import question
from leadbot.model.facts import ListEntry
from leadbot.model.rules import NotOnList, OnList
from leadbot.model.verdict import Reason

IDENTIFYING = {"client": ("client.tax_id", "client.registry_id"), "partner": ("partner.tax_id", "partner.number")}
"""The fields by which a list knows its subject; the first is asked for where none is known."""


def on_list(rule: OnList, case: Case) -> Findings:
    """An admission list in use counts against who is not on it, once it is known who that is."""
    fact = case.list_fact(rule.list)
    if not fact.in_use:
        return passed(rule)
    if fact.entries:
        return _of_one(rule, fact.entries)
    asked = _identity_question(case, rule.known_by or IDENTIFYING[case.list_subject(rule.list)])
    return needs_data(rule, asked, field=asked.subject) if asked else failed(rule, rule.reason, list=rule.list)


def _of_one(rule: OnList, entries: Sequence[ListEntry]) -> Findings:
    """Number and name of two companies leave open who sent the lead."""
    numbers = tuple(dict.fromkeys(entry.number for entry in entries if entry.number))
    field = next((id_ for id_ in rule.known_by if id_.endswith(".number")), None)
    if field is None or len(numbers) < 2:
        return passed(rule)
    return needs_data(rule, Reason("ambiguous", field), field=field, readings=" / ".join(numbers))


def not_on_list(rule: NotOnList, case: Case) -> Findings:
    """An exclusion list in use counts against who is on it; one not in use leaves it to the rule's check."""
    fact = case.list_fact(rule.list)
    if not fact.in_use:
        return needs_person(rule, rule.check) if rule.check else passed(rule)
    if not rule.dated:
        return _listed(rule, fact.entries[0].dated) if fact.entries else passed(rule)
    return _by_date(rule, case, [entry.dated for entry in fact.entries])


def _by_date(rule: NotOnList, case: Case, dates: list[date | None]) -> Findings:
    """An entry from before the receipt rejects; one of the same day, or with no date, is for a person."""
    earlier = [day for day in dates if day is not None and day < case.received_on]
    if earlier:
        return _listed(rule, min(earlier))
    unclear = any(day is None or day == case.received_on for day in dates)
    return needs_person(rule, rule.check, list=rule.list) if unclear and rule.check else passed(rule)


def _listed(rule: NotOnList, dated: date | None) -> Findings:
    if rule.reason is None:
        return needs_person(rule, rule.check, list=rule.list, dated=str(dated or "")) if rule.check else passed(rule)
    return failed(rule, rule.reason, list=rule.list, dated=str(dated or ""))


def _identity_question(case: Case, ids: Sequence[str]) -> Reason | None:
    """What to ask so that the subject can be looked up; None where it can, or where the program asks for no id of it."""
    specs = [spec for id_ in ids if (spec := case.program.field_spec(id_))]
    if not specs or any(case.usable(id_) for id_ in ids):
        return None
    asked = question(case, specs[0], specs[0].or_else)
    return asked.reason if asked else None
