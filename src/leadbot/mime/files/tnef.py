"""Outlook's winmail.dat ([MS-OXTNEF]): the body and the files in it. No library of a permissive licence reads it."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from leadbot.mime.charset import decode
from leadbot.mime.clean import clean
from leadbot.mime.files.contents import Contents, File, NotRead, Text, Trouble
from leadbot.mime.files.limits import FILES, TEXT

_HEAD = 6
"""Octets: signature and key."""
_BODY, _PROPERTIES = 0x0002800C, 0x00069003
_FILE_STARTS, _FILE_NAME, _FILE_DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_PLAIN_BODY, _HTML_BODY, _LONG_NAME, _DATA = 0x1000, 0x1013, 0x3707, 0x3701
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
"""Octets of the property types of fixed size, padded to four."""
_OBJECT, _WIDE = 13, 31
_VARIABLE = (_OBJECT, 30, _WIDE, 258)
_CLASS = 16
"""Octets of an object's class id."""
_MOST = 4000
"""Properties and attributes that are looked at."""


class _Attribute(NamedTuple):
    id: int
    data: bytes


def read_tnef(file: File) -> Contents:
    """The body as a text, and the files. Raises NotRead."""
    try:
        return _contents(list(_attributes(file.octets)))
    except (struct.error, IndexError, UnicodeError) as error:
        raise NotRead(Trouble.BROKEN) from error


def _attributes(octets: bytes) -> Iterator[_Attribute]:
    at = _HEAD
    for _ in range(_MOST):
        if at + 9 > len(octets):
            return
        id_, length = struct.unpack_from("<LL", octets, at + 1)
        data = octets[at + 9 : at + 9 + length]
        if len(data) < length:
            raise NotRead(Trouble.BROKEN)
        yield _Attribute(id_, data)
        at += 9 + length + 2  # a check sum follows


def _contents(attributes: list[_Attribute]) -> Contents:
    files: list[dict[str, bytes]] = []
    body = ""
    for attribute in attributes:
        if attribute.id == _FILE_STARTS:
            files.append({})
        elif attribute.id == _BODY:
            body = body or _text(attribute.data)
        elif attribute.id == _PROPERTIES:
            body = _body(dict(_properties(attribute.data))) or body
        elif files and attribute.id in (_FILE_NAME, _FILE_DATA):
            files[-1].setdefault("name" if attribute.id == _FILE_NAME else "data", attribute.data)
        elif files and attribute.id == _FILE_PROPERTIES:
            known = dict(_properties(attribute.data))
            files[-1] |= {key: known[id_] for key, id_ in (("long", _LONG_NAME), ("inner", _DATA)) if id_ in known}
    found = tuple(_file(one) for one in files[:FILES] if one.get("data") or one.get("inner"))
    if not found and not body.strip():
        raise NotRead(Trouble.BROKEN)
    texts = (Text(text=f"{body[:TEXT]}\n"),) if body.strip() else ()
    return Contents(texts=texts, files=found, cut=len(files) > FILES or len(body) > TEXT)


def _file(parts: dict[str, bytes]) -> File:
    name = _text(parts.get("long") or parts.get("name") or b"")
    return File(name=name, media_type="", octets=parts.get("data") or parts["inner"])


def _body(properties: dict[int, bytes]) -> str:
    if plain := properties.get(_PLAIN_BODY):
        return _text(plain)
    if html := properties.get(_HTML_BODY):
        from leadbot.mime.html import html_text

        return "\n".join(line.text for line in html_text(decode(html, None).text[: 4 * TEXT]).lines)
    return ""


def _text(octets: bytes) -> str:
    """A string, without the zero at its end."""
    return clean(decode(octets.replace(b"\0", b""), None).text)


def _value(type_: int, octets: bytes) -> bytes:
    """Wide strings in UTF-8; of an object (a mail inside) what follows its class."""
    if type_ == _WIDE:
        return octets.decode("utf-16-le", "replace").encode("utf-8", "replace")
    return octets[_CLASS:] if type_ == _OBJECT else octets


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Ids and values of a block of MAPI properties; it ends at the first that is of no known type."""
    (count,) = struct.unpack_from("<L", data, 0)
    at = 4
    for _ in range(min(count, _MOST)):
        type_, id_ = struct.unpack_from("<HH", data, at)
        at += 4
        if id_ >= 0x8000:
            at = _after_name(data, at)
        values = 1
        if type_ & 0x1000 or type_ & 0xFFF in _VARIABLE:
            (values,) = struct.unpack_from("<L", data, at)
            at += 4
        for _ in range(min(values, _MOST)):
            size = _SIZES.get(type_ & 0xFFF)
            if size is None:
                if type_ & 0xFFF not in _VARIABLE:
                    return
                (size,) = struct.unpack_from("<L", data, at)
                at += 4
            if at + size > len(data):
                raise NotRead(Trouble.BROKEN)
            yield id_, _value(type_ & 0xFFF, data[at : at + size])
            at += (size + 3) & ~3


def _after_name(data: bytes, at: int) -> int:
    """Behind the name of a named property."""
    (kind,) = struct.unpack_from("<L", data, at + 16)
    if kind == 0:
        return at + 24
    (length,) = struct.unpack_from("<L", data, at + 20)
    return at + 24 + ((int(length) + 3) & ~3)
