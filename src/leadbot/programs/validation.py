"""pydantic's errors as problems of a file: place, line, what to do."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from leadbot.model.errors import Problem
from leadbot.programs.yaml_source import Loc, YamlSource

_UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")
_UNION = ("union_tag_invalid", "union_tag_not_found")
_MISSING = ("missing", "missing_argument", "missing_keyword_only_argument")


def validation_problems(error: ValidationError, source: YamlSource, at: Loc = (), known_keys: Collection[str] = ()) -> tuple[Problem, ...]:
    """Every error as a problem. `at` is where the validated piece stands in the file; `known_keys` are suggested for unknown ones.

    Values are quoted as the file has them, never as they came from the environment.
    """
    found = error.errors(include_url=False, include_input=False)
    places = [details["loc"] for details in found]
    return tuple(_problem(details, source, at, known_keys) for details in found if not _is_echo(details, places))


def suggestion(word: str, known: Collection[str]) -> str:
    """`Did you mean …?` for a word that resembles a known one, else the known ones where they are few."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{near[0]}`?"
    return f"Known: {', '.join(sorted(known))}" if 0 < len(known) <= 30 else "Check the spelling"


def missing(source: YamlSource, loc: Loc) -> Problem:
    """The problem of a key that must be there."""
    return source.problem(loc, "this key is missing", f"Add `{loc[-1]}:`", "")


def unknown_key(source: YamlSource, loc: Loc, known: Collection[str]) -> Problem:
    """The problem of a key that means nothing there."""
    key = str(loc[-1])
    near = get_close_matches(key, sorted(known), n=1, cutoff=0.6)
    remedy = f"Did you mean `{near[0]}`? Otherwise remove it" if near else "Remove it"
    return source.problem(loc, "this key is unknown", remedy, key)


def _is_echo(details: Any, places: Collection[Loc]) -> bool:
    """pydantic calls a list too short when its elements are wrong; only the elements are worth telling."""
    loc = details["loc"]
    return details["type"] == "too_short" and any(len(place) > len(loc) and place[: len(loc)] == loc for place in places)


def _problem(details: Any, source: YamlSource, at: Loc, known_keys: Collection[str]) -> Problem:
    kind, loc = details["type"], (*at, *details["loc"])
    place = source.known(loc)
    if kind in _MISSING:
        return missing(source, (*place, loc[-1]))
    if kind in _UNKNOWN_KEY:
        return unknown_key(source, place, known_keys)
    if kind in _UNION:
        return _union_problem(details["ctx"], source, place)
    message, remedy = _explained(kind, details)
    return source.problem(place, message, remedy)


def _union_problem(context: Any, source: YamlSource, place: Loc) -> Problem:
    """The key that tells which of several shapes an element has is missing or names none of them."""
    key = context["discriminator"].strip("'")
    if "tag" not in context:
        return missing(source, (*place, key))
    return source.problem((*place, key), f"unknown {key}", f"Known: {context['expected_tags'].replace(chr(39), '')}")


def _explained(kind: str, details: Any) -> tuple[str, str]:
    """What is wrong and what to do, in our words where pydantic's are about its own insides."""
    context = details.get("ctx", {})
    match kind:
        case "literal_error" | "enum":
            return "this is none of the known values", f"Use {context['expected']}"
        case "tuple_type" | "list_type":
            return "a list is expected", "Write [one, another], or a line with a dash for each"
        case "dict_type" | "mapping_type" | "dataclass_type" | "model_type" | "model_attributes_type":
            return "keys with values are expected", "Write `key: value` lines, indented"
        case "int_type" | "int_parsing" | "int_from_float":
            return "a whole number is expected", "Write digits alone"
        case "too_short":
            return f"at least {context['min_length']} item is needed", "Add one"
        case "string_type":
            return "text is expected", "Write a text here"
        case _:
            text = details["msg"].removeprefix("Value error, ")
            return f"{text[:1].lower()}{text[1:]}", "Correct the value"
