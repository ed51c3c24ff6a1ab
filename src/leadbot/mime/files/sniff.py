"""What kind of file some octets are. The octets decide; name and declared type only where they leave it open."""

import re
from enum import StrEnum

from leadbot.mime.files.contents import File
from leadbot.mime.files.zips import member_names


class FileKind(StrEnum):
    """A kind of file."""

    EMPTY = "empty"
    SHEET = "sheet"
    """A workbook: xlsx, xlsm, xls."""
    DOCUMENT = "document"
    """A docx."""
    PDF = "pdf"
    ZIP = "zip"
    OUTLOOK = "outlook"
    """A `.msg`."""
    TNEF = "tnef"
    """A winmail.dat."""
    MAIL = "mail"
    CARD = "card"
    CALENDAR = "calendar"
    HTML = "html"
    TABLE = "table"
    """Values parted by commas, semicolons, tabs."""
    TEXT = "text"
    PICTURE = "picture"
    PROTECTED = "protected"
    PROGRAM = "program"
    SEAL = "seal"
    """A signature or key: nothing to read."""
    OTHER = "other"


_MAGIC = (
    (b"MZ", FileKind.PROGRAM),
    (b"\x7fELF", FileKind.PROGRAM),
    (b"#!", FileKind.PROGRAM),
    (b"\x89PNG", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"BM", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
    (b"\x78\x9f\x3e\x22", FileKind.TNEF),
    (b"-----BEGIN PGP MESSAGE", FileKind.PROTECTED),
    (b"-----BEGIN", FileKind.SEAL),
    (b"Rar!", FileKind.OTHER),
    (b"7z\xbc\xaf", FileKind.OTHER),
    (b"\x1f\x8b", FileKind.OTHER),
    (b"{\\rtf", FileKind.OTHER),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("__properties_version1.0", FileKind.OUTLOOK),
    ("EncryptedPackage", FileKind.PROTECTED),
    ("Workbook", FileKind.SHEET),
)
_OLE_NAMES = {".msg": FileKind.OUTLOOK, ".xls": FileKind.SHEET}
_OF_ZIP = (("word/document.xml", FileKind.DOCUMENT), ("xl/workbook.xml", FileKind.SHEET))
_SCRIPTS = re.compile(r"\.(?:exe|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|lnk|pif|msi|dll|sh)$", re.IGNORECASE)
_TABLES = re.compile(r"\.(?:csv|tsv|tab)$", re.IGNORECASE)
_TEXTS = re.compile(r"\.(?:txt|text|md|log|asc|csv|tsv|tab|html?|eml|vcf|ics)$", re.IGNORECASE)
_CARD = re.compile(rb"\s*BEGIN:VCARD", re.IGNORECASE)
_CALENDAR = re.compile(rb"\s*BEGIN:VCALENDAR", re.IGNORECASE)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,200}-->\s*)?<(?:!doctype html|html|head|body|table|div|p)[\s>]", re.IGNORECASE
)
_MAIL = re.compile(
    rb"(?:(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|x-[\w-]{1,40}):[^\n]*\n[^\0]{0,4000}?){2}", re.I
)
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_HEIF = (b"ftyphei", b"ftypmif", b"ftypavif")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 8192  # octets looked at to tell text from anything else


def kind_of_file(file: File) -> FileKind:
    """The kind. Raises NotRead for an archive that has too many members."""
    octets = file.octets
    if not octets.strip():
        return FileKind.EMPTY
    if octets.startswith(b"PK\x03\x04"):
        return _of_zip(octets)
    if octets.startswith(_OLE):
        named = _OLE_NAMES.get(file.name[-4:].lower(), FileKind.OTHER)
        return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in octets), named)
    if b"%PDF-" in octets[:1024]:
        return FileKind.PDF
    if any(mark in octets[4:16] for mark in _HEIF) or (octets.startswith(b"RIFF") and octets[8:12] == b"WEBP"):
        return FileKind.PICTURE
    for magic, kind in _MAGIC:
        if octets.startswith(magic) and (kind is not FileKind.PICTURE or not _is_text(octets)):
            return kind
    return _of_text(file) if _is_text(octets) else FileKind.OTHER


def _of_zip(octets: bytes) -> FileKind:
    names = member_names(octets)
    if "mimetype" in names:
        return FileKind.OTHER  # an OpenDocument file, an e-book
    return next((kind for name, kind in _OF_ZIP if name in names), FileKind.ZIP)


def _is_text(octets: bytes) -> bool:
    sample = octets[:_SAMPLE]
    if sample.startswith(_BOMS):
        return True
    return _CONTROL.search(sample) is None


def _of_text(file: File) -> FileKind:
    name, octets = file.name, file.octets.removeprefix(b"\xef\xbb\xbf")
    if _SCRIPTS.search(name):
        return FileKind.PROGRAM
    if _CARD.match(octets):
        return FileKind.CARD
    if _CALENDAR.match(octets):
        return FileKind.CALENDAR
    if file.media_type.startswith("message/") or name.lower().endswith(".eml"):
        return FileKind.MAIL if _MAIL.match(octets) else FileKind.TEXT
    if _HTML.match(octets) or file.media_type == "text/html":
        return FileKind.HTML
    if _TABLES.search(name) or file.media_type in ("text/csv", "text/tab-separated-values", "text/comma-separated-values"):
        return FileKind.TABLE
    if file.media_type.startswith("text/") or _TEXTS.search(name) or "." not in name[-6:]:
        return FileKind.TEXT
    return FileKind.TABLE if file.media_type == "application/vnd.ms-excel" else FileKind.OTHER
