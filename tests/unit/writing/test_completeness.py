"""What a language lacks of a program's mails and words is told; the shipped programmes lack nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.program import Program
from leadbot.resources import shipped
from leadbot.writing import load_templates, missing_words

ROOT = Path(__file__).parents[3]
PROGRAMS = sorted(path.stem for path in (ROOT / "config" / "programs").glob("*.yaml"))
SHIPPED = load_templates([shipped("templates")])


@pytest.fixture(scope="module")
def program() -> Program:
    return program_by_name("promise-generuj-leady")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_shipped_programme_has_every_mail_and_word_in_each_of_its_languages(name: str) -> None:
    assert missing_words(program_by_name(name), SHIPPED) == ()


def test_a_language_without_templates_is_told(program: Program) -> None:
    (told,) = missing_words(replace(program, fallback_languages=("de",)), SHIPPED)
    assert (told.file, told.message) == ("templates/de/", "there are no templates in this language: replies go out in another")


def test_every_mail_reason_key_and_id_that_a_new_language_lacks_is_named(program: Program, tmp_path: Path) -> None:
    german = shutil.copytree(shipped("templates") / "en", tmp_path / "de")
    (german / "standing" / "lapsed.jinja").unlink()
    words = (german / "words.toml").read_text("utf-8")
    for line in (
        '"pl.nip" = "tax number (NIP)"\n',
        'duplicate = "This opportunity was registered earlier."\n',
        'in_line = "waiting in line"\n',
    ):
        assert line in words
        words = words.replace(line, "")
    (german / "words.toml").write_text(words, "utf-8")

    told = missing_words(replace(program, language="de", fallback_languages=()), load_templates([tmp_path, shipped("templates")]))

    assert [(problem.file.removeprefix("templates/de/"), problem.where) for problem in told] == [
        ("standing/lapsed.jinja", ""),
        ("words.toml", "[reasons] duplicate"),
        ("words.toml", '[id_genitives] "pl.nip"'),
        ("words.toml", '[ids] "pl.nip"'),
        ("words.toml", "[states] in_line"),
    ]


def test_a_reason_code_of_the_programmes_own_needs_a_sentence(program: Program) -> None:
    (minimum,) = [rule for rule in program.rules if rule.id == "minimum-licences"]
    own = replace(program, rules=(replace(minimum, reason="too-small"),), checks=())
    assert [(p.file, p.where) for p in missing_words(own, SHIPPED)] == [
        ("templates/pl/words.toml", "[reasons] too-small"),
        ("templates/en/words.toml", "[reasons] too-small"),
    ]
