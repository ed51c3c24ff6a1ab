"""docs/staff.md shows orders that are understood as it says."""

import re
from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.orders import Act, Order
from leadbot.programs import load_lexicons
from leadbot.reading.orders import OrderReader
from leadbot.resources import shipped
from leadbot.service.decide import VENDOR_DISCRETION

PAGE = (Path(__file__).parents[3] / "docs" / "staff.md").read_text("utf-8")
PROGRAMS = sorted(path.stem for path in (Path(__file__).parents[3] / "config" / "programs").glob("*.yaml"))
ROWS = re.findall(r"^\| (`\d.+`) \| [^|]+ \|$", PAGE, re.MULTILINE)
ACTS = [Act.APPROVE, Act.REJECT, Act.ASK, Act.CORRECT, Act.REOPEN, Act.UNDO]


def test_the_page_shows_each_order_in_both_languages() -> None:
    assert len(ROWS) == 2 * len(ACTS)


@pytest.mark.parametrize(("row", "act"), list(zip(ROWS, ACTS * 2, strict=False)))
def test_what_the_page_shows_is_understood(row: str, act: Act) -> None:
    reader = OrderReader(load_lexicons([shipped("config") / "lexicons"]).values())

    for line in re.findall(r"`([^`]+)`", row):
        (order,) = reader.read(line)
        assert isinstance(order, Order), line
        assert order.act is act


@pytest.mark.parametrize("row", [row for row, act in zip(ROWS, ACTS * 2, strict=False) if act is Act.REJECT])
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_refusal_that_the_page_shows_fits_every_check_of_every_shipped_programme(name: str, row: str) -> None:
    reader = OrderReader(load_lexicons([shipped("config") / "lexicons"]).values())
    (order,) = reader.read(re.findall(r"`([^`]+)`", row)[0])
    assert isinstance(order, Order)

    for check in program_by_name(name).checks:
        assert order.reason in (*check.refused, VENDOR_DISCRETION)
        assert order.note
