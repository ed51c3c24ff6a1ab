import io
from collections.abc import Callable

import pytest

from leadbot.model.message import Message, SegmentKind
from support.files import docx_table, paragraph, raw_docx, run

TextOf = Callable[..., str]
Troubles = Callable[..., list[tuple[str, str]]]


def test_paragraphs_and_tables_stand_in_their_order(text_of: TextOf) -> None:
    document = raw_docx(paragraph("Formularz") + docx_table([("Klient", "Bolt S.A."), ("NIP", "9569184131")]) + paragraph("Podpis"))
    assert text_of("f.docx", document) == "Formularz\nKlient\tBolt S.A.\nNIP\t9569184131\nPodpis"


def test_struck_deleted_and_hidden_text_is_not_said(text_of: TextOf) -> None:
    gone = run("25", "<w:strike/>") + run("tajne", "<w:vanish/>") + f"<w:del>{run('5')}</w:del>"
    document = raw_docx(paragraph("Ilość: ", gone, f"<w:ins>{run('35')}</w:ins>", run(" szt.", '<w:strike w:val="0"/>')))
    assert text_of("f.docx", document) == "Ilość: 35 szt."


def test_content_controls_are_read_but_not_their_prompts(text_of: TextOf) -> None:
    filled = f"<w:sdt><w:sdtContent>{paragraph('Klient: Bolt S.A.')}</w:sdtContent></w:sdt>"
    inline = f"<w:sdt><w:sdtContent>{run('9569184131')}</w:sdtContent></w:sdt>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Kliknij tutaj')}</w:sdtContent></w:sdt>"
    assert text_of("f.docx", raw_docx(filled + paragraph("NIP: ", inline) + paragraph("Uwagi: ", prompt))) == (
        "Klient: Bolt S.A.\nNIP: 9569184131\nUwagi:"
    )


def test_a_cell_that_reaches_down_counts_for_each_row(text_of: TextOf) -> None:
    def cell(text: str, merge: str = "") -> str:
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{paragraph(text)}</w:tc>"

    first = f"<w:tr>{cell('Bolt', '<w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}{cell('E3')}</w:tr>"
    second = f"<w:tr>{cell('', '<w:vMerge/>')}{cell('E5')}</w:tr>"
    assert text_of("f.docx", raw_docx(f"<w:tbl>{first}{second}</w:tbl>")) == "Bolt\tE3\nBolt\tE5"


def test_only_what_is_ticked_is_said(text_of: TextOf) -> None:
    old = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked w:val="{}"/></w:checkBox></w:ffData></w:fldChar></w:r>'
    lines = [
        paragraph("Płatność: ☐ miesięcznie ☒ rocznie"),
        paragraph("Pakiet: [x] Standard [ ] Premium"),
        paragraph("Okres: ", old.format("0"), run("rok "), old.format("1"), run("miesiąc")),
        docx_table([("Chmura", "☐ tak ☐ nie")]),
    ]
    assert text_of("f.docx", raw_docx("".join(lines))) == "Płatność: rocznie\nPakiet: Standard\nOkres: miesiąc\nChmura\t"


def test_headers_and_footers_are_margins(opened: Callable[..., Message]) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Klient: Bolt S.A.")
    document.sections[0].header.paragraphs[0].text = "Aster IT Sp. z o.o., NIP 584-937-88-45"
    made = io.BytesIO()
    document.save(made)
    message = opened(("f.docx", made.getvalue()))
    assert message.text(SegmentKind.DOCUMENT).strip() == "Klient: Bolt S.A."
    assert message.text(SegmentKind.DISCLAIMER).strip() == "Aster IT Sp. z o.o., NIP 584-937-88-45"


@pytest.mark.failure("F76")
def test_bombs_and_broken_documents_are_told(troubles: Troubles) -> None:
    assert troubles(("a.docx", raw_docx(paragraph("x") * 700_000))) == [("attachment-too-large", "a.docx")]
    assert troubles(("b.docx", raw_docx(paragraph("x"), before='<!DOCTYPE x [<!ENTITY a "b">]>'))) == [("attachment-broken", "b.docx")]
    assert troubles(("c.docx", raw_docx("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000))) == [
        ("attachment-broken", "c.docx")
    ]
    assert troubles(("d.docx", raw_docx("<w:p>"))) == [("attachment-broken", "d.docx")]
