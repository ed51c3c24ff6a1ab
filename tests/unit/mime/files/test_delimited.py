from collections.abc import Callable

import pytest

TextOf = Callable[..., str]
ROWS = [["Klient", "Adres", "Ilość"], ["Łoś S.A.", "ul. Długa 5, 00-001 Warszawa", "25"], ["Żubr", "ul. Wodna 4, 76-200 Słupsk", "1,5"]]
SAID = "\n".join("\t".join(row) for row in ROWS)


def written(separator: str, quote: str = "") -> str:
    return "".join(separator.join(f"{quote}{cell}{quote}" for cell in row) + "\r\n" for row in ROWS)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_any_separator_and_encoding(text_of: TextOf, separator: str, encoding: str) -> None:
    assert text_of("leady.csv", written(separator).encode(encoding)) == SAID


def test_commas_part_quoted_values(text_of: TextOf) -> None:
    assert text_of("leady.csv", written(",", '"').encode()) == SAID


def test_the_separator_may_be_declared(text_of: TextOf) -> None:
    assert text_of("leady.csv", ("sep=~\r\n" + written("~")).encode()) == SAID


def test_a_quoted_value_may_have_lines(text_of: TextOf) -> None:
    assert (
        text_of("a.csv", b'Klient;Adres\r\nBolt;"ul. Wodna 4\r\n00-001 Warszawa"\r\n')
        == "Klient\tAdres\nBolt\tul. Wodna 4\x1f00-001 Warszawa"
    )


def test_a_declared_type_suffices(text_of: TextOf) -> None:
    assert text_of("leady.dat", written(";").encode(), "text/csv") == SAID


def test_one_endless_line_is_no_table(troubles: Callable[..., list[tuple[str, str]]]) -> None:
    assert troubles(("a.csv", b"a;" * 2_500_000)) == [("attachment-too-large", "a.csv")]
    assert troubles(("b.csv", b"a;b\n" * 500_000)) == [("attachment-cut", "b.csv")]
