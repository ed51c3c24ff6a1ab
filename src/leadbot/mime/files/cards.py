"""Business cards (vCard, RFC 6350 and its forebears): one property a line."""

import binascii
import re
from quopri import decodestring

from leadbot.mime.charset import decode
from leadbot.mime.clean import one_line
from leadbot.mime.files.contents import Contents, File, NotRead, Text, Trouble
from leadbot.model.message import CELL, SegmentKind

KEPT = ("FN", "ORG", "TITLE", "TEL", "EMAIL", "ADR", "URL", "NOTE")
"""Properties that are kept; `N` stands in for a missing FN."""
_CARDS = 50
_OCTETS = 300_000
_FOLD = re.compile(rb"\r?\n[ \t]")
_SOFT = re.compile(rb"=\r?\n")
_LONGEST_LINE = 5000
_NAME = re.compile(r"(?:[\w-]{1,40}\.)?([A-Za-z-]{1,40})(?=;|$)")
_QUOTED = re.compile(r"\"[^\"]*\"")
_FAX = re.compile(r"\b(?:FAX|PAGER)\b", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([,;:\\])")


def read_card(file: File) -> Contents:
    """The cards, a text each. Raises NotRead."""
    octets = file.octets[:_OCTETS]
    quoted = b"QUOTED-PRINTABLE" in octets.upper()
    unfolded = _SOFT.sub(b"", octets) if quoted else _FOLD.sub(b"", octets)
    text = decode(unfolded, None).text
    cards = [card for card in re.split(r"(?i)BEGIN:VCARD", text)[1:] if card.strip()]
    texts = [said for card in cards[:_CARDS] if (said := _card(card))]
    if not texts:
        raise NotRead(Trouble.BROKEN)
    cut = len(cards) > _CARDS or len(file.octets) > _OCTETS
    return Contents(texts=tuple(Text(text=said, kind=SegmentKind.CARD) for said in texts), cut=cut)


def _card(card: str) -> str:
    found: list[tuple[str, str]] = []
    for line in card.splitlines():
        head, _, value = _QUOTED.sub("", line.strip()[:_LONGEST_LINE]).partition(":")
        match = _NAME.match(head)
        if match is None:
            continue
        name, parameters = match[1].upper(), head[match.end() :].upper()
        if "QUOTED-PRINTABLE" in parameters:
            value = decode(_unquoted(value), None).text
        if name == "N":
            name, value = "FN", _full_name(value)
        if name in KEPT and not (name == "TEL" and _FAX.search(parameters)):
            found.append((name, _said(name, value)))
    names = [value for name, value in found if name == "FN" and value]
    kept = [("FN", names[-1] if len(names) > 1 and names[0] == "" else names[0])] if names else []
    kept += [(name, value) for name, value in found if name != "FN" and value]
    order = sorted(dict.fromkeys(kept), key=lambda pair: KEPT.index(pair[0]) if pair[0] != "ORG" else -1)
    return "".join(f"{name}{CELL}{value}\n" for name, value in order)


def _unquoted(value: str) -> bytes:
    try:
        return decodestring(value.encode("latin-1", "replace"))
    except (binascii.Error, ValueError):
        return value.encode()


def _parts(value: str) -> list[str]:
    return [_ESCAPED.sub(r"\1", part).replace("\\n", ", ").replace("\\N", ", ").strip() for part in re.split(r"(?<!\\);", value)]


def _full_name(value: str) -> str:
    parts = [*_parts(value), "", ""]
    return f"{parts[1]} {parts[0]}".strip()


def _said(name: str, value: str) -> str:
    parts = _parts(value)
    if name == "ADR":
        street, city, _, code = ([*parts, "", "", "", "", ""])[2:6]
        return one_line(", ".join(part for part in (street, f"{code} {city}".strip()) if part))
    if name == "ORG":
        return one_line(parts[0])
    said = one_line(" ".join(parts))
    return re.sub(r"^(?:tel|mailto):", "", said, flags=re.IGNORECASE)
