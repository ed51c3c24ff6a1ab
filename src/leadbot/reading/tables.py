"""Table rows as labelled cells: two columns, a header row, a header column, or no labels at all."""

from collections.abc import Iterator
from dataclasses import dataclass

from leadbot.model.message import CELL_BREAK
from leadbot.reading.fold import fold
from leadbot.reading.labels import OTHER, understand
from leadbot.reading.text import Label
from leadbot.reading.vocabulary import Vocabulary

_Row = list[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, with its label, and the record of a table with one record a row (or column)."""

    text: str
    label: Label | None
    record: int | None


def open_table(rows: list[_Row], vocabulary: Vocabulary) -> tuple[Cell, ...]:
    """The cells that hold values, in reading order."""
    rows = [[cell.strip(" ") for cell in row] for row in rows]
    labels = [[_label(cell, vocabulary) for cell in row] for row in rows]
    if _has_header_row(rows, labels):
        return tuple(_by_row(rows, labels))
    if _has_header_column(rows, labels):
        return tuple(_by_column(rows, labels))
    return tuple(_by_pairs(rows, labels))


def _label(cell: str, vocabulary: Vocabulary) -> Label | None:
    text = cell.replace(CELL_BREAK, " ").strip(" :?")
    return understand(fold(text), vocabulary, spare=1) if 0 < len(text) <= 90 else None


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
