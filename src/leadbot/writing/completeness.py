"""What a program's languages lack in templates and words."""

from collections.abc import Iterator
from itertools import chain

from leadbot.model.errors import Problem
from leadbot.model.program import Program
from leadbot.writing.templates import WORDS, Templates

OF_PROGRAMS = frozenset({"ids", "id_genitives"})
"""Sections whose keys are those that a language's programs need; of all others a language has every key that another has."""


def missing_words(program: Program, templates: Templates) -> tuple[Problem, ...]:
    """Everything that a reply, or staff's mail, of the program may need and a language of it has not."""
    found: list[Problem] = []
    for language in dict.fromkeys((program.language, *program.fallback_languages)):
        if language not in templates.languages:
            remedy = "Copy the folder of another language and translate it (docs/programs.md)"
            found.append(_problem(language, "", "", "there are no templates in this language: replies go out in another", remedy))
        else:
            found += chain(_mails(language, templates), _of_program(language, program, templates), _words(language, templates))
    places: dict[tuple[str, str], Problem] = {}
    for problem in found:
        places.setdefault((problem.file, problem.where), problem)
    return tuple(places.values())


def _mails(language: str, templates: Templates) -> Iterator[Problem]:
    everywhere = frozenset().union(*(templates.mails(other) for other in templates.languages))
    for name in sorted(everywhere - templates.mails(language)):
        yield _problem(language, f"{name}.jinja", "", "this template is missing", "Translate that of another language")


def _words(language: str, templates: Templates) -> Iterator[Problem]:
    own = templates.words(language)
    for section, key in dict.fromkeys(_keys(templates)):
        if section not in OF_PROGRAMS and not own.has(section, key):
            yield _problem(language, WORDS, f"[{section}] {key}", "this key is missing", "Translate that of another language")


def _keys(templates: Templates) -> Iterator[tuple[str, str]]:
    for language in templates.languages:
        yield from ((section, key) for section, entries in templates.words(language).sections.items() for key in entries)


def _of_program(language: str, program: Program, templates: Templates) -> Iterator[Problem]:
    own = templates.words(language)
    for code in _reasons(program):
        if not own.has("reasons", code):
            message = "there is no sentence for this reason code"
            yield _problem(language, WORDS, f"[reasons] {code}", message, "Add one: why the lead is rejected")
    for id_type in dict.fromkeys(id_type for spec in program.fields for id_type in spec.id_types):
        for section in sorted(OF_PROGRAMS):
            if not own.has(section, id_type):
                yield _problem(language, WORDS, f'[{section}] "{id_type}"', "this type of id has no name", "Add one")


def _reasons(program: Program) -> tuple[str, ...]:
    """Every code with which a lead of the program can be rejected."""
    of_rules = ([getattr(rule, "reason", None), *getattr(rule, "reasons", {}).values()] for rule in program.rules)
    return tuple(dict.fromkeys(code for code in chain(*of_rules, *(check.refused for check in program.checks)) if code))


def _problem(language: str, file: str, where: str, message: str, remedy: str) -> Problem:
    return Problem(file=f"templates/{language}/{file}", line=None, where=where, value="", message=message, remedy=remedy)
