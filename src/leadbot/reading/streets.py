"""Streets that no word in front shows: capitalised words before a house number, and names that end like a street's."""

import re

from leadbot.reading.sentences import writes_small
from leadbot.reading.text import Spans, Statement
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

_BOUNDARY = re.compile(r"[,;|(:\n]|\s[/\-]\s|\.\s(?=[A-ZŁŚŻŹĆÓ\d])")
_LETTER = re.compile(r"['’]?[^\W\d_]")
_WRITTEN = re.compile(r"\S+")
_MOST_WORDS = 6
_AFTER = re.compile(
    r"\s(\d{1,4}(?:\s?[A-Za-z](?!\w))?(?:[/\-](?:\d{1,4}[A-Za-z]?|[A-Za-z]{1,3})(?!\w))?)(?![\w.]|\s?[%€]|\s[^\W\d_]{2,}(?:en|s)\b)"
)
_ENDS_PART = frozenset(
    [WORD + id_ for id_ in ("role_client", "role_partner", "wants", "has", "name_stops", "name_cue", "greetings", "licence_units")]
    + [LABEL + id_ for id_ in ("address", "name", "street")]
)


def bare_street(statement: Statement, floor: int, number: int) -> int | None:
    """Where a street begins whose house number stands at `number`: capitalised words, small ones between them that streets have.

    In a text without capitals: all words back to a boundary or to a word of another kind.
    """
    text = statement.text
    start = max([floor, *(m.end() for m in _BOUNDARY.finditer(text, floor, number))])
    connectors = {h.start for h in statement.found(WORD + "street_connectors")}
    labels = {h.start for h in statement.found(LABEL + "address", LABEL + "street")}
    words = [m for m in _WRITTEN.finditer(text, start, number) if _LETTER.match(m.group()) or m.group()[:1].isdigit()]
    small = writes_small(statement)
    first: int | None = None
    kept = 0
    for word in reversed(words):
        proper = word.group()[:1].isupper() or word.group()[:1].isdigit() or (not kept and len(words) == 1 and start == 0)
        place = word.start() + (word.group()[:1] in "'’")
        joins = kept > 0 and (place in connectors or word.start() in connectors)
        if "@" in word.group() or place in labels or not (proper or joins or (small and not _is_other(statement, word.start()))):
            break
        kept += 1
        if proper or small or word.group()[:1] in "'’":
            first = word.start()
    if first is None or kept > _MOST_WORDS or sum(c.isalpha() for c in text[first:number]) < 2:
        return None
    opening = text[first:number].split()[0]
    return first if sum(c.isalpha() for c in opening) >= 2 or opening[0] in "'’" or (opening[0].isdigit() and kept > 1) else None


def _is_other(statement: Statement, at: int) -> bool:
    """Whether a word in a text without capitals is a label, a verb, or a word for a party: no part of a street."""
    return any(h.start <= at < h.end and h.id in _ENDS_PART for h in statement.hits)


def street_by_ending(statement: Statement, vocabulary: Vocabulary, spans: Spans) -> list[tuple[int, int]]:
    """Streets with a number that only their names' endings show: `Dorpsstraat 12`, in `Dorpsstraat 12, Landsmeer`."""
    found: list[tuple[int, int]] = []
    if vocabulary.street_endings is None:
        return found
    for match in vocabulary.street_endings.finditer(statement.folded):
        number = _AFTER.match(statement.text, match.end())
        if number is None or not spans.free(match.start(), number.end()):
            continue
        start = bare_street(statement, max([0, *(e for s, e in spans.taken if e <= match.start())]), number.start(1))
        if start is not None and spans.free(start, number.end(1)) and not any(start < e and s < number.end(1) for s, e in found):
            found.append((start, number.end(1)))
    return found
