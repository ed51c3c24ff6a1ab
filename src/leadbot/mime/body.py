"""The text of a mail out of its parts: which parts are text, and which of two versions of one text is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leadbot.mime.charset import decode
from leadbot.mime.clean import clean, shorten
from leadbot.mime.html import html_text
from leadbot.mime.lines import LINES_LIMIT, Line, plain_lines, undoubled
from leadbot.mime.parts import Part, octets
from leadbot.model.message import Defect

TEXT_LIMIT = 500_000
"""Characters of a plain text that are read."""
HTML_LIMIT = 2_000_000
"""Characters of an HTML text that are read."""

_STUB = 0.4
"""A plain text with a smaller share of the HTML's words is a stub."""
_FEW_WORDS = 3
_ALIKE = 0.5
"""Two versions that share fewer of their words say different things."""
_WRAPPED = range(60, 80)
"""Lengths at which mail programs break the lines of the plain version."""

_IS_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|p|table)[\s>][^<]*<)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^>]*>|&(?:[a-z]+|#\d+);", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META_WITHIN = 4000  # octets
_WORD = re.compile(r"\w+")
_BODY_TYPES = ("text/plain", "text/html", "text", "text/enriched", "text/richtext")


@dataclass(slots=True)
class Body:
    """A mail's text as lines, and the parts that it took."""

    lines: list[Line] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    """Indexes of the leaves that are text of the mail, shown or not."""
    defects: list[Defect] = field(default_factory=list)
    shown_ids: frozenset[str] = frozenset()
    """Content-IDs that the HTML shows."""


class _Version(NamedTuple):
    lines: list[Line]
    tells_more: bool = False
    """True where it holds a data table or strikes something out: plain text can't tell that."""


def body_of(leaves: Sequence[Part]) -> Body:
    """The text of a mail: its text parts in order, of each multipart/alternative the version that tells most."""
    body = Body()
    groups: dict[tuple[str, int], list[int]] = {}
    for index, leaf in enumerate(leaves):
        if _is_text(leaf, bool(groups)):
            key = ("leaf", index) if leaf.alternative is None else ("alternative", leaf.alternative)
            groups.setdefault(key, []).append(index)
            body.taken.add(index)
    for indexes in groups.values():
        lines = _version(body, [leaves[index] for index in indexes])
        if body.lines and lines:
            body.lines.append(Line(""))
        body.lines.extend(lines)
    if len(body.lines) > LINES_LIMIT:
        body.defects.append(Defect(code="text-cut", detail=f"{LINES_LIMIT} lines read"))
        del body.lines[LINES_LIMIT:]
    return body


def _is_text(leaf: Part, more: bool) -> bool:
    """A text part that is no file; the first one counts even where it bears a name."""
    if leaf.media_type not in _BODY_TYPES or leaf.disposition.value == "attachment":
        return False
    return not leaf.filename() or (not more and leaf.disposition.value != "attachment" and "multipart/mixed" not in leaf.within)


def _version(body: Body, leaves: list[Part]) -> list[Line]:
    plain, html = _Version([]), _Version([])
    for leaf in leaves:
        text = _text(body, leaf)
        if (leaf.media_type == "text/html" and _TAG.search(text)) or _IS_HTML.match(text[:2000]):
            seen = _html(body, text)
            html = _Version(html.lines + seen.lines, html.tells_more or seen.tells_more)
        else:
            flowed = leaf.parameters.get("format", "").lower() == "flowed"
            delsp = leaf.parameters.get("delsp", "").lower() == "yes"
            plain = _Version(plain.lines + plain_lines(clean(text), flowed, delsp))
    return _better(body, plain, html)


def _text(body: Body, leaf: Part) -> str:
    raw, unknown = octets(leaf)
    if unknown:
        body.defects.append(Defect(code="unknown-encoding", detail=shorten(unknown)))
    decoded = decode(raw, leaf.parameters.get("charset") or _meta_charset(leaf, raw))
    if decoded.code:
        body.defects.append(Defect(code=decoded.code, detail=shorten(decoded.detail)))
    limit = HTML_LIMIT if leaf.media_type == "text/html" else TEXT_LIMIT
    if len(decoded.text) > limit:
        body.defects.append(Defect(code="text-cut", detail=f"{len(decoded.text)} characters"))
    return decoded.text[:limit]


def _meta_charset(leaf: Part, raw: bytes) -> str | None:
    """The charset that an HTML text names itself, asked where the part's header names none."""
    match = _META.search(raw[:_META_WITHIN]) if leaf.media_type == "text/html" else None
    return match[1].decode("ascii") if match else None


def _html(body: Body, text: str) -> _Version:
    seen = html_text(text)
    if seen.cut:
        body.defects.append(Defect(code="text-cut", detail="HTML"))
    for line in seen.lines:
        if "<" in line.text:
            line.text = undoubled(line.text)
    body.shown_ids |= frozenset(re.findall(r"cid:([^\s\"'<>)]{1,200})", text))
    return _Version(seen.lines, bool(seen.data_tables) or seen.struck)


def _better(body: Body, plain: _Version, html: _Version) -> list[Line]:
    """The plain version, unless it is empty, a stub, broken into short lines, or the HTML tells what plain text can't."""
    said, shown = _words(plain.lines), _words(html.lines)
    if not shown or not said:
        return html.lines if shown else plain.lines
    shared = len(set(said) & set(shown)) / len(set(said) | set(shown))
    if shared < _ALIKE and min(len(said), len(shown)) > _FEW_WORDS:
        body.defects.append(Defect(code="alternatives-differ", detail=f"{round(100 * shared)} % of the words alike"))
    stub = len(said) <= _FEW_WORDS < len(shown) or len(said) < _STUB * len(shown)
    return html.lines if html.tells_more or stub or (shared >= _ALIKE and _broken(plain.lines, html.lines)) else plain.lines


def _words(lines: list[Line]) -> list[str]:
    return [word for line in lines for word in _WORD.findall(line.text.lower())]


def _broken(plain: list[Line], html: list[Line]) -> bool:
    """True where the plain version's lines were broken at a fixed width and the HTML still has them whole."""
    longest = max((len(line.text) for line in plain), default=0)
    return longest in _WRAPPED and max((len(line.text) for line in html), default=0) > _WRAPPED[-1]
