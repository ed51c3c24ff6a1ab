"""Which number belongs to which product of a sentence."""

import re

from leadbot.reading.numbers import Number

_Span = tuple[int, int]
_FAR = 60
_BARE_FAR = 26
_BARE_COST = 100
_TOUCHING = re.compile(r"[\s\-:x(,]{0,4}")
_BREAK = re.compile(r"\n")


def pair(names: list[_Span], numbers: list[Number], folded: str) -> list[Number | None]:
    """A number, or None, for each product. Either numbers stand before their products throughout a sentence, or behind."""
    behind = _one_way(names, numbers, folded, behind=True)
    before = _one_way(names, numbers, folded, behind=False)
    best, other = (behind, before) if _rank(behind) >= _rank(before) else (before, behind)
    used = {number.start for number, _ in best if number is not None}
    result: list[Number | None] = []
    for at, ((number, _), (second, _)) in enumerate(zip(best, other, strict=True)):
        if number is None and second is not None:
            left = [n for n in numbers if n.start not in used]
            number = second if second.start not in used else _one_way(names, left, folded, behind=best is before)[at][0]
            used.update({number.start} if number is not None else ())
        result.append(number)
    return result


def _rank(pairs: list[tuple[Number | None, int]]) -> tuple[int, int]:
    return sum(number is not None for number, _ in pairs), -sum(cost for _, cost in pairs)


def _one_way(names: list[_Span], numbers: list[Number], folded: str, *, behind: bool) -> list[tuple[Number | None, int]]:
    result: list[tuple[Number | None, int]] = []
    for at, (start, end) in enumerate(names):
        low = end if behind else (names[at - 1][1] if at else 0)
        high = (names[at + 1][0] if at + 1 < len(names) else len(folded)) if behind else start
        options = [(_cost(n, start, end, folded, behind=behind), n) for n in numbers if low <= n.start and n.end <= high]
        fitting = sorted((cost, n.start, n) for cost, n in options if cost is not None)
        result.append((fitting[0][2], fitting[0][0]) if fitting else (None, 0))
    return result


def _cost(number: Number, start: int, end: int, folded: str, *, behind: bool) -> int | None:
    gap = folded[end : number.start] if behind else folded[number.end : start]
    if _BREAK.search(gap):
        return None
    if number.licences:
        return len(gap) if len(gap) <= _FAR else None
    if not behind:
        return _BARE_COST + len(gap) if _TOUCHING.fullmatch(gap) else None
    return _BARE_COST + len(gap) if len(gap) <= _BARE_FAR else None
