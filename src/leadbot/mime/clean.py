"""Text that is safe to store, show and send: no lone surrogates, no NUL, no invisible characters."""

import re
import unicodedata

_NEWLINE = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_COMPOSABLE = re.compile("[A-Za-z][\u0300-\u036f]{1,3}")


def clean(text: str) -> str:
    """`text` with `\\n` as its only line break, plain spaces, composed letters, and nothing that can't be seen.

    Composing is done letter by letter: whole-text normalisation is quadratic in hostile runs of combining marks.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _SPACE.sub(" ", _NEWLINE.sub("\n", text))
    text = _UNWANTED.sub("", text)
    return _COMPOSABLE.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


def one_line(text: str) -> str:
    """`text` cleaned, with every run of white space made one space."""
    return " ".join(clean(text).split())


def shorten(text: str, length: int = 120) -> str:
    """`text` on one line of at most `length` characters."""
    line = one_line(text[: length * 8])
    return line if len(line) <= length else line[: length - 1] + "…"
