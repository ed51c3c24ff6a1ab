"""Calendar entries (iCalendar, RFC 5545): what an entry is about, without the invitation's own boilerplate."""

import re

from leadbot.mime.charset import decode
from leadbot.mime.clean import clean
from leadbot.mime.files.contents import Contents, File, Text

_OCTETS = 300_000
_ENTRIES = 50
_FOLD = re.compile(rb"\r?\n[ \t]")
_KEPT = re.compile(r"(SUMMARY|DESCRIPTION)(?:;[^:\r\n]{0,300})?:([^\r\n]*)", re.IGNORECASE)
_RULE = re.compile(r"[_\-=*~.]{8,}|(?:-::~|~:~)")
"""Below it stands how to join a call: numbers and addresses of nobody."""


def read_calendar(file: File) -> Contents:
    """Titles and descriptions; places and participants are no data of a lead."""
    text = decode(_FOLD.sub(b"", file.octets[:_OCTETS]), None).text
    said = dict.fromkeys(_said(match[2]) for match, _ in zip(_KEPT.finditer(text), range(2 * _ENTRIES), strict=False))
    texts = [Text(text=f"{one}\n") for one in said if one]
    return Contents(texts=tuple(texts), cut=len(file.octets) > _OCTETS)


def _said(value: str) -> str:
    plain = re.sub(r"\\([,;\\])", r"\1", value.replace("\\n", "\n").replace("\\N", "\n"))
    rule = _RULE.search(plain)
    return clean(plain[: rule.start()] if rule else plain).strip()
