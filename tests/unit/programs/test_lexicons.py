"""Lexicons: one file a language, the operator's before the shipped ones."""

from pathlib import Path

import pytest

from leadbot.model.errors import ConfigurationError
from leadbot.programs import load_lexicons


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder


def test_every_file_of_a_folder_is_a_language(tmp_path: Path) -> None:
    write(tmp_path, "pl.yaml", "language: pl\nlabels:\n  name: [Klient, NO]\nnumbers: {pięć: 5}\nmail: {from_labels: [Od]}\n")
    write(tmp_path, "en.yaml", "language: en\nstop_words: [the, no, yes]\n")
    lexicons = load_lexicons([tmp_path])
    assert list(lexicons) == ["en", "pl"]
    assert lexicons["pl"].labels == {"name": ("Klient", "NO")}
    assert lexicons["pl"].numbers == {"pięć": 5}
    assert lexicons["pl"].mail.from_labels == ("Od",)
    assert lexicons["en"].stop_words == ("the", "no", "yes")


def test_an_earlier_folder_wins_by_language_and_a_missing_one_has_none(tmp_path: Path) -> None:
    own = write(tmp_path / "own", "pl.yaml", "language: pl\nstop_words: [i]\n")
    shipped = write(tmp_path / "shipped", "pl.yaml", "language: pl\nstop_words: [oraz]\n")
    write(shipped, "en.yaml", "language: en\n")
    lexicons = load_lexicons([tmp_path / "none", own, shipped])
    assert (lexicons["pl"].stop_words, set(lexicons)) == (("i",), {"pl", "en"})


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "en.yaml", "language: en\nlabel: {x: [y]}\n")
    write(tmp_path, "fi.yaml", "language: sv\nlanguage: sv\n")
    write(tmp_path, "pl.yaml", "language: pl\nnumbers: {pięć: pięć}\nmail: {form_labels: [Od]}\n")
    with pytest.raises(ConfigurationError) as raised:
        load_lexicons([tmp_path])
    told = [(Path(p.file).name, p.line, p.where) for p in raised.value.problems]
    assert told == [
        ("en.yaml", 2, "label"),
        ("fi.yaml", 2, "language"),
        ("fi.yaml", 1, "language"),
        ("pl.yaml", 3, "mail.form_labels"),
        ("pl.yaml", 2, "numbers.pięć"),
    ]
    assert raised.value.problems[0].remedy.startswith("Did you mean `labels`?")


def test_a_label_or_list_that_reading_never_looks_at_is_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        "de.yaml",
        "language: de\nlabels:\n  telephone: [Tel]\nwords:\n  legal_form: [gmbh]\n  de.vat: [ust id]\n  sector_public: [amt]\n",
    )
    with pytest.raises(ConfigurationError) as raised:
        load_lexicons([tmp_path])
    told = [(p.line, p.where, p.value) for p in raised.value.problems]
    assert told == [(3, "labels.telephone", "telephone"), (5, "words.legal_form", "legal_form")]
    assert raised.value.problems[1].remedy == "Did you mean `legal_forms`?"


def test_a_file_that_is_no_yaml_is_told(tmp_path: Path) -> None:
    write(tmp_path, "pl.yaml", "language: [")
    with pytest.raises(ConfigurationError, match="no YAML"):
        load_lexicons([tmp_path])
