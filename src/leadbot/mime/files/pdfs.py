"""Pdf files: text in its place on the page, and what was filled into form fields (pypdf)."""

import io
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadbot.mime.clean import clean
from leadbot.mime.files.boxes import without_unticked
from leadbot.mime.files.columns import with_cells
from leadbot.mime.files.contents import Contents, File, NotRead, Text, Trouble, table_line
from leadbot.mime.files.limits import MEGABYTE, PAGES, PDF_DRAWN, PDF_OCTETS, PDF_PAGE, PDF_RUN, PDF_TEXT, TEXT

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": PDF_OCTETS,
    "zlib_maximum_output_length": 8 * MEGABYTE,
    "lzw_maximum_output_length": 2 * MEGABYTE,
    "run_length_maximum_output_length": 2 * MEGABYTE,
    "array_based_stream_maximum_output_length": 8 * MEGABYTE,
    "stream_filters_maximum_length": 4,
    "stream_decoding_work_maximum_length": 16 * MEGABYTE,
    "stream_parsing_work_maximum_count": 400_000,
    "form_fields_maximum_entries": 2000,
    "form_fields_maximum_depth": 20,
    "xform_maximum_invocations_per_extraction": 50,
}
_OCTETS_A_MILLISECOND = 500
_NODES = 200
"""Nodes of the page tree that are looked at."""
_LEAST = 8
"""Letters and digits; a pdf with fewer shows pictures."""
_LONG_RUN = re.compile(rb"\[[^\[\]]{%d}" % PDF_RUN)
_ON_LINE = 8.0
"""Points by which a label may stand higher or lower than its field."""


def read_pdf(file: File) -> Contents:
    """The text of the first pages, columns as cells, then the form fields with their labels. Raises NotRead."""
    if len(file.octets) > PDF_OCTETS:
        raise NotRead(Trouble.TOO_LARGE)
    import pypdf

    # Its warnings are about the file's form, and there is nobody to read them.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

    with pypdf.apply_configuration(**_LIMITS):
        try:
            return _read(pypdf.PdfReader(io.BytesIO(file.octets), xref_stream_maximum_entries=100_000))
        except (NotRead, MemoryError):
            raise
        except LimitReachedError as error:
            raise NotRead(Trouble.TOO_LARGE) from error
        except (DependencyError, FileNotDecryptedError) as error:
            raise NotRead(Trouble.PROTECTED) from error
        except Exception as error:  # the library fails in ways that no list of exceptions can name
            raise NotRead(Trouble.BROKEN) from error


def _read(reader: "PdfReader") -> Contents:
    if reader.is_encrypted and not reader.decrypt(""):
        raise NotRead(Trouble.PROTECTED)
    pages, cut = _first_pages(reader)
    texts: list[str] = []
    drawn = length = 0
    for page in pages:
        drawing = _drawing(page)
        drawn += len(drawing)
        if len(drawing) > PDF_PAGE or drawn > PDF_DRAWN or length > PDF_TEXT:
            cut = True
            continue
        mode: Any = "plain" if _LONG_RUN.search(drawing) else "layout"
        text = page.extract_text(extraction_mode=mode)
        length += len(text)
        cut = cut or length > PDF_TEXT
        texts.append(with_cells(without_unticked(clean(text[:PDF_TEXT]).replace("\t", " "))))
    fields = "".join(f"{line}\n" for line in _fields(pages))
    text = "\n".join([*texts, fields])
    if not cut and sum(char.isalnum() for char in text) < _LEAST:
        raise NotRead(Trouble.PICTURE)
    if not text.strip():
        raise NotRead(Trouble.TOO_LARGE)
    return Contents(texts=(Text(text=text[:TEXT]),), cut=cut or len(text) > TEXT, cost=drawn // _OCTETS_A_MILLISECOND)


def _first_pages(reader: "PdfReader") -> tuple[list["PageObject"], bool]:
    """The first pages, and whether there are more. The library itself would go through all of them."""
    from pypdf import PageObject

    waiting: list[tuple[Any, dict[str, Any]]] = [(reader.root_object["/Pages"], {})]
    pages: list[PageObject] = []
    for _ in range(_NODES):
        if not waiting:
            return pages, False
        node, inherited = waiting.pop(0)
        reference, node = node, node.get_object()
        known = {**inherited, **{name: node[name] for name in ("/Resources", "/MediaBox", "/CropBox", "/Rotate") if name in node}}
        if "/Kids" in node:
            kids = node["/Kids"]
            # In reading order: children stand before what waits already.
            waiting[:0] = [(kid, known) for kid in list(kids)[: PAGES + 1]]
            continue
        if len(pages) >= PAGES:
            return pages, True
        page = PageObject(reader, getattr(reference, "indirect_reference", None) or node.indirect_reference)
        page.update({**known, **node})
        pages.append(page)
    return pages, True


def _drawing(page: "PageObject") -> bytes:
    """What draws the page."""
    contents = page.get_contents()
    return bytes(contents.get_data()) if contents is not None else b""


def _fields(pages: list["PageObject"]) -> Iterator[str]:
    """The filled form fields, a row each: the words before the field, else its tooltip, else its name; and its value."""
    for page in pages:
        widgets = [w for w in map(_widget, _annotations(page)) if w is not None]
        if not widgets:
            continue
        words = _placed_words(page)
        for label, value, (left, bottom, top) in widgets:
            yield table_line([_label_of(words, left, bottom, top) or label, value])


def _annotations(page: "PageObject") -> list[Any]:
    found = page.get("/Annots")
    listed = found.get_object() if found is not None else None
    return [one.get_object() for one in list(listed)[:500]] if isinstance(listed, list) else []


def _widget(annotation: Any) -> tuple[str, str, tuple[float, float, float]] | None:
    """A filled field: its own label, its value, and where it stands (left, bottom, top)."""
    if annotation.get("/Subtype") != "/Widget":
        return None
    parent = annotation.get("/Parent")
    above = parent.get_object() if parent is not None else {}

    def own(name: str) -> Any:
        value = annotation.get(name, above.get(name))
        return value.get_object() if hasattr(value, "get_object") else value

    value = own("/V")
    if own("/FT") == "/Btn":
        state = str(annotation.get("/AS") or value or "/Off")
        value = None if state == "/Off" else "☒" if state in ("/Yes", "/On", "/1") else state.lstrip("/")
    if value is None or isinstance(value, dict):
        return None
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    rectangle = [float(number) for number in annotation.get("/Rect", [0, 0, 0, 0])]
    place = (min(rectangle[0], rectangle[2]), min(rectangle[1], rectangle[3]), max(rectangle[1], rectangle[3]))
    return (str(own("/TU") or own("/T") or ""), said, place) if said.strip() else None


def _placed_words(page: "PageObject") -> list[tuple[float, float, str]]:
    """The page's text with its places (left, base line)."""
    found: list[tuple[float, float, str]] = []

    def visit(text: str, matrix: list[float], text_matrix: list[float], _font: Any, _size: Any) -> None:
        if text.strip():
            x, y = text_matrix[4], text_matrix[5]
            found.append((matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5], " ".join(text.split())))

    page.extract_text(visitor_text=visit)
    return found


def _label_of(words: list[tuple[float, float, str]], left: float, bottom: float, top: float) -> str:
    """The words on the field's own line, left of it and nearest to it."""
    before = [(x, text) for x, y, text in words if x < left and bottom - _ON_LINE / 2 <= y <= max(top, bottom + _ON_LINE)]
    return max(before, default=(0.0, ""))[1]
