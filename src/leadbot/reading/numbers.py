"""Numbers in a statement, in digits or words, and what is counted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Spans, Statement
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

_DIGITS = re.compile(r"(?<![\w.,/+@#])(?<!\D-)(?<!\d{3}-)(x ?)?(\d{1,3}(?:[ ]\d{3})+|\d{1,6})(?:,0{1,2})?(?![\d@%/]|[.,]\d|-\d{2,}-|\w*@)")
_JOINED = re.compile(r"\s?-?")
_MONEY = re.compile(r"\s?(?:zl|pln|eur|usd|chf|gb|tb|mb|kw|%|€|\$)(?!\w)")
_INCHES = re.compile(r"\s?(?:[\"”″]|''|-?\s?inch)(?!\w)")
_QUOTES = "\"“”„'"
_PAREN = re.compile(r"\s{0,2}\(\s?(\d{1,6})\s?\w{0,12}\.?\s?\)")
_ADJACENT = 24
"""How far a unit may stand from its number, where no other number is nearer."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number and what it counts."""

    value: int
    start: int
    end: int
    licences: bool = False
    """A unit of licences stands beside it."""
    machines: bool = False
    """It counts computers."""
    people: bool = False
    """It counts staff, not licences."""
    aside: bool = False
    """It counts something else: years, euros, tapes."""
    other: int | None = None
    """The second end of a range: `20-25`."""


_RANGE = re.compile(r"\s?(?:-|/|do|lub|albo|or|to|czy)\s?$")


def find_numbers(statement: Statement, spans: Spans, vocabulary: Vocabulary) -> tuple[Number, ...]:
    """The free numbers of a statement, by place; ranges are one number with two ends."""
    found = list(_in_digits(statement, spans)) if spans.leave_digits(statement) else []
    if _has_number_words(statement, vocabulary):
        found += _in_words(statement, spans, vocabulary)
    if len(found) > 1:
        found.sort(key=lambda n: (n.start, -n.end))
        separate = [n for at, n in enumerate(found) if at == 0 or n.start >= found[at - 1].end]
        found = list(_ranges(separate, statement))
    return _with_units(found, statement) if statement.has_any(_COUNTED) else tuple(found)


def _with_units(numbers: list[Number], statement: Statement) -> tuple[Number, ...]:
    made: list[Number] = []
    before = 0
    for at, number in enumerate(numbers):
        after = numbers[at + 1].start if at + 1 < len(numbers) else len(statement.text)
        counted, before = _with_unit(number, statement, before, after)
        made.append(counted)
    return tuple(made)


def _in_digits(statement: Statement, spans: Spans) -> Iterator[Number]:
    for match in _DIGITS.finditer(statement.folded):
        start, end = match.start(2), match.end(2)
        if not spans.free(start, end) or _is_year(match) or _is_ordinal(statement, start):
            continue
        before = statement.folded[max(0, match.start() - 1) : match.start()]
        if _MONEY.match(statement.folded, end) or ((not before or before not in _QUOTES) and _INCHES.match(statement.folded, end)):
            continue
        times = bool(match.group(1)) and not before.isalnum()
        follows = statement.folded[end : end + 2].strip()
        yield Number(
            int(match.group(2).replace(" ", "")), start, end, licences=times or follows == "x" or (follows[:1] == "x" and len(follows) == 1)
        )


def _is_ordinal(statement: Statement, start: int) -> bool:
    """Whether a word right before makes it the number of a thing: `week 20`, `nr. 4`."""
    return any(0 < start - h.end <= 2 for h in statement.found(WORD + "numbered"))


def _is_year(match: re.Match[str]) -> bool:
    return not match.group(1) and match.group(2) in _YEARS


_YEARS = frozenset(str(year) for year in range(1990, 2045))


def _in_words(statement: Statement, spans: Spans, vocabulary: Vocabulary) -> Iterator[Number]:
    for value, start, end in numbers_in_words(statement, vocabulary):
        if spans.free(start, end):
            yield Number(value, start, end)


def _has_number_words(statement: Statement, vocabulary: Vocabulary) -> bool:
    return not vocabulary.number_words.isdisjoint([t.text for t in statement.tokens])


def numbers_in_words(statement: Statement, vocabulary: Vocabulary) -> Iterator[tuple[int, int, int]]:
    """The numbers written in words, each with its place."""
    if not _has_number_words(statement, vocabulary):
        return
    words = vocabulary.numbers
    joints = {h.start for h in statement.found(WORD + "number_connectors")}
    run: list[tuple[int, int, int]] = []
    done = 0
    for at, token in enumerate(statement.tokens):
        if token.start < done:
            continue
        word = _number_word(statement, at, vocabulary)
        if word is not None:
            value, done = word
            if run and not _continues(_gap(statement, run[-1][2], token.start, joints), run[-1][0], value):
                yield _total(run), run[0][1], run[-1][2]
                run = []
            run.append((value, token.start, done))
        elif run and not (token.start in joints and _number_follows(statement, at, words)):
            yield _total(run), run[0][1], run[-1][2]
            run = []
    if run:
        yield _total(run), run[0][1], run[-1][2]


def _number_word(statement: Statement, at: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The number that a word, or several (`quatre-vingt`), stand for, and where they end."""
    first = statement.tokens[at]
    if first.text in vocabulary.number_openers:
        for count in range(_MOST_WORDS, 1, -1):
            words = statement.tokens[at : at + count]
            value = vocabulary.numbers.get(" ".join(t.text for t in words))
            if value is not None and len(words) == count:
                return value, words[-1].end
    single = vocabulary.numbers.get(first.text)
    return (single, first.end) if single is not None else None


_MOST_WORDS = 4


def _number_follows(statement: Statement, at: int, words: Mapping[str, int]) -> bool:
    return at + 1 < len(statement.tokens) and statement.tokens[at + 1].text in words


def _gap(statement: Statement, start: int, end: int, joints: set[int]) -> str:
    """What stands between two number words, without a word that joins them: `treinta y cinco`."""
    between = statement.folded[start:end]
    joint = next((t for t in statement.tokens if start <= t.start < end and t.start in joints), None)
    return between.replace(joint.text, "", 1).strip() if joint is not None else between


def _continues(between: str, last: int, value: int) -> bool:
    return bool(_JOINED.fullmatch(between)) and ((value < last and last % 10 == 0) or (value in (100, 1000) and last < value))


def _total(run: list[tuple[int, int, int]]) -> int:
    total = group = 0
    for value, _, _ in run:
        if value == _HUNDRED:
            group = (group or 1) * value
        elif value >= _THOUSAND:
            total, group = total + (group or 1) * value, 0
        else:
            group += value
    return total + group


_HUNDRED, _THOUSAND = 100, 1000


def _ranges(numbers: list[Number], statement: Statement) -> Iterator[Number]:
    at = 0
    while at < len(numbers):
        number = numbers[at]
        after = numbers[at + 1] if at + 1 < len(numbers) else None
        if after is not None and after.value > number.value and _spans(number, after, statement):
            yield replace(number, end=after.end, other=after.value)
            at += 2
            continue
        if after is not None and after.value == number.value and _PAREN.match(statement.folded, number.end):
            at += 1
            continue
        yield number
        at += 1


def _spans(number: Number, after: Number, statement: Statement) -> bool:
    """Whether the two are the ends of a range: `20-25`, `20 or 25`, `between 20 and 25`."""
    if _RANGE.match(statement.folded[number.end : after.start]):
        return True
    opened = any(0 < number.start - h.end <= _OPENED for h in statement.found(WORD + "range_openers"))
    return opened and any(number.end < h.start and h.end + 1 == after.start for h in statement.found(WORD + "range_joints"))


_OPENED = 6
"""How far behind `between` the first number may begin: a small word between."""


def _with_unit(number: Number, statement: Statement, before: int, after: int) -> tuple[Number, int]:
    """The number with the unit next to it, behind it first, else before it; and where the words that it uses end."""
    behind = _unit(statement, number.end, min(after, number.end + _ADJACENT), first=True)
    ahead = _unit(statement, max(before, number.start - 2 * _ADJACENT), number.start, first=False)
    hit = behind or ahead
    unit = hit.id if hit is not None else None
    reach = min(after, number.end + 40, next((end for _, end in sentences(statement) if end > number.end), after))
    staff = any(before <= h.start < reach for h in statement.found(WORD + "staff_cues"))
    counted = replace(
        number,
        licences=number.licences or unit == WORD + "licence_units",
        machines=unit in (WORD + "pc_units", LABEL + "pc_count") and not number.licences,
        aside=behind is not None and behind.id == WORD + "other_units" and not number.licences,
        people=staff and unit != WORD + "pc_units" and not number.licences,
    )
    return counted, max(number.end, behind.end if behind is not None else 0)


_UNITS = (WORD + "licence_units", WORD + "pc_units", LABEL + "pc_count", WORD + "other_units")
_COUNTED = frozenset({*_UNITS, WORD + "staff_cues"})
_STOP = re.compile(r"[.;!?|]\s|\n")
_COMMA = re.compile(r"[,(]")


def _stopped(statement: Statement, start: int, end: int) -> bool:
    """Whether a sentence ends in between; an abbreviation's dot ends none."""
    abbreviations = {hit.end for hit in statement.found(WORD + "abbreviations")}
    return any(m.start() not in abbreviations for m in _STOP.finditer(statement.folded, start, end))


def _unit(statement: Statement, start: int, end: int, *, first: bool) -> Hit | None:
    """The unit in that stretch, nearest to the number."""
    hits = [h for h in statement.found(*_UNITS) if start <= h.start and (h.end <= end or (first and h.start < end))]
    if not hits:
        return None
    if first:
        hit = min(hits, key=lambda h: (h.start, -h.end))
        gap = statement.folded[start : hit.start]
        blocked = _stopped(statement, start, hit.start) or _COMMA.search(gap) or len(gap.split()) > 1
    else:
        hit = max(hits, key=lambda h: (h.end, -h.start))
        gap = statement.folded[hit.end : end]
        blocked = _stopped(statement, hit.end, end) or _COMMA.search(gap) or len(gap.split()) > 4
    return None if blocked else hit
