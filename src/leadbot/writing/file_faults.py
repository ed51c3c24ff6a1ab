"""What is wrong with a file that staff import, in their language."""

from collections.abc import Callable, Mapping

from leadbot.model.deals import EventKind
from leadbot.model.file_faults import FileFault
from leadbot.model.program import Program
from leadbot.writing.obstacles import choice
from leadbot.writing.plain import cell
from leadbot.writing.words import Words


def fault_sentence(fault: FileFault, facts: Mapping[str, str], program: Program, words: Words) -> str:
    """What is wrong, and what to do; columns, products and events stand by their names."""
    named = {name: _NAMED[name](value, facts, program, words) if name in _NAMED else cell(value, 200) for name, value in facts.items()}
    return words.say("file_faults", fault, named)


def list_name(id_: str, program: Program, words: Words) -> str:
    """What staff call a list, as they may write it in a subject."""
    lexicon = program.lexicons.get(words.language)
    return next(iter(lexicon.lists.get(id_, ())), id_) if lexicon else id_


def row_in_words(row: str, program: Program, words: Words) -> str:
    """A row's values, in which products, events, ways to pay and days are said the language's way."""
    return ", ".join(" + ".join(_value(part, program, words) for part in value.split(" + ")) for value in row.split(", "))


def _value(value: str, program: Program, words: Words) -> str:
    if value in EVENTS:
        return words.say("events", value)
    for key in (f"billing.{value}", f"deal.type.{value}"):
        if words.has("values", key):
            return words.say("values", key)
    return words.told(program.catalogue.title(value, words.language))


def column_name(id_: str, program: Program, words: Words) -> str:
    """What staff may write above a column."""
    lexicon = program.lexicons.get(words.language)
    return next(iter(lexicon.columns.get(id_, ())), id_) if lexicon else id_


def _columns(value: str, _facts: Mapping[str, str], program: Program, words: Words) -> str:
    groups = (" / ".join(column_name(id_, program, words) for id_ in group.split("/")) for group in value.split(", "))
    return ", ".join(groups)


def _events(value: str, _facts: Mapping[str, str], _program: Program, words: Words) -> str:
    return ", ".join(f"{event} ({words.say('events', event)})" for event in value.split(", "))


def _choices(value: str, facts: Mapping[str, str], _program: Program, words: Words) -> str:
    return ", ".join(choice(facts.get("field", ""), each, words) for each in value.split(", "))


EVENTS = frozenset(EventKind)
_NAMED: Mapping[str, Callable[[str, Mapping[str, str], Program, Words], str]] = {
    "columns": _columns,
    "events": _events,
    "choices": _choices,
    "product": lambda value, _, program, words: program.catalogue.title(value, words.language),
}
"""Facts that are ids."""
