"""The week's leads as XLSX: typed cells, and no text that a spreadsheet takes for a formula."""

import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from leadbot.model.digest import Week, WeekLead
from leadbot.model.lead import LeadState, Reference
from leadbot.model.submission import Money
from leadbot.writing.workbook import CELL, workbook

from .builder import DUE, LANGUAGES, RECEIVED, TEMPLATE_SET, draft, program


def lead(**changes: Any) -> WeekLead:
    values: dict[str, Any] = {
        "reference": Reference("GL-2026-00042"),
        "about": "lead",
        "state": LeadState.CONFIRMED,
        "received_at": RECEIVED,
        "due_at": DUE,
        "partner": "Netstar IT",
        "address": "marta@netstar.example",
        "draft": draft(deal__value=Money(amount=Decimal("12345.60"), currency="PLN")),
    }
    return WeekLead(**(values | changes))


def content(*leads: WeekLead, language: str = "en") -> bytes:
    week = Week(first=date(2026, 11, 16), last=date(2026, 11, 22), leads=leads)
    return workbook(week, program(), TEMPLATE_SET.words(language))


def cells(octets: bytes) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(BytesIO(octets)).active
    assert sheet is not None
    head, *rows = sheet.iter_rows()
    return [{str(name.value): cell for name, cell in zip(head, row, strict=True)} for row in rows]


def test_days_are_days_and_sums_are_numbers() -> None:
    (row,) = cells(content(lead()))

    assert row["Received"].value == datetime(2026, 11, 16, 10, 42)  # noqa: DTZ001 (a workbook has no zones)
    assert row["Promised by"].is_date
    assert row["Promised by"].value.date() == date(2026, 11, 23)
    assert (row["Quantity"].value, row["Quantity"].data_type) == (25, "n")
    assert (float(row["Value"].value), row["Value"].data_type, row["Currency"].value) == (12345.6, "n", "PLN")
    assert row["State"].value == "confirmed"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u200b="])
def test_no_text_becomes_a_formula(start: str) -> None:
    name = f'{start}HYPERLINK("http://evil.example","x")'

    octets = content(lead(partner=name, address=name, draft=draft(client__name=name, contact__name=name)))

    (row,) = cells(octets)
    for column in ("Partner", "Sender"):
        assert row[column].data_type != "f"
        assert str(row[column].value).startswith("'")
    sheet = zipfile.ZipFile(BytesIO(octets)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="inlineStr"' in sheet


def test_control_characters_and_endless_text_do_no_harm() -> None:
    (row,) = cells(content(lead(partner="A\x00\x0b\ud800\ufffe" + "x" * 5000)))

    assert str(row["Partner"].value).startswith("A")
    assert len(str(row["Partner"].value)) == CELL


def test_a_lead_without_values_leaves_its_cells_empty() -> None:
    (row,) = cells(content(lead(draft=draft(without=("items", "client.name")))))

    assert [row[name].value for name in ("Quantity", "Value")] == [None, None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_are_headed_in_the_staffs_language(language: str) -> None:
    (row,) = cells(content(lead(), language=language))
    words = TEMPLATE_SET.words(language)

    assert words.say("sheet", "reference") in row
    assert words.say("sheet", "promised") in row
    assert len(row) == len(set(row)) == 14


def test_a_full_workbook_stays_small() -> None:
    many = [lead(reference=Reference(f"GL-2026-{n:05d}"), received_at=datetime(2026, 11, 16, 9, tzinfo=UTC)) for n in range(500)]
    octets = content(*many)

    assert len(octets) < 100_000
    assert len(cells(octets)) == 500
    assert not re.search(rb"externalLink|vbaProject", octets)
