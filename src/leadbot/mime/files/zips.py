"""Archives opened behind a guard: what they would unpack to is added up before anything is unpacked (stdlib zipfile)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from leadbot.mime.files.contents import Contents, File, NotRead, Trouble
from leadbot.mime.files.limits import MEMBERS, RATIO, RATIO_FROM, UNPACKED, XML

_END = b"PK\x05\x06"
_END_LENGTH = 22
_LONGEST_COMMENT = 65_535
_OCTETS_A_MEMBER = 400
"""Of the directory; names are rarely longer than a hundred."""
_ENCRYPTED = 0x1
_DTD = tuple("<!DOCTYPE".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))


def guarded(octets: bytes) -> zipfile.ZipFile:
    """The archive. Raises NotRead: too large, broken, protected."""
    if _directory_size(octets) > MEMBERS * _OCTETS_A_MEMBER:
        raise NotRead(Trouble.TOO_LARGE)
    try:
        archive = zipfile.ZipFile(io.BytesIO(octets))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise NotRead(Trouble.BROKEN) from error
    members = archive.infolist()
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
        raise NotRead(Trouble.TOO_LARGE)
    if any(m.file_size > RATIO_FROM and m.file_size > RATIO * max(1, m.compress_size) for m in members):
        raise NotRead(Trouble.TOO_LARGE)
    return archive


def _directory_size(octets: bytes) -> int:
    """Octets of the directory as the archive's end tells them; broken archives have none."""
    at = octets.rfind(_END, max(0, len(octets) - _LONGEST_COMMENT - _END_LENGTH))
    if at < 0 or len(octets) < at + _END_LENGTH:
        raise NotRead(Trouble.BROKEN)
    (size,) = struct.unpack_from("<L", octets, at + 12)
    return int(size)


def member_names(octets: bytes) -> frozenset[str]:
    """The names of the members. Raises NotRead."""
    return frozenset(guarded(octets).namelist())


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A member's octets, never more than it declares. Raises NotRead: protected, broken."""
    if info.flag_bits & _ENCRYPTED:
        raise NotRead(Trouble.PROTECTED)
    try:
        return archive.read(info)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise NotRead(Trouble.BROKEN) from error


def checked_document(octets: bytes, look: Callable[[str, bytes], None] = lambda _name, _octets: None) -> int:
    """Unpack an office document's XML once, so that no library meets lying sizes or a document type definition; `look` sees each member.

    The octets of all of it. Raises NotRead.
    """
    archive = guarded(octets)
    total = 0
    for info in archive.infolist():
        if info.filename.lower().endswith((".xml", ".rels")):
            if info.file_size > XML:
                raise NotRead(Trouble.TOO_LARGE)
            xml = member(archive, info)
            if any(mark in xml for mark in _DTD):
                raise NotRead(Trouble.BROKEN)
            look(info.filename, xml)
            total += len(xml)
    return total


def read_zip(file: File) -> Contents:
    """The members as files. Raises NotRead."""
    archive = guarded(file.octets)
    found: list[File] = []
    for info in archive.infolist():
        hidden = info.filename.startswith("__MACOSX/") or info.filename.endswith((".DS_Store", "Thumbs.db"))
        if not info.is_dir() and not hidden:
            found.append(File(name=info.filename, media_type="", octets=member(archive, info)))
    return Contents(files=tuple(found))
