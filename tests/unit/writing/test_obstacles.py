"""Why an order can't be carried out is told in staff's language, with what to write instead; no id stands there naked."""

from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.obstacles import Obstacle
from leadbot.writing.obstacles import obstacle_sentence

from .builder import LANGUAGES, TEMPLATE_SET

PROGRAMS = sorted(path.stem for path in (Path(__file__).parents[3] / "config" / "programs").glob("*.yaml"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_obstacle_has_words_in_every_language_that_name_the_same_facts(obstacle: Obstacle, language: str) -> None:
    sections, english = TEMPLATE_SET.words(language).sections["obstacles"], TEMPLATE_SET.words("en").sections["obstacles"]

    assert [variant.names for variant in sections[obstacle]] == [variant.names for variant in english[obstacle]]


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_reason_that_an_order_can_name_has_a_name_in_each_language_of_its_programme(name: str) -> None:
    program = program_by_name(name)
    codes = {code for check in program.checks for code in check.refused} | {"vendor-discretion"}

    for language in (program.language, *program.fallback_languages):
        assert sorted(codes - program.lexicons[language].orders.reasons.keys()) == []


def test_fields_and_reasons_stand_by_their_names() -> None:
    program, words = program_by_name("promise-generuj-leady"), TEMPLATE_SET.words("pl")

    told = obstacle_sentence(
        Obstacle.REASON_DOES_NOT_FIT, {"reason": "duplicate", "reasons": "reported-elsewhere, public-sector"}, program, words
    )
    asked = obstacle_sentence(Obstacle.NOT_ASKED, {"fields": "client.sector"}, program, words)

    assert told == "Nie można odmówić z powodu „duplikat”. Możliwe powody: zgłoszone w Microsoft, sektor publiczny."
    assert "client.sector" not in asked


def test_what_can_be_typed_stands_beside_what_it_means() -> None:
    program, words = program_by_name("promise-generuj-leady"), TEMPLATE_SET.words("en")

    told = obstacle_sentence(Obstacle.NO_CHOICE, {"field": "client.sector", "value": "x", "choices": "commercial, public"}, program, words)

    assert "commercial (" in told
    assert "public (" in told
