from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from leadbot.model.errors import ConfigurationError
from leadbot.writing.words import load_words

from .builder import TEMPLATE_SET

POLISH = TEMPLATE_SET.words("pl")
ENGLISH = TEMPLATE_SET.words("en")


def test_the_first_variant_whose_facts_are_known_is_said() -> None:
    code = "below-minimum-quantity"

    full = ENGLISH.say("reasons", code, {"quantity": "2", "minimum": "3"})
    bare = ENGLISH.say("reasons", code, {"quantity": ""})

    assert full == "The lead comes to 2 licences in all; the minimum is 3."
    assert bare == "The number of licences is below the minimum."


def test_an_unknown_code_is_said_in_general_words() -> None:
    assert ENGLISH.say("reasons", "a-new-code") == "The lead does not meet a condition of the programme."


def test_a_fact_is_folded_and_its_braces_mean_nothing() -> None:
    said = ENGLISH.say("openings", "registered", {"client": "A\r\n{0.__class__} {client}"})

    assert said == "Thank you for registering “A {0.__class__} {client}”."


def test_a_fact_that_is_an_iso_date_is_said_as_a_date() -> None:
    facts = {"received_on": "2027-01-02", "first": "2026-01-01", "last": "2026-12-31"}

    assert "02.01.2027" in POLISH.say("reasons", "outside-window", facts)
    assert "2 January 2027" in ENGLISH.say("reasons", "outside-window", facts)


def test_a_fact_that_only_looks_like_a_date_is_kept_as_it_is() -> None:
    assert "9999-99-99" in ENGLISH.say("reasons", "product-not-eligible", {"outside": "9999-99-99"})


def test_dates_moments_and_amounts_are_written_the_languages_way() -> None:
    day, at = date(2026, 11, 27), datetime(2026, 11, 27, 9, 5, tzinfo=UTC)

    assert (POLISH.day(day), POLISH.weekday(day), POLISH.moment(at)) == ("27.11.2026", "27.11.2026 (piątek)", "27.11.2026, 09:05")
    assert ENGLISH.weekday(day) == "Friday 27 November 2026"
    assert POLISH.amount(Decimal("12345.5"), "PLN") == "12 345,50 PLN"
    assert ENGLISH.amount(Decimal("12345.5"), "PLN") == "12,345.50 PLN"


def test_a_sentence_without_its_facts_names_itself() -> None:
    with pytest.raises(KeyError, match=r"parts\.quantity"):
        ENGLISH.say("parts", "quantity")


def test_an_earlier_file_goes_before_a_later_one_key_by_key(tmp_path: Path) -> None:
    own, shipped = tmp_path / "own.toml", tmp_path / "shipped.toml"
    own.write_text('[states]\nwon = "sold"\n', encoding="utf-8")
    shipped.write_text('[states]\nwon = "won"\nlost = "lost"\n', encoding="utf-8")

    words = load_words("en", [own, shipped])

    assert (words.say("states", "won"), words.say("states", "lost")) == ("sold", "lost")


def test_all_that_is_wrong_in_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    broken, odd = tmp_path / "broken.toml", tmp_path / "odd.toml"
    broken.write_text('[states]\nwon = "sold\n', encoding="utf-8")
    odd.write_text('loose = "x"\n[states]\nwon = "{0.real}"\nlost = "{"\n', encoding="utf-8")

    with pytest.raises(ConfigurationError) as raised:
        load_words("en", [odd, broken])

    told = {(Path(p.file).name, p.line, p.where) for p in raised.value.problems}
    assert told == {
        ("broken.toml", 2, ""),
        ("odd.toml", None, "loose"),
        ("odd.toml", None, "states.won"),
        ("odd.toml", None, "states.lost"),
    }
