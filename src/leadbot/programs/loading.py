"""Find a program file, check it, and make a `Program` of it."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from leadbot.model.errors import ConfigurationError, Problem
from leadbot.model.lexicon import Lexicon
from leadbot.model.program import Program
from leadbot.programs.consistency import inconsistencies
from leadbot.programs.lexicons import all_mail_words
from leadbot.programs.parts import SECTIONS, Parts, parse_parts
from leadbot.programs.references import broken_references
from leadbot.programs.texts import missing_texts
from leadbot.programs.validation import suggestion
from leadbot.programs.yaml_source import parse_yaml, read_yaml

SUFFIX = ".yaml"


def load_program(name_or_path: str, folders: Sequence[Path], lexicons: Mapping[str, Lexicon]) -> Program:
    """The program of a file: an id, looked for as `<id>.yaml` in the folders in order, or a path.

    Raises ConfigurationError with every problem found. Where lexicons are given at all, there must be one of the program's language.
    """
    path = find_program(name_or_path, folders)
    source = read_yaml(path)
    parts = parse_parts(source)
    found = [*source.problems, *parts.problems]
    if isinstance(source.data, dict):
        found += [*broken_references(parts), *inconsistencies(parts, lexicons), *missing_texts(parts)]
        if name_or_path == path.stem and parts.values.get("id", path.stem) != path.stem:
            found.append(source.problem(("id",), f"the file is named for `{path.stem}`", "Name the file after the program's id"))
    if found:
        raise ConfigurationError(tuple(sorted(found, key=lambda problem: problem.line or 0)))
    return _program(parts, path.read_bytes(), lexicons)


def parse_program(text: str, lexicons: Mapping[str, Lexicon]) -> Program:
    """The program of a file's text that was found in order once. Raises ConfigurationError where it is none by now."""
    parts = parse_parts(parse_yaml(text, "an earlier version"))
    if parts.source.problems or parts.problems:
        raise ConfigurationError((*parts.source.problems, *parts.problems))
    return _program(parts, text.encode(), lexicons)


def _program(parts: Parts, octets: bytes, lexicons: Mapping[str, Lexicon]) -> Program:
    sections: dict[str, Any] = {section: tuple(element for _, element in parts.elements[section]) for section in SECTIONS}
    return Program(
        **parts.values,
        **sections,
        version=sha256(octets).hexdigest()[:12],
        source=octets.decode(),
        lexicons=dict(lexicons),
        mail_words=all_mail_words(lexicons.values()),
    )


def find_program(name_or_path: str, folders: Sequence[Path]) -> Path:
    """The path of a program file. Raises ConfigurationError where no folder has that id."""
    if "/" in name_or_path or name_or_path.endswith((SUFFIX, ".yml")):
        return Path(name_or_path)
    for folder in folders:
        path = folder / f"{name_or_path}{SUFFIX}"
        if path.is_file():
            return path
    known = {path.stem for folder in folders for path in folder.glob(f"*{SUFFIX}")}
    raise ConfigurationError((_unknown(name_or_path, folders, known),))


def _unknown(name: str, folders: Sequence[Path], known: set[str]) -> Problem:
    places = ", ".join(map(str, folders)) or "no folder"
    remedy = suggestion(name, known) if known else "Name a program file by its path"
    return Problem(file=places, line=None, where="program", value=name, message="there is no program of that name", remedy=remedy)
