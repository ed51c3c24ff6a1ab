"""A program file's pieces, each validated by itself, so that one mistake hides no other."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

from pydantic import Field, TypeAdapter, ValidationError

from leadbot.model.errors import Problem
from leadbot.model.payout_plans import PayoutPlan
from leadbot.model.program import Program
from leadbot.model.rules import Rule
from leadbot.programs.validation import missing, unknown_key, validation_problems
from leadbot.programs.yaml_source import Loc, YamlSource

COMPUTED = frozenset({"version", "source", "lexicons", "mail_words"})
"""What a program has and its file has not."""
SECTIONS = ("fields", "rules", "checks", "checkers", "lists", "questions", "confirmation_notes", "peaks", "faq", "payouts")
"""Keys that hold a list whose elements are validated one by one."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What of a program file is valid, and what is wrong with the rest."""

    source: YamlSource
    values: Mapping[str, Any]
    """Valid top-level values by key, sections left out."""
    elements: Mapping[str, tuple[tuple[int, Any], ...]]
    """The valid elements of each section, with their index in the file."""
    problems: tuple[Problem, ...]

    def each(self, section: str, kind: type[T]) -> Iterator[tuple[Loc, T]]:
        """The valid elements of that kind with their places."""
        return (((section, index), element) for index, element in self.elements[section] if isinstance(element, kind))

    def rules(self) -> Iterator[tuple[Loc, Rule]]:
        """The valid rules with their places."""
        return ((("rules", index), rule) for index, rule in self.elements["rules"])

    def ids(self, section: str) -> set[str]:
        """The ids that a section defines, those of invalid elements included."""
        return {element["id"] for element in as_list(self.raw(section)) if _has_id(element)}

    def raw(self, key: str) -> Any:
        """What the file has under a top-level key."""
        return self.source.data.get(key) if isinstance(self.source.data, dict) else None

    def languages(self) -> tuple[str, ...]:
        """The languages in which the program answers."""
        own = self.values.get("language")
        return tuple(dict.fromkeys((*([own] if own else []), *self.values.get("fallback_languages", ()))))


def parse_parts(source: YamlSource) -> Parts:
    """Validate every piece of a program file by itself. Raises nothing."""
    data = source.data
    if not isinstance(data, dict):
        problem = source.problem((), "a program file holds keys with values", "Begin with `id: name-of-the-program`", "")
        return Parts(source=source, values={}, elements=dict.fromkeys(SECTIONS, ()), problems=() if source.problems else (problem,))
    problems = [unknown_key(source, (key,), required_keys()) for key in data if key not in required_keys()]
    problems += [missing(source, (key,)) for key, required in required_keys().items() if required and key not in data]
    values: dict[str, Any] = {}
    elements: dict[str, tuple[tuple[int, Any], ...]] = dict.fromkeys(SECTIONS, ())
    for key in required_keys():
        if key in SECTIONS:
            elements[key] = tuple(_elements(source, key, problems))
        elif key in data:
            _validate(source, (key,), part_adapters()[key], data[key], problems, values)
    return Parts(source=source, values=values, elements=elements, problems=tuple(problems))


def as_list(value: Any) -> list[Any]:
    """The list that stands there, or none."""
    return value if isinstance(value, list) else []


def _elements(source: YamlSource, section: str, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    found = source.data.get(section, [])
    if not isinstance(found, list):
        problems.append(source.problem((section,), "a list is expected", "Begin each element with a dash"))
    for index, element in enumerate(as_list(found)):
        valid: dict[int, Any] = {}
        _validate(source, (section, index), part_adapters()[section], element, problems, valid)
        yield from valid.items()


def _validate(source: YamlSource, at: Loc, adapter: TypeAdapter[Any], value: Any, problems: list[Problem], into: dict[Any, Any]) -> None:
    """Put the valid value under the last part of its place, or add what is wrong with it."""
    try:
        into[at[-1]] = adapter.validate_python(value)
    except ValidationError as error:
        problems.extend(validation_problems(error, source, at, _vocabulary(str(at[0]))))


@lru_cache(maxsize=1)
def required_keys() -> Mapping[str, bool]:
    """The keys of a program file, and whether they must be there."""
    return {f.name: f.default is MISSING and f.default_factory is MISSING for f in fields(Program) if f.name not in COMPUTED}


@lru_cache(maxsize=1)
def part_adapters() -> Mapping[str, TypeAdapter[Any]]:
    """What validates each key's value, or each element of a section."""
    hints = get_type_hints(Program)
    types = {name: get_args(hint)[0] if name in SECTIONS else hint for name, hint in hints.items() if name in required_keys()}
    told_by_kind = {"rules": Annotated[Rule, Field(discriminator="kind")], "payouts": Annotated[PayoutPlan, Field(discriminator="kind")]}
    return {name: TypeAdapter(type_) for name, type_ in (types | told_by_kind).items()}


@lru_cache(maxsize=32)
def _vocabulary(section: str) -> frozenset[str]:
    """All keys that may stand somewhere below a top-level key."""
    return frozenset(_names(get_type_hints(Program).get(section)))


def _names(type_: Any) -> Iterator[str]:
    if isinstance(type_, type) and is_dataclass(type_):
        for name, hint in get_type_hints(type_).items():
            if not name.startswith("_"):
                yield name
            yield from _names(hint)
    for argument in get_args(type_):
        yield from _names(argument)


def _has_id(element: Any) -> bool:
    return isinstance(element, dict) and isinstance(element.get("id"), str)
