"""Rules about single values of the mail, and about the time of receipt."""

from functools import lru_cache
from importlib import import_module
from types import ModuleType

from leadbot.judging.case import Case, Findings, by_rule, failed, needs_person, passed
from leadbot.judging.folding import fold
from leadbot.model.rules import (
    AllowedValues,
    Budget,
    ExcludedValues,
    IdOfType,
    NameSuggests,
    NationalId,
    NotSuspended,
    PersonsCheck,
    Window,
)
from leadbot.model.submission import Standing


def window(rule: Window, case: Case) -> Findings:
    """Whole days in the program's zone, both ends included."""
    day = case.received_on
    if rule.first <= day <= rule.last:
        return passed(rule)
    return failed(rule, rule.reason, received_on=str(day), first=str(rule.first), last=str(rule.last))


def national_id(rule: NationalId, case: Case) -> Findings:
    """Only a well-formed id of another country rejects; a missing or wrong one is asked for."""
    found = case.draft.get(rule.field)
    if found is None or found.standing is not Standing.FOREIGN:
        return passed(rule)
    return failed(rule, rule.reason, field=rule.field, value=str(found.value))


def id_of_type(rule: IdOfType, case: Case) -> Findings:
    """An id that fits one of the types is for a person."""
    value = case.valid_text(rule.field)
    fits = bool(value) and any(_stdnum(id_type).is_valid(value) for id_type in rule.id_types)
    return needs_person(rule, rule.check, field=rule.field, value=value) if fits else passed(rule)


def excluded_values(rule: ExcludedValues, case: Case) -> Findings:
    """A stated value that the program excludes rejects with that value's reason."""
    value = case.taken(rule.field)
    reason = rule.reasons.get(value)
    return failed(rule, reason, field=rule.field, value=value) if reason else passed(rule)


def allowed_values(rule: AllowedValues, case: Case) -> Findings:
    """A stated value other than the allowed ones rejects; silence does not."""
    value = case.valid_text(rule.field)
    if not value or value in rule.values:
        return passed(rule)
    return failed(rule, rule.reason, field=rule.field, value=value, allowed=", ".join(rule.values))


def name_suggests(rule: NameSuggests, case: Case) -> Findings:
    """A telling word in the name rejects or is for a person, unless the mail states the matter itself."""
    name = case.valid_text(rule.field)
    stated = case.valid_text(rule.unless_stated) if rule.unless_stated else ""
    if not name or (stated and (not rule.settled_by or stated in rule.settled_by)):
        return passed(rule)
    folded = f" {fold(name)} "
    word = next((word for word, sought in _sought(rule.words) if sought in folded), "")
    facts = {"name": name, "word": word.removesuffix("$")}
    return by_rule(rule, rule.reason, rule.check, facts) if word else passed(rule)


def not_suspended(rule: NotSuspended, case: Case) -> Findings:
    """A programme that is suspended takes nothing."""
    return failed(rule, rule.reason) if case.program.suspended else passed(rule)


def persons_check(rule: PersonsCheck, case: Case) -> Findings:  # noqa: ARG001 - every rule has the same shape
    """Always for a person."""
    return needs_person(rule, rule.check)


def budget(rule: Budget, case: Case) -> Findings:
    """What is spent stays below the pool."""
    if case.facts.spent < rule.amount:
        return passed(rule)
    return failed(rule, rule.reason, amount=str(rule.amount), currency=rule.currency)


@lru_cache(maxsize=64)
def _stdnum(id_type: str) -> ModuleType:
    return import_module(f"stdnum.{id_type}")


@lru_cache(maxsize=64)
def _sought(words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each word with the piece to look for in a folded name with a blank at either end: a word's beginning; with `$` at its end, a word."""
    pieces = ((word, f" {fold(word.removesuffix('$'))}" + (" " if word.endswith("$") else "")) for word in words)
    return tuple((word, piece) for word, piece in pieces if piece.strip())
