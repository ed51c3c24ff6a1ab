"""A file as rows of cells: text of any separator and encoding (stdlib csv), or the sheets of a workbook (calamine)."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leadbot.mime.charset import decode
from leadbot.mime.files.delimited import undeclared
from leadbot.model.file_faults import FileFault

Cell = str | float | bool | date | None
"""Text as written, or a workbook's number, truth or day; None: nothing stands there."""
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""What xlsx and xls begin with."""


class Unreadable(Exception):
    """The file is no table; the message says why."""

    def __init__(self, fault: FileFault, message: str, **facts: str) -> None:
        super().__init__(message)
        self.fault, self.facts = fault, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row that is not empty."""

    line: int
    """In its file or sheet, counted from 1."""
    cells: Sequence[Cell]

    def cell(self, column: int | None) -> Cell:
        """What stands in that column, counted from 0; None for a column that there isn't."""
        return self.cells[column] if column is not None and column < len(self.cells) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of a text file, or of one visible sheet."""

    name: str
    """Empty for a text file."""
    rows: tuple[Row, ...]


def read_sheets(octets: bytes) -> tuple[Sheet, ...]:
    """All that the file holds, told by its octets, whatever its name. Raises Unreadable."""
    if octets.startswith(WORKBOOKS):
        return tuple(_workbook(octets))
    return (Sheet(name="", rows=tuple(_delimited(octets))),)


def _delimited(octets: bytes) -> Iterator[Row]:
    whole = decode(octets, None).text
    if "\0" in whole:
        raise Unreadable(FileFault.NO_TABLE, "it is neither a text file nor a workbook")
    text, separator = undeclared(whole)
    skipped = whole.count("\n") - text.count("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=False)
    try:
        last = 0
        for cells in reader:
            line, last = last + 1, reader.line_num
            found = [cell.strip() or None for cell in cells]
            if any(cell is not None for cell in found):
                yield Row(line=line + skipped, cells=found)
    except csv.Error as error:
        raise Unreadable(FileFault.BROKEN_ROW, f"line {reader.line_num} is no row: {error}", line=str(reader.line_num)) from error


def _workbook(octets: bytes) -> Iterator[Sheet]:
    import python_calamine
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(octets)) as book:
            for sheet in book.sheets_metadata:
                if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
                    rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    yield Sheet(name=sheet.name, rows=tuple(_rows(rows)))
    except python_calamine.PasswordError as error:
        raise Unreadable(FileFault.PROTECTED, "it is protected by a password; save it without one") from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise Unreadable(FileFault.DAMAGED, f"it is a damaged workbook: {error}") from error


def _rows(rows: Sequence[Sequence[Any]]) -> Iterator[Row]:
    for line, values in enumerate(rows, 1):
        cells = [_cell(value) for value in values]
        if any(cell is not None for cell in cells):
            yield Row(line=line, cells=cells)


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool | date):
        return value
    if isinstance(value, int | float):
        return float(value)
    return str(value).strip() or None
