"""Which lines of a text go on in the next one: mail programs break long lines at a fixed width."""

import re
from collections.abc import Iterable
from itertools import pairwise

from leadbot.model.message import CELL
from leadbot.reading.fold import fold
from leadbot.reading.labels import understand
from leadbot.reading.phrases import tokens_of
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

_LEADERS = re.compile(r"\.{4,}|…{2,}|_{3,}")
"""Dots between a label and its value."""
_WRAP = range(58, 92)
"""Lengths of lines that a mail client may have wrapped."""
_WIDTH = 66
"""Where the text's own width is not known, a line is wrapped if the next word would have made it longer than this."""
_TAIL = 60
"""Characters of a line's end that are looked at."""
_FIRST_DIGITS = re.compile(r"(?<!\d)[+(]{0,2}\d[\d ()./\-]{0,8}$")
"""At its end the beginning of a number that is too short for a phone number or an id."""
_OF_NUMBERS = frozenset(LABEL + kind for kind in ("phone", "tax_id", "pc_count", "quantity", "registry_id"))
_LOOKED_AT = 500
"""Lines of a text that tell its width."""


def width_of(texts: Iterable[str], vocabulary: Vocabulary) -> int | None:
    """The width at which the lines of these texts were broken; None where none were, or none plainly."""
    runs = [[line.rstrip() for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT] if CELL not in line] for text in texts]
    longest = max((len(line) for run in runs for line in run if " " in line), default=0)
    if longest not in _WRAP:
        return None
    plain = any(_is_full(above, below, longest) and _is_broken(above, below, vocabulary) for run in runs for above, below in pairwise(run))
    return longest if plain else None


def glue(last: str, text: str, vocabulary: Vocabulary, width: int | None) -> str | None:
    """What joins `text` to the line above, or None where it is a line of its own. `width` is what `width_of` found."""
    if vocabulary.postcodes is not None and vocabulary.postcodes.match(text) and _ends_like_street(last):
        return "\n"
    if width is not None and _is_full(last, text, width):
        if not _goes_on(last, vocabulary):
            return None
    elif last.endswith(":") or len(last) not in _WRAP or not _is_full(last, text, _WIDTH - 1) or not _continues(last, text, vocabulary):
        return None
    head, colon, _ = text.partition(":")
    dots = _LEADERS.search(text)
    head, colon = (text[: dots.start()], dots.group()) if dots and dots.start() < len(head) else (head, colon)
    labelled = colon and len(head) < 60 and understand(fold(head), vocabulary, spare=0) is not None
    return None if labelled or _names_owner(text, vocabulary) else " "


def _is_full(last: str, text: str, width: int) -> bool:
    """Whether the next line's first word had no room on the line."""
    return bool(last) and bool(text.strip()) and len(last) + 1 + len(text.split(None, 1)[0]) > width


def _is_broken(above: str, below: str, vocabulary: Vocabulary) -> bool:
    """Whether a full line and the next plainly are one: a sentence, a bracket, a number, a plan's name or a label goes on."""
    if above.count("(") > above.count(")") or (below[:1].islower() and _goes_on(above, vocabulary)):
        return True
    if above.endswith(":") or (above[-1:].isdigit() and below[:1].isdigit()):
        return _awaits_value(above, vocabulary)
    return above[-1:].isalnum() and _names_a_plan(above, below, vocabulary)


def _awaits_value(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line ends with a label behind other words, or with a label and the first digits of its number."""
    tail = fold(line[-_TAIL:])
    bare = tail.rstrip(": ")
    digits = _FIRST_DIGITS.search(bare)
    end = digits.start() if digits else len(bare)
    _, hits = vocabulary.scan(tail)
    return any(h.id in _OF_NUMBERS and 0 <= end - h.end <= 3 and h.start > 0 for h in hits)


def _names_a_plan(above: str, below: str, vocabulary: Vocabulary) -> bool:
    """Whether a product's name lies across the line break."""
    head = fold(above[-_TAIL:])
    text = f"{head} {fold(below[:_TAIL])}"
    return any(n.start < len(head) < n.end for n in vocabulary.catalogue.find(text, tokens_of(text)))


def _goes_on(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a full line ends in the middle of a sentence: an abbreviation's dot ends none."""
    if line[-1:] not in (".", "!", "?"):
        return True
    if line[-1] != ".":
        return False
    _, hits = vocabulary.scan(fold(line[-40:]))
    short = (WORD + "abbreviations", WORD + "legal_forms", LABEL + "phone")
    return any(hit.end == len(line[-40:]) - 1 and hit.id in short for hit in hits)


def _continues(last: str, text: str, vocabulary: Vocabulary) -> bool:
    return text[0].islower() or _unfinished(last, vocabulary)


def _names_owner(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a line begins with a label and its owner: `adres klienta Lipowa 12`."""
    words = text.split(None, 4)[:4]
    labels = (understand(fold(" ".join(words[:count])), vocabulary, spare=0) for count in (2, 3))
    return any(label is not None and label.kinds and label.role is not None for label in labels)


def _unfinished(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line plainly goes on: it ends with a comma, a postcode, or a small word."""
    last = line.split()[-1]
    postcode = vocabulary.postcodes is not None and vocabulary.postcodes.fullmatch(last) is not None
    return last.endswith(",") or postcode or (last.isalpha() and last.islower())


def _ends_like_street(line: str) -> bool:
    end = line.rstrip(" ,;")
    return end[-1:].isdigit() or (len(end) > 1 and end[-1:].isalpha() and end[-2:-1].isdigit())
