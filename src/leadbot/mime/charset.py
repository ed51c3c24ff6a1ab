"""Octets to text: an allow-list of charsets, and the repair of charsets that are declared wrongly."""

import codecs
import re
from encodings.aliases import aliases
from functools import lru_cache
from typing import NamedTuple

_UTF_16 = ("utf_16", "utf_16_le", "utf_16_be", "utf_32")
_ASIAN = (
    *("gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949", "johab"),
    *("iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_kr"),
)
_SEVEN_BIT = (*_UTF_16, "hz", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_kr")
_ISO_8859 = [f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)]
_SINGLE = ["latin_1", *_ISO_8859, *(f"cp{n}" for n in range(1250, 1259)), "cp437", "cp850", "cp852", "cp855", "cp858", "cp866"]
_OTHER = ["koi8_r", "koi8_u", "mac_roman", "mac_latin2", "mac_cyrillic", "mac_greek", "mac_turkish", "cp874", "tis_620"]
ALLOWED = frozenset([*_UTF_16, *_ASIAN, *_SINGLE, *_OTHER, "utf_8", "ascii"])
"""Codecs that a mail may name. Others (`unicode_escape`, `utf-7`, `zlib`, `punycode` …) are never run on a mail."""

_MORE_ALIASES = {"utf8mb4": "utf_8", "utf": "utf_8", "ansi": "cp1252", "unicode": "utf_16", "utf_8_sig": "utf_8", "latin_2": "iso8859_2"}
_WESTERN = ("latin_1", "cp1252", "iso8859_15", "iso8859_9", "cp1254", "mac_roman", "cp850", "cp437")
_CENTRAL = ("iso8859_2", "cp1250", "iso8859_16", "cp852", "mac_latin2")
_BOMS = ((codecs.BOM_UTF8, "utf_8"), (codecs.BOM_UTF16_LE, "utf_16"), (codecs.BOM_UTF16_BE, "utf_16"))
_SAMPLE = 20_000  # characters looked at for plausibility

_CONTROLS = re.compile("[\x80-\x84\x86-\x9f\ufffd]")
_SYMBOL = "\u00a1-\u00a9\u00ab\u00ac\u00ae\u00af\u00b1-\u00b3\u00b6\u00b8\u00b9\u00bb-\u00bf\u02c7\u02d8-\u02dd"
_OPENING = "\u00a3\u00af\u00a6\u00b1\u00b6"
_CAPITAL = "\u00c0-\u00d6\u00d8-\u00de\u013d\u0104\u0141\u015a\u0160\u0164\u0179\u017b\u017d"
# Each begins with the sign itself: what stands before it is looked at only where there is one.
_IMPLAUSIBLE = re.compile(
    rf"[{_SYMBOL}{_CAPITAL}](?:"
    rf"(?<=[^\W\d_][{_SYMBOL}])[{_SYMBOL}]*(?=[^\W\d_])"  # a symbol inside a word
    rf"|(?<=[{_OPENING}])(?<![\w.,].)(?=[a-z\u00df-\u017e]{{2}})"  # or as a word's first letter
    rf"|(?<=[a-z][{_CAPITAL}])(?=[a-z])"  # a capital inside a word
    ")"
)
_UTF_8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


class Decoded(NamedTuple):
    """Text, and what was wrong with its charset: a defect's code and detail, both empty where nothing was."""

    text: str
    code: str = ""
    detail: str = ""


@lru_cache(maxsize=64)
def codec(declared: str) -> str | None:
    """The allowed codec that a charset name means, misspellings included; None where there is none."""
    word = re.match(r"[\s\"']*([\w.:+-]{1,40})", declared)
    if word is None:
        return None
    name = re.sub(r"[^a-z0-9]+", "_", word[1].lower()).strip("_")
    for form in (name, re.sub(r"^(?:x|cs)_?", "", name), re.sub(r"^(?:windows|win|microsoft_cp|cp|ms)_?(?=\d)", "cp", name)):
        known = _MORE_ALIASES.get(form) or aliases.get(form) or form
        if known in ALLOWED:
            return known
        joined = re.sub(r"^(?:iso|8859)_?(?:8859_?)?(?=\d)", "iso8859_", form)
        if aliases.get(joined, joined) in ALLOWED:
            return aliases.get(joined, joined)
    return None


def decode(octets: bytes, declared: str | None) -> Decoded:
    """The text of `octets`, by the charset that fits them best; the declared one where it fits.

    A U+FFFD is left only where nearly everything else is sound UTF-8 or the octets fit no charset at all.
    """
    name = codec(declared) if declared else None
    unknown = Decoded("", "unknown-charset", declared or "") if declared and name is None else Decoded("")
    for mark, marked in _BOMS:
        if octets.startswith(mark):
            return Decoded(octets.decode(marked, "replace").lstrip("\ufeff"))
    if octets.isascii() and name not in _SEVEN_BIT:
        return unknown._replace(text=octets.decode("ascii"))
    if name in _UTF_16 or name in _ASIAN:
        return _strict(octets, name) or Decoded(octets.decode(name, "replace"), "decoded-with-loss", declared or "")
    found = _unicode(octets, name) or _single_byte(octets, name)
    return found._replace(code=unknown.code, detail=unknown.detail) if unknown.code else found


def _strict(octets: bytes, name: str) -> Decoded | None:
    try:
        return Decoded(octets.decode(name))
    except (UnicodeError, ValueError):
        return None


def _unicode(octets: bytes, name: str | None) -> Decoded | None:
    """The octets as UTF-8, whatever was declared: other charsets hardly ever make sound UTF-8 by chance."""
    sound = _strict(octets, "utf_8")
    if sound is not None:
        return sound if name in (None, "utf_8", "ascii") else Decoded(sound.text, "wrong-charset", f"{name}, read as utf-8")
    if name not in (None, "utf_8", "ascii"):
        return None
    text = octets.decode("utf-8", "replace")
    if len(_UTF_8_LETTER.findall(octets[:_SAMPLE])) >= 2 * text[:_SAMPLE].count("\ufffd"):
        return Decoded(text, "decoded-with-loss", "utf-8")
    return None


def _single_byte(octets: bytes, name: str | None) -> Decoded:
    """The octets by the likeliest single-byte charset: the fewest signs that can't stand where they do."""
    candidates = _candidates(name)
    texts = [octets.decode(candidate, "replace") for candidate in candidates]
    scores = [_implausible(text) for text in texts]
    best = scores.index(min(scores))
    chosen, text = candidates[best], texts[best]
    if "\ufffd" in text:
        return Decoded(text.replace("\ufffd", ""), "decoded-with-loss", chosen)
    if name is None or chosen == name or (name, chosen) == ("latin_1", "cp1252"):
        return Decoded(text)
    return Decoded(text, "wrong-charset", f"{name}, read as {chosen}")


def _candidates(name: str | None) -> tuple[str, ...]:
    if name in _WESTERN:
        return (name, "cp1252", "cp1250", "iso8859_2")
    if name in _CENTRAL:
        return (name, "cp1250", "iso8859_2", "cp1252")
    if name in (None, "ascii", "utf_8"):
        return ("cp1252", "cp1250", "iso8859_2", "latin_1")
    return (name, "cp1252")


def _implausible(text: str) -> int:
    sample = text[:_SAMPLE]
    return 3 * len(_CONTROLS.findall(sample)) + len(_IMPLAUSIBLE.findall(sample))
