"""The day on which a deal is expected to close: real dates in national notations and words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from leadbot.model.submission import Ambiguity, FieldValue, Standing
from leadbot.reading.analysis import Analysed
from leadbot.reading.evidence import in_statement
from leadbot.reading.sentences import sentences
from leadbot.reading.superseded import without_superseded
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD, Vocabulary

_FIELD = "deal.close_date"
_NUMERIC = re.compile(
    r"(?<![\w./\-])(?:(?P<y>\d{4})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?P<sep>[./\-])[ ]?(?P<m2>\d{1,2})(?P=sep)[ ]?(?P<y2>\d{4}|\d{2}))(?![\w/\-]|\.\d)"
)
_DAY = re.compile(r"(?<![\w./,\-])(?P<d>\d{1,2})(?:[.º]|[^\W\d_]{1,2})?\s(?:(?P<small>[^\W\d_]{1,4})\s)?$")
_YEAR = re.compile(r"[.,]?\s(?:(?P<small>[^\W\d_]{1,4})\s)?(?P<y>20\d{2})(?!\d)")
_DAY_BEHIND = re.compile(r"\.?\s(?P<d>\d{1,2})(?:[^\W\d_]{2})?(?![\w:])(?:,?\s(?P<y>20\d{2})(?!\d))?")
_REACH = 60
"""How far from a date the words may stand that say what it is for."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found in a statement; `day` is None where it cannot be one."""

    day: date | None
    start: int
    end: int
    stated: bool = True
    """False where the year is only understood."""


def read_close_date(statements: Sequence[Analysed], today: date | None, vocabulary: Vocabulary) -> FieldValue | Ambiguity | None:
    """The date stated: under a label for it, else in a sentence that speaks of it. A month or a quarter is no date."""
    labelled = [(a, x) for a in statements for x in _labelled(a, today, vocabulary)]
    found = without_superseded(labelled or [(a, x) for a in statements for x in _in_sentences(a, today, vocabulary)])
    if not found:
        return None
    analysed, first = found[0]
    statement = analysed.statement
    evidence = in_statement(statement, (first.start, first.end), stated=bool(labelled) and first.stated)
    days = dict.fromkeys(x.day for _, x in found if x.day is not None)
    if len(days) > 1:
        return Ambiguity(
            field=_FIELD, readings=tuple(d.isoformat() for d in days), evidence=evidence, candidates=tuple(d.isoformat() for d in days)
        )
    if not days:
        written = statement.text[first.start : first.end]
        return FieldValue(id=_FIELD, value=written, evidence=evidence, standing=Standing.INVALID) if labelled else None
    return FieldValue(
        id=_FIELD, value=next(iter(days)).isoformat(), evidence=evidence, confidence=1.0 if first.stated and labelled else 0.7
    )


def _labelled(analysed: Analysed, today: date | None, vocabulary: Vocabulary) -> Iterator[Dated]:
    for piece in analysed.pieces:
        if piece.label is not None and "close_date" in piece.label.kinds:
            yield from (x for x in find_dates(analysed.statement, today, vocabulary) if piece.start <= x.start < piece.end)


def _in_sentences(analysed: Analysed, today: date | None, vocabulary: Vocabulary) -> Iterator[Dated]:
    statement = analysed.statement
    cues = statement.found(WORD + "close_date_cues", WORD + "not_close_date_cues")
    if statement.place.source == "subject" or not cues:
        return
    spans = sentences(statement)
    for dated in find_dates(statement, today, vocabulary):
        start, end = next((s for s in spans if s[0] <= dated.start < s[1]), (0, len(statement.text)))
        near = [h for h in cues if start <= h.start < end and min(abs(h.end - dated.start), abs(h.start - dated.end)) <= _REACH]
        nearest = min(near, key=lambda h: min(abs(h.end - dated.start), abs(h.start - dated.end)), default=None)
        piece = next((p for p in analysed.pieces if p.start <= dated.start < p.end), None)
        unlabelled = piece is None or piece.label is None or not piece.label.kinds - {"description"}
        if nearest is not None and nearest.id == WORD + "close_date_cues" and unlabelled:
            yield dated


def find_dates(statement: Statement, today: date | None, vocabulary: Vocabulary) -> Iterator[Dated]:
    """All dates of a statement: `30/09/2026`, `2026-09-30`, `30 septembre 2026`, `September 30, 2026`, `le 1er octobre`."""
    for match in _NUMERIC.finditer(statement.folded):
        year, month, day = (int(match[a] or match[b]) for a, b in (("y", "y2"), ("m", "m2"), ("d", "d2")))
        if match["d2"] and month > 12 >= day:
            month, day = day, month
        yield Dated(_date(year + 2000 if year < 100 else year, month, day), match.start(), match.end())
    for token in statement.tokens:
        number = vocabulary.months.get(token.text)
        if number is not None:
            yield from _in_words(statement, token.start, token.end, number, today)


def _in_words(statement: Statement, start: int, end: int, month: int, today: date | None) -> Iterator[Dated]:
    before = _joined(statement, _DAY.search(statement.folded, max(0, start - 14), start))
    year = _joined(statement, _YEAR.match(statement.folded, end))
    if before is not None:
        first, last, day = before.start(), year.end() if year else end, int(before["d"])
    else:
        behind = _DAY_BEHIND.match(statement.folded, end)
        if behind is None or int(behind["d"]) > 31:
            return
        first, last, day = start, behind.end(), int(behind["d"])
        year = behind if behind["y"] else None
    if year is not None:
        yield Dated(_date(int(year["y"]), month, day), first, last)
    elif today is not None and (this := _date(today.year, month, day)) is not None:
        yield Dated(this if this >= today else _date(today.year + 1, month, day), first, last, stated=False)


def _joined(statement: Statement, match: re.Match[str] | None) -> re.Match[str] | None:
    """The match, where the small word in it, if any, is one that stands inside dates: `30 de junio de 2026`."""
    if match is None or not match["small"]:
        return match
    return match if any(h.start == match.start("small") for h in statement.found(WORD + "date_connectors")) else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
