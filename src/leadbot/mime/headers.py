"""Header values to text: RFC 2047 encoded words, and the parameters of RFC 2045 and RFC 2231."""

import binascii
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from leadbot.mime.charset import decode
from leadbot.mime.clean import one_line

PARAMETERS_LIMIT = 100
"""Parameters of one header that are looked at, continuations included."""

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_PIECE = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?$")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))


class Valued(NamedTuple):
    """A structured header: its value and its parameters."""

    value: str
    """Lower-case, without parameters; may be empty."""
    parameters: Mapping[str, str]
    """By lower-case name; the first of equal names counts."""


def header_text(value: bytes) -> str:
    """The readable, one-line text of a raw header value: 8-bit octets and encoded words decoded."""
    text = decode(value, None).text
    return one_line("".join(_pieces(text)) if "=?" in text else text)


def words_decoded(text: str) -> str:
    """`text` with its encoded words decoded, on one line."""
    return one_line("".join(_pieces(text)) if "=?" in text else text)


def _pieces(text: str) -> Iterator[str]:
    """Plain text and decoded words in turn. Octets of neighbouring words of one charset are joined before they are decoded."""
    end, charset, held = 0, "", b""
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        declared = match[1].partition("*")[0].lower()
        neighbours = bool(held) and not between.strip()
        if held and not (neighbours and declared == charset):
            yield decode(held, charset).text
            held = b""
        if not neighbours:
            yield between
        charset, held, end = declared, held + _word_octets(match[2], match[3]), match.end()
    if held:
        yield decode(held, charset).text
    yield text[end:]


def _word_octets(encoding: str, content: str) -> bytes:
    octets = content.encode("ascii", "ignore")
    if encoding in "bB":
        return from_base64(octets)
    return binascii.a2b_qp(octets, header=True)


def from_base64(octets: bytes) -> bytes:
    """The octets that broken or unbroken base64 stands for, as far as it goes: stray characters left out, padding made up."""
    body = octets.translate(None, _NOT_BASE64)
    if len(body) % 4 == 1:
        body = body[:-1]
    return binascii.a2b_base64(body + b"=" * (-len(body) % 4))


@lru_cache(maxsize=64)
def valued(header: str) -> Valued:
    """A structured header such as `text/plain; charset=utf-8`, in linear time and never failing."""
    value, semicolon, _ = header.partition(";")
    if not semicolon:
        return Valued(value.strip().lower(), {})
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(header, len(value))):
        if count >= PARAMETERS_LIMIT:
            break
        piece = _PIECE.match(match[1].lower())
        if piece is None:
            continue
        content = _unquoted(match[2])
        if piece[2] is None and piece[3] is None:
            plain.setdefault(piece[1], content)
        else:
            pieces.setdefault(piece[1], {}).setdefault(int(piece[2] or 0), (content, piece[3] is not None))
    return Valued(value.strip().lower(), plain | {name: _extended(parts) for name, parts in pieces.items()})


def _unquoted(text: str) -> str:
    text = text.strip()
    if not text.startswith('"'):
        return text
    body = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return re.sub(r"\\([\"\\])", r"\1", body)


def _extended(parts: dict[int, tuple[str, bool]]) -> str:
    """An RFC 2231 value: pieces in order, percent-encoded where marked, the first piece naming the charset."""
    charset = "utf-8"
    octets = b""
    for number in sorted(parts):
        content, encoded = parts[number]
        if encoded and not octets and content.count("'") >= 2:
            charset, _, content = content.split("'", 2)
        octets += unquote_to_bytes(content) if encoded else content.encode("utf-8", "surrogateescape")
    return decode(octets, charset or None).text
