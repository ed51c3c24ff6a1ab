"""Text made comparable: without case, diacritics and punctuation."""

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i"})
"""Letters that Unicode does not decompose."""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower-case words without diacritics, parted by single blanks."""
    small = unicodedata.normalize("NFKD", text).translate(_LETTERS).casefold()
    plain = unicodedata.normalize("NFKD", small).translate(_LETTERS)
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())
