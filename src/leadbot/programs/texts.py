"""Texts that a partner or staff will need, in every language in which the program answers."""

from collections.abc import Iterator, Mapping
from itertools import chain
from string import Formatter

from leadbot.model.errors import Problem
from leadbot.model.program import CheckSpec, ConfirmationNote, FaqEntry, FieldSpec, PartnerRegister, Peak
from leadbot.programs.parts import Parts
from leadbot.programs.yaml_source import Loc

WAITING_NAMES = frozenset({"since"})
"""What a check's `waiting` may name in braces."""


def missing_texts(parts: Parts) -> Iterator[Problem]:
    """Every text that is missing in one of the program's languages, and every placeholder that nothing fills."""
    return chain(_head(parts), _fields(parts), _rules(parts), _checks(parts), _notes(parts), _terms_points(parts))


def _head(parts: Parts) -> Iterator[Problem]:
    for key in ("title", "team"):
        if key in parts.values:
            yield from _lacking(parts, (key,), parts.values[key])


def _fields(parts: Parts) -> Iterator[Problem]:
    """A required field is asked for with an example."""
    for loc, spec in parts.each("fields", FieldSpec):
        if spec.needs():
            yield from _lacking(parts, (*loc, "example"), spec.example)


def _rules(parts: Parts) -> Iterator[Problem]:
    """Whoever is rejected is told the condition and what would make the lead eligible."""
    for loc, rule in parts.rules():
        if getattr(rule, "reason", None) or hasattr(rule, "reasons"):
            yield from _lacking(parts, (*loc, "condition"), rule.condition)
            yield from _lacking(parts, (*loc, "remedy"), rule.remedy)


def _checks(parts: Parts) -> Iterator[Problem]:
    for loc, check in parts.each("checks", CheckSpec):
        yield from _lacking(parts, (*loc, "question"), check.question)
        yield from _lacking(parts, (*loc, "waiting"), check.waiting)
        for language, text in check.waiting.items():
            if not _names(text) <= WAITING_NAMES:
                remedy = "Only {since}, the day on which the check was opened, is filled in; double a brace that is meant"
                yield parts.source.problem((*loc, "waiting", language), "nothing fills this placeholder", remedy)


def _notes(parts: Parts) -> Iterator[Problem]:
    for loc, note in parts.each("confirmation_notes", ConfirmationNote):
        yield from _lacking(parts, (*loc, "text"), note.text)
    for loc, entry in parts.each("faq", FaqEntry):
        yield from _lacking(parts, (*loc, "title"), entry.title)
        yield from _lacking(parts, (*loc, "answer"), entry.answer)
    for loc, peak in parts.each("peaks", Peak):
        yield from _lacking(parts, (*loc, "notice"), peak.notice)


def _terms_points(parts: Parts) -> Iterator[Problem]:
    register = parts.values.get("partners")
    terms = register.terms if isinstance(register, PartnerRegister) else None
    for i, point in enumerate(terms.points if terms else ()):
        yield from _lacking(parts, ("partners", "terms", "points", i), point)


def _lacking(parts: Parts, loc: Loc, texts: Mapping[str, str]) -> Iterator[Problem]:
    for language in parts.languages():
        if not texts.get(language, "").strip():
            yield parts.source.problem((*loc, language), f"the text in `{language}` is missing", f"Add `{language}:`", "")


def _names(text: str) -> frozenset[str]:
    """The names in braces; something that can't be filled in counts as an unknown name."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({text})
