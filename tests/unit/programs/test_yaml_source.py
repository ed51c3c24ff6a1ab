"""The strict YAML reader: text stays text, every line is known, nothing is overlooked."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.programs import YamlSource, read_yaml
from leadbot.programs.yaml_source import dotted, parse_yaml


def read(text: str) -> YamlSource:
    return parse_yaml(text, "file.yaml")


def told(source: YamlSource) -> list[tuple[int | None, str, str]]:
    return [(problem.line, problem.where, problem.message) for problem in source.problems]


@pytest.mark.parametrize(
    "scalar", ["NO", "yes", "0123", "08:00", "10:30", "2026-01-01", "100.10", "1e3", "0x1F", "1_000", "007", "True", "=", "<<"]
)
def test_what_looks_like_text_to_people_is_text(scalar: str) -> None:
    assert read(f"key: {scalar}").data == {"key": scalar}


@pytest.mark.parametrize(("scalar", "value"), [("true", True), ("false", False), ("null", None), ("~", None), ("", None)])
def test_a_few_plain_words_have_a_meaning(scalar: str, value: object) -> None:
    assert read(f"key: {scalar}").data == {"key": value}


def test_a_quoted_word_is_text_in_any_case() -> None:
    assert read("a: 'true'\nb: \"null\"\nc: ''").data == {"a": "true", "b": "null", "c": ""}


def test_the_lines_of_keys_and_elements_are_known() -> None:
    source = read("a: 1\nb:\n  - x\n  - c: 2\n    d: 3\n")
    assert source.data == {"a": "1", "b": ["x", {"c": "2", "d": "3"}]}
    assert [source.line_of(loc) for loc in (("a",), ("b",), ("b", 1), ("b", 1, "d"))] == [1, 2, 4, 5]


def test_a_place_that_is_not_there_has_the_line_of_what_encloses_it() -> None:
    source = read("rules:\n- id: x\n  kind: window\n")
    assert source.line_of(("rules", 0, "window", "first")) == 2
    assert source.line_of(("elsewhere",)) is None
    assert source.line_of(()) is None


def test_a_duplicate_key_is_named_with_both_lines() -> None:
    assert told(read("a:\n  b: 1\n  b: 2\n")) == [(3, "a.b", "this key stands there already, in line 2")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1", "`&x` is an anchor"),
        ("a: &x 1\nb: *x", "`*x` is an alias"),
        ("a: !!python/object:os.system {}", "`tag:yaml.org,2002:python/object:os.system` is a tag"),
        ("a: 1\n---\nb: 2", "a second document begins here"),
        ("? [a, b]\n: 1", "a key must be plain text"),
    ],
)
def test_what_a_configuration_does_not_need_is_a_problem(text: str, message: str) -> None:
    assert message in [problem[2] for problem in told(read(text))]


def test_an_alias_bomb_stays_small() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    assert len(str(read(bomb).data)) < 1000


def test_nesting_without_end_is_a_problem_and_no_crash() -> None:
    assert any("levels" in problem[2] for problem in told(read("[" * 5000 + "]" * 5000)))


@pytest.mark.parametrize(("text", "line"), [("a: 1\nb: [1,\n", 3), ("a: b: c", 1), ("ok: 1\n\tbad: 2", 2), ("a: 1\nb: \x00", 2)])
def test_what_is_no_yaml_is_told_with_its_line(text: str, line: int) -> None:
    source = read(text)
    assert source.data is None
    assert [problem.line for problem in source.problems] == [line]


def test_a_file_that_is_missing_or_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nname: Zak\xb3ad\n")
    assert [(p.line, p.message) for p in read_yaml(tmp_path / "latin.yaml").problems] == [(2, "the file is not UTF-8")]
    (missing,) = read_yaml(tmp_path / "none.yaml").problems
    assert missing.message.startswith("the file can't be read")


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(tmp_path / "bom.yaml").data == {"a": "1"}


def test_an_empty_file_holds_nothing() -> None:
    assert (read("").data, read("# only a comment\n").data) == (None, None)


def test_places_are_written_as_people_write_them() -> None:
    assert dotted(("rules", 3, "reason")) == "rules[3].reason"


def test_a_long_value_is_shortened() -> None:
    (problem,) = [read(f"a: {'x' * 500}").problem(("a",), "too long", "Shorten it")]
    assert len(problem.value) == 80


@given(st.text(alphabet=st.sampled_from("ab:-[]{}\"'&*!|>#?, \n\t0\x00ł"), max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    source = read(text)
    assert source.data is not None or source.problems or not source.lines
