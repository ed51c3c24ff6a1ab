"""What somebody asks for who wants more time for a lead: until when, or how much longer, and whether the fee is to move."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Evidence, WantedExtension
from leadbot.reading.analysis import Analysed
from leadbot.reading.dates import Dated, find_dates
from leadbot.reading.fold import squash
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD, Vocabulary

_CUES, _FEE = WORD + "extension_cues", WORD + "fee_moves"
_UNTIL, _TOTAL = WORD + "extension_until", WORD + "extension_total"
_DAYS, _WEEKS, _MONTHS = WORD + "extension_days", WORD + "extension_weeks", WORD + "extension_months"
_NUMBER = re.compile(r"(?<![\w.,/+])(\d{1,3})[\s\-]{0,2}$")
_COUNT = re.compile(r"\d{1,3}")
_CUT_DATE = re.compile(r"\d\.\s+$")
"""Behind a day and month the dot ends no sentence."""
_DAY_AND_MONTH = re.compile(r"(?<![\w./\-])(\d{1,2})([./])(\d{1,2})(?:\2(?!\d)|(?![\w./\-]))")
_NEAR = 24
"""How far from a date the word may stand that says that it is the last day."""
_SMALL_WORD = 4
"""Letters at most of what stands between two numbers of a range."""
_LONGEST_QUOTE = 300

_Sentence = tuple[Statement, int, int]
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Time:
    """A stretch of time that is asked for on top."""

    months: int = 0
    days: int = 0


def read_extension(
    statements: Sequence[Analysed], today: date | None, vocabulary: Vocabulary, known_days: Sequence[int]
) -> WantedExtension:
    """What the sender's own words ask for. Of two days or two stretches of time none is taken.

    `known_days` are the times that the program sets itself: who names one does not ask for it.
    """
    asking = [s for s in _own_sentences(statements) if _has(s, _CUES) or _has(s, _FEE)]
    fee = any(_has(s, _FEE) for s in asking)
    time = not fee or any(_asks_time(s) for s in asking)
    days = {day for s in asking if time for day in _last_days(s, today, vocabulary)}
    times = {each for s in asking if time for each in _times(s, vocabulary, known_days)}
    only = (next(iter(times)) if len(times) == 1 and not days else None) or _Time()
    quote = " ".join(squash(statement.text[start:end]) for statement, start, end in asking)[:_LONGEST_QUOTE]
    return WantedExtension(
        time=time,
        fee=fee,
        until=next(iter(days)) if len(days) == 1 else None,
        months=only.months,
        days=only.days,
        evidence=Evidence(source=asking[0][0].place.source if asking else "body", quote=quote),
    )


def _own_sentences(statements: Sequence[Analysed]) -> Iterator[_Sentence]:
    for one in statements:
        place = one.statement.place
        if place.kind is SegmentKind.OWN and place.depth == 0 and place.source == "body":
            yield from ((one.statement, start, end) for start, end in _whole(one.statement))


def _whole(statement: Statement) -> list[_Span]:
    """The sentences; one goes on in small letters behind the dot of a date."""
    made: list[_Span] = []
    for start, end in sentences(statement):
        if made and _CUT_DATE.search(statement.text, *made[-1]) and not statement.text[start : start + 1].isupper():
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made


def _asks_time(sentence: _Sentence) -> bool:
    """Whether it asks for more than that the fee be moved."""
    fees = _hits(sentence, _FEE)
    return any(not any(cue.start < fee.end and fee.start < cue.end for fee in fees) for cue in _hits(sentence, _CUES))


def _last_days(sentence: _Sentence, today: date | None, vocabulary: Vocabulary) -> Iterator[date]:
    """The dates that are said to be the last day, of several those behind the word that asks."""
    statement, start, end = sentence
    dated = [d for d in _dates(statement, today, vocabulary) if start <= d.start < end and _is_last_day(sentence, d)]
    asked = min((cue.start for cue in _hits(sentence, _CUES)), default=start)
    behind = [d for d in dated if d.start > asked]
    yield from (d.day for d in behind or dated if d.day is not None)


def _dates(statement: Statement, today: date | None, vocabulary: Vocabulary) -> list[Dated]:
    """Dates with a year, or the next such day: `31.8.`."""
    found = list(find_dates(statement, today, vocabulary))
    for match in _DAY_AND_MONTH.finditer(statement.folded):
        day = _next(today, int(match[3]), int(match[1])) if today is not None else None
        if day is not None and not any(d.start < match.end() and match.start() < d.end for d in found):
            found.append(Dated(day, match.start(), match.end(), stated=False))
    return found


def _next(today: date, month: int, day: int) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _is_last_day(sentence: _Sentence, dated: Dated) -> bool:
    """A word such as `until` stands right before it, or behind it."""
    text = sentence[0].folded
    for hit in _hits(sentence, _UNTIL):
        between = text[hit.end : dated.start] if hit.end <= dated.start else text[dated.end : hit.start]
        if len(between) <= _NEAR and len(between.split()) <= 1 and not any(c in between for c in ",;!?"):
            return True
    return False


def _times(sentence: _Sentence, vocabulary: Vocabulary, known_days: Sequence[int]) -> Iterator[_Time | None]:
    """Stretches of time that are added, a whole is none; None for a range, which leaves the time open."""
    statement = sentence[0]
    for id_, months, days in ((_DAYS, 0, 1), (_WEEKS, 0, 7), (_MONTHS, 1, 0)):
        for unit in _hits(sentence, id_):
            number = _number_before(statement, unit, vocabulary)
            if number is None:
                continue
            count, at = number
            if _is_range(statement, at[0], vocabulary):
                yield None
            elif count and count * days not in known_days and not _is_whole(statement, at[0]):
                yield _Time(months=months * count, days=days * count)


def _number_before(statement: Statement, unit: Hit, vocabulary: Vocabulary) -> tuple[int, _Span] | None:
    """The number right before a unit, in digits or as a word, or that the unit is one."""
    digits = _NUMBER.search(statement.folded, max(0, unit.start - 8), unit.start)
    if digits is not None:
        return int(digits[1]), digits.span(1)
    word = next((t for t in statement.tokens if t.text in vocabulary.numbers and 0 <= unit.start - t.end <= 1), None)
    return (vocabulary.numbers[word.text], (word.start, word.end)) if word is not None else None


def _is_range(statement: Statement, at: int, vocabulary: Vocabulary) -> bool:
    """Whether another number stands before it, with a hyphen or a small word between: `2-3`, `two or three`."""
    before = [token for token in statement.tokens if token.end <= at][-2:]
    numbers = [bool(_COUNT.fullmatch(token.text)) or token.text in vocabulary.numbers for token in before]
    joined = bool(numbers) and numbers[-1] and statement.folded[before[-1].end : at].strip() in {"-", "–", "/"}
    return joined or (len(before) == 2 and numbers == [True, False] and len(before[1].text) <= _SMALL_WORD)


def _is_whole(statement: Statement, at: int) -> bool:
    return any(0 <= at - hit.end <= 1 for hit in statement.found(_TOTAL))


def _hits(sentence: _Sentence, id_: str) -> list[Hit]:
    statement, start, end = sentence
    return [hit for hit in statement.found(id_) if start <= hit.start < end]


def _has(sentence: _Sentence, id_: str) -> bool:
    return bool(_hits(sentence, id_))
