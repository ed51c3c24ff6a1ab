"""Attached files made by hand or by libraries, and mails that carry them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from email.message import EmailMessage
from itertools import pairwise
from typing import Any

Rows = Sequence[Sequence[Any]]


def mail_with(text: str, *files: tuple[str, bytes], media_type: str = "application/octet-stream", **headers: str) -> bytes:
    """A mail with this text and these files (name, octets)."""
    mail = EmailMessage()
    fields = {"From": "Jan Nowicki <jan.nowicki@itserwis.example>", "To": "csp@promise.pl", "Subject": "Zgłoszenie leada"}
    fields |= {"Message-ID": "<1@itserwis.example>", "Date": "Tue, 03 Mar 2026 09:00:00 +0100", **headers}
    for name, value in fields.items():
        mail[name] = value
    mail.set_content(text)
    main, _, sub = media_type.partition("/")
    for name, octets in files:
        mail.add_attachment(octets, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def xlsx(*sheets: Rows, names: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"Arkusz{number + 1}")
        sheet.sheet_state = "hidden" if sheet.title in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def xls(rows: Rows) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Arkusz1")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, octets in members:
            archive.writestr(name, octets)
    return made.getvalue()


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _relations(kind: str, target: str) -> bytes:
    relation = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'.encode()


def _types(**parts: str) -> bytes:
    base = "application/vnd.openxmlformats-officedocument"
    overrides = "".join(f'<Override PartName="{part}" ContentType="{base}.{kind}+xml"/>' for part, kind in parts.items())
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{relations}{overrides}</Types>'.encode()


def raw_xlsx(sheet_data: bytes, *, before: bytes = b"", strings: bytes = b"") -> bytes:
    """A workbook of one sheet with this sheet data, as it stands in the file."""
    kinds = {"/xl/workbook.xml": "spreadsheetml.sheet.main", "/xl/worksheets/sheet1.xml": "spreadsheetml.worksheet"}
    book = f'<workbook xmlns="{SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
    return zipped(
        ("[Content_Types].xml", _types(**kinds)),
        ("_rels/.rels", _relations("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book.encode()),
        ("xl/_rels/workbook.xml.rels", _relations("worksheet", "worksheets/sheet1.xml")),
        ("xl/sharedStrings.xml", f'<sst xmlns="{SHEET}">'.encode() + strings + b"</sst>"),
        (
            "xl/worksheets/sheet1.xml",
            before + f'<worksheet xmlns="{SHEET}"><sheetData>'.encode() + sheet_data + b"</sheetData></worksheet>",
        ),
    )


def raw_docx(body: str, *, before: str = "") -> bytes:
    """A document with this body, as it stands in the file; `w:` is the namespace of WordprocessingML."""
    w14 = "http://schemas.microsoft.com/office/word/2010/wordml"
    document = f'{before}<w:document xmlns:w="{WORD}" xmlns:w14="{w14}"><w:body>{body}</w:body></w:document>'
    return zipped(
        ("[Content_Types].xml", _types(**{"/word/document.xml": "wordprocessingml.document.main"})),
        ("_rels/.rels", _relations("officeDocument", "word/document.xml")),
        ("word/document.xml", document.encode()),
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def docx_table(rows: Iterable[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def pdf(*pages: Sequence[tuple[float, float, str]], drawn: bytes | None = None, more: Sequence[bytes] = (), annotations: str = "") -> bytes:
    """A pdf in Helvetica with texts at their places (points from the left and from below), one page or more.

    `drawn` is the one page's content as it stands; `more` are further objects, numbered from 10 + twice the pages on.
    """
    contents = [drawn] if drawn is not None else [b"\n".join(_shown(*one) for one in page) for page in pages]
    first = 4
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    }
    for number, content in enumerate(contents):
        at = first + 2 * number
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {at + 1} 0 R/Resources<</Font<</F1 3 0 R>>>>{annotations}>>"
        packed = zlib.compress(content)
        objects[at] = page.encode()
        objects[at + 1] = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
    objects |= {10 + 2 * len(contents) + number: one for number, one in enumerate(more)}
    return _pdf_of(objects)


def _shown(left: float, base: float, text: str) -> bytes:
    said = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F1 10 Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (left, base, said)


def _pdf_of(objects: dict[int, bytes]) -> bytes:
    pieces = [b"%PDF-1.4\n"]
    places: dict[int, int] = {}
    at = len(pieces[0])
    for number, one in objects.items():
        places[number] = at
        pieces.append(b"%d 0 obj\n%s\nendobj\n" % (number, one))
        at += len(pieces[-1])
    made = b"".join(pieces)
    table = "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    size = max(objects) + 1
    return made + f"xref\n0 1\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF".encode()


def form_pdf(rows: Iterable[tuple[str, str]]) -> bytes:
    """A pdf form: a label on each line and a filled text field to the right of it, whose own name says nothing."""
    pairs = list(rows)
    first = 10 + 2
    fields = [
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Text%d)/V(%s)/Rect[200 %d 400 %d]>>"
        % (at, value.encode("cp1252"), 696 - 20 * at, 710 - 20 * at)
        for at, (_, value) in enumerate(pairs)
    ]
    references = " ".join(f"{first + at} 0 R" for at in range(len(fields)))
    labels = [(50.0, 700.0 - 20 * at, label) for at, (label, _) in enumerate(pairs)]
    return pdf(labels, more=fields, annotations=f"/Annots[{references}]")


def tnef(body: str, *files: tuple[str, bytes]) -> bytes:
    """A winmail.dat ([MS-OXTNEF])."""
    made = struct.pack("<LH", 0x223E9F78, 1)

    def attribute(level: int, id_: int, data: bytes) -> bytes:
        return struct.pack("<BLL", level, id_, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    made += attribute(1, 0x00089006, b"\0\0\1\0")
    if body:
        made += attribute(1, 0x00069003, _properties({(0x1000, 31): body.encode("utf-16-le") + b"\0\0"}))
    for name, octets in files:
        made += attribute(2, 0x00069002, b"\1\0" + b"\0" * 12) + attribute(2, 0x00018010, b"SHORT~1.XLS\0")
        made += attribute(2, 0x0006800F, octets)
        made += attribute(2, 0x00069005, _properties({(0x0E20, 3): b"\0\0\0\0", (0x3707, 31): name.encode("utf-16-le") + b"\0\0"}))
    return made


def _properties(values: dict[tuple[int, int], bytes]) -> bytes:
    made = struct.pack("<L", len(values))
    for (id_, type_), value in values.items():
        made += struct.pack("<HH", type_, id_)
        if type_ == 31:
            made += struct.pack("<LL", 1, len(value))
        made += value + b"\0" * (-len(value) % 4)
    return made


def msg(subject: str, sender: tuple[str, str], body: str, *files: tuple[str, bytes], inner: dict[str, Any] | None = None) -> bytes:
    """An Outlook message ([MS-OXMSG]); `inner` is another message attached to it, as (subject, sender, body) by name."""
    return compound(_storage(subject, sender, body, files, inner, head=32))


def _storage(
    subject: str, sender: tuple[str, str], body: str, files: Sequence[tuple[str, bytes]], inner: dict[str, Any] | None, head: int
) -> dict[str, Any]:
    tree = _streams({0x0037: subject, 0x0C1A: sender[0], 0x0C1F: sender[1], 0x5D01: sender[1], 0x1000: body}, head)
    for number, (name, octets) in enumerate(files):
        tree[f"__attach_version1.0_#{number:08X}"] = _streams({0x3707: name, 0x3701: octets}, 8)
    if inner is not None:
        attached = _streams({0x3001: inner["subject"]}, 8)
        attached["__substg1.0_3701000D"] = _storage(inner["subject"], inner["sender"], inner["body"], (), None, head=24)
        tree[f"__attach_version1.0_#{len(files):08X}"] = attached
    return tree


def _streams(values: dict[int, str | bytes], head: int) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    rows = b"\0" * head
    for id_, value in values.items():
        type_ = 0x001F if isinstance(value, str) else 0x0102
        octets = value.encode("utf-16-le") if isinstance(value, str) else value
        tree[f"__substg1.0_{id_:04X}{type_:04X}"] = octets
        rows += struct.pack("<HHLLL", type_, id_, 6, len(octets) + (2 if type_ == 0x1F else 0), 0)
    tree["__properties_version1.0"] = rows
    return tree


_SECTOR, _SMALL, _FREE, _END = 512, 64, 0xFFFFFFFF, 0xFFFFFFFE


def compound(tree: dict[str, Any]) -> bytes:
    """A compound file ([MS-CFB]) of streams (octets) and storages (further trees)."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": 5, "child": _FREE, "start": _END, "size": 0, "right": _FREE}]
    small = b""
    small_chains: list[int] = []
    sectors: list[bytes] = []
    chains: list[int] = []

    def chained(octets: bytes) -> int:
        count = -(-len(octets) // _SECTOR)
        start = len(sectors)
        sectors.extend(octets[at * _SECTOR : (at + 1) * _SECTOR].ljust(_SECTOR, b"\0") for at in range(count))
        chains.extend([*range(start + 1, start + count), _END][:count])
        return start if count else _END

    def add(level: dict[str, Any]) -> int:
        nonlocal small
        numbers: list[int] = []
        for name, value in sorted(level.items(), key=lambda pair: (len(pair[0]), pair[0].upper())):
            entry: dict[str, Any] = {"name": name, "kind": 1, "child": _FREE, "start": 0, "size": 0, "right": _FREE}
            numbers.append(len(entries))
            entries.append(entry)
            if isinstance(value, dict):
                entry["child"] = add(value)
                continue
            entry |= {"kind": 2, "size": len(value)}
            if len(value) >= 4096:
                entry["start"] = chained(value)
            elif value:
                start, count = len(small) // _SMALL, -(-len(value) // _SMALL)
                small += value.ljust(count * _SMALL, b"\0")
                small_chains.extend([*range(start + 1, start + count), _END][:count])
                entry["start"] = start
            else:
                entry["start"] = _END
        for one, following in pairwise(numbers):
            entries[one]["right"] = following
        return numbers[0] if numbers else _FREE

    entries[0]["child"] = add(tree)
    entries[0] |= {"start": chained(small), "size": len(small)}
    small_at = chained(b"".join(struct.pack("<L", one) for one in small_chains))
    small_count = -(-4 * len(small_chains) // _SECTOR)
    directory = chained(b"".join(_entry(entry) for entry in entries))
    tables = next(n for n in range(1, 100) if n * (_SECTOR // 4) >= len(sectors) + n)
    first = len(sectors)
    table = [*chains, *[0xFFFFFFFD] * tables]
    table += [_FREE] * (tables * (_SECTOR // 4) - len(table))
    sectors.append(struct.pack(f"<{len(table)}L", *table))
    places = [*range(first, first + tables), *[_FREE] * (109 - tables)]
    head = struct.pack("<8s16xHHHHH6xLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, 4096,
                       small_at, small_count, _END, 0)  # fmt: skip
    return head + struct.pack("<109L", *places) + b"".join(sectors)


def _entry(entry: dict[str, Any]) -> bytes:
    name = entry["name"].encode("utf-16-le")
    made = name.ljust(64, b"\0") + struct.pack("<HBBLLL", len(name) + 2, entry["kind"], 1, _FREE, entry["right"], entry["child"])
    return (made + b"\0" * 36 + struct.pack("<LQ", entry["start"], entry["size"])).ljust(128, b"\0")


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
