"""Why an order can't be carried out, and what orders, reasons and fields are called, in staff's language."""

from collections.abc import Callable, Mapping

from leadbot.model.obstacles import Obstacle
from leadbot.model.orders import ITEM_PARTS
from leadbot.model.program import Program
from leadbot.writing.plain import cell
from leadbot.writing.values import label
from leadbot.writing.words import Words


def obstacle_sentence(obstacle: Obstacle, facts: Mapping[str, str], program: Program, words: Words) -> str:
    """What hinders, and what to write instead; ids stand by their names."""
    named = {name: _NAMED[name](value, facts, program, words) if name in _NAMED else cell(value, 200) for name, value in facts.items()}
    return words.say("obstacles", obstacle, {**named, **order_words(program, words.language)})


def _choices(value: str, facts: Mapping[str, str], _program: Program, words: Words) -> str:
    """Each as it is typed, with what it means."""
    return ", ".join(choice(facts.get("field", ""), each, words) for each in value.split(", "))


def choice(field: str, value: str, words: Words) -> str:
    """A value of a field that is typed as it is, with what it means."""
    key = f"{field}.{value}"
    return f"{value} ({words.say('values', key)})" if words.has("values", key) else value


_NAMED: Mapping[str, Callable[[str, Mapping[str, str], Program, Words], str]] = {
    "field": lambda value, _, program, words: field_name(value, program, words),
    "fields": lambda value, _, program, words: ", ".join(field_name(id_, program, words) for id_ in value.split(", ")),
    "reason": lambda value, _, program, words: reason_name(value, program, words),
    "reasons": lambda value, _, program, words: ", ".join(reason_name(code, program, words) for code in value.split(", ")),
    "choices": _choices,
}
"""Facts that are ids."""


def reason_name(code: str, program: Program, words: Words) -> str:
    """What staff call a reason code; the code itself where their language has no word for it."""
    lexicon = program.lexicons.get(words.language)
    names = lexicon.orders.reasons.get(code, ()) if lexicon else ()
    return names[0] if names else code


def field_name(field: str, program: Program, words: Words) -> str:
    """What staff call a field, or a part of the only item."""
    lexicon = program.lexicons.get(words.language)
    names = lexicon.orders.fields.get(field, ()) if lexicon and field in ITEM_PARTS else ()
    return names[0] if names else label(field, program, words)


def order_words(program: Program, language: str) -> dict[str, str]:
    """How orders are written in that language; empty where its lexicon has no words for them."""
    lexicon = program.lexicons.get(language)
    said = lexicon.orders if lexicon else None
    names = ("approve", "reject", "no", "ask", "reopen", "undo")
    return {f"word_{name}": (getattr(said, name) or ("",))[0] if said else "" for name in names}
