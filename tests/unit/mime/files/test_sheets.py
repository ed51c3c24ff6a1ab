from collections.abc import Callable
from datetime import date

import pytest

from support.files import raw_xlsx, xls, xlsx

TextOf = Callable[..., str]
Troubles = Callable[..., list[tuple[str, str]]]
ROWS = [["Klient", "NIP", "Ilość"], ["Bolt S.A.", "0123456785", 25], ["Nut", 9569184131, 3.5]]
SAID = "Klient\tNIP\tIlość\nBolt S.A.\t0123456785\t25\nNut\t9569184131\t3.5"


def test_a_workbook_is_its_rows(text_of: TextOf) -> None:
    assert text_of("leady.xlsx", xlsx(ROWS)) == SAID


def test_the_old_format_reads_alike(text_of: TextOf) -> None:
    assert text_of("leady.xls", xls(ROWS)) == SAID


@pytest.mark.failure("F75")
def test_the_octets_tell_the_format_and_not_the_name(text_of: TextOf) -> None:
    assert text_of("leady.bin", xlsx(ROWS)) == SAID


def test_dates_are_iso_and_cells_keep_their_lines(text_of: TextOf) -> None:
    assert text_of("a.xlsx", xlsx([["Data", date(2026, 3, 4)], ["Adres", "ul. Wodna 4\n00-001 Warszawa"]])) == (
        "Data\t2026-03-04\nAdres\tul. Wodna 4\x1f00-001 Warszawa"
    )


def test_several_sheets_bear_their_names_and_hidden_ones_are_not_seen(text_of: TextOf) -> None:
    book = xlsx([["a", "b"]], [["c", "d"]], [["tajne", "x"]], names=["Klienci", "Partner", "Ceny"], hidden=["Ceny"])
    assert text_of("a.xlsx", book) == "Klienci\na\tb\nPartner\nc\td"


CELL = b'<c r="%s"><v>1</v></c>'


@pytest.mark.failure("F76")
@pytest.mark.parametrize(
    "sheet",
    [
        b'<row r="1">' + CELL % b"A1" + b'</row><row r="1048576">' + CELL % b"XFD1048576" + b"</row>",
        b"<row>" + CELL % b"A1" + b"</row><row><c r='XFD1048576'><v>1</v></c></row>",
        b"<row>" + b"<c><v>1</v></c>" * 500_000 + b"</row>",
        b'<row r="1">' + CELL % b"A1" + b"</row>" * 1_500_000,
    ],
    ids=["far corner", "far corner, other quotes", "one endless row", "unpacks too far"],
)
def test_a_sheet_that_spans_too_much_is_not_opened(troubles: Troubles, sheet: bytes) -> None:
    assert troubles(("bomba.xlsx", raw_xlsx(sheet))) == [("attachment-too-large", "bomba.xlsx")]


def test_a_sheet_that_declares_too_much_is_not_opened(troubles: Troubles) -> None:
    book = raw_xlsx(b"<row/>", before=b'<x><dimension ref="A1:XFD1048576"/></x>')
    assert troubles(("bomba.xlsx", book)) == [("attachment-too-large", "bomba.xlsx")]


def test_an_old_workbook_that_spans_too_much_is_not_opened(troubles: Troubles) -> None:
    rows = [[""] * 256 for _ in range(1)] + [[] for _ in range(65_534)] + [[""] * 255 + ["x"]]
    assert troubles(("bomba.xls", xls(rows))) == [("attachment-too-large", "bomba.xls")]


@pytest.mark.failure("F76")
def test_a_type_definition_is_refused(troubles: Troubles) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert troubles(("bomba.xlsx", raw_xlsx(b"<row/>", before=bomb))) == [("attachment-broken", "bomba.xlsx")]


def test_rows_beyond_the_limit_are_told(troubles: Troubles) -> None:
    rows = [[f"Klient {number}", number] for number in range(2_500)]
    assert troubles(("dlugi.xlsx", xlsx(rows))) == [("attachment-cut", "dlugi.xlsx")]


def test_a_protected_workbook_is_told(troubles: Troubles) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert troubles(("leady.xlsx", locked)) == [("attachment-protected", "leady.xlsx")]


def test_half_a_workbook_is_broken(troubles: Troubles) -> None:
    assert troubles(("leady.xlsx", xlsx(ROWS)[:-60])) == [("attachment-broken", "leady.xlsx")]
