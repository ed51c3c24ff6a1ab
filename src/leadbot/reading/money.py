"""The deal's value: amounts of money in national notations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from leadbot.model.submission import Ambiguity, FieldValue, Money
from leadbot.reading.analysis import Analysed
from leadbot.reading.evidence import in_statement
from leadbot.reading.labels import Piece
from leadbot.reading.numbers import numbers_in_words
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import sentences
from leadbot.reading.stances import Stance
from leadbot.reading.superseded import without_superseded
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD, Vocabulary

_FIELD = "deal.value"
_NEAR = 40
"""How far from an amount the words may stand that say it is another's."""
_DASH = re.compile(r"\s?-\s?")
_NARROW = 10
"""The ends of a range are at most so many times each other."""
_LEAST = 100
"""Smaller amounts in a sentence are prices, not a deal's value."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount found in a statement."""

    money: Money
    start: int
    end: int
    lower: Money | None = None
    """The other end of a range."""


def read_value(statements: Sequence[Analysed], vocabulary: Vocabulary) -> FieldValue | Ambiguity | None:
    """The value stated: under a label for it, else in a sentence that speaks of it. Two amounts leave it open."""
    labelled = [(a, x) for a in statements for x in _labelled(a, vocabulary)]
    found = labelled or [(a, x) for a in statements for x in _in_sentences(a, vocabulary)]
    found = without_superseded(found or [(a, x) for a in statements for x in _beside_products(a, vocabulary)])
    if not found:
        return None
    analysed, first = found[0]
    evidence = in_statement(analysed.statement, (first.start, first.end), stated=bool(labelled))
    readings = dict.fromkeys(m for _, x in found for m in (x.lower, x.money) if m is not None)
    if len(readings) > 1:
        return Ambiguity(
            field=_FIELD, readings=tuple(f"{m.amount} {m.currency}" for m in readings), evidence=evidence, candidates=tuple(readings)
        )
    return FieldValue(id=_FIELD, value=first.money, evidence=evidence, confidence=1.0 if labelled else 0.7)


def _labelled(analysed: Analysed, vocabulary: Vocabulary) -> Iterator[Amount]:
    for piece in analysed.pieces:
        if piece.label is not None and "value" in piece.label.kinds:
            yield from find_amounts(analysed.statement, piece.start, piece.end, vocabulary, _unit_of(analysed.statement, piece, vocabulary))


def _unit_of(statement: Statement, piece: Piece, vocabulary: Vocabulary) -> tuple[int, str] | None:
    """The unit that the label names: `budget (k€)`."""
    match = vocabulary.money.unit.search(statement.folded, max(0, piece.start - 40), piece.start)
    if match is None and piece.label is not None and piece.label.written:
        match = vocabulary.money.unit.search(piece.label.written)
    if match is None:
        return None
    return vocabulary.money.magnitudes.get(match["times"] or "", 1), vocabulary.money.currencies[match["behind"]]


def _in_sentences(analysed: Analysed, vocabulary: Vocabulary) -> Iterator[Amount]:
    statement = analysed.statement
    if statement.place.source == "subject" or not statement.has(WORD + "value_cues"):
        return
    cues = statement.found(WORD + "value_cues")
    others = statement.found(WORD + "not_value_cues")
    for start, end in sentences(statement):
        if not any(start <= h.start < end for h in cues):
            continue
        amounts = list(find_amounts(statement, start, end, vocabulary, None))
        for amount in amounts:
            foreign = any(start <= h.start < end and _is_of(amount, h, amounts) for h in others)
            if not foreign and amount.money.amount >= _LEAST and not _under_other_label(analysed, amount.start):
                yield amount


def _beside_products(analysed: Analysed, vocabulary: Vocabulary) -> Iterator[Amount]:
    """Amounts in a sentence that says which product is wished for: `WMS, 60 000 € HT`."""
    statement = analysed.statement
    others = statement.found(WORD + "not_value_cues")
    wished = [s.start for s in analysed.talk.spoken if s.stance is Stance.WISH]
    for start, end in sentences(statement) if wished and statement.place.source != "subject" else ():
        if any(start <= at < end for at in wished) and not any(start <= h.start < end for h in others):
            amounts = find_amounts(statement, start, end, vocabulary, None)
            yield from (a for a in amounts if a.money.amount >= _LEAST and not _under_other_label(analysed, a.start))


def _is_of(amount: Amount, hit: Hit, amounts: Sequence[Amount]) -> bool:
    """Whether a word beside an amount speaks of that one: no other amount stands between."""
    low, high = min(amount.end, hit.end), max(amount.start, hit.start)
    return high - low <= _NEAR and not any(low <= other.start < high for other in amounts if other is not amount)


def _under_other_label(analysed: Analysed, at: int) -> bool:
    piece = next((p for p in analysed.pieces if p.start <= at < p.end), None)
    return piece is not None and piece.label is not None and bool(piece.label.kinds & {"other", "other_number"})


def find_amounts(statement: Statement, start: int, end: int, vocabulary: Vocabulary, unit: tuple[int, str] | None) -> list[Amount]:
    """The amounts of a stretch, in digits or words, by place."""
    found = [*_in_digits(statement, start, end, vocabulary, unit), *_in_words(statement, start, end, vocabulary)]
    return sorted(found, key=lambda a: a.start)


def _in_words(statement: Statement, start: int, end: int, vocabulary: Vocabulary) -> Iterator[Amount]:
    """`deux cent quarante mille euros`; what multiplies the number may stand behind it."""
    for value, first, last in numbers_in_words(statement, vocabulary):
        unit = _BEHIND.match(statement.folded, last)
        match = vocabulary.money.unit.match(statement.folded, unit.end()) if unit is not None and start <= first and last <= end else None
        if match is not None:
            times = vocabulary.money.magnitudes.get(match["times"] or "", 1)
            money = Money(amount=Decimal(value * times), currency=vocabulary.money.currencies[match["behind"]])
            yield Amount(money, first, match.end())


_BEHIND = re.compile(r"[ ]")


def _in_digits(statement: Statement, start: int, end: int, vocabulary: Vocabulary, unit: tuple[int, str] | None) -> Iterator[Amount]:
    """The amounts with a currency (their own, or the unit that the label names) in a stretch, by place; a range is one amount."""
    bare: tuple[Decimal, int, int] | None = None
    for match in vocabulary.money.amount.finditer(statement.folded, start, end):
        times = match["times"] or match["tight"]
        factor = vocabulary.money.magnitudes.get(times, 1) if times else 1
        code = vocabulary.money.currencies.get(match["behind"] or match["before"] or "")
        number = parsed(match["number"], scaled=factor > 1)
        if code is None and unit is not None:
            factor, code = (factor if times else unit[0]), unit[1]
        if code is None:
            bare = (number, match.start(), match.end())
            continue
        lower = None
        if bare is not None and bare[0] < number <= bare[0] * _NARROW and _joins(statement, bare[2], match.start()):
            lower = Money(amount=_plain(bare[0] * factor), currency=code)
        bare = None
        yield Amount(Money(amount=_plain(number * factor), currency=code), match.start(), match.end(), lower)


def _joins(statement: Statement, start: int, end: int) -> bool:
    """Whether only a dash, or a word such as `to`, stands between the ends of a range."""
    words = statement.found(WORD + "range_words")
    return _DASH.fullmatch(statement.folded, start, end) is not None or any(start + 1 == h.start and h.end + 1 == end for h in words)


def parsed(written: str, *, scaled: bool = False) -> Decimal:
    """The number written: the last separator is the decimal one where one or two digits follow it, or three that a word multiplies.

    `1.250,50`, `1,250.50`, `12'000`, `250.000`; `1,250` million.
    """
    digits = written.replace(" ", "").replace("'", "")
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return Decimal(digits)
    whole, part = digits[:last], digits[last + 1 :]
    single = not any(char in ".," for char in whole)
    if len(part) == 3 and not (scaled and single):
        return Decimal((whole + part).replace(".", "").replace(",", ""))
    return Decimal(f"{whole.replace('.', '').replace(',', '')}.{part}")


def _plain(amount: Decimal) -> Decimal:
    """Without trailing zeros and exponent: 1200000, not 1.2E+6."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
