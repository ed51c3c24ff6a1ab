"""How long a contract runs: months and years in a statement, and whether they have run, are added, or are the whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from leadbot.reading.labels import Piece
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import clause_of, sentences
from leadbot.reading.text import Spans, Statement
from leadbot.reading.vocabulary import TERM, WORD, Vocabulary

_Span = tuple[int, int]
_AHEAD = re.compile(r"(?<![\w.,+])(\d{1,3})\)?[\s\-]{0,2}$")
_BARE = re.compile(r"(?<![\w.,/+])(\d{1,3})(?![\w%]|[.,/]\d)")
_BEFORE = re.compile(r"(?<![\w.,+])(\d{1,3}) ?([/\-]|[^\W\d_]{1,8}) ?$")
_MOST_READINGS = 4
_MONTHS_A_YEAR = 12
_FEWEST = 6
"""A bare number below it, under a label that names no unit, may be of years or of months."""
_LONGEST = 120
"""Months; no contract of computers runs longer."""
_SHORT = 4
"""Words of a sentence that says nothing but a term."""
_NEAR = 2
"""How far before a term the word may end that says what it is not."""
_SOON = 16
"""How far behind a term the word may stand that says that it has run: `loopt na 24 maanden af`."""
_LABELS = frozenset({"term", "term_months", "term_years", "term_previous", "term_extension"})


class Use(StrEnum):
    """What a term is said to be."""

    TERM = "term"
    ADDED = "added"
    """A contract that runs already goes on for so long."""
    RUN = "run"
    """A contract has run for so long."""
    HAD = "had"
    """A contract has that term: one that has run, where it is renewed; else its term."""
    TOTAL = "total"
    """What has run and what is added come to so much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of so many months, by place."""

    months: int
    start: int
    end: int
    use: Use = Use.TERM
    others: tuple[int, ...] = ()
    """Where the text leaves it open: the other readings, in months."""
    corrects: bool = False
    """It replaces what was said before."""
    at: int = 0
    """Its statement's index."""
    sentence: _Span = (0, 0)
    row: int | None = None
    quote: str = ""
    source: str = "body"


def find_terms(
    statement: Statement, pieces: tuple[Piece, ...], products: Sequence[_Span], spans: Spans, vocabulary: Vocabulary
) -> tuple[Term, ...]:
    """The terms of a statement, for programs whose items have one; their places are taken. `products` are the places of product names."""
    if not vocabulary.reads_terms:
        return ()
    counted = sorted([*terms_with_unit(statement, vocabulary), *_whole_words(statement)], key=lambda t: (t.start, -t.end))
    found = [t for at, t in enumerate(counted) if not any(t.start < k.end for k in counted[:at])]
    found = [t for t in _corrected(found, statement, vocabulary) if spans.free(t.start, t.end) and t.months <= _LONGEST]
    found += [
        t for t in _labelled(statement, pieces) if spans.free(t.start, t.end) and all(t.start >= k.end or t.end <= k.start for k in found)
    ]
    kept: list[Term] = []
    for term in _joined(sorted(found, key=lambda t: t.start), statement):
        spans.take(term.start, term.end)
        told = _told(term, statement, pieces, found)
        if told is not None and (_label(pieces, term.start) or _is_contracts(term, statement, products)):
            kept.append(_placed(told, statement))
    return tuple(kept)


def _placed(term: Term, statement: Statement) -> Term:
    start, end = _sentence(statement, term.start)
    quote = statement.text[start:end].strip()
    return replace(term, sentence=(start, end), row=statement.place.row, quote=quote, source=statement.place.source)


def terms_with_unit(statement: Statement, vocabulary: Vocabulary) -> Iterator[Term]:
    """Numbers with a unit right behind, whatever runs so long: `36 maanden`, `drie jaar`, `24-maands`, `12/24 mnd`."""
    for unit in statement.found(WORD + "month_units", WORD + "year_units"):
        factor = _MONTHS_A_YEAR if unit.id.endswith("year_units") else 1
        number = _AHEAD.search(statement.folded, max(0, unit.start - 8), unit.start)
        if number is not None:
            yield from _options(int(number.group(1)), number.start(1), unit.end, factor, statement)
            continue
        word = next((t for t in statement.tokens if t.text in vocabulary.numbers and 0 <= unit.start - t.end <= 1), None)
        if word is not None and vocabulary.numbers[word.text]:
            yield Term(months=vocabulary.numbers[word.text] * factor, start=word.start, end=unit.end)


def _options(number: int, start: int, end: int, factor: int, statement: Statement) -> Iterator[Term]:
    """One term, with the numbers that stand before it as other readings: `24 of 36 maanden`, `12/24/36 mnd`."""
    others: list[int] = []
    ors = {(h.start, h.end) for h in statement.found(WORD + "or_words")}
    for _ in range(_MOST_READINGS):
        before = _BEFORE.search(statement.folded, max(0, start - 14), start)
        if before is None or not (before.group(2) in "/-" or before.span(2) in ors):
            break
        others.insert(0, int(before.group(1)) * factor)
        start = before.start()
    if number:
        yield Term(months=number * factor, start=start, end=end, others=tuple(o for o in others if o not in (0, number * factor)))


def _whole_words(statement: Statement) -> Iterator[Term]:
    """Words that are a term: `driejarig`, `half jaar`."""
    for hit in statement.hits:
        if hit.id.startswith(TERM):
            yield Term(months=int(hit.id.removeprefix(TERM)), start=hit.start, end=hit.end)


def _labelled(statement: Statement, pieces: tuple[Piece, ...]) -> Iterator[Term]:
    """A bare number behind a label for terms; the label may name the unit."""
    for piece in pieces:
        kinds = piece.label.kinds if piece.label is not None else frozenset()
        if not kinds or not kinds & _LABELS or kinds - _LABELS - {"quantity", "product"}:
            continue
        number = _BARE.search(statement.folded, piece.start, piece.end)
        if number is None or (kinds - _LABELS) or any(0 <= h.start - number.end(1) <= 1 for h in statement.found(WORD + "other_units")):
            continue
        value = int(number.group(1))
        years = "term_years" in kinds
        if value and (years or "term_months" in kinds or value >= _FEWEST):
            yield Term(months=value * (_MONTHS_A_YEAR if years else 1), start=number.start(1), end=number.end(1))


def _corrected(found: list[Term], statement: Statement, vocabulary: Vocabulary) -> list[Term]:
    """Without what is taken back: `niet 24 maar 36 maanden`, `36 i.p.v. 24 maanden`."""
    made = list(found)
    for correction in vocabulary.corrections if found else ():
        for match in correction.finditer(statement.folded):
            old = next((t for t in made if t.start <= match.start("old") < t.end), None)
            new = next((t for t in made if t.start <= match.start("new") < t.end), None)
            if old is not None and new is None:
                factor = _factor(old, statement)
                value = int(match.group("new")) * factor
                made = [replace(old, months=value, start=match.start("new"), end=old.end, corrects=True) if t is old else t for t in made]
            elif old is not None and new is not None and old is not new:
                made = [replace(t, corrects=True, others=()) if t is new else t for t in made if t is not old]
    return made


def _factor(term: Term, statement: Statement) -> int:
    years = any(term.start < h.start < term.end for h in statement.found(WORD + "year_units"))
    return _MONTHS_A_YEAR if years else 1


def _joined(found: list[Term], statement: Statement) -> list[Term]:
    """Two whole terms with `or` between are one that is open: `24 maanden of 36 maanden`."""
    ors = statement.found(WORD + "or_words")
    kept: list[Term] = []
    for term in found:
        last = kept[-1] if kept else None
        if last is not None and any(statement.folded[last.end : term.start].strip() == statement.folded[h.start : h.end] for h in ors):
            kept[-1] = replace(last, end=term.end, others=(*last.others, term.months)) if last.months != term.months else last
            continue
        kept.append(term)
    return kept


def _label(pieces: tuple[Piece, ...], at: int) -> frozenset[str]:
    return next((p.label.kinds & _LABELS for p in pieces if p.label is not None and p.start <= at < p.end), frozenset())


def _sentence(statement: Statement, at: int) -> _Span:
    return next((s for s in sentences(statement) if s[0] <= at < s[1]), (0, len(statement.text)))


def _is_contracts(term: Term, statement: Statement, products: Sequence[_Span]) -> bool:
    """Whether the sentence speaks of a contract or a product, and not of a warranty, an age, a delay."""
    start, end = _sentence(statement, term.start)
    clause = clause_of(statement, (start, end), term.start)
    for hit in statement.found(WORD + "not_term_after"):
        if term.end <= hit.start < clause[1] and len(statement.folded[term.end : hit.start].split()) <= 1:
            return False
    about = any(start <= s < end for s, _ in products) or any(start <= h.start < end for h in statement.found(WORD + "term_cues"))
    return about or sum(start <= t.start < end for t in statement.tokens) <= _SHORT


def _told(term: Term, statement: Statement, pieces: tuple[Piece, ...], found: Sequence[Term]) -> Term | None:
    """The term with its use; None where the word before says that it is none."""
    labels = _label(pieces, term.start)
    if "term_previous" in labels:
        return replace(term, use=Use.RUN)
    if "term_extension" in labels:
        return replace(term, use=Use.ADDED)
    start, end = _sentence(statement, term.start)
    cue = _cue_before(term, statement, start)
    until = min([t.start for t in found if t.start >= term.end] + [end])
    if not labels and (cue is None or term.start - cue.end > 1):
        refused = [h for h in statement.found(WORD + "not_term_before") if start <= h.start and 0 <= term.start - h.end <= _NEAR]
        if refused:
            return replace(term, use=Use.RUN) if _within(statement, "term_previous_after", term.end, min(term.end + _SOON, until)) else None
    if _within(statement, "term_total_after", term.end, min(term.end + 16, until)) or (cue is not None and cue.id.endswith("term_total")):
        return replace(term, use=Use.TOTAL)
    if _within(statement, "term_previous_after", term.end, until):
        return replace(term, use=Use.RUN)
    by = any(0 <= term.start - h.end <= _NEAR for h in statement.found(WORD + "term_added_by"))
    if by and (_within(statement, "type_renewal", start, term.start) or _within(statement, "type_renewal", term.end, until)):
        return replace(term, use=Use.ADDED)
    return replace(term, use=_USES.get(cue.id, Use.TERM) if cue is not None else Use.TERM)


_USES = {WORD + "term_previous": Use.RUN, WORD + "term_had": Use.HAD, WORD + "term_extension": Use.ADDED}


def _cue_before(term: Term, statement: Statement, start: int) -> Hit | None:
    """The nearest word before that tells its use, the longest of those that end there; `tot` only right before."""
    cues = [h for h in statement.found(*_USES) if start <= h.start and h.end <= term.start]
    cues += [h for h in statement.found(WORD + "term_total") if start <= h.start and 0 <= term.start - h.end <= _NEAR]
    return max(cues, key=lambda h: (h.end, -h.start), default=None)


def _within(statement: Statement, id_: str, start: int, end: int) -> bool:
    return any(start <= h.start < end for h in statement.found(WORD + id_))
