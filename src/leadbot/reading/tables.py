"""Table rows as labelled cells: two columns, a header row, a header column, or no labels at all."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from leadbot.model.message import CELL_BREAK
from leadbot.reading.fold import fold
from leadbot.reading.labels import OTHER, understand
from leadbot.reading.text import Label
from leadbot.reading.vocabulary import WORD, Vocabulary

_Row = list[str]
_FORE = 30
"""Rows that may stand above a header row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, with its label, and the record of a table with one record a row (or column)."""

    text: str
    label: Label | None
    record: int | None


def open_table(rows: list[_Row], vocabulary: Vocabulary) -> tuple[Cell, ...]:
    """The cells that hold values, in reading order."""
    rows = [[cell.strip(" ") for cell in row] for row in rows]
    known = {cell: _label(cell, vocabulary) for cell in {cell for row in rows for cell in row}}
    labels = [[known[cell] for cell in row] for row in rows]
    head = _later_header(rows, labels)
    if head:
        return (*open_table(rows[:head], vocabulary), *open_table(rows[head:], vocabulary))
    if _is_crossed(labels) or _is_crossed(_turned(labels)):
        return tuple(_crossed(rows, labels))
    if _has_header_row(rows, labels):
        return tuple(_by_row([row for at, row in enumerate(rows) if not at or not _is_total(row, vocabulary)], labels))
    if _has_header_column(rows, labels):
        return tuple(_by_column(rows, labels))
    return tuple(_by_pairs(rows, labels))


def header_of(rows: list[_Row], vocabulary: Vocabulary) -> _Row | None:
    """The header row of a table that has one."""
    labels = [[_label(cell, vocabulary) for cell in row] for row in rows]
    at = _later_header(rows, labels)
    return rows[at] if _has_header_row(rows[at:], labels[at:]) else None


def goes_on(rows: list[_Row], header: _Row, vocabulary: Vocabulary) -> bool:
    """Whether rows without any label of their own go on below an earlier header."""
    wide = all(1 < len(row) <= len(header) for row in rows)
    return wide and not any(_label(cell, vocabulary) for row in rows for cell in row)


def _later_header(rows: list[_Row], labels: list[list[Label | None]]) -> int:
    """Where a header row stands below a title or pairs of labels and values: it is wider, and all labels; 0 where none does."""
    widest = 2
    for at, row in enumerate(rows[:-1][:_FORE]):
        filled = sum(bool(cell) for cell in row)
        named = sum(label is not None for label in labels[at])
        if at and filled > widest and named >= 3 and named * 3 >= filled * 2:
            return at
        widest = max(widest, filled)
    return 0


def _is_total(row: _Row, vocabulary: Vocabulary) -> bool:
    """Whether a row sums up: its first cell says so and nothing else."""
    first = fold(next((cell for cell in row if cell), "")).strip(" :")
    return any(hit.id == WORD + "total_cues" and hit.start == 0 and hit.end == len(first) for hit in vocabulary.scan(first)[1])


def _label(cell: str, vocabulary: Vocabulary) -> Label | None:
    text = cell.replace(CELL_BREAK, " ").strip(" :?")
    folded = fold(text)
    label = understand(folded, vocabulary, spare=1) or _of_choices(folded, vocabulary) if 0 < len(text) <= 90 else None
    return replace(label, written=folded) if label is not None else None


def _of_choices(folded: str, vocabulary: Vocabulary) -> Label | None:
    """What a header asks for by the choices that it gives: `CSP (year/month)`."""
    head, _, choices = folded.partition("(")
    tokens, hits = vocabulary.scan(choices)
    words = {h.id for h in hits if h.id in _COMMITMENTS}
    told = sum(any(h.start <= t.start < h.end for h in hits if h.id in _COMMITMENTS) for t in tokens)
    short = len(head.split()) <= _FEW
    return Label(frozenset({"billing"})) if short and tokens and told == len(tokens) and len(words) > 1 else None


_FEW = 3
_COMMITMENTS = frozenset(WORD + id_ for id_ in ("annual", "monthly", "annual_value", "monthly_value"))


def _turned(labels: list[list[Label | None]]) -> list[list[Label | None]]:
    width = max((len(row) for row in labels), default=0)
    return [[row[column] if column < len(row) else None for row in labels] for column in range(width)]


def _is_crossed(labels: list[list[Label | None]]) -> bool:
    """Whether the first row names parties, a column each, and the first column names values."""
    if len(labels) < 2 or len(labels[0]) < 3:
        return False
    parties = labels[0][1:]
    named = sum(bool(row) and row[0] is not None and bool(row[0].kinds) for row in labels[1:])
    return (
        all(label is not None and label.role is not None and not label.kinds - {"name"} for label in parties)
        and named * 2 > len(labels) - 1
    )


def _crossed(rows: list[_Row], labels: list[list[Label | None]]) -> Iterator[Cell]:
    """The cells by party, each with its row's and its column's label made one."""
    by_party = not _is_crossed(labels)
    across = labels if by_party else _turned(labels)
    cells = rows if by_party else [[row[column] if column < len(row) else "" for row in rows] for column in range(len(across))]
    for party, values in zip(across[1:], cells[1:], strict=True):
        owner = party[0] if party else None
        for at in range(1, min(len(values), len(across[0]))):
            label = across[0][at]
            if values[at] and label is not None:
                yield Cell(values[at], Label(label.kinds, owner.role if owner is not None else label.role), None)


def _has_header_row(rows: list[_Row], labels: list[list[Label | None]]) -> bool:
    if len(rows) < 2:
        return False
    named = sum(label is not None and label.kinds != {OTHER} for label in labels[0])
    filled = sum(bool(cell) for cell in rows[0])
    below = sum(row[0] is not None for row in labels[1:] if row)
    return named >= 2 and named * 2 >= filled and not (below * 2 >= len(rows) - 1 and len(rows) > 2 and filled == 2)


def _has_header_column(rows: list[_Row], labels: list[list[Label | None]]) -> bool:
    width = max((len(row) for row in rows), default=0)
    named = sum(bool(row) and row[0] is not None for row in labels)
    pairs = any(len(row) > 2 and row[2] is not None for row in labels)
    return width > 2 and len(rows) > 2 and named * 2 > len(rows) and not pairs


def _by_row(rows: list[_Row], labels: list[list[Label | None]]) -> Iterator[Cell]:
    for number, row in enumerate(rows[1:]):
        for column, text in enumerate(row):
            if text:
                label = labels[0][column] if column < len(labels[0]) else None
                yield Cell(text, label or Label(frozenset({OTHER})), number)


def _by_column(rows: list[_Row], labels: list[list[Label | None]]) -> Iterator[Cell]:
    width = max(len(row) for row in rows)
    for column in range(1, width):
        for row, row_labels in zip(rows, labels, strict=True):
            if column < len(row) and row[column] and row_labels[0] is not None:
                yield Cell(row[column], row_labels[0], column)


def _by_pairs(rows: list[_Row], labels: list[list[Label | None]]) -> Iterator[Cell]:
    for row, row_labels in zip(rows, labels, strict=True):
        column = 0
        while column < len(row):
            label = row_labels[column]
            if label is not None and column + 1 < len(row) and row[column + 1]:
                yield Cell(row[column + 1], label, None)
                column += 2
                continue
            if row[column]:
                yield Cell(row[column], None, None)
            column += 1
