"""Sentences and clauses of a statement."""

import re
from collections.abc import Iterator
from itertools import pairwise

from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD

_END = re.compile(r"(?<![.!?])[.!?]+[)\"”]?\s+|;\s+|\n")
_LAST_WORD = re.compile(r"([^\W\d_]+)\.*$")
_CLAUSE = re.compile(r",\s|\s[-–—]\s|[()]")


def sentences(statement: Statement) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence; the dot of an abbreviation ends none."""
    known: tuple[tuple[int, int], ...] | None = statement.kept.get("sentences")
    if known is None:
        known = statement.kept["sentences"] = _cut(statement)
    return known


def _cut(statement: Statement) -> tuple[tuple[int, int], ...]:
    if not _END.search(statement.text):
        return ((0, len(statement.text)),)
    abbreviations = {hit.end for hit in statement.found(WORD + "abbreviations")}
    starts = [0]
    for match in _END.finditer(statement.text):
        dot = match.start()
        ends_abbreviation = match.group().startswith(".") and dot in abbreviations
        following = statement.text[match.end() : match.end() + 1]
        if match.group().startswith(".") and ((ends_abbreviation and not _new_thought(statement, match.end())) or not following):
            continue
        starts.append(match.end())
    return tuple(zip(starts, [*starts[1:], len(statement.text)], strict=True))


def sentences_with(statement: Statement, id_: str) -> Iterator[tuple[int, int]]:
    """The sentences in which that phrase stands."""
    hits = statement.found(id_)
    if hits:
        yield from (s for s in sentences(statement) if any(s[0] <= h.start < s[1] for h in hits))


def writes_small(statement: Statement) -> bool:
    """Whether the writer uses no capitals but in ids, or begins later sentences without and few words with one."""
    known: bool | None = statement.kept.get("small")
    if known is None:
        known = statement.kept["small"] = statement.text.islower() or _lacks_capitals(statement)
    return known


def _lacks_capitals(statement: Statement) -> bool:
    begins = [statement.text[start : start + 1] for start, _ in sentences(statement)[1:]]
    initials = [statement.text[t.start] for t in statement.tokens if len(t.text) > 1 and t.text.isalpha()]
    if not any(map(str.islower, begins)) or any(map(str.isupper, begins)):
        return bool(initials) and not any(map(str.isupper, initials))
    return sum(map(str.isupper, initials)) * _FEW <= len(initials)


_FEW = 5
"""Of so many words at most one has a capital."""


def _new_thought(statement: Statement, at: int) -> bool:
    """Behind an abbreviation a sentence begins only with a capital that is no part of a name, unit or address."""
    return statement.text[at : at + 1].isupper() and any(h.start == at for id_ in _OPENERS for h in statement.by_id.get(id_, ()))


_OPENERS = frozenset(
    WORD + id_ for id_ in ("role_client", "role_partner", "wants", "has", "pc_units", "deny", "correction_cues", "greetings")
)


def clauses(statement: Statement, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses of one sentence: between commas, dashes, brackets and words like `but`."""
    cuts = [m.end() for m in _CLAUSE.finditer(statement.text, start, end)]
    cuts += [h.start for h in statement.found(WORD + "but") if start < h.start < end]
    edges = sorted({start, *cuts, end})
    yield from pairwise(edges)


def clause_of(statement: Statement, sentence: tuple[int, int], at: int) -> tuple[int, int]:
    """The clause of that sentence that holds the place `at`."""
    return next((c for c in clauses(statement, *sentence) if c[0] <= at < c[1]), sentence)
