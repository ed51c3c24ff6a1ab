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
    return text[0].islower() or (_unfinished(last, vocabulary) and not _ends_with_town(last, text, vocabulary))


def _names_owner(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a line begins with a label and its owner: `adres klienta Lipowa 12`."""
    words = text.split(None, 4)[:4]
    labels = (understand(fold(" ".join(words[:count])), vocabulary, spare=0) for count in (2, 3))
    return any(label is not None and label.kinds and label.role is not None for label in labels)


def _unfinished(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line plainly goes on: it ends with a comma, a postcode, or a small word."""
    last = line.split()[-1]
    return last.endswith(",") or _ends_with_postcode(line, vocabulary) or (last.isalpha() and last.islower())


def _ends_with_postcode(line: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.postcodes is not None and vocabulary.postcodes.fullmatch(line.split()[-1]) is not None


def _ends_with_town(line: str, below: str, vocabulary: Vocabulary) -> bool:
    """Whether a line ends with a postcode whose town stands in it already, or below which a product is named."""
    if not _ends_with_postcode(line, vocabulary):
        return False
    folded = fold(below[:_TAIL])
    begins = any(n.start == 0 for n in vocabulary.catalogue.find(folded, tokens_of(folded)))
    return begins or line[: -len(line.split()[-1])].rstrip(" ,(")[-1:].isalpha()


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))


def parts_of_addresses(lines: list[str], vocabulary: Vocabulary) -> frozenset[int]:
    """The lines, by index, that go on with the address in the line above: its parts may stand one below the other in any order.

    A street right above its postcode and town is the usual order, which needs no look at what surrounds it.
    """
    postcodes = vocabulary.postcodes
    if postcodes is None or len(lines) < _FEWEST_PARTS:
        return frozenset()
    joined: set[int] = set()
    for at, line in enumerate(lines):
        match = postcodes.search(line, max(0, len(line) - _LONGEST_PART)) if _has_digits(line) else None
        if match is None:
            continue
        ahead, behind = _value(line[: match.start()]).strip(" ,("), line[match.end() :].strip(" ,)")
        above, below = lines[max(0, at - 2) : at][::-1], lines[at + 1 : at + 3]
        if (not ahead or _is_town(ahead, vocabulary)) and (not behind or (not ahead and _is_town(behind, vocabulary))):
            beside = _around(at, above, below, has_town=bool(ahead or behind), vocabulary=vocabulary)
            joined |= beside if not any(":" in lines[one] for one in beside) else set()
    return frozenset(joined)


def _around(at: int, above: list[str], below: list[str], *, has_town: bool, vocabulary: Vocabulary) -> set[int]:
    """The lines beside a postcode's that hold its street and, where it has none, its town."""
    street_above = bool(above) and _is_street(above[0], vocabulary)
    street_below = bool(below) and _is_street(below[0], vocabulary)
    if has_town:
        return {at} if street_above else ({at + 1} if street_below else set())
    if street_above:
        return {at - 1, at} if len(above) > 1 and _is_town(above[1], vocabulary) else {at}
    if above and _is_town(above[0], vocabulary):
        if street_below:
            return {at, at + 1}
        return {at - 1, at} if len(above) > 1 and _is_street(above[1], vocabulary) else set()
    town_below = len(below) > 1 and _is_town(below[0], vocabulary) and _is_street(below[1], vocabulary)
    return {at + 1, at + 2} if town_below else set()


_FEWEST_PARTS = 2
_LONGEST_PART = 60
_TOWN = re.compile(r"['’]?[A-ZÀ-ÞŁŚŻŹĆ][^\W\d_]+(?:[ \-'’]{1,2}[^\W\d_]+){0,3},?")
_STREET = re.compile(r"(?:\d{1,4}(?: ?[A-Za-z]{1,3})?,? )?[^\W\d_][^:@|]{1,48}?(?<=\w)(?:,? \d{1,4}[^:@|]{0,14})?,?")


def _value(line: str) -> str:
    """What stands behind the line's label, if it has one."""
    return line.rpartition(":")[2].strip()


def _is_town(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line is a town's name as far as it shows: few capitalised words, none of a company or a person."""
    text = _value(line)
    if _TOWN.fullmatch(text) is None:
        return False
    _, hits = vocabulary.scan(fold(text))
    return not any(h.id in _OF_NAMES for h in hits)


_OF_NAMES = frozenset(
    [WORD + id_ for id_ in ("legal_forms", "leading_forms", "company_words", "company_prefixes", "name_openers", "given_names")]
    + [WORD + id_ for id_ in ("role_client", "role_partner", "greetings", "street_prefixes", "countries")]
)


def begins_with_street(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line begins with a word for a street: `C/ Betis 14`."""
    _, hits = vocabulary.scan(fold(line[:_TAIL].strip()))
    return any(h.start == 0 and h.id == WORD + "street_prefixes" for h in hits)


def _is_street(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line is a street with its number: by a prefix, by its ending, or by capitalised words before the number."""
    text = _value(line)
    if not _has_digits(text) or _STREET.fullmatch(text) is None:
        return False
    folded = fold(text)
    _, hits = vocabulary.scan(folded)
    if any(h.id in _UNITS for h in hits) or vocabulary.catalogue.find(folded, tokens_of(folded)):
        return False
    prefixed = any(h.id == WORD + "street_prefixes" for h in hits)
    return prefixed or (text[0].isupper() and _ends_like_street(text))


_UNITS = frozenset([WORD + "licence_units", WORD + "pc_units", LABEL + "pc_count", LABEL + "quantity", LABEL + "phone", LABEL + "tax_id"])


def _ends_like_street(line: str) -> bool:
    end = line.rstrip(" ,;")
    return end[-1:].isdigit() or (len(end) > 1 and end[-1:].isalpha() and end[-2:-1].isdigit())
