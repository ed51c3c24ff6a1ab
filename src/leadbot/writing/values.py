"""Field values as a partner reads them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module

import phonenumbers

from leadbot.model.program import Program
from leadbot.model.submission import FieldValue, Item, Money
from leadbot.writing.plain import cell, listed
from leadbot.writing.words import Words

_OF_TITLES = ("offered", "outside", "owned", "products", "wanted")
"""Facts that are titles (judging, "what a finding's facts are called")."""
MOST_LINES = 50
"""Lines of one value that a mail shows."""


def label(field_id: str, program: Program, words: Words, kind: str = "") -> str:
    """What the language calls that field of that kind of submission; its id where the language has no word for it."""
    return _named("labels", field_id, program, words, kind)


def genitive(field_id: str, program: Program, words: Words, kind: str = "") -> str:
    """The field's name as it stands in the middle of a sentence, after a word such as "lack" or "check"."""
    return _named("genitives", field_id, program, words, kind)


def shown(value: FieldValue, program: Program, words: Words) -> tuple[str, ...]:
    """The value's lines: one, or one for each item or service."""
    content = value.value
    match content:
        case Money():
            return (words.amount(content.amount, cell(content.currency, 10)),)
        case tuple() if not content:
            return (words.say("values", f"{value.id}.none"),)
        case tuple():
            lines = [
                _item(part, program, words) if isinstance(part, Item) else program.catalogue.title(part, words.language) for part in content
            ]
            return listed(lines, MOST_LINES)
        case int():
            return (str(content),)
        case str():
            return (_text(value.id, content, program, words),)


def item_title(item: Item, program: Program, words: Words) -> str:
    """The name of the item's product."""
    return cell(program.catalogue.title(item.product, words.language), 100)


def in_language(facts: Mapping[str, str], program: Program, words: Words) -> dict[str, str]:
    """A finding's facts, in which titles of the catalogue stand in the language of the reply."""
    titles = {name: program.catalogue.retitled(facts[name], words.language) for name in _OF_TITLES if name in facts}
    return {**facts, **titles}


def is_outside(item: Item, program: Program) -> bool:
    """True for what the programme does not take."""
    family = program.catalogue.family_of(item.product)
    return family is None or not family.offered


def _item(item: Item, program: Program, words: Words) -> str:
    remarks = []
    if item.billing:
        remarks.append(words.say("values", f"billing.{item.billing}", {"value": item.billing}))
    if item.term_months is not None:
        remarks.append(words.say("items", "term", {"months": item.term_months}))
    if is_outside(item, program):
        remarks.append(words.say("items", "outside"))
    count = f"{item.quantity} × " if item.quantity is not None else ""
    return count + item_title(item, program, words) + (f" ({', '.join(remarks)})" if remarks else "")


def _text(field_id: str, text: str, program: Program, words: Words) -> str:
    if words.has("values", f"{field_id}.{text}"):
        return words.say("values", f"{field_id}.{text}")
    if field_id.endswith(".phone"):
        return cell(readable_phone(text))
    spec = program.field_spec(field_id)
    if spec is not None and spec.id_types:
        return cell(readable_id(text, spec.id_types))
    if field_id.endswith("_date"):
        return _date(text, words)
    return cell(text)


def _date(text: str, words: Words) -> str:
    try:
        return words.day(date.fromisoformat(text))
    except ValueError:
        return cell(text)


@lru_cache(maxsize=1024)
def readable_phone(number: str) -> str:
    """A phone number in E.164 with the spaces that its country writes; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    spaced = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return spaced if spaced.replace(" ", "").replace("-", "") == number else number


@lru_cache(maxsize=1024)
def readable_id(number: str, id_types: tuple[str, ...]) -> str:
    """A number of identification with the marks that its country writes; as it is where it is of none of the types, or has no marks."""
    for id_type in id_types:
        module = import_module(f"stdnum.{id_type}")
        if hasattr(module, "format") and module.is_valid(number):
            return str(module.format(number))
    return number


def _named(section: str, field_id: str, program: Program, words: Words, kind: str) -> str:
    """Names of ids (`{id}`) are those of the first type that the program asks for, or no country's where it takes several countries'.

    A field of parts is named by the parts that the program asks for, such as `items.product.quantity`.
    """
    spec = program.field_spec(field_id)
    return _name(section, field_id, words, kind, *((spec.parts, spec.id_types) if spec else ((), ())))


@lru_cache(maxsize=4096)
def _name(section: str, field_id: str, words: Words, kind: str, parts: tuple[str, ...], id_types: tuple[str, ...]) -> str:
    by_parts = ".".join((field_id, *parts))
    key = words.key_for(section, by_parts if words.has(section, by_parts) else field_id, kind)
    if not words.has(section, key):
        return field_id
    id_type = id_types[0] if len({type_.partition(".")[0] for type_ in id_types}) == 1 else ""
    return words.say(section, key, {"id": words.say("ids", id_type), "id_genitive": words.say("id_genitives", id_type)})
