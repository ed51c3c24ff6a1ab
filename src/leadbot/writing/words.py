"""What a language calls things: `templates/<lang>/words.toml` as data.

A file has sections of keys; a key holds one sentence or several variants. Of the variants the first is said whose `{names}` are
all known, so the last one should need none.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from string import Formatter

from leadbot.model.errors import ConfigurationError, Problem
from leadbot.writing.plain import fold

OTHER = "other"
"""The key that is said where a section doesn't have the one asked for."""
_NO_BREAKS = ("no_break_before", "no_break_after")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?=$|T)")


@dataclass(frozen=True, slots=True)
class Variant:
    """One sentence and the names it needs."""

    text: str
    names: frozenset[str]


Sections = Mapping[str, Mapping[str, tuple[Variant, ...]]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """One language's words, which are themselves alone: what is made of them can be kept by them."""

    language: str
    sections: Sections

    def has(self, section: str, key: str) -> bool:
        """Whether that section has that very key."""
        return key in self.sections.get(section, {})

    def key_for(self, section: str, key: str, kind: str) -> str:
        """`<kind>.<key>` where that section has words of its own for that kind of submission, else the key itself."""
        return own if self.has(section, own := f"{kind}.{key}") else key

    def say(self, section: str, key: str, facts: Mapping[str, object] | None = None) -> str:
        """The first variant whose names all have a non-empty fact, filled in. Facts that are ISO dates are said the language's way.

        Raises KeyError where neither the key nor `other` is there, or every variant lacks a fact.
        """
        entries = self.sections[section]
        known = {name: value for name, value in facts.items() if value != ""} if facts else {}
        for variant in entries[key if key in entries else OTHER]:
            if not variant.names:
                return variant.text.format()
            if variant.names <= known.keys():
                return variant.text.format(**{name: self._fact(known[name]) for name in variant.names})
        raise KeyError(f"{section}.{key}: no variant for the facts {sorted(known)}")

    def all(self, section: str, key: str) -> tuple[str, ...]:
        """All variants as they stand, such as the names of the weekdays."""
        return tuple(variant.text for variant in self.sections[section][key])

    def day(self, day: date) -> str:
        """A date the language's way."""
        return self._dated(day, "date")

    def weekday(self, day: date) -> str:
        """A date with its weekday."""
        return self._dated(day, "weekday_date")

    def moment(self, at: datetime) -> str:
        """A date and time of day, to the minute."""
        return self.all("dates", "moment")[0].format(date=self.day(at), hour=at.hour, minute=at.minute)

    def amount(self, amount: Decimal, currency: str) -> str:
        """A sum of money with its currency, two places."""
        thousands, point = self.all("numbers", "thousands")[0], self.all("numbers", "point")[0]
        return f"{amount:,.2f}".translate({ord(","): thousands, ord("."): point}) + f" {currency}"

    def number(self, number: Decimal) -> str:
        """A number without superfluous places."""
        plain = f"{number.normalize():f}"
        return plain.replace(".", self.all("numbers", "point")[0])

    def typeset(self, text: str) -> str:
        """The text with spaces that no line breaks at, where the language's `typography` wants them."""
        return self._spaced.sub("\u00a0", text) if self._spaced else text

    @cached_property
    def _spaced(self) -> re.Pattern[str] | None:
        """A space before a character of `no_break_before`, or behind one of `no_break_after`."""
        before, after = (self.all("typography", key)[0] if self.has("typography", key) else "" for key in _NO_BREAKS)
        sides = [f" (?=[{re.escape(before)}])"] * bool(before) + [f"(?<=[{re.escape(after)}]) "] * bool(after)
        return re.compile("|".join(sides)) if sides else None

    def _dated(self, day: date, form: str) -> str:
        dates = self.sections["dates"]
        weekday, month = dates["weekdays"][day.weekday()].text, dates["months"][day.month - 1].text
        nth = dates["first_day"][0].text if day.day == 1 and "first_day" in dates else str(day.day)
        return dates[form][0].text.format(day=day.day, month=day.month, year=day.year, weekday=weekday, month_name=month, nth=nth)

    def _fact(self, value: object) -> object:
        return self.told(value) if isinstance(value, str) else value

    def told(self, value: str) -> str:
        """A value on one line; an ISO date the language's way."""
        dated = _ISO_DATE.match(value)
        try:
            return self.day(date.fromisoformat(dated[0])) if dated else fold(value)
        except ValueError:
            return fold(value)


class Languages(Mapping[str, Words]):
    """The words of all languages, each read when it is first asked for: most mails of a program are in one of them."""

    def __init__(self, files: Mapping[str, Sequence[Path]]) -> None:
        """`files` are those of each language, as `load_words` takes them."""
        self._files = files
        self._read: dict[str, Words] = {}

    def __getitem__(self, language: str) -> Words:
        """That language's words. Raises KeyError where there are none, ConfigurationError as `load_words`."""
        if language not in self._read:
            self._read[language] = load_words(language, self._files[language])
        return self._read[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def load_words(language: str, files: Sequence[Path]) -> Words:
    """The words of these files; a key of an earlier file goes before the same key of a later one.

    Raises ConfigurationError with every problem found.
    """
    problems: list[Problem] = []
    sections: dict[str, dict[str, tuple[Variant, ...]]] = {}
    for file in reversed(files):
        for section, key, value in _entries(file, problems):
            variants = _variants(file, f"{section}.{key}", value, problems)
            sections.setdefault(section, {})[key] = variants
    if problems:
        raise ConfigurationError(tuple(problems))
    return Words(language=language, sections=sections)


def _entries(file: Path, problems: list[Problem]) -> list[tuple[str, str, object]]:
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"at line (\d+)", str(error))
        problems.append(_problem(file, int(line[1]) if line else None, "", "", f"This file can't be read: {error}", "Repair it"))
        return []
    loose = [name for name, section in data.items() if not isinstance(section, dict)]
    problems.extend(_problem(file, None, name, "", "It stands outside a section", "Put it below a [section]") for name in loose)
    return [(name, key, value) for name, section in data.items() if name not in loose for key, value in section.items()]


def _variants(file: Path, where: str, value: object, problems: list[Problem]) -> tuple[Variant, ...]:
    texts = value if isinstance(value, list) else [value]
    found = []
    for text in map(str, texts):
        try:
            found.append(Variant(text, _names(text)))
        except ValueError as error:
            message = f"This is no sentence that can be filled in: {error}"
            problems.append(_problem(file, None, where, fold(text, 80), message, "Write text with {names}; double a brace that is meant"))
    return tuple(found)


def _names(text: str) -> frozenset[str]:
    names = frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    if not all(name.isidentifier() for name in names):
        raise ValueError("a name in braces must be a plain word")
    return names


def _problem(file: Path, line: int | None, where: str, value: str, message: str, remedy: str) -> Problem:
    return Problem(file=str(file), line=line, where=where, value=value, message=message, remedy=remedy)
