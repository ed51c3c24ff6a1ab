"""The cells of rows, read one by one; what is unusable is told with its line and column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from leadbot.model.errors import Problem
from leadbot.model.file_faults import FileFault
from leadbot.model.program import Program
from leadbot.service.importing.columns import COLUMN_OR, Columns
from leadbot.service.importing.files import Cell, Row
from leadbot.service.importing.products import ProductNames
from leadbot.service.importing.values import Amounts, Days, Unusable, as_text

Made = TypeVar("Made")
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a row is read by."""

    program: Program
    shared_domains: frozenset[str] = frozenset()
    """Domains that strangers share."""
    currencies: frozenset[str] = frozenset()
    """Those that the program reckons in; empty: any."""
    knows_lead: Callable[[str], bool] = lambda _: True
    """Whether the program has a lead of that reference."""

    @cached_property
    def products(self) -> ProductNames:
        """What the catalogue's products are called."""
        return ProductNames(self.program.catalogue)


@dataclass(frozen=True, kw_only=True)
class Read(Generic[Made]):
    """The typed rows of a file with their lines, and a problem for each that is none."""

    rows: tuple[tuple[int, Made], ...]
    refused: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class RowReader:
    """One row's cells, each told with its column and line where it is unusable."""

    file: str
    columns: Columns
    context: Context

    @cached_property
    def days(self) -> Days:
        """How its days are written."""
        return Days.of_column(self._column("date" if "date" in self.columns.places else "dated"))

    @cached_property
    def amounts(self) -> Mapping[str, Amounts]:
        """How the amounts of each column are written."""
        return {id_: Amounts.of_column(self._column(id_)) for id_ in self.columns.places}

    def all(self, make: Callable[["Cells"], Made]) -> Read[Made]:
        """Every row below the columns' names."""
        rows: list[tuple[int, Made]] = []
        refused: list[Problem] = []
        for row in self.columns.rows:
            cells = Cells(self, row)
            made = make(cells)
            refused += cells.problems
            if not cells.problems:
                rows.append((row.line, made))
        return Read(rows=tuple(rows), refused=tuple(refused))

    def _column(self, id_: str) -> Iterator[Cell]:
        return (row.cell(self.columns.places.get(id_)) for row in self.columns.rows)


class Cells:
    """The cells of one row by column id. What is unusable is noted, and stands for nothing meanwhile."""

    def __init__(self, reader: RowReader, row: Row) -> None:
        self.problems: list[Problem] = []
        self._reader, self._row = reader, row

    @property
    def context(self) -> Context:
        """What the row is read by."""
        return self._reader.context

    @property
    def days(self) -> Days:
        """How the file's days are written."""
        return self._reader.days

    def amounts(self, id_: str) -> Amounts:
        """How the amounts of that column are written."""
        return self._reader.amounts.get(id_, Amounts(""))

    def cell(self, id_: str) -> Cell:
        """What stands in that column."""
        return self._row.cell(self._reader.columns.places.get(id_))

    def text(self, id_: str) -> str:
        """Its text."""
        return as_text(self.cell(id_))

    def needs(self, *ids: str) -> bool:
        """Whether one of these columns holds something; noted where none does."""
        if any(self.text(id_) for id_ in ids):
            return True
        self._note(
            ids[0],
            Unusable(
                FileFault.MISSING,
                "this is missing",
                f"Fill in {' or '.join(ids)}, or remove the row",
                columns=COLUMN_OR.join(self._known_as(ids)),
            ),
        )
        return False

    def _known_as(self, ids: Sequence[str]) -> list[str]:
        """The ids under which people know these columns."""
        return [self._reader.columns.known_as.get(id_, id_) for id_ in ids]

    def read(self, id_: str, read: Callable[[Cell], Value], default: Value) -> Value:
        """What `read` makes of the cell; the default where it is empty or unusable."""
        cell = self.cell(id_)
        try:
            return read(cell) if as_text(cell) else default
        except Unusable as error:
            self._note(id_, error)
            return default

    def _note(self, id_: str, unusable: Unusable) -> None:
        """Something is wrong with that cell."""
        named = self._reader.columns.named.get(id_, id_)
        shown = self.text(id_)
        value = shown if len(shown) <= 80 else f"{shown[:79]}…"
        found = Problem(
            file=self._reader.file,
            line=self._row.line,
            where=named,
            value=value,
            message=unusable.message,
            remedy=unusable.remedy,
            fault=unusable.fault,
            facts=unusable.facts,
        )
        self.problems.append(found)
