"""What a program file may say and hardly means: windows that are over, lists without a rule, rules at odds with one another."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from itertools import chain, combinations
from pathlib import Path

from leadbot.model.errors import Problem
from leadbot.model.payout_plans import PayoutPlan, PriceList, VolumeBands
from leadbot.model.program import FieldSpec, ListSpec
from leadbot.model.rules import (
    AllowedTerms,
    AllowedValues,
    Budget,
    ExcludedValues,
    MaximumTotalTerm,
    MinimumQuantity,
    NotOnList,
    NotRegistered,
    NotSuspended,
    ProductsOffered,
    Rule,
    Window,
)
from leadbot.programs.loading import find_program
from leadbot.programs.parts import Parts, parse_parts
from leadbot.programs.yaml_source import Loc, read_yaml

_WORDS = ("id", "condition", "remedy")
"""What two rules may have of their own and do the same."""
_ONCE = (Window, NotSuspended, ProductsOffered, MinimumQuantity, AllowedTerms, NotRegistered, Budget)
"""Kinds of which a second one for the same mails repeats or contradicts the first."""

Placed = tuple[Loc, Rule]


def program_doubts(name_or_path: str, folders: Sequence[Path], lexicons: Collection[str], today: date) -> tuple[Problem, ...]:
    """What is doubtful in a program file that is in order, with lexicons of these languages; `today` is the day in its zone.

    Raises ConfigurationError, as `load_program`.
    """
    parts = parse_parts(read_yaml(find_program(name_or_path, folders)))
    found = chain(_unread_languages(parts, lexicons), _past(parts, today), _unused_lists(parts), _rules(parts), _defaults(parts))
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _unread_languages(parts: Parts, lexicons: Collection[str]) -> Iterator[Problem]:
    for i, language in enumerate(parts.values.get("fallback_languages", ())):
        if language not in lexicons:
            message = "there is no lexicon of this language: mails in it are hardly read"
            yield parts.source.problem(("fallback_languages", i), message, "Write one (docs/programs.md), or remove the language")


def _past(parts: Parts, today: date) -> Iterator[Problem]:
    for loc, window in parts.each("rules", Window):
        if window.last < today:
            yield parts.source.problem((*loc, "last"), "the window is over: every new lead is rejected", "Set the days of the next one")


def _unused_lists(parts: Parts) -> Iterator[Problem]:
    ruled = {getattr(rule, "list", None) for _, rule in parts.rules()}
    register = parts.values.get("partners")
    used = ruled | {name for _, plan in parts.elements["payouts"] for name in _lists_of(plan)} | {register.list if register else None}
    for loc, spec in parts.each("lists", ListSpec):
        if spec.id not in used:
            yield parts.source.problem((*loc, "id"), "no rule looks at this list", "Add a rule for it, or remove the list")


def _lists_of(plan: PayoutPlan) -> Iterator[str]:
    if plan.removed:
        yield plan.removed
    if isinstance(plan, PriceList):
        yield plan.list
    if isinstance(plan, VolumeBands) and plan.bonus is not None:
        yield plan.bonus.earlier


def _rules(parts: Parts) -> Iterator[Problem]:
    for one, other in combinations(tuple(parts.rules()), 2):
        if not _meet(one[1], other[1]):
            continue
        if _content(one[1]) == _content(other[1]):
            yield _of_two(parts, one, other, "repeats", "Remove one of the two")
        elif (found := _contradiction(one[1], other[1])) is not None:
            yield _of_two(parts, one, other, found, "Correct one of the two")
        elif type(one[1]) is type(other[1]) and isinstance(one[1], _ONCE):
            yield _of_two(parts, one, other, "asks the same as, otherwise,", "Keep one of the two")


def _meet(one: Rule, other: Rule) -> bool:
    """Whether both judge some mail."""
    return not one.applies_to or not other.applies_to or bool(set(one.applies_to) & set(other.applies_to))


def _content(rule: Rule) -> Mapping[str, object]:
    return {field.name: getattr(rule, field.name) for field in fields(rule) if field.name not in _WORDS}


def _contradiction(one: Rule, other: Rule) -> str | None:
    """What is wrong with two rules that no lead can pass, or of which one undoes the other."""
    match one, other:
        case Window(), Window() if one.last < other.first or other.last < one.first:
            return "lets no day pass beside"
        case AllowedValues(), AllowedValues() if one.field == other.field and not set(one.values) & set(other.values):
            return "lets no value pass beside"
        case (AllowedValues() as allows, ExcludedValues() as excludes) | (ExcludedValues() as excludes, AllowedValues() as allows):
            both = allows.field == excludes.field and set(allows.values) & set(excludes.reasons)
            return f"excludes or allows {', '.join(sorted(both))} against" if both else None
        case (AllowedTerms() as terms, MaximumTotalTerm() as total) | (MaximumTotalTerm() as total, AllowedTerms() as terms):
            return "lets no term pass beside" if min(terms.months) > total.months else None
        case NotOnList(), NotOnList() if one.list == other.list:
            return "looks at the same list as"
        case _:
            return None


def _of_two(parts: Parts, one: Placed, other: Placed, what: str, remedy: str) -> Problem:
    place = parts.source.line_of(one[0])
    return parts.source.problem((*other[0], "id"), f"this rule {what} `{one[1].id}` in line {place}", remedy)


def _defaults(parts: Parts) -> Iterator[Problem]:
    """A value that is taken where a mail is silent, and rejects: then every silent mail is rejected."""
    taken = {spec.id: (loc, spec.default) for loc, spec in parts.each("fields", FieldSpec) if spec.default is not None}
    for _, rule in parts.rules():
        if isinstance(rule, ExcludedValues) and rule.field in taken:
            loc, value = taken[rule.field]
            if value in rule.reasons:
                message = f"the rule `{rule.id}` rejects this value, and with it every mail that is silent"
                yield parts.source.problem((*loc, "default"), message, "Correct the default or the rule")
