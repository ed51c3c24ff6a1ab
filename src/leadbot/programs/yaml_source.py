"""A strict YAML reader that remembers lines.

Scalars arrive as text, so that `NO`, `0123`, `08:00`, dates and amounts mean what they look like; only plain `true`, `false`, `null`,
`~` and nothing at all have a meaning of their own. Duplicate keys, anchors, aliases, tags and further documents are problems.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from leadbot.model.errors import Problem

Loc = tuple[str | int, ...]
"""The way to a place in a file: keys and indexes from 0."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_PASSWORD = re.compile(r"(://[^:\s]*:).*@")
_MAX_DEPTH = 40
"""Levels; no file of ours comes near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlSource:
    """One YAML file, read."""

    file: str
    """The path as it was given."""
    data: Any
    """Nested dict (keys are text), list, str, bool and None; None where the file can't be read at all."""
    lines: Mapping[Loc, int]
    """The line, counted from 1, of every key and element."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the file as YAML."""

    def line_of(self, loc: Loc) -> int | None:
        """The line of that place, or of what encloses it; None for the whole file."""
        return self.lines.get(self.known(loc))

    def known(self, loc: Loc) -> Loc:
        """The place as far as the file has it. Parts that name no key, such as a union's tag in a pydantic error, are passed over."""
        path: Loc = ()
        for part in loc:
            if (*path, part) in self.lines:
                path = (*path, part)
        return path

    def text_at(self, loc: Loc) -> str:
        """The scalar at exactly that place as written; empty for anything else."""
        found = self.data
        for part in loc:
            try:
                found = found[part]
            except (KeyError, IndexError, TypeError):
                return ""
        return str(found).lower() if isinstance(found, bool) else found if isinstance(found, str) else ""

    def problem(self, loc: Loc, message: str, remedy: str, value: str | None = None) -> Problem:
        """A problem at that place; its value is what stands there, unless another is given."""
        shown = self.text_at(loc) if value is None else value
        return Problem(file=self.file, line=self.line_of(loc), where=dotted(loc), value=_short(shown), message=message, remedy=remedy)


def read_yaml(path: Path) -> YamlSource:
    """Read one file. Raises nothing: what is wrong stands in the result's problems."""
    file = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return _unreadable(file, None, f"the file can't be read: {error.strerror}", "Check the path and its permissions")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return _unreadable(file, line, "the file is not UTF-8", "Save it with UTF-8 encoding")
    return parse_yaml(text, file)


def parse_yaml(text: str, file: str) -> YamlSource:
    """Read a text that stands in `file`. Raises nothing."""
    builder = _Builder(file)
    try:
        data = builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(filter(None, (error.problem, error.context)))
        return _unreadable(
            file, mark.line + 1 if mark else None, f"this is no YAML: {reason}", "Correct the line; look at indents, colons and quotes"
        )
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _unreadable(file, line, "the file holds a control character", "Remove it")
    return YamlSource(file=file, data=data, lines=builder.lines, problems=tuple(builder.problems))


def dotted(loc: Loc) -> str:
    """A place as people write it: `rules[3].reason`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".")


class _Builder:
    """Builds plain data from the parser's events, noting lines and problems on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Loc, int] = {}
        self.problems: list[Problem] = []

    def document(self, events: Iterator[Any]) -> Any:
        """The data of the first document."""
        data, documents = None, 0
        for event in events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            documents += 1
            value = self._node(next(events), events, ())
            if documents == 1:
                data = value
            else:
                self._problem(event, (), "a second document begins here", "Keep one document a file; remove `---`")
        return data

    def _node(self, event: Any, events: Iterator[Any], path: Loc) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self._problem(event, path, f"`*{event.anchor}` is an alias", "Write the value out")
        if event.anchor is not None:
            self._problem(event, path, f"`&{event.anchor}` is an anchor", "Remove it and write the value out where it is used")
        if event.tag is not None:
            self._problem(event, path, f"`{event.tag}` is a tag", "Remove it")
        if isinstance(event, yaml.ScalarEvent):
            return _PLAIN.get(event.value, event.value) if event.implicit[0] else event.value
        if len(path) >= _MAX_DEPTH:
            self._problem(event, path, f"more than {_MAX_DEPTH} levels", "Nest less deeply")
            return self._skip(events)
        return self._mapping(events, path) if isinstance(event, yaml.MappingStartEvent) else self._sequence(events, path)

    def _mapping(self, events: Iterator[Any], path: Loc) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._problem(event, path, "a key must be plain text", "Write it as one word or in quotes")
                self._node(event, events, (*path, "?"))
                self._node(next(events), events, (*path, "?"))
                continue
            key = event.value
            if key in found:
                first = self.lines[*path, key]
                self._problem(event, (*path, key), f"this key stands there already, in line {first}", "Keep one of the two", key)
            else:
                self.lines[*path, key] = _line(event)
            found[key] = self._node(next(events), events, (*path, key))
        return found

    def _sequence(self, events: Iterator[Any], path: Loc) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            place = (*path, len(found))
            self.lines[place] = _line(event)
            found.append(self._node(event, events, place))
        return found

    def _skip(self, events: Iterator[Any]) -> None:
        """Pass over the rest of a collection that has just begun."""
        depth = 1
        while depth:
            event = next(events)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)

    def _problem(self, event: Any, loc: Loc, message: str, remedy: str, value: str = "") -> None:
        line = _line(event)
        self.problems.append(Problem(file=self.file, line=line, where=dotted(loc), value=_short(value), message=message, remedy=remedy))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _unreadable(file: str, line: int | None, message: str, remedy: str) -> YamlSource:
    problem = Problem(file=file, line=line, where="", value="", message=message, remedy=remedy)
    return YamlSource(file=file, data=None, lines={}, problems=(problem,))


def _short(text: str) -> str:
    """On one line, without the password that an address may hold."""
    folded = _PASSWORD.sub(r"\1…@", " ".join(text[:2000].split()))
    return folded if len(folded) <= 80 else f"{folded[:79]}…"
