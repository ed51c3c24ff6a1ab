"""Foreign text made harmless: one line, no control characters, no formula, no forged quote."""

import re
from collections.abc import Iterable

_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters that are no white space
    "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # invisible, or turning the direction of text
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"  # no characters at all, or invisible tags
)
_NO_BREAK = ("\u00a0", "\u202f")
_AT_NO_BREAK = re.compile(f"([{''.join(_NO_BREAK)}])")
_FORMULA = re.compile(r"[=@]|[+-](?![\d\s().-]*$)")
_FORGED = re.compile(r">|-- ?$|From ")


def fold(text: str, limit: int = 1000) -> str:
    """The text on one line, white space folded, without control, direction and invisible characters; at most `limit` characters."""
    kept = text[: 4 * limit]
    line = " ".join((kept if kept.isprintable() else _UNSAFE.sub("", kept)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def ours(text: str, limit: int = 1000) -> str:
    """As `fold`, but spaces that no line breaks at stay: a language's typography asks for them."""
    kept = text[: 4 * limit].strip()
    if _AT_NO_BREAK.search(kept):
        line = "".join(piece if piece in _NO_BREAK else fold(piece, 4 * limit) for piece in _AT_NO_BREAK.split(kept))
    else:
        line = fold(kept, 4 * limit)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def cell(text: str, limit: int = 1000) -> str:
    """A folded value that stays text when its table is pasted into a spreadsheet (OWASP, CSV injection)."""
    line = fold(text, limit)
    return f"'{line}" if _FORMULA.match(line) else line


def guard(line: str) -> str:
    """A line of the text part that no mail program takes for a quote, a signature's mark or an mbox separator."""
    return f" {line}" if _FORGED.match(line) else line


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def listed(names: Iterable[str], most: int = 20, longest: int = 100) -> tuple[str, ...]:
    """The first `most` of the names, folded, and how many more there are."""
    folded = [cell(name, longest) or "?" for name in names]
    rest = len(folded) - most
    return tuple(folded) if rest <= 0 else (*folded[:most], f"… (+{rest})")
