"""Folding that keeps every character's place, so that a span in the folded text is a span in the text."""

import unicodedata
from functools import lru_cache

_SPECIAL = {
    "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ß": "s", "æ": "a", "œ": "o",
    "„": '"', "”": '"', "“": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "`": "'", "´": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "×": "x", "✕": "x", "•": "•",
}  # fmt: skip


class _Folding(dict[int, str]):
    """`str.translate` table that fills itself: one character in, one character out."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _SPECIAL.get(char) or _fold_char(char)
        if code < 0x2100:
            self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    if char in "\n\t\x1f":
        return char
    if char.isspace():
        return " "
    base = unicodedata.normalize("NFKD", char.casefold())[:1]
    return base if base and not base.isspace() else char


_TABLE = _Folding()


def fold(text: str) -> str:
    """Lower case without diacritics and typographic variants; as long as `text`."""
    return text.translate(_TABLE)


def squash(text: str) -> str:
    """White space of any sort folded to single spaces, ends stripped."""
    return " ".join(text.split())


@lru_cache(4096)
def key(text: str) -> str:
    """Letters and digits of the folded text only: equal keys mean the same words."""
    return "".join(filter(str.isalnum, fold(text)))
