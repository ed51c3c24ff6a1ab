"""Cells as values: what can be told is told, what can be read in two ways is asked."""

from datetime import date
from decimal import Decimal

import pytest

from leadbot.service.importing.files import Cell
from leadbot.service.importing.values import Amounts, Days, Unusable, currency, domain, tax_id, whole

LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    "written",
    ["2026-12-31", "2026/12/31", "31.12.2026", "31/12/2026", "12/31/2026", "31-12-2026", "2026-12-31 10:30", "2026-12-31T10:30:00Z", LAST],
)
def test_a_day_however_it_is_written(written: Cell) -> None:
    assert Days.of_column([written]).read(written) == LAST


def test_other_days_of_the_column_tell_which_number_is_the_month() -> None:
    assert Days.of_column(["03/04/2026", "13/04/2026"]).read("03/04/2026") == date(2026, 4, 3)
    assert Days.of_column(["03/04/2026", "04/13/2026"]).read("03/04/2026") == date(2026, 3, 4)
    assert Days.of_column(["03/04/2026"]).read("03.04.2026") == date(2026, 4, 3)
    assert Days.of_column(["04/04/2026"]).read("04/04/2026") == date(2026, 4, 4)


@pytest.mark.parametrize("column", [["03/04/2026"], ["03/04/2026", "13/04/2026", "04/13/2026"]])
def test_a_day_that_may_be_two_is_asked(column: list[Cell]) -> None:
    with pytest.raises(Unusable, match="told apart"):
        Days.of_column(column).read("03/04/2026")


@pytest.mark.parametrize("written", ["31.02.2026", "soon", "2026-13-01", 45000.0])
def test_what_is_no_day_is_told(written: Cell) -> None:
    with pytest.raises(Unusable):
        Days.of_column([]).read(written)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1\u00a0234,50 zł", "1234.50"),
        ("€ 12,5", "12.5"),
        ("EUR 1.234.567", "1234567"),
        ("-3.20", "-3.20"),
        ("−3,20", "-3.20"),
        ("100", "100"),
        (18.5, "18.50"),
        (1999.8999999999999, "1999.90"),
        (3600.0, "3600.00"),
    ],
)
def test_an_amount_however_it_is_written(written: Cell, amount: str) -> None:
    assert Amounts.of_column([written]).read(written) == Decimal(amount)


def test_other_amounts_of_the_column_tell_the_decimal_mark() -> None:
    assert Amounts.of_column(["1,234", "12,50"]).read("1,234") == Decimal("1.234")
    assert Amounts.of_column(["1,234", "12.50"]).read("1,234") == Decimal(1234)


@pytest.mark.parametrize("written", ["1,234", "1.234", "twelve", "12.50 or 13", ""])
def test_an_amount_that_is_none_or_two_is_asked(written: str) -> None:
    with pytest.raises(Unusable):
        Amounts.of_column([written]).read(written)


@pytest.mark.parametrize(
    ("written", "types", "compact"),
    [
        ("521-007-91-92", ["pl.nip"], "5210079192"),
        ("PL 5210079192", ["pl.nip"], "5210079192"),
        (5210079192.0, ["pl.nip"], "5210079192"),
        ("DE136695976", ["pl.nip"], "DE136695976"),
        ("CHE-107.787.577 IVA", ["ch.uid"], "CHE107787577"),
        ("", ["pl.nip"], ""),
        ("12 34-a", [], "1234A"),
        (None, ["pl.nip"], ""),
    ],
)
def test_a_tax_id_is_compact_as_in_leads(written: Cell, types: list[str], compact: str) -> None:
    assert tax_id(written, types) == compact


@pytest.mark.parametrize("written", ["5210079193", "DE136695970", "none"])
def test_a_tax_id_that_cant_be_right_is_told(written: str) -> None:
    with pytest.raises(Unusable, match="valid tax id"):
        tax_id(written, ["pl.nip"])


def test_a_number_that_lost_its_zeros_in_a_workbook_is_told_how_to_keep_them() -> None:
    with pytest.raises(Unusable) as raised:
        tax_id(1234567.0, ["fi.ytunnus"])
    assert "as text" in raised.value.remedy


@pytest.mark.parametrize(
    "written", ["alfa.example", "anna@alfa.example", "https://www.alfa.example/about", "@alfa.example", "WWW.Alfa.example/"]
)
def test_a_mail_domain_out_of_what_people_write(written: str) -> None:
    assert domain(written, frozenset()) == "alfa.example"


def test_a_domain_that_strangers_share_knows_nobody() -> None:
    with pytest.raises(Unusable, match="anybody"):
        domain("post@free.example", frozenset({"free.example"}))


def test_whole_numbers_and_currencies() -> None:
    assert (whole("12"), whole("1 200"), whole(12.0), whole("-3")) == (12, 1200, 12, -3)
    assert (currency("eur", {"EUR"}), currency(None, {"EUR"})) == ("EUR", "")
    for read in (lambda: whole("12.5"), lambda: currency("USD", {"EUR"}), lambda: currency("euro", ())):
        with pytest.raises(Unusable):
            read()
