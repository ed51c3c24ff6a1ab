"""Files as rows: any separator, any encoding, workbooks; told by their octets."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from leadbot.service.importing.files import Sheet, Unreadable, read_sheets

TEXT = "NIP;Nazwa\n5210079192;Żółć sp. z o.o.\n\n;Beta\n"


def rows(sheet: Sheet) -> list[tuple[int, list[object]]]:
    """Line and cells of each row."""
    return [(row.line, list(row.cells)) for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "iso8859_2", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_text_of_any_separator_and_encoding(encoding: str, separator: str) -> None:
    (sheet,) = read_sheets(TEXT.replace(";", separator).encode(encoding))
    assert rows(sheet) == [(1, ["NIP", "Nazwa"]), (2, ["5210079192", "Żółć sp. z o.o."]), (4, [None, "Beta"])]


def test_lines_are_those_of_the_file_behind_a_cell_of_several_lines_and_a_declared_separator() -> None:
    (sheet,) = read_sheets(b'sep=;\nname;note\nA;"one\ntwo"\nB;x\n')
    assert [row.line for row in sheet.rows] == [2, 3, 5]


def test_a_workbook_has_its_days_and_numbers_and_no_hidden_sheets() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Lista"
    for row in (["data", "kwota", "ok"], [], [datetime.fromisoformat("2026-03-02 10:00"), 12.5, True], [date(2026, 3, 3), 10, "-"]):
        sheet.append(row)
    book.create_sheet("hidden").sheet_state = "hidden"
    octets = io.BytesIO()
    book.save(octets)
    (read,) = read_sheets(octets.getvalue())
    assert read.name == "Lista"
    assert rows(read) == [(1, ["data", "kwota", "ok"]), (3, [date(2026, 3, 2), 12.5, True]), (4, [date(2026, 3, 3), 10.0, "-"])]


@pytest.mark.parametrize("octets", [b"PK\x03\x04 no workbook", b"a\0b,c\nd\0,e"])
def test_a_damaged_file_is_told(octets: bytes) -> None:
    with pytest.raises(Unreadable):
        read_sheets(octets)
