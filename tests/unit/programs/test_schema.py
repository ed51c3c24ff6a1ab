"""The JSON Schemas take the shipped files and refuse what the loader refuses."""

import re
from pathlib import Path
from typing import Any

import pytest

from leadbot.programs import lexicon_schema, program_schema
from leadbot.programs.yaml_source import parse_yaml, read_yaml

CONFIG = Path(__file__).parents[3] / "config"
PROGRAMS, LEXICONS = sorted((CONFIG / "programs").glob("*.yaml")), sorted((CONFIG / "lexicons").glob("*.yaml"))
PROMISE = (CONFIG / "programs" / "promise-generuj-leady.yaml").read_text("utf-8")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "") -> list[str]:
    """Where a value breaks the schema: the part of JSON Schema that ours use, texts of digits taken for numbers as YAML does."""
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            each = [faults(value, option, root, at) for option in schema[choice]]
            return [] if sum(not found for found in each) >= 1 else min(each, key=len)
    if "const" in schema or "enum" in schema:
        known = schema.get("enum", [schema.get("const")])
        return [] if value in known else [f"{at}: {value} is none of {known}"]
    types = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if types and not any(is_of(value, type_) for type_ in types):
        return [f"{at}: {value!r} is no {types}"]
    if isinstance(value, dict):
        return of_mapping(value, schema, root, at)
    if isinstance(value, list):
        return [fault for i, item in enumerate(value) for fault in faults(item, schema.get("items", {}), root, f"{at}[{i}]")]
    return []


def of_mapping(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str) -> list[str]:
    found = [f"{at}: {key} is missing" for key in schema.get("required", []) if key not in value]
    for key, item in value.items():
        patterns = (each for pattern, each in schema.get("patternProperties", {}).items() if re.search(pattern, key))
        own = schema.get("properties", {}).get(key) or next(patterns, schema.get("additionalProperties", {}))
        if own is False:
            found.append(f"{at}.{key} is unknown")
        elif isinstance(own, dict):
            found += faults(item, own, root, f"{at}.{key}")
    return found


def is_of(value: Any, type_: str) -> bool:
    match type_:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case "integer" | "number":
            return isinstance(value, str) and NUMBER.fullmatch(value) is not None
        case _:
            return isinstance(value, str)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_shipped_program_is_as_the_schema_says(path: Path) -> None:
    schema = program_schema()
    assert faults(read_yaml(path).data, schema, schema) == []


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.stem)
def test_a_shipped_lexicon_is_as_the_schema_says(path: Path) -> None:
    schema = lexicon_schema()
    assert faults(read_yaml(path).data, schema, schema) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("promise_days: 5", "promise_days: five", ".promise_days: 'five' is no"),
        ("promise_days: 5", "promise_dys: 5", "promise_dys is unknown"),
        ("kinds: [lead,", "kinds: [leed,", "leed is none of"),
        ("  - id: client.name\n", "  - id: client.nme\n", "client.nme is none of"),
        ("    kind: window", "    kind: windw", "windw is none of"),
        ("    required: true\n", "    requird: true\n", "requird is unknown"),
    ],
)
def test_a_mistake_is_found(old: str, new: str, words: str) -> None:
    assert old in PROMISE
    schema = program_schema()
    found = faults(parse_yaml(PROMISE.replace(old, new, 1), "").data, schema, schema)
    assert any(words in fault for fault in found), found
