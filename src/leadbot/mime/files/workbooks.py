"""Workbooks, new (xlsx) and old (xls), by calamine, which runs only over sheets whose extent is known to be small."""

import io
import re
import struct
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from leadbot.mime.files.compound import opened
from leadbot.mime.files.contents import Contents, File, NotRead, Text, Trouble, table_line
from leadbot.mime.files.limits import CELLS, COLUMNS, ROWS, SHEETS, UNPACKED
from leadbot.mime.files.zips import checked_document

_PLACE = re.compile(rb"""[\s:]r\s*=\s*["']\s*([A-Za-z]{0,7})([0-9]{0,10})""")
_EXTENT = re.compile(rb"""dimension\s[^>]{0,200}?ref\s*=\s*["']\s*([A-Za-z]{0,7})([0-9]{0,10})(?::([A-Za-z]{0,7})([0-9]{0,10}))?""")
_ODD_PLACE = re.compile(rb"""[\s:]r\s*=\s*["'][^"']{0,40}&""")
_CELL_RECORDS = frozenset(
    [0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00BE, 0x0201, 0x00D6, 0x00FD]
)
"""Of BIFF: numbers, texts, booleans, formulas, blanks; each begins with its row and column."""
_DIMENSIONS = (0x0000, 0x0200)
_FILEPASS = 0x002F
_OCTETS_A_MILLISECOND = 12_000


def read_workbook(file: File) -> Contents:
    """The visible sheets, a text each. Raises NotRead."""
    size = checked_document(file.octets, _check_sheet) if file.octets.startswith(b"PK") else _check_old(file.octets)
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.octets)) as book:
            return replace(_sheets(book), cost=size // _OCTETS_A_MILLISECOND)
    except python_calamine.PasswordError as error:
        raise NotRead(Trouble.PROTECTED) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise NotRead(Trouble.BROKEN) from error


def _sheets(book: Any) -> Contents:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    shown = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible and s.typ == SheetTypeEnum.WorkSheet]
    texts: list[tuple[str, str]] = []
    cut = len(shown) > SHEETS
    for name in shown[:SHEETS]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True, nrows=ROWS + 1)
        cut = cut or len(rows) > ROWS or any(len(row) > COLUMNS for row in rows)
        lines = [table_line([_said(value) for value in row[:COLUMNS]]) for row in rows[:ROWS]]
        if any(lines):
            texts.append((name, "".join(f"{line}\n" for line in lines)))
    # The name of a lone sheet is the program's own, mostly.
    heads = [f"{' '.join(name.split())}\n\n" if len(texts) > 1 else "" for name, _ in texts]
    return Contents(texts=tuple(Text(text=head + text) for head, (_, text) in zip(heads, texts, strict=True)), cut=cut)


def _said(value: object) -> str:
    """A cell's value as a person would write it."""
    if isinstance(value, bool):
        return "☒" if value else "☐"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if isinstance(value, timedelta) else str(value)


def _check_sheet(name: str, xml: bytes) -> None:
    """Refuse a sheet that spans too much: the library sets aside room for every cell of it."""
    if not name.startswith("xl/worksheets/"):
        return
    if _ODD_PLACE.search(xml):
        raise NotRead(Trouble.BROKEN)
    rows = columns = 0
    for match in _PLACE.finditer(xml):
        columns, rows = max(columns, _column(match[1])), max(rows, int(match[2] or 0))
    for match in _EXTENT.finditer(xml):
        rows = max(rows, int(match[4] or match[2] or 0))
        columns = max(columns, _column(match[3] or match[1] or b""))
    # Cells without a place of their own follow one another.
    _check_extent(max(rows, xml.count(b"<row")), max(columns, 1))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _check_extent(rows: int, columns: int) -> None:
    if rows * columns > CELLS:
        raise NotRead(Trouble.TOO_LARGE)


def _check_old(octets: bytes) -> int:
    """The same for the old format: its records are looked through. The octets of all of them."""
    try:
        with opened(octets) as ole:
            name = next((n for n in ("Workbook", "Book") if ole.exists(n)), None)
            if name is None or ole.get_size(name) > UNPACKED:
                raise NotRead(Trouble.BROKEN if name is None else Trouble.TOO_LARGE)
            stream = ole.openstream(name).read()
    except (OSError, ValueError, struct.error, IndexError, RecursionError) as error:
        raise NotRead(Trouble.BROKEN) from error
    at = rows = columns = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _FILEPASS:
            raise NotRead(Trouble.PROTECTED)
        if kind in _CELL_RECORDS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, at + 4) if at + 8 <= len(stream) else (0, 0)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        at += 4 + length
    _check_extent(rows, columns)
    return len(stream)
