"""Lexicons: one file a language."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from leadbot.model.columns import COLUMNS
from leadbot.model.errors import ConfigurationError, Problem
from leadbot.model.lexicon import InvoiceWords, Lexicon, MailWords, OrderWords
from leadbot.model.lexicon_ids import LABELS, WORD_LISTS, is_word_list
from leadbot.programs.validation import suggestion, validation_problems
from leadbot.programs.yaml_source import YamlSource, read_yaml


def load_lexicons(folders: Sequence[Path]) -> dict[str, Lexicon]:
    """All lexicons `<language>.yaml` by language; an earlier folder's goes before a later one's. A folder that isn't there has none.

    Raises ConfigurationError with every problem found.
    """
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            files.setdefault(path.stem, path)
    problems: list[Problem] = []
    found = {language: _load(path, problems) for language, path in sorted(files.items())}
    if problems:
        raise ConfigurationError(tuple(problems))
    return {language: lexicon for language, lexicon in found.items() if lexicon is not None}


def all_mail_words(lexicons: Iterable[Lexicon]) -> MailWords:
    """The mail words of all lexicons together, each once, in the lexicons' order."""
    every = [lexicon.mail for lexicon in lexicons]
    names = [field.name for field in fields(MailWords)]
    return MailWords(**{name: tuple(dict.fromkeys(word for words in every for word in getattr(words, name))) for name in names})


def _load(path: Path, problems: list[Problem]) -> Lexicon | None:
    source = read_yaml(path)
    problems.extend(source.problems)
    if source.data is None and source.problems:
        return None
    try:
        lexicon: Lexicon = _adapter().validate_python(source.data)
    except ValidationError as error:
        known = {field.name for kind in (Lexicon, MailWords, OrderWords, InvoiceWords) for field in fields(kind)}
        problems.extend(validation_problems(error, source, (), known))
        return None
    if lexicon.language != path.stem:
        problems.append(source.problem(("language",), f"the file is named for `{path.stem}`", "Name the file after its language"))
    problems.extend(_unread(lexicon, source))
    return lexicon


def _unread(lexicon: Lexicon, source: YamlSource) -> Iterator[Problem]:
    """Labels and word lists that reading never looks at, columns that no list has."""
    for id_ in lexicon.labels:
        if id_ not in LABELS:
            yield source.problem(("labels", id_), "reading knows no such label", suggestion(id_, LABELS), id_)
    for id_ in lexicon.columns:
        if id_ not in COLUMNS:
            yield source.problem(("columns", id_), "no list has such a column", suggestion(id_, COLUMNS), id_)
    for id_ in lexicon.words:
        if not is_word_list(id_):
            yield source.problem(("words", id_), "reading looks at no such list", suggestion(id_, WORD_LISTS), id_)


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Lexicon)
