"""On a phone no line ends within a sum of money."""

import pytest

from leadbot.writing.blocks import Quote, Table
from leadbot.writing.templates import _prose

from .builder import TEMPLATE_SET


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("20% z 10 000,00 PLN to 2 000,00 PLN.", "20% z 10_000,00_PLN to 2_000,00_PLN."),
        ("12 × 55,00 EUR is 1.660,00 EUR", "12 × 55,00_EUR is 1.660,00_EUR"),
        ("do 31.12.2026; wypłata do 28.02.2027", "do 31.12.2026; wypłata do 28.02.2027"),
        ("10 de febrero de 2026, 10:00 h", "10 de febrero de 2026, 10:00_h"),
        ("25 × Microsoft 365 Business", "25 × Microsoft 365 Business"),
    ],
)
def test_its_spaces_do_not_break(text: str, shown: str) -> None:
    assert _prose(text).replace("\u00a0", "_") == shown


def test_nor_do_those_of_a_quoted_row_or_of_a_table() -> None:
    row = "02.11.2026 · 1 000,00 PLN"
    page = TEMPLATE_SET.html("pl", "Próba", [Quote(lines=(row,)), Table(head=("Wiersz", "Kwota"), rows=(("4", row),))])

    assert page.count("1\u00a0000,00\u00a0PLN") == 2


def test_the_head_of_a_narrow_column_stays_whole() -> None:
    page = TEMPLATE_SET.html("pl", "Próba", [Table(head=("Wiersz", "Co jest nie tak"), rows=(("4", "NIP"),))])

    assert 'white-space:nowrap">Wiersz<' in page
