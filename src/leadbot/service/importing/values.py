"""Cells as values. Each function raises Unusable with what is wrong and what to do; nothing is guessed."""

import importlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from stdnum.eu import vat

from leadbot.mime import organisational_domain
from leadbot.model.file_faults import FileFault
from leadbot.service.importing.files import Cell

_CURRENCY = re.compile(r"[A-Z]{3}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")
_ISO_DATE = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
_OTHER_DATE = re.compile(r"(\d{1,2})([-./ ])(\d{1,2})[-./ ](\d{4})(?:[T ].*)?")
_AMOUNT = re.compile(r"[+-]?\d[\d\s.,'’]*")
_MARKS = re.compile(r"[.,]")
_GROUPS = re.compile(r"[\s'’]")
_PREFIXED = re.compile(r"([A-Z]{2})[0-9A-Z]{6,13}")
_REGISTERED = re.compile(r"(?:MWST|TVA|IVA|VAT|HR|RC)$")
"""Behind some ids: in which register they are."""
_CENT = Decimal("0.01")


class Unusable(Exception):
    """A cell that can't be what its column holds."""

    def __init__(self, fault: FileFault, message: str, remedy: str, **facts: str) -> None:
        super().__init__(message)
        self.fault, self.facts = fault, facts
        self.message, self.remedy = message, remedy


def as_text(cell: Cell) -> str:
    """What stands there, white space folded; a workbook's whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else " ".join(str(cell).split())


def tax_id(cell: Cell, id_types: Sequence[str]) -> str:
    """The compact id of the first type that fits; a well-formed one of another country with its prefix; empty for an empty cell.

    Where the program has no type at all, the number stays as it is.
    """
    compact = "".join(c for c in as_text(cell).upper() if c.isalnum())
    if not compact or not id_types:
        return compact
    for id_type in id_types:
        module, country = importlib.import_module(f"stdnum.{id_type}"), id_type.partition(".")[0].rstrip("_").upper()
        for written in dict.fromkeys((compact, compact.removeprefix(country), _REGISTERED.sub("", compact))):
            if module.is_valid(written):
                return str(module.compact(written))
    if _is_foreign(compact, id_types):
        return compact
    known = ", ".join(id_types)
    number = isinstance(cell, float)
    remedy = "Format the column as text: as a number it loses its first zeros" if number else "Correct it, or leave the cell empty"
    fault = FileFault.TAX_ID_AS_NUMBER if number else FileFault.NO_TAX_ID
    raise Unusable(fault, f"this is no valid tax id ({known}): its length or its check digit does not fit", remedy)


def _is_foreign(compact: str, id_types: Sequence[str]) -> bool:
    """Whether it is a number of a country that the program has no type of; a member state's must be valid."""
    match = _PREFIXED.fullmatch(compact)
    if match is None or match[1].lower() in {id_type.partition(".")[0].rstrip("_") for id_type in id_types}:
        return False
    return vat.is_valid(compact) if match[1].lower() in vat.MEMBER_STATES or match[1] == "EL" else True


def domain(cell: Cell, shared: Collection[str]) -> str:
    """The mail domain of a company, also out of an address or a web site; none that strangers share."""
    text = as_text(cell).lower()
    host = (urlsplit(text).hostname or "") if "://" in text else text.rpartition("@")[2].partition("/")[0]
    host = host.removeprefix("www.").rstrip(".")
    if not host:
        return ""
    host = organisational_domain(host)
    if not _DOMAIN.fullmatch(host):
        raise Unusable(FileFault.NO_DOMAIN, "this is no mail domain", "Write such as `company.example`")
    if host in shared:
        raise Unusable(
            FileFault.SHARED_DOMAIN,
            "anybody can have an address at this domain",
            "Leave the cell empty; the company is known by its tax id, number or name",
        )
    return host


def whole(cell: Cell) -> int:
    """A whole number; a negative one too."""
    text = as_text(cell).replace("\u00a0", "").replace(" ", "").replace("−", "-")
    match = re.fullmatch(r"([+-]?\d+)(?:[.,]0+)?", text)
    if match is None:
        raise Unusable(FileFault.NO_WHOLE_NUMBER, "a whole number is expected", "Write digits alone")
    return int(match[1])


def currency(cell: Cell, allowed: Collection[str]) -> str:
    """An ISO 4217 code out of `allowed`, any where that is empty; empty for an empty cell."""
    code = as_text(cell).upper()
    if not code:
        return ""
    if not _CURRENCY.fullmatch(code):
        raise Unusable(FileFault.NO_CURRENCY, "a currency is three letters (ISO 4217)", "Write such as EUR")
    if allowed and code not in allowed:
        raise Unusable(
            FileFault.OTHER_CURRENCY,
            "this is not the programme's currency",
            f"Only {' and '.join(sorted(allowed))} is reckoned; enter the converted amount",
            currencies=", ".join(sorted(allowed)),
        )
    return code


@dataclass(frozen=True, slots=True)
class Days:
    """How the days of one column are written, as far as its cells tell."""

    month_first: bool | None
    """Of days with slashes or hyphens; None: no cell tells."""

    @classmethod
    def of_column(cls, cells: Iterable[Cell]) -> "Days":
        """A number above 12 tells which is the day."""
        pairs = [(int(m[1]), int(m[3])) for cell in cells if (m := _OTHER_DATE.fullmatch(as_text(cell))) and m[2] in "/-"]
        day_first, month_first = any(one > 12 for one, _ in pairs), any(other > 12 for _, other in pairs)
        return cls(month_first if day_first != month_first else None)

    def read(self, cell: Cell) -> date:
        """The day, its time of day left out."""
        if isinstance(cell, date):
            return cell
        text = as_text(cell)
        iso, other = _ISO_DATE.fullmatch(text), _OTHER_DATE.fullmatch(text)
        if iso is not None:
            return _day(int(iso[1]), int(iso[2]), int(iso[3]))
        if other is None:
            raise Unusable(FileFault.NO_DATE, "this is no date", "Write it as 2026-12-31")
        one, two, year = int(other[1]), int(other[3]), int(other[4])
        if other[2] in "/-" and one <= 12 and two <= 12 and one != two and self.month_first is None:
            raise Unusable(FileFault.MONTH_UNCLEAR, "day and month can't be told apart", "Write it as 2026-12-31")
        month_first = other[2] in "/-" and (two > 12 or bool(self.month_first))
        return _day(year, one, two) if month_first else _day(year, two, one)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unusable(FileFault.NO_SUCH_DAY, "there is no such day", "Correct it") from None


@dataclass(frozen=True, slots=True)
class Amounts:
    """How the amounts of one column are written, as far as its cells tell."""

    point: str
    """The decimal mark; empty: no cell tells."""

    @classmethod
    def of_column(cls, cells: Iterable[Cell]) -> "Amounts":
        """A mark is decimal where it stands last of two kinds, or once and not before three digits; one that repeats parts thousands."""
        told = {mark for cell in cells if isinstance(cell, str) and (mark := _decimal_mark(_bare(cell)))}
        return cls(told.pop() if len(told) == 1 else "")

    def read(self, cell: Cell) -> Decimal:
        """The amount; a currency's sign or code beside it is left out. A workbook's number to the cent, where it is one."""
        if isinstance(cell, float):
            exact = Decimal(repr(cell))
            return exact.quantize(_CENT) if abs(exact - exact.quantize(_CENT)) < Decimal("0.000001") else exact
        bare = _bare(as_text(cell))
        if not _AMOUNT.fullmatch(bare):
            raise Unusable(FileFault.NO_AMOUNT, "this is no amount", "Write digits, with a point before the cents")
        point = _decimal_mark(bare) or self.point
        marks = _MARKS.findall(bare)
        if len(marks) == 1 and not point:
            raise Unusable(FileFault.MARK_UNCLEAR, "the mark may part thousands or cents", "Write it with two decimals and no other mark")
        digits = _GROUPS.sub("", bare)
        digits = "".join("." if c == point else "" if c in ".," else c for c in digits)
        try:
            return Decimal(digits)
        except InvalidOperation:
            raise Unusable(FileFault.NO_AMOUNT, "this is no amount", "Write digits, with a point before the cents") from None


def _bare(text: str) -> str:
    """Without a currency at either end, and with a plain minus."""
    return re.sub(r"^[^\d+\-.,]+|[^\d.,]+$", "", text.replace("−", "-").replace("\u00a0", " ").strip())


def _decimal_mark(bare: str) -> str:
    """The mark that surely parts the cents; empty: none does, or it can't be told."""
    marks = _MARKS.findall(bare)
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        return "" if not marks else "," if marks[0] == "." else "."
    last = bare.rpartition(marks[-1])[2]
    return marks[-1] if len(set(marks)) == 2 or len(last) != 3 else ""
