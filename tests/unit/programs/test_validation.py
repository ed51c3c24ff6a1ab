"""pydantic's errors, told as problems of a file."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from leadbot.model.errors import Problem
from leadbot.programs import validation_problems
from leadbot.programs.yaml_source import parse_yaml


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    age: int = 0


Rows = TypeAdapter(Annotated[tuple[Row, ...], Field(min_length=1)])


def problems(text: str, data: Any = None) -> tuple[Problem, ...]:
    source = parse_yaml(text, "rows.yaml")
    with pytest.raises(ValidationError) as raised:
        Rows.validate_python(data or source.data)
    return validation_problems(raised.value, source, (), ("name", "age"))


def test_each_error_has_its_line_place_and_value() -> None:
    (problem,) = problems("- name: x\n  age: old\n")
    assert (problem.file, problem.line, problem.where, problem.value) == ("rows.yaml", 2, "[0].age", "old")


def test_a_wrong_element_does_not_make_its_list_too_short() -> None:
    found = problems("- nam: x\n")
    assert [(p.where, p.message) for p in found] == [("[0].name", "this key is missing"), ("[0].nam", "this key is unknown")]


def test_an_empty_list_is_too_short() -> None:
    (problem,) = problems("[]")
    assert "at least 1 item" in problem.message


def test_the_value_is_quoted_as_the_file_has_it_and_not_as_it_came_from_the_environment() -> None:
    (problem,) = problems("- name: x\n  age: ${AGE}\n", [{"name": "x", "age": "a secret"}])
    assert problem.value == "${AGE}"
    assert "secret" not in str(problem)
