"""docs/staff.md shows orders that are understood as it says."""

import re
from pathlib import Path

import pytest

from leadbot.model.orders import Act, Order
from leadbot.programs import load_lexicons
from leadbot.reading.orders import OrderReader
from leadbot.resources import shipped

PAGE = (Path(__file__).parents[3] / "docs" / "staff.md").read_text("utf-8")
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
