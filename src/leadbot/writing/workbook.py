"""The leads of a week as a workbook (XLSX): text that can't become a formula, days as days, numbers as numbers."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from leadbot.model.digest import Week, WeekLead
from leadbot.model.program import Program
from leadbot.model.submission import Money
from leadbot.writing.plain import fold
from leadbot.writing.values import label, readable_phone, shown
from leadbot.writing.words import Words

CELL = 200
"""Characters of a cell: with the week's limit of leads they bound the file."""
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DATE, _MOMENT, _AMOUNT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "#,##0.00"

Content = str | int | Decimal | date | datetime | None
Column = tuple[str, int, str, Callable[[WeekLead], Content]]
"""Its heading, its width in characters, the format of its numbers and days, and what it holds."""


def workbook(week: Week, program: Program, words: Words) -> bytes:
    """One sheet with a row for each lead, headed in the language of these words."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_title(week, words))
    columns = list(_columns(program, words))
    for place, (_, width, _, _) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(week.leads) + 1}"
    sheet.append([_cell(sheet, heading, "", bold=True) for heading, _, _, _ in columns])
    for lead in week.leads:
        sheet.append([_cell(sheet, content(lead), shape) for _, _, shape, content in columns])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def harmless(text: str) -> str:
    """Text on one line that stays text wherever it is pasted (OWASP, CSV injection)."""
    line = fold(text, CELL)
    return f"'{line}" if text.startswith(_STARTS_FORMULA) or line.startswith(_STARTS_FORMULA) else line


def _title(week: Week, words: Words) -> str:
    """At most 31 characters, none of those that a sheet's name can't have."""
    name = f"{words.say('sheet', 'title')} {week.first.isoformat()}"
    return "".join(char for char in name if char not in "[]:*?/\\")[:31]


def _cell(sheet: Any, content: Content, shape: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=harmless(content) if isinstance(content, str) else content)
    if isinstance(content, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    elif content is not None and shape:
        cell.number_format = shape
    if bold:
        cell.font = Font(bold=True)
    return cell


def _columns(program: Program, words: Words) -> Iterator[Column]:
    zone = ZoneInfo(program.calendar.time_zone)

    def say(key: str) -> str:
        return words.say("sheet", key)

    def text(field: str, width: int) -> Column:
        return label(field, program, words), width, "", lambda lead: lead.draft.text(field)

    yield say("reference"), 16, "", lambda lead: lead.reference
    yield say("received"), 17, _MOMENT, lambda lead: lead.received_at.astimezone(zone).replace(tzinfo=None)
    yield say("promised"), 12, _DATE, lambda lead: lead.due_at.astimezone(zone).date()
    yield say("state"), 20, "", lambda lead: words.say("states", lead.state.value)
    yield text("client.name", 32)
    yield text("client.tax_id", 16)
    yield say("items"), 40, "", lambda lead: _items(lead, program, words)
    yield say("quantity"), 10, "0", _quantity
    yield say("amount"), 14, _AMOUNT, lambda lead: money.amount if (money := _money(lead)) else None
    yield say("currency"), 9, "", lambda lead: money.currency if (money := _money(lead)) else ""
    yield say("partner"), 32, "", lambda lead: lead.partner
    yield say("address"), 28, "", lambda lead: lead.address
    yield text("contact.name", 24)
    yield label("contact.phone", program, words), 18, "", lambda lead: readable_phone(lead.draft.text("contact.phone"))


def _items(lead: WeekLead, program: Program, words: Words) -> str:
    found = lead.draft.get("items")
    return "; ".join(shown(found, program, words)) if found else ""


def _quantity(lead: WeekLead) -> int | None:
    """All that is wanted together; nothing where a quantity is not known."""
    counts = [item.quantity for item in lead.draft.items()]
    return sum(filter(None, counts)) if counts and None not in counts else None


def _money(lead: WeekLead) -> Money | None:
    found = lead.draft.get("deal.value")
    return found.value if found is not None and isinstance(found.value, Money) else None
