"""Rules about lists that staff import."""

from collections.abc import Sequence
from datetime import date

from leadbot.judging.case import Case, Findings, failed, needs_data, needs_person, passed
from leadbot.judging.required import question
from leadbot.model.facts import ListEntry, ListFact
from leadbot.model.rules import NotOnList, OnList
from leadbot.model.verdict import Reason

IDENTIFYING = {"client": ("client.tax_id", "client.registry_id"), "partner": ("partner.tax_id", "partner.number")}
"""The fields by which a list knows its subject; the first is asked for where none is known."""


SENDER = "contact.email"
"""What ListFact.known_by names the sender's own address or domain by; it tells a partner beside whatever a rule names."""


def on_list(rule: OnList, case: Case) -> Findings:
    """An admission list in use counts against who is not on it, once it is known who that is."""
    fact = case.list_fact(rule.list)
    if not fact.in_use:
        return passed(rule)
    told = _told(rule, fact)
    if told:
        return _of_one(rule, case, told)
    asked = _identity_question(case, rule.known_by or IDENTIFYING[case.list_subject(rule.list)])
    return needs_data(rule, asked, field=asked.subject) if asked else failed(rule, rule.reason, list=rule.list)


def registered_number(case: Case) -> str:
    """The number of the registered partner that sends the lead; empty where none is known, has one, or where it may be one of several."""
    register = case.program.partners.list if case.program.partners else ""
    rule = next((rule for rule in case.program.rules if isinstance(rule, OnList) and rule.list == register), None)
    if rule is None:
        return ""
    told = _told(rule, case.list_fact(register))
    numbers = _numbers(told, rule, case)
    return next(iter(numbers)) if len(numbers) == 1 else ""


_Told = tuple[tuple[ListEntry, tuple[str, ...]], ...]
"""Entries, each with the fields by which it is the subject's; none where that is not told."""


def _told(rule: OnList, fact: ListFact) -> _Told:
    """The entries that count: where the rule names fields, what is known by others of the mail's is no sign."""
    by = fact.known_by or ((),) * len(fact.entries)
    counts = {*rule.known_by, SENDER}
    return tuple((e, fields) for e, fields in zip(fact.entries, by, strict=True) if not (rule.known_by and fields) or counts & {*fields})


def _of_one(rule: OnList, case: Case, told: _Told) -> Findings:
    """Number and name of two companies leave open who sent the lead; so does a number that nobody has beside a name that is known.

    The question quotes the mail's own words alone: the number behind a name is another's secret.
    """
    field = _number_field(rule)
    if field is None or len(_numbers(told, rule, case)) == 1 or not any(entry.number for entry, _ in told):
        return passed(rule)
    if all(by == (SENDER,) for _, by in told) and not case.valid_text(field):
        return passed(rule)
    stated = [case.valid_text(id_) for id_ in rule.known_by if id_ != SENDER and case.valid_text(id_)]
    return needs_data(rule, Reason("ambiguous", field), field=field, readings=" / ".join(stated) if len(stated) > 1 else "")


def _numbers(told: _Told, rule: OnList, case: Case) -> frozenset[str]:
    """The numbers of the partners that all of the mail's fields speak for; a number that no partner has speaks against all others."""
    field = _number_field(rule)
    named = [{e.number for e, by in told if id_ in by and e.number} for id_ in rule.known_by if id_ != SENDER]
    of_sender = {e.number for e, by in told if SENDER in by and e.number}
    stated = [numbers for numbers in named if numbers] or ([of_sender] if of_sender else [{e.number for e, _ in told if e.number}])
    common = frozenset.intersection(*map(frozenset, stated))
    wanted = case.valid_text(field) if field else ""
    if wanted and common and wanted not in common:
        return frozenset()
    return (common & of_sender) or common


def _number_field(rule: OnList) -> str | None:
    return next((id_ for id_ in rule.known_by if id_.endswith(".number")), None)


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
