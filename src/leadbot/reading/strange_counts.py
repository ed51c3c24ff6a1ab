"""Numbers that count a product which no catalogue knows: `20 Business Standard + 5 Copilot`."""

import re
from collections.abc import Sequence

from leadbot.reading.catalogue import CatalogueBook, Naming
from leadbot.reading.numbers import Number
from leadbot.reading.phrases import Hit
from leadbot.reading.text import Spans, Statement
from leadbot.reading.vocabulary import WORD

_Span = tuple[int, int]
_NAME = re.compile(r"[^\W\d_]{3,}[\w\-]*(?: [A-ZÀ-ÞŁŚŻŹĆ][\w\-]*){0,3}")
_NAME_BEFORE = re.compile(r"(?<![\w\-])([A-ZÀ-ÞŁŚŻŹĆ][^\W\d_]{2,}[\w\-]*(?: [A-ZÀ-ÞŁŚŻŹĆ][\w\-]*){0,3})[ \-–:x×(]{1,4}$")
_PARTED = re.compile(r"(?:^|[,;+&/(\n]|(?<![^\W\d_])[^\W\d_]{1,4})\s*$")
"""What stands before a member of a list: nothing, a sign, or a short word such as `and`."""
_ADDED = re.compile(r"(?:[+&]|\s[^\W\d_]{1,4})\s*$")
_TIMES = re.compile(r"\.?\s?(?:[x×](?!\w))?\s?")
_LISTED = re.compile(r"\d(?:[,;/] ?| [^\W\d_]{1,4} )$")
"""Numbers told apart from what they count: `A, B: 20, 5`."""
_ENDS = re.compile(r"\s*(?:[,;+&)\n.]|$)")
"""Behind a full stop only a name that stands alone goes on with the list; else a sentence begins: `40 lic. Reszta danych …`."""
_REACH = 60
_TOTAL = 16
_NEAR = 2


def strange_counts(
    statement: Statement, sentence: _Span, namings: Sequence[Naming], counts: Sequence[Number], spans: Spans, book: CatalogueBook
) -> frozenset[int]:
    """Where the numbers of a sentence stand that count something no catalogue has; with one, sums of all count nothing known either."""
    plain = [n for n in counts if not (n.machines or n.people or n.aside)]
    found = {n.start for n in plain if _counts_ahead(statement, sentence, n, namings, spans, book)}
    behind = [n for n in plain if n.start not in found and _counts_behind(statement, sentence, n, namings, spans, book)]
    enough = len(plain) - len(found) - len(behind) >= len(namings)
    found |= {n.start for n in behind if enough or any(m.end <= n.start for m in namings)}
    if found:
        found |= {n.start for n in plain if _LISTED.search(statement.text, max(0, n.start - 12), n.start) and _before(n, plain) in found}
        sums = [h.end for h in statement.found(WORD + "total_cues") if sentence[0] <= h.start < sentence[1]]
        found |= {n.start for n in plain if any(0 <= n.start - end <= _TOTAL for end in sums)}
    return frozenset(found)


def _before(number: Number, numbers: Sequence[Number]) -> int | None:
    return max((n.start for n in numbers if n.start < number.start), default=None)


def _counts_ahead(
    statement: Statement, sentence: _Span, number: Number, namings: Sequence[Naming], spans: Spans, book: CatalogueBook
) -> bool:
    """Whether a name that nothing knows follows the number: `5 Copilot`, `5 licences Copilot`."""
    at = _behind_units(statement, number.end)
    match = _NAME.match(statement.text, at, sentence[1])
    before = statement.text[max(sentence[0], number.start - _REACH) : number.start].rstrip("(x× ")
    if match is None or at == number.end or _PARTED.search(before) is None:
        return False
    added = not number.licences and _ADDED.search(before) is not None and any(n.end <= number.start for n in namings)
    if not (match.group()[0].isupper() or added):
        return False
    if statement.text[number.end : at].rstrip().endswith(".") and _ENDS.match(statement.text, match.end()) is None:
        return False
    return _is_strange(statement, match.span(), namings, spans, book)


def _counts_behind(
    statement: Statement, sentence: _Span, number: Number, namings: Sequence[Naming], spans: Spans, book: CatalogueBook
) -> bool:
    """Whether such a name stands right before the number, which counts nothing behind it: `Copilot - 5`."""
    floor = max([sentence[0], number.start - _REACH, *(n.end for n in namings if n.end <= number.start)])
    match = _NAME_BEFORE.search(statement.text, floor, number.start)
    if match is None or _PARTED.search(statement.text[floor : match.start()]) is None:
        return False
    after = _behind_units(statement, number.end)
    if any(after <= n.start and not statement.text[after : n.start].strip() for n in namings):
        return False
    if floor and any(n.end == floor for n in namings) and not statement.text[floor : match.start()].strip():
        return False
    return _is_strange(statement, match.span(1), namings, spans, book)


def _behind_units(statement: Statement, at: int) -> int:
    """Where the text goes on behind a number, its unit and signs of multiplication."""
    units = {h.start: h.end for h in statement.found(WORD + "licence_units")}
    at = _times(statement, at)
    return _times(statement, units[at]) if at in units else at


def _times(statement: Statement, at: int) -> int:
    match = _TIMES.match(statement.text, at)
    return match.end() if match is not None else at


def _is_strange(statement: Statement, place: _Span, namings: Sequence[Naming], spans: Spans, book: CatalogueBook) -> bool:
    """Whether no lexicon, catalogue or name explains the words there, and no product's name goes on from them."""
    start, end = place
    first = next((t for t in statement.tokens if t.start == start), None)
    if first is None or book.has_word(first.text) or not spans.free(start, end):
        return False
    if any(n.start <= end + _NEAR and start < n.end for n in namings):
        return False
    return not any(_covers(h, start) for h in statement.hits)


def _covers(hit: Hit, at: int) -> bool:
    return hit.start <= at < hit.end
