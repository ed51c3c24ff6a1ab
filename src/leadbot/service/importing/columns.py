"""Which column is which: by its own id, or by what any language calls it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadbot.judging.folding import fold
from leadbot.model.file_faults import FileFault
from leadbot.model.lexicon import Lexicon
from leadbot.service.importing.files import Row, Sheet
from leadbot.service.importing.values import as_text

_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_HEAD = 20
"""Rows among which the one with the columns' names is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What columns a list has."""

    columns: Mapping[str, tuple[str, ...]]
    """The column's id, and the ids of `leadbot.model.columns` whose names it may bear."""
    needed: tuple[tuple[str, ...], ...]
    """Of each group one must be there."""


COLUMN_OR = "/"
"""Between columns of which one is enough."""


class NoColumns(Exception):
    """No row names the columns that the list needs; the message says which."""

    def __init__(self, fault: FileFault, message: str, columns: Iterable[str]) -> None:
        super().__init__(message)
        self.fault, self.facts = fault, {"columns": ", ".join(columns)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A sheet's columns, found."""

    line: int
    """Of the row that names them."""
    places: Mapping[str, int]
    """By column id, counted from 0."""
    named: Mapping[str, str]
    """What the file calls them."""
    known_as: Mapping[str, str]
    """By column id, the id of `leadbot.model.columns` whose names are its own."""
    unknown: tuple[str, ...]
    """Columns that the list has no use for."""
    rows: tuple[Row, ...]
    """What stands below."""


def find_columns(sheet: Sheet, layout: Layout, lexicons: Iterable[Lexicon]) -> Columns:
    """The columns by the row near the top that names most of them. Raises NoColumns."""
    names = dict(_names(layout, tuple(lexicons)))
    known_as = {id_: sources[0] for id_, sources in layout.columns.items()}
    heads = [(len(set(_matches(row, names).values())), -at) for at, row in enumerate(sheet.rows[:_HEAD])]
    best, place = max(heads, default=(0, 0))
    if not best:
        message = f"no row names a column of the list; its columns are {', '.join(layout.columns)}"
        raise NoColumns(FileFault.NO_HEAD, message, known_as.values())
    head = sheet.rows[-place]
    matches = _matches(head, names)
    doubled = [id_ for id_ in layout.columns if list(matches.values()).count(id_) > 1]
    if doubled:
        raise NoColumns(FileFault.COLUMN_TWICE, f"two columns are called {doubled[0]}; rename or remove one", [known_as[doubled[0]]])
    lacking = [group for group in layout.needed if not set(group) & set(matches.values())]
    if lacking:
        message = "; ".join(f"the column {' or '.join(group)} is missing" for group in lacking)
        raise NoColumns(FileFault.LACKS_COLUMN, message, (COLUMN_OR.join(known_as[id_] for id_ in group) for group in lacking))
    titles = {at: as_text(cell) for at, cell in enumerate(head.cells) if cell is not None}
    return Columns(
        line=head.line,
        places={id_: at for at, id_ in matches.items()},
        named={id_: titles[at] for at, id_ in matches.items()},
        known_as=known_as,
        unknown=tuple(title for at, title in titles.items() if at not in matches),
        rows=sheet.rows[1 - place :],
    )


def _names(layout: Layout, lexicons: Sequence[Lexicon]) -> Iterator[tuple[str, str]]:
    """What may stand above each column, folded; the column's own id, and its own names, before borrowed ones."""
    for borrowed in (True, False):
        for id_, known_as in layout.columns.items():
            for source in known_as[1:] if borrowed else known_as[:1]:
                yield fold(source.replace("_", " ")), id_
                yield from ((fold(name), id_) for lexicon in lexicons for name in lexicon.columns.get(source, ()))
    yield from ((fold(id_.replace("_", " ")), id_) for id_ in layout.columns)


def _matches(row: Row, names: Mapping[str, str]) -> dict[int, str]:
    """The columns that a row names; what stands in brackets (`Amount (EUR)`) may be left out."""
    titles = {at: as_text(cell).replace("_", " ") for at, cell in enumerate(row.cells) if isinstance(cell, str)}
    called = {at: names.get(fold(title)) or names.get(fold(_BRACKETS.sub("", title))) for at, title in titles.items()}
    return {at: id_ for at, id_ in called.items() if id_ is not None}
