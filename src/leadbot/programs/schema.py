"""JSON Schemas of program files and lexicons, for editors: made of the models, with their docstrings as descriptions.

They know shapes, keys and closed lists of values. What refers to what, `leadbot check` knows.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from leadbot.model.columns import COLUMNS
from leadbot.model.fields import FIELDS
from leadbot.model.lexicon import Lexicon
from leadbot.model.lexicon_ids import LABELS, WORD_LISTS
from leadbot.model.program import Program
from leadbot.programs.parts import SECTIONS, part_adapters, required_keys

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = ["string", "number"]
"""A program file's texts may look like numbers: `example: {en: 30}`."""

Schema = dict[str, Any]


def program_schema() -> Schema:
    """The schema of `programs/<id>.yaml`."""
    definitions: dict[str, Schema] = {}
    described = _descriptions(Program)
    properties = {key: _piece(adapter, key, definitions) | _described(described.get(key)) for key, adapter in part_adapters().items()}
    _describe(definitions, Program)
    for definition in definitions.values():
        if "const" in definition.get("properties", {}).get("kind", {}):
            definition["required"] = ["kind", *definition["required"]]
    definitions["FieldSpec"]["properties"]["id"]["enum"] = list(FIELDS)
    return {
        "$schema": DIALECT,
        "title": "leadbot program file",
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, required in required_keys().items() if required],
        "properties": properties,
        "$defs": dict(sorted(definitions.items())),
    }


def lexicon_schema() -> Schema:
    """The schema of `lexicons/<language>.yaml`."""
    schema: Schema = _texts(TypeAdapter(Lexicon).json_schema())
    definitions = schema.pop("$defs")
    _describe({"Lexicon": schema} | definitions, Lexicon)
    schema["properties"]["labels"] |= _closed(LABELS)
    schema["properties"]["columns"] |= _closed(COLUMNS)
    schema["properties"]["words"] |= _closed(WORD_LISTS) | {"patternProperties": {r"^[a-z]{2}_?\.[a-z0-9_]+$": _WORDS_OF_ONE}}
    return {"$schema": DIALECT} | schema | {"title": "leadbot lexicon", "$defs": definitions}


_WORDS_OF_ONE: Schema = {"type": "array", "items": {"type": _TEXT}}


def _closed(ids: Mapping[str, str]) -> Schema:
    """A mapping with these keys alone."""
    return {"properties": {id_: _WORDS_OF_ONE | {"description": text} for id_, text in ids.items()}, "additionalProperties": False}


def _piece(adapter: TypeAdapter[Any], key: str, definitions: dict[str, Schema]) -> Schema:
    """The schema of what stands under a top-level key; its parts go to the definitions."""
    schema = _texts(adapter.json_schema(ref_template="#/$defs/{model}"))
    definitions.update(schema.pop("$defs", {}))
    if "properties" in schema:
        definitions[schema["title"]] = schema
        schema = {"$ref": f"#/$defs/{schema['title']}"}
    return {"type": "array", "items": schema} if key in SECTIONS else schema


def _texts(schema: Any) -> Any:
    """The schema with every text allowed to look like a number, and without pydantic's titles of single keys."""
    if isinstance(schema, list):
        return [_texts(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _texts(value) for key, value in schema.items() if key != "title" or "properties" in schema or not isinstance(value, str)}
    plain = found.get("type") == "string" and not found.keys() & {"enum", "const", "format", "pattern"}
    return found | {"type": _TEXT} if plain else found


def _describe(definitions: Mapping[str, Schema], root: type) -> None:
    """Give every definition and key the docstring of its class and attribute."""
    for class_ in _classes(root):
        definition = definitions.get(class_.__name__)
        if definition is None:
            continue
        definition["description"] = _folded(class_.__doc__ or "")
        for key, text in _descriptions(class_).items():
            if key in definition["properties"]:
                definition["properties"][key] |= _described(text)


def _classes(type_: Any) -> Iterator[type]:
    """All dataclasses that a type is made of."""
    if isinstance(type_, type) and is_dataclass(type_):
        yield type_
        for hint in get_type_hints(type_).values():
            yield from _classes(hint)
    for argument in get_args(type_):
        yield from _classes(argument)


@cache
def _descriptions(class_: type) -> Mapping[str, str]:
    """The docstring below each attribute, those of its bases included."""
    found: dict[str, str] = {}
    for base in reversed([base for base in class_.__mro__ if is_dataclass(base)]):
        body = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        assert isinstance(body, ast.ClassDef)
        for attribute, text in zip(body.body, body.body[1:], strict=False):
            said = isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
            if isinstance(attribute, ast.AnnAssign) and isinstance(attribute.target, ast.Name) and said:
                found[attribute.target.id] = _folded(text.value.value)  # type: ignore[attr-defined]
    return found


def _described(text: str | None) -> Schema:
    return {"description": text} if text else {}


def _folded(text: str) -> str:
    return " ".join(text.split())
