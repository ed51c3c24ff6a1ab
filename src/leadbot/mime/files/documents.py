"""Word documents (docx): paragraphs, tables, content controls and form fields in reading order; headers and footers (python-docx)."""

import io
from collections.abc import Iterator
from typing import Any

from leadbot.mime.clean import clean
from leadbot.mime.files.boxes import without_unticked
from leadbot.mime.files.contents import Contents, File, NotRead, Text, Trouble
from leadbot.mime.files.limits import TEXT
from leadbot.mime.files.zips import checked_document
from leadbot.mime.lines import Line
from leadbot.mime.tables import SPAN_LIMIT, Cell, Table
from leadbot.model.message import SegmentKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSAID = frozenset(
    [f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "tblPr", "sdtPr", "footnotePr")] + [_FALLBACK]
)
_OCTETS_A_MILLISECOND = 8000
_GONE = ("strike", "dstrike", "vanish")
_OFF = ("0", "false", "off", "none")


def read_document(file: File) -> Contents:
    """The document's text, then that of its headers and footers. Raises NotRead."""
    size = checked_document(file.octets)
    import docx

    try:
        document = docx.Document(io.BytesIO(file.octets))
        body = _text(document.element.body)
        margins = _margins(document)
    except (NotRead, MemoryError):
        raise
    except Exception as error:  # lxml and the library fail in ways that no list of exceptions can name
        raise NotRead(Trouble.BROKEN) from error
    if not (body + margins).strip():
        raise NotRead(Trouble.PICTURE if document.inline_shapes else Trouble.BROKEN)
    texts = [Text(text=body[:TEXT])] if body.strip() else []
    if margins.strip():
        texts.append(Text(text=margins[:TEXT], kind=SegmentKind.DISCLAIMER))
    return Contents(texts=tuple(texts), cut=len(body) > TEXT, cost=size // _OCTETS_A_MILLISECOND)


def _margins(document: Any) -> str:
    """Headers and footers, each once."""
    found: dict[str, None] = {}
    for section in list(document.sections)[:10]:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            if not part.is_linked_to_previous:
                found[_text(part._element)] = None  # the library has no public way to the element
    return "\n".join(text for text in found if text.strip())


def _text(root: Any) -> str:
    return without_unticked("".join(f"{line.text}\n" for line in _lines(root)))


def _lines(container: Any) -> Iterator[Line]:
    """The lines of a body, cell, header or content control."""
    for child in container:
        if child.tag == f"{_W}p":
            yield from (Line(" ".join(clean(line).replace("\t", "   ").strip().split("\n"))) for line in _paragraph(child).split("\n"))
        elif child.tag == f"{_W}tbl":
            yield Line("")
            yield from _table(child)
            yield Line("")
        elif child.tag == f"{_W}sdt":
            yield from _control(child)
        elif child.tag not in _UNSAID and len(child):
            yield from _lines(child)


def _control(element: Any) -> Iterator[Line]:
    content = element.find(f"{_W}sdtContent")
    if content is not None and not _is_placeholder(element):
        yield from _lines(content)


def _is_placeholder(control: Any) -> bool:
    """Whether a content control still shows its prompt."""
    properties = control.find(f"{_W}sdtPr")
    return properties is not None and properties.find(f"{_W}showingPlcHdr") is not None


def _paragraph(paragraph: Any) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    """The said text below an element; struck-out and hidden runs and text boxes are left out, these stand in lines of their own."""
    for child in element:
        tag = child.tag
        if tag in _UNSAID or not isinstance(tag, str):
            continue
        if tag == f"{_W}r" and _is_gone(child):
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif tag == f"{_W}tab":
            yield "\t"
        elif tag in (f"{_W}noBreakHyphen",):
            yield "-"
        elif tag == f"{_W}fldChar":
            yield _form_field(child)
        elif tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            if content is not None and not _is_placeholder(child):
                yield from _pieces(content)
        elif tag.endswith("}txbxContent"):
            yield "\n" + "\n".join(line.text for line in _lines(child)) + "\n"
        elif len(child):
            yield from _pieces(child)


def _is_gone(run: Any) -> bool:
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return False
    marks = (properties.find(f"{_W}{name}") for name in _GONE)
    return any(mark is not None and mark.get(f"{_W}val", "1").lower() not in _OFF for mark in marks)


def _form_field(mark: Any) -> str:
    """What a form field of the old kind holds beside text: a box, a choice."""
    data = mark.find(f"{_W}ffData")
    if data is None:
        return ""
    box = data.find(f"{_W}checkBox")
    if box is not None:
        state = box.find(f"{_W}checked")
        state = box.find(f"{_W}default") if state is None else state
        return "☒ " if state is not None and state.get(f"{_W}val", "1").lower() not in _OFF else "☐ "
    choice = data.find(f"{_W}ddList")
    if choice is None:
        return ""
    result = choice.find(f"{_W}result")
    entries = [entry.get(f"{_W}val", "") for entry in choice.findall(f"{_W}listEntry")]
    at = int(result.get(f"{_W}val", "0")) if result is not None else 0
    return entries[at] if 0 <= at < len(entries) else ""


def _table(element: Any) -> list[Line]:
    table = Table(0)
    for row in element.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not element:
            table.layout = True
            continue
        table.rows.append([])
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is row:
                table.rows[-1].append(_cell(cell, table))
    return table.lines()


def _cell(element: Any, table: Table) -> Cell:
    properties = element.find(f"{_W}tcPr")
    span = properties.find(f"{_W}gridSpan") if properties is not None else None
    merged = properties.find(f"{_W}vMerge") if properties is not None else None
    width = int(span.get(f"{_W}val", "1")) if span is not None else 1
    cell = Cell(columns=min(max(width, 1), SPAN_LIMIT), lines=list(_lines(element)))
    if merged is not None and merged.get(f"{_W}val") != "restart" and len(table.rows) > 1:
        # The cell above reaches down here: each row has its text.
        at = sum(c.columns for c in table.rows[-1])
        above = _at(table.rows[-2], at)
        cell.lines = above.lines if above is not None else cell.lines
    return cell


def _at(row: list[Cell], column: int) -> Cell | None:
    for cell in row:
        if column <= 0:
            return cell
        column -= cell.columns
    return None
