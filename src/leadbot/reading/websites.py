"""Web sites in a text."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from leadbot.model.submission import Standing
from leadbot.reading.labels import Piece
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Label, Mention, Role, Spans, Statement, What
from leadbot.reading.vocabulary import LABEL, WORD

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_CHUNK = re.compile(r"[^\s<>()\[\]{}\"'«»“”„|,;]{4,300}")
_HOST_LIKE = re.compile(r"[^\W_]\.{1,2}[^\W_]{2}|://")
_GLUED = re.compile(r"[^\W\d_]{2,12}:(?!/)")
_SCHEME = re.compile(r"https?:/{0,2}", re.IGNORECASE)
_PART = re.compile(r"[^\W_](?:[\w\-]{0,61}[^\W_])?")
_REACH = 60
"""How far before a bare domain the word may stand that says it is a site."""
_RESERVED = frozenset({"example", "test"})
"""Endings reserved for documentation and tests (RFC 2606)."""


def find_websites(statement: Statement, pieces: Sequence[Piece], spans: Spans) -> Iterator[Mention]:
    """The sites in a statement; `certain` where a scheme, `www.` or a word beside it says that it is one.

    What stands after a label for a site and can be none is a mention of standing invalid.
    """
    if not _HOST_LIKE.search(statement.text):
        return
    for chunk in _CHUNK.finditer(statement.text):
        if "@" in chunk.group() or not _HOST_LIKE.search(chunk.group()):
            continue
        start, end = _trimmed(statement.text, chunk.start(), chunk.end())
        written = statement.text[start:end]
        labelled = _labelled(pieces, start)
        explicit = bool(_SCHEME.match(written)) or written.lower().startswith("www.")
        if not ("." in written or explicit):
            continue
        if _is_site(written, explicit=explicit or labelled):
            certain = explicit or labelled or _called(statement, start)
            if certain:
                spans.take(start, end)
            label = Label(frozenset({"website"}), Role.CLIENT) if _of_client(statement, start) else None
            yield Mention(what=What.WEBSITE, value=written, start=start, end=end, certain=certain, label=label)
        elif labelled and explicit:
            spans.take(start, end)
            yield Mention(what=What.WEBSITE, value=written, start=start, end=end, standing=Standing.INVALID)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the punctuation around it and a label that is glued to it: `web:www.x.example.`."""
    while end > start and text[end - 1] in ".:!?*_-":
        end -= 1
    glued = _GLUED.match(text, start, end)
    if glued is not None:
        start = glued.end()
    while start < end and text[start] in "*_-–¿¡:=":
        start += 1
    return start, end


def _labelled(pieces: Sequence[Piece], at: int) -> bool:
    return any(p.label is not None and "website" in p.label.kinds and p.start <= at < p.end for p in pieces)


def _called(statement: Statement, at: int) -> bool:
    return any(0 <= at - hit.end <= _REACH for hit in statement.found(LABEL + "website"))


def _of_client(statement: Statement, at: int) -> bool:
    """Whether the nearest word for a party before a site in its sentence is one for clients: `webs de clientes como …`."""
    start = next((s for s, e in sentences(statement) if s <= at < e), 0)
    parties = statement.found(WORD + "role_client", WORD + "role_partner", WORD + "ours")
    before = [h for h in parties if start <= h.start and h.end <= at]
    return bool(before) and before[-1].id == WORD + "role_client"


def _is_site(written: str, *, explicit: bool) -> bool:
    host = host_of(written)
    parts = host.split(".")
    least = 3 if parts[0] == "www" else 2
    if not least <= len(parts) <= 6 or not all(_PART.fullmatch(part) and "_" not in part for part in parts):
        return False
    last = parts[-1]
    if not (last.startswith("xn--") or (last.isalpha() and 2 <= len(last) <= 24)):
        return False
    bare_ending = _SCHEME.sub("", written).partition("/")[0].rpartition(".")[2]
    return explicit or (_is_ending(last) and (bare_ending.islower() or written.isupper()))


@cache
def _is_ending(last: str) -> bool:
    return last in _RESERVED or _suffixes().publicsuffix(f"x.{last}") is not None


@cache
def _suffixes() -> "PublicSuffixList":
    # Reading the list takes 40 ms: done when the first bare domain is met.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False)


def host_of(written: str) -> str:
    """The host of a site as written, lower-case, without scheme, port and path."""
    return _SCHEME.sub("", written, count=1).partition("/")[0].partition(":")[0].partition("?")[0].lower()
