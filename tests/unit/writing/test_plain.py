import pytest

from leadbot.writing.plain import cell, fold, guard, listed, sentence


def test_a_value_is_folded_to_one_line() -> None:
    assert fold("Amper\r\nBcc: x@y.example\u2028 sp.\x0bz\xa0o.o.") == "Amper Bcc: x@y.example sp. z o.o."


def test_control_direction_and_invisible_characters_and_lone_surrogates_are_dropped() -> None:
    assert fold("A\x00b\x1b[31m\u202ec\u200bd\ud800e\ufeff") == "Ab[31mcde"


def test_a_long_value_is_shortened_with_a_mark() -> None:
    assert fold("abc def", 5) == "abc…"


@pytest.mark.failure("F66")
@pytest.mark.parametrize("value", ["=HYPERLINK(1)", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x"])
def test_a_formula_stays_text(value: str) -> None:
    assert cell(value) == f"'{value}"


@pytest.mark.parametrize("value", ["+48 601 234 785", "-5", "Amper = prąd", ""])
def test_what_is_no_formula_is_left_alone(value: str) -> None:
    assert cell(value) == value


@pytest.mark.parametrize("line", ["> cytat", "--", "-- ", "From x"])
def test_a_line_can_forge_no_quote_signature_or_separator(line: str) -> None:
    assert guard(line) == f" {line}"


def test_many_names_are_cut_and_the_rest_is_counted() -> None:
    assert listed(["a.pdf", "", "c.pdf"], most=2) == ("a.pdf", "?", "… (+1)")


def test_a_sentence_begins_with_a_capital() -> None:
    assert sentence("łódź") == "Łódź"
    assert sentence("") == ""
