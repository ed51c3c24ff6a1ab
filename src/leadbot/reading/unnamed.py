"""A customer's sentences without what names the customer or leads to it."""

import re
from dataclasses import dataclass

from leadbot.reading.fold import fold, squash
from leadbot.reading.sentences import writes_small
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD

LEFT_OUT = "…"
WISHES = WORD + "tender_wishes"
_NAMING = tuple(WORD + id_ for id_ in ("self_intro", "tender_namings", "titles", "surname_titles", "sure_forms"))
"""Words beside which somebody is named."""
_LEADS_THERE = re.compile(r"[\w.+-]@[\w-]|https?:|www\.|(?:\+|\d)(?:[\s./()\-]*\d){8,}|\d{7,}|(?<![\d.])\d{4,5}[ ](?=[A-ZÀ-Ý][a-zà-ÿ])")
"""Addresses, sites, telephone and other long numbers, a postcode before a town."""
NAME_WORD = re.compile(r"[^\W\d_]{3,}")
_CAPITALS = re.compile(r"[^\W\d_]{2,}")
_BETWEEN = re.compile(rf"{LEFT_OUT}(?:[\s&.,'’-]+(?:[^\W\dA-Z_]{{1,3}}\s+)?{LEFT_OUT})+")
_PART_OF_DOMAIN = 4
"""Letters from which on a word that is part of the sender's domain names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What is known of how the writer is named."""

    words: frozenset[str]
    """Folded, of three letters and more."""
    domain: str
    """The letters of the sender's domain, folded."""
    common: frozenset[str]
    """Folded words that begin sentences and name nobody."""
    free: frozenset[str]
    """Folded words of the program's own names and products, which name no customer."""

    def names(self, word: str) -> bool:
        """Whether that word is part of a name of the writer."""
        folded = fold(word)
        return folded in self.words or (len(folded) >= _PART_OF_DOMAIN and folded in self.domain)


def without_names(statement: Statement, start: int, end: int, named: Named) -> str | None:
    """That sentence as others may read it: whole, from the wish behind the name on, or with dots in place of the name.

    None where an address, a number that may be a telephone's or an unknown name would be left in it.
    """
    text = statement.text
    if not _tells(statement, start, end, named):
        return squash(text[start:end])
    after = max((place for place in _tellings(statement, start, end, named)), default=end)
    wish = next((hit.start for hit in statement.found(WISHES) if after <= hit.start < end), None)
    if wish is not None and not _tells(statement, wish, end, named):
        return f"{LEFT_OUT} {squash(text[wish:end])}"
    return _masked(statement, start, end, named)


def _tells(statement: Statement, start: int, end: int, named: Named) -> bool:
    return next(iter(_tellings(statement, start, end, named)), None) is not None


def _tellings(statement: Statement, start: int, end: int, named: Named) -> list[int]:
    """Ends of all in that part that names the writer, leads to it, or stands beside its name."""
    text = statement.text
    found = [start + match.end() for match in _LEADS_THERE.finditer(text[start:end])]
    found += [hit.end for hit in statement.found(*_NAMING) if start <= hit.start < end]
    found += [stop for _, stop in _names(statement, start, end, named)]
    streets = [hit for hit in statement.found(WORD + "street_prefixes") if start <= hit.start < end]
    return found + [hit.end for hit in streets if any(map(str.isdigit, text[hit.end : end]))]


def _names(statement: Statement, start: int, end: int, named: Named) -> list[tuple[int, int]]:
    small = writes_small(statement)
    words = NAME_WORD.finditer(statement.text, start, end)
    return [word.span() for word in words if (small or word.group()[0].isupper()) and named.names(word.group())]


def _masked(statement: Statement, start: int, end: int, named: Named) -> str | None:
    text, names = statement.text, _names(statement, start, end, named)
    covered = [*names, *((hit.start, hit.end) for hit in statement.found(*_NAMING))]
    leads = _LEADS_THERE.search(text[start:end]) or any(start <= hit.start < end for hit in statement.found(WORD + "street_prefixes"))
    if leads or writes_small(statement) or _unknown(text, start, end, covered, named):
        return None
    for first, last in reversed(names):
        text, end = text[:first] + LEFT_OUT + text[last:], end - (last - first) + len(LEFT_OUT)
    return _BETWEEN.sub(LEFT_OUT, squash(text[start:end])) if names else squash(text[start:end])


def _unknown(text: str, start: int, end: int, covered: list[tuple[int, int]], named: Named) -> bool:
    """Whether a word with a capital stands there that may be a name that is not known."""
    for word in _CAPITALS.finditer(text, start, end):
        known = fold(word.group()) in (named.free | (named.common if not text[start : word.start()].strip("¿¡-•* ") else frozenset()))
        if word.group()[0].isupper() and not known and not any(first <= word.start() < last for first, last in covered):
            return True
    return False
