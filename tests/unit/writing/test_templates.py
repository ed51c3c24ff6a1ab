from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.sandbox import SecurityError

from leadbot.model.errors import ConfigurationError
from leadbot.model.fields import FIELDS
from leadbot.model.lead import LeadState
from leadbot.model.outgoing import Occasion
from leadbot.model.reasons import REJECTING
from leadbot.writing import load_templates
from leadbot.writing.text import as_text

from .builder import LANGUAGES, TEMPLATE_SET, TEMPLATES

CHECKS = [
    "microsoft-registration",
    "public-sector",
    "existing-service",
    "mixed-plans",
    "possible-duplicate",
    "priority",
    "custom-bundle",
    "credit",
    "website",
    "admission",
    "company-register",
    "law-firm",
    "qualification",
    "existing-client",
    "in-negotiation",
    "direct-contacts",
    "changed",
    "conflict-of-interest",
    "partner-offer",
    "partner-conduct",
    "overdue-invoices",
    "tender-products",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_a_sentence_of_its_own_for_every_rejecting_code_and_check(language: str) -> None:
    words = TEMPLATE_SET.words(language)

    assert [code for code in REJECTING if not words.has("reasons", code)] == []
    assert [check for check in CHECKS if not words.has("checks", check)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_names_every_field_state_and_occasion(language: str) -> None:
    words = TEMPLATE_SET.words(language)

    assert [f for f in FIELDS if not (words.has("labels", f) and words.has("genitives", f))] == []
    assert [state for state in LeadState if not words.has("states", state)] == []
    assert [occasion for occasion in Occasion if not words.has("openings", occasion)] == []
    assert [f"{f.id}.{c}" for f in FIELDS.values() for c in f.choices if not words.has("values", f"{f.id}.{c}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_variant_of_a_reason_needs_no_fact(language: str) -> None:
    sections = TEMPLATE_SET.words(language).sections

    needy = [code for section in ("reasons", "openings") for code, variants in sections[section].items() if variants[-1].names]

    assert needy == []


def test_all_languages_have_the_same_mails() -> None:
    mails = {lang: {f.relative_to(TEMPLATES / lang).as_posix() for f in (TEMPLATES / lang).rglob("*.*")} for lang in LANGUAGES}

    assert TEMPLATE_SET.languages == LANGUAGES
    assert {lang: files ^ mails["en"] for lang, files in mails.items() if files != mails["en"]} == {}
    assert {f"standing/{state}.jinja" for state in LeadState} <= mails["en"]


def test_all_languages_have_the_same_words() -> None:
    names = {"ids", "id_genitives"}  # ids of other countries stay as they are
    words = {lang: TEMPLATE_SET.words(lang).sections for lang in LANGUAGES}
    keys = {lang: {(section, key) for section, found in words[lang].items() if section not in names for key in found} for lang in LANGUAGES}

    assert {lang: found ^ keys["en"] for lang, found in keys.items() if found != keys["en"]} == {}


def test_a_name_that_a_template_is_not_given_fails(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "{% call m.para() %}{{ clientt }}{% endcall %}")

    with pytest.raises(UndefinedError, match="clientt"):
        load_templates([folder]).blocks("xx", "note", {"client": "Amper"})


@pytest.mark.failure("F66")
@pytest.mark.parametrize(
    "reach",
    [
        "''.__class__.__mro__[1].__subclasses__()",
        "m.para.__globals__",
        "client.format.__self__.__class__",
        "'{0.__class__}'.format(client)",
    ],
)
def test_a_template_can_not_reach_into_the_program(tmp_path: Path, reach: str) -> None:
    folder = _folder(tmp_path, f"{{% call m.para() %}}{{{{ {reach} }}}}{{% endcall %}}")

    with pytest.raises((SecurityError, UndefinedError)):
        load_templates([folder]).blocks("xx", "note", {"client": "Amper"})


def test_text_outside_blocks_is_an_error_not_a_loss(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "Lost words {% call m.para() %}kept{% endcall %}")

    with pytest.raises(ValueError, match="Lost words"):
        load_templates([folder]).blocks("xx", "note", {})


def test_an_earlier_folder_overrides_one_file_of_a_later_one(tmp_path: Path) -> None:
    (tmp_path / "en" / "standing").mkdir(parents=True)
    (tmp_path / "en" / "standing" / "won.jinja").write_text("{% call m.para() %}Hurrah{% endcall %}", encoding="utf-8")

    templates = load_templates([tmp_path, TEMPLATES])

    assert [block.kind for block in templates.blocks("en", "standing/won", {})] == ["paragraph"]
    assert templates.languages == LANGUAGES


def test_every_broken_template_is_told_with_its_line(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "fine\n{% call %}")
    (folder / "xx" / "words.toml").write_text("[states\n", encoding="utf-8")

    with pytest.raises(ConfigurationError) as raised:
        load_templates([folder])

    assert {(Path(p.file).name, p.line) for p in raised.value.problems} == {("note.jinja", 2), ("words.toml", 1)}


def test_shipped_words_are_read_when_a_mail_needs_them(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "{% call m.para() %}fine{% endcall %}")
    (folder / "yy").mkdir()
    (folder / "yy" / "words.toml").write_text("[states\n", encoding="utf-8")

    templates = load_templates([], folder)

    assert templates.languages == ("xx", "yy")
    assert [block.kind for block in templates.blocks("xx", "note", {})] == ["paragraph"]
    with pytest.raises(ConfigurationError, match="can't be read"):
        templates.words("yy")


def test_folders_without_templates_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no templates"):
        load_templates([tmp_path])


def _folder(tmp_path: Path, template: str) -> Path:
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "words.toml").write_text("", encoding="utf-8")
    (tmp_path / "xx" / "note.jinja").write_text(template, encoding="utf-8")
    return tmp_path


def test_a_template_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "")
    (folder / "xx" / "note.jinja").write_bytes(b"Dzie\xf1 dobry")

    with pytest.raises(ConfigurationError, match="Not UTF-8"):
        load_templates([folder])


def test_a_mail_without_blocks_has_no_text() -> None:
    assert as_text(()) == ""
