import io
from collections.abc import Callable

import pytest

from leadbot.mime.files.columns import with_cells
from support.files import form_pdf, pdf

TextOf = Callable[..., str]
Troubles = Callable[..., list[tuple[str, str]]]


def test_labels_and_values_side_by_side_are_cells(text_of: TextOf) -> None:
    page = [(50, 700, "Klient:"), (250, 700, "Bolt S.A."), (50, 685, "NIP:"), (250, 685, "956-918-41-31")]
    assert text_of("f.pdf", pdf(page)) == "Klient:\tBolt S.A.\nNIP:\t956-918-41-31"


@pytest.mark.parametrize("spacing", [12, 20, 30])
def test_a_table_keeps_its_columns(text_of: TextOf, spacing: int) -> None:
    rows = [("Klient", "Adres", "NIP", "Plan"), ("Bolt S.A.", "ul. Wodna 4", "9569184131", ""), ("Nut", "ul. Polna 5", "", "E3")]
    lefts = (40, 150, 300, 450)
    page = [(left, 700 - spacing * at, cell) for at, row in enumerate(rows) for left, cell in zip(lefts, row, strict=True) if cell]
    assert text_of("f.pdf", pdf(page)) == "Klient\tAdres\tNIP\tPlan\nBolt S.A.\tul. Wodna 4\t9569184131\nNut\tul. Polna 5\t\tE3"


def test_a_cell_of_two_lines_is_one_cell(text_of: TextOf) -> None:
    page = [(50, 700, "Klient"), (250, 700, "Adres"), (50, 680, "Bolt"), (250, 680, "ul. Wodna 4"), (250, 668, "76-200 Slupsk")]
    assert text_of("f.pdf", pdf(page)) == "Klient\tAdres\nBolt\tul. Wodna 4\x1f76-200 Slupsk"


def test_prose_stays_prose(text_of: TextOf) -> None:
    page = [(50, 700, "Zglaszamy firme Bolt S.A. z Warszawy."), (50, 688, "Prosimy o 25 licencji.")]
    assert text_of("f.pdf", pdf(page)) == "Zglaszamy firme Bolt S.A. z Warszawy.\nProsimy o 25 licencji."


def test_a_form_field_has_the_label_beside_it(text_of: TextOf) -> None:
    said = text_of("f.pdf", form_pdf([("Klient", "Bolt S.A."), ("NIP", "9569184131")]))
    assert said.endswith("Klient\tBolt S.A.\nNIP\t9569184131")


def test_a_scan_is_a_picture(troubles: Troubles) -> None:
    assert troubles(("skan.pdf", pdf(drawn=b"q 600 0 0 800 0 0 cm /Im1 Do Q"))) == [("attachment-picture", "skan.pdf")]


def written(writer: object) -> bytes:
    made = io.BytesIO()
    writer.write(made)  # type: ignore[attr-defined]
    return made.getvalue()


def test_a_password_is_told(troubles: Troubles) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([(50, 700, "Klient: Bolt S.A.")])))
    writer.encrypt("haslo", algorithm="RC4-128")
    assert troubles(("f.pdf", written(writer))) == [("attachment-protected", "f.pdf")]


def test_a_pdf_that_only_forbids_changes_is_read(text_of: TextOf) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([(50, 700, "Klient: Bolt S.A.")])))
    writer.encrypt("", owner_password="wlasciciel", algorithm="RC4-128")
    assert text_of("f.pdf", written(writer)) == "Klient: Bolt S.A."


def test_of_too_many_pages_the_first_are_read(troubles: Troubles) -> None:
    pages = [[(50.0, 700.0, f"Strona numer {number}")] for number in range(10_000)]
    assert troubles(("dlugi.pdf", pdf(*pages))) == [("attachment-cut", "dlugi.pdf")]


@pytest.mark.parametrize(
    "drawn",
    [b"\0" * 100_000_000, b"BT /F1 10 Tf " + b"(slowo) Tj " * 100_000 + b"ET"],
    ids=["endless stream", "endless text"],
)
def test_a_page_that_draws_too_much_is_not_read(troubles: Troubles, drawn: bytes) -> None:
    assert troubles(("bomba.pdf", pdf(drawn=drawn))) == [("attachment-too-large", "bomba.pdf")]


@pytest.mark.parametrize("octets", [b"%PDF-1.4\n" + b"1 0 obj <<" * 10_000, b"%PDF-1.4\n" + b"[" * 100_000, b"%PDF-1.7 nothing"])
def test_garbage_is_broken(troubles: Troubles, octets: bytes) -> None:
    assert troubles(("zly.pdf", octets)) == [("attachment-broken", "zly.pdf")]


def test_columns_of_text_become_cells() -> None:
    assert with_cells("Klient:    Bolt\nNIP:       956\n\n\nrazem   dwa\n") == "Klient:\tBolt\nNIP:\t956\n\nrazem\tdwa\n"
    assert with_cells("a " * 100_000).count("a") == 100_000
