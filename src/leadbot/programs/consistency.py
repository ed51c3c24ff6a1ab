"""Values that are well-formed and still can't be meant."""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from leadbot.lifecycle import calendar_fault
from leadbot.model.checkers import Checker
from leadbot.model.errors import Problem
from leadbot.model.fields import FIELDS, ITEM_PARTS, ValueKind
from leadbot.model.lexicon import Lexicon
from leadbot.model.message import Kind
from leadbot.model.program import Calendar, ConfirmationNote, FaqEntry, FieldSpec, ListSpec, Need, PartnerRegister, Peak, Retention
from leadbot.model.rules import (
    AllowedTerms,
    Budget,
    IdOfType,
    MaximumTotalTerm,
    MinimumQuantity,
    NameSuggests,
    NotOnList,
    SaidInMail,
    Window,
)
from leadbot.programs.parts import Parts, as_list
from leadbot.programs.validation import suggestion
from leadbot.programs.yaml_source import Loc

SHORTEST_RETENTION = 30
"""Days."""
JUDGED = (Kind.LEAD, Kind.APPLICATION)
"""Kinds of mail that have a verdict."""
LIST_WORDS: Mapping[str, tuple[str, ...]] = {"counts": ("exclusion", "admission", "payout"), "subject": ("client", "partner")}


def inconsistencies(parts: Parts, lexicons: Mapping[str, Lexicon]) -> Iterator[Problem]:
    """Every value of a program file that contradicts another, or the world."""
    return chain(
        _head(parts),
        _languages(parts, lexicons),
        _calendar(parts),
        _fields(parts),
        _circumstances(parts),
        _lists(parts),
        _checkers(parts),
        _rules(parts),
        _terms(parts),
        _partners(parts),
        _questions(parts),
        _samples(parts),
    )


def _head(parts: Parts) -> Iterator[Problem]:
    patterns = {
        "id": (r"[a-z0-9]+(-[a-z0-9]+)*", "Use small letters, digits and hyphens"),
        "prefix": (r"[A-Z][A-Z0-9]{0,7}", "Use one to eight capital letters or digits, a letter first"),
    }
    for key, (pattern, remedy) in patterns.items():
        if key in parts.values and not re.fullmatch(pattern, parts.values[key]):
            yield parts.source.problem((key,), "this can't be part of a reference", remedy)
    for key, least in (("promise_days", 1), ("target_days", 1), ("place_days", 0)):
        days = parts.values.get(key)
        if days is not None and days < least:
            yield parts.source.problem((key,), f"at least {least} is expected", "Correct the number of business days")
    yield from _retention(parts)
    if (parts.values.get("target_days") or 0) > parts.values.get("promise_days", 0):
        yield parts.source.problem(("target_days",), "the target is later than the promise", "Name at most the days of promise_days")
    for loc, peak in parts.each("peaks", Peak):
        if peak.first > peak.last:
            remedy = "Exchange the two dates, or correct one"
            yield parts.source.problem((*loc, "last"), f"the peak ends before it begins, on {peak.first}", remedy)


def _retention(parts: Parts) -> Iterator[Problem]:
    keeps = parts.values.get("retention")
    if not isinstance(keeps, Retention):
        return
    for key, days in (("raw_mail_days", keeps.raw_mail_days), ("personal_days", keeps.personal_days)):
        if days is not None and days < SHORTEST_RETENTION:
            remedy = f"Write at least {SHORTEST_RETENTION}, or leave it out to keep them for good"
            yield parts.source.problem(("retention", key), "what is in use may be needed for longer", remedy)
    if keeps.personal_days is not None and keeps.personal_days < (keeps.raw_mail_days or keeps.personal_days + 1):
        message = "mails would still name people whose data is gone"
        yield parts.source.problem(("retention", "raw_mail_days"), message, "Write at most the days of personal_days")


def _languages(parts: Parts, lexicons: Mapping[str, Lexicon]) -> Iterator[Problem]:
    for code in parts.languages():
        if not re.fullmatch(r"[a-z]{2}", code):
            yield parts.source.problem(("language",), "a language is two small letters (ISO 639-1)", "Write such as `pl`", code)
    own = parts.values.get("language")
    if lexicons and own is not None and own not in lexicons:
        yield parts.source.problem(("language",), "there is no lexicon of this language", f"Add one, or use: {', '.join(sorted(lexicons))}")


def _calendar(parts: Parts) -> Iterator[Problem]:
    calendar = parts.values.get("calendar")
    if not isinstance(calendar, Calendar):
        return
    try:
        ZoneInfo(calendar.time_zone)
    except (ValueError, OSError, KeyError):
        yield parts.source.problem(("calendar", "time_zone"), "this time zone is unknown", "Write an IANA name such as Europe/Warsaw")
    fault = calendar_fault(calendar)
    if fault:
        key = "subdivision" if calendar.subdivision and "subdivision" in fault else "country"
        remedy = "Write the country's two letters, and a subdivision that the holidays library knows"
        yield parts.source.problem(("calendar", key), "no public holidays are known here", remedy)


def _fields(parts: Parts) -> Iterator[Problem]:
    for loc, spec in parts.each("fields", FieldSpec):
        kind = FIELDS[spec.id].kind if spec.id in FIELDS else None
        yield from _unknown_ids(parts, loc, spec.id_types)
        yield from _shapes(parts, loc, spec)
        if kind is ValueKind.TAX_ID and not spec.id_types:
            yield parts.source.problem((*loc, "id_types"), "a tax id needs its type", "Add such as `id_types: [pl.nip]`", "")
        for i, part in enumerate(spec.parts):
            if part not in ITEM_PARTS or kind is not ValueKind.ITEMS:
                remedy = suggestion(part, ITEM_PARTS) if kind is ValueKind.ITEMS else "Only `items` has parts"
                yield parts.source.problem((*loc, "parts", i), "this is no part of that field", remedy)


def _circumstances(parts: Parts) -> Iterator[Problem]:
    """A field is required of leads or applications alone, and by values that a field can have."""
    for loc, spec in parts.each("fields", FieldSpec):
        if spec.default is not None:
            yield from _not_a_choice(parts, (*loc, "default"), spec.id, (spec.default,))
        for i, need in enumerate(spec.required_when):
            if need.kind not in JUDGED:
                remedy = f"Use {' or '.join(JUDGED)}"
                yield parts.source.problem((*loc, "required_when", i, "kind"), "nothing is required of this kind of mail", remedy)
            yield from _where(parts, (*loc, "required_when", i), need)
    for loc, note in parts.each("confirmation_notes", ConfirmationNote):
        if note.kind not in JUDGED:
            yield parts.source.problem((*loc, "kind"), "this kind of mail is never confirmed", f"Use {' or '.join(JUDGED)}")
        yield from _where(parts, loc, note)
    for loc, rule in parts.rules():
        for i, kind in enumerate(rule.applies_to):
            if kind not in JUDGED:
                yield parts.source.problem((*loc, "applies_to", i), "no rule judges this kind of mail", f"Use {' or '.join(JUDGED)}")


def _where(parts: Parts, loc: Loc, circumstances: Need | ConfirmationNote) -> Iterator[Problem]:
    for id_, values in circumstances.where.items():
        yield from _not_a_choice(parts, (*loc, "where", id_), id_, values)


def _not_a_choice(parts: Parts, loc: Loc, field_id: str, values: Iterable[str]) -> Iterator[Problem]:
    choices = FIELDS[field_id].choices if field_id in FIELDS else ()
    for value in values:
        if field_id in FIELDS and value not in choices:
            yield parts.source.problem(loc, "the field never has this value", suggestion(value, choices), value)


def _unknown_ids(parts: Parts, loc: Loc, modules: Iterable[str]) -> Iterator[Problem]:
    for i, module in enumerate(modules):
        if not _is_stdnum(module):
            yield parts.source.problem((*loc, "id_types", i), "python-stdnum has no such number", "Write a module such as `pl.nip`")


def _shapes(parts: Parts, loc: Loc, spec: FieldSpec) -> Iterator[Problem]:
    registered = spec.id in FIELDS and FIELDS[spec.id].kind is ValueKind.REGISTRY_ID
    if spec.shapes and not registered:
        yield parts.source.problem((*loc, "shapes"), "only a registry id has shapes", "Remove it", "")
    if registered and not spec.shapes:
        yield parts.source.problem((*loc, "shapes"), "a registry id needs its shape", "Add such as `shapes: [dddddddd]`", "")


def _is_stdnum(module: str) -> bool:
    """Whether that is a module of a country's numbers, looked up without loading it."""
    if not re.fullmatch(r"[a-z]{2}_?\.[a-z0-9_]+", module):
        return False
    try:
        return find_spec(f"stdnum.{module}") is not None
    except ModuleNotFoundError:
        return False


def _lists(parts: Parts) -> Iterator[Problem]:
    for loc, spec in parts.each("lists", ListSpec):
        for key, words in LIST_WORDS.items():
            if getattr(spec, key) not in words:
                yield parts.source.problem((*loc, key), "this is none of the known values", f"Use {' or '.join(words)}")


def _checkers(parts: Parts) -> Iterator[Problem]:
    """Each check goes to one checker at most, which sees fields that there are, in time that there is."""
    problem, taken = parts.source.problem, set[str]()
    for loc, checker in parts.each("checkers", Checker):
        for check in checker.checks:
            if check not in parts.ids("checks"):
                yield problem((*loc, "checks"), "there is no such check", suggestion(check, parts.ids("checks")), check)
            elif check in taken:
                yield problem((*loc, "checks"), "this check goes to another checker already", "Name it once", check)
            taken.add(check)
        for field_id in checker.shows:
            if field_id not in FIELDS:
                yield problem((*loc, "shows"), "there is no such field", suggestion(field_id, FIELDS), field_id)
        if checker.answer_days < 1:
            yield problem((*loc, "answer_days"), "at least 1 is expected", "Correct the number of business days")
        if any(not 1 <= day <= 7 for day in checker.weekdays):
            yield problem((*loc, "weekdays"), "days of the week are 1 (Monday) to 7", "Correct them")


def _rules(parts: Parts) -> Iterator[Problem]:
    problem = parts.source.problem
    for loc, window in parts.each("rules", Window):
        if window.first > window.last:
            yield problem((*loc, "last"), f"the window ends before it begins, on {window.first}", "Exchange the two dates, or correct one")
    for loc, minimum in parts.each("rules", MinimumQuantity):
        if minimum.minimum < 1:
            yield problem((*loc, "minimum"), "at least 1 is expected", "Correct it, or remove the rule")
    for loc, budget in parts.each("rules", Budget):
        if not budget.amount.is_finite() or budget.amount <= 0:
            yield problem((*loc, "amount"), "an amount above 0 is expected", "Correct it, or remove the rule")
        if not re.fullmatch(r"[A-Z]{3}", budget.currency):
            yield problem((*loc, "currency"), "a currency is three capital letters (ISO 4217)", "Write such as `PLN`")
    for loc, rule in parts.rules():
        if isinstance(rule, NameSuggests | SaidInMail | NotOnList) and rule.reason is None and rule.check is None:
            yield problem((*loc, "reason"), "nothing follows from this rule", "Add `reason:` or `check:`", "")
    for loc, ids in parts.each("rules", IdOfType):
        yield from _unknown_ids(parts, loc, ids.id_types)
    for loc, rule in parts.each("rules", NotOnList):
        if rule.dated and rule.check is None:
            yield problem((*loc, "check"), "a dated list needs a check for entries of the day of receipt", "Add `check:`", "")


def _partners(parts: Parts) -> Iterator[Problem]:
    """Who is admitted stands on an admission list about partners, and each of its terms is a text."""
    register = parts.values.get("partners")
    if not isinstance(register, PartnerRegister):
        return
    lists = {spec.id: spec for _, spec in parts.each("lists", ListSpec)}
    known = lists.get(register.list)
    if register.list in parts.ids("lists") and known is not None and (known.counts, known.subject) != ("admission", "partner"):
        remedy = "Name a list with `counts: admission` and `subject: partner`"
        yield parts.source.problem(("partners", "list"), "this list can't hold whom the program admits", remedy)
    if register.application_days is not None and register.application_days < 0:
        yield parts.source.problem(("partners", "application_days"), "at least 0 is expected", "Correct the number of days")
    if register.terms is not None and not register.terms.points:
        yield parts.source.problem(("partners", "terms", "points"), "terms need a point to accept", "Add one, or remove `terms`", "")


def _terms(parts: Parts) -> Iterator[Problem]:
    problem = parts.source.problem
    for loc, terms in parts.each("rules", AllowedTerms):
        if not terms.months or min(terms.months) < 1:
            yield problem((*loc, "months"), "at least one term of 1 month or more is expected", "Name the terms in months", "")
    for loc, total in parts.each("rules", MaximumTotalTerm):
        if total.months < 1:
            yield problem((*loc, "months"), "at least 1 is expected", "Correct the number of months")
        if total.previous in FIELDS and FIELDS[total.previous].kind is not ValueKind.COUNT:
            yield problem((*loc, "previous"), "this field holds no number of months", "Write `deal.previous_term_months`")
        yield from _not_a_choice(parts, (*loc, "values"), total.field, total.values)


def _questions(parts: Parts) -> Iterator[Problem]:
    for loc, entry in parts.each("faq", FaqEntry):
        for way, groups in enumerate(entry.asked):
            if len(groups) < LEAST_GROUPS or not all(groups):
                remedy = "Give each way to ask two groups of phrases or more, such as [[commission], [when, paid]]"
                yield parts.source.problem((*loc, "asked", way), "one word alone tells no question", remedy, "")
        if not entry.asked:
            yield parts.source.problem((*loc, "asked"), "nothing asks this question", "Give at least one way to ask it", "")


LEAST_GROUPS = 2


def _samples(parts: Parts) -> Iterator[Problem]:
    for i, key in enumerate(parts.values.get("samples", ())):
        if not _leads_somewhere(parts.source.data, key.split(".")):
            remedy = "Write it as `promise_days`, or with the element's id as `rules.budget.amount`"
            yield parts.source.problem(("samples", i), "this key leads nowhere", remedy)


def _leads_somewhere(found: Any, way: list[str]) -> bool:
    """Whether keys, and ids of elements, lead to a value. An id with dots takes several steps."""
    if not way:
        return True
    if isinstance(found, dict):
        return way[0] in found and _leads_somewhere(found[way[0]], way[1:])
    elements = [element for element in as_list(found) if isinstance(element, dict)]
    steps = ((element, str(element.get("id", "")).split(".")) for element in elements)
    return any(way[: len(id_)] == id_ and _leads_somewhere(element, way[len(id_) :]) for element, id_ in steps)
