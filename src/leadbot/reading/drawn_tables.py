"""Tables drawn with signs in plain text: a header row and rows with as many cells between `|` or `;`, as Markdown writes them, too."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from leadbot.model.message import CELL
from leadbot.reading.tables import header_of
from leadbot.reading.vocabulary import Vocabulary

_FEWEST_CELLS = {"|": 2, ";": 3}
"""By the sign between them: a semicolon stands in sentences, too."""
_MOST_CELLS = 40
_RULE = re.compile(r"[\s|:+\-=]{3,}")
_NO_HEAD = re.compile(r"[\d@:]")
_QUOTES = "> "


def with_drawn_tables(lines: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """The lines, those of drawn tables with CELL between their cells."""
    if not any(sign in line for line in lines for sign in _FEWEST_CELLS):
        return list(lines)
    made: list[str] = []
    at = 0
    while at < len(lines):
        rows, behind = _table_at(lines, at, vocabulary)
        made.extend(CELL.join(row) for row in rows)
        if not rows:
            made.append(lines[at])
        at = behind if rows else at + 1
    return made


def _table_at(lines: Sequence[str], at: int, vocabulary: Vocabulary) -> tuple[list[list[str]], int]:
    """The rows of the table that begins there, and the line behind it; no rows where none does."""
    for sign, fewest in _FEWEST_CELLS.items():
        if sign not in lines[at] or CELL in lines[at] or _is_rule(lines[at]):
            continue
        width, framed = len(_cells(lines[at], sign)), _is_framed(lines[at], sign)
        if not fewest <= width <= _MOST_CELLS:
            continue
        found = _rows(lines, at, sign, width)
        first = [row for row, _ in islice(found, 2)]
        if len(first) > 1 and (framed or _is_head(first, vocabulary)):
            rows = list(_rows(lines, at, sign, width))
            return [row for row, _ in rows], rows[-1][1]
    return [], at


def _is_head(rows: list[list[str]], vocabulary: Vocabulary) -> bool:
    return not any(_NO_HEAD.search(cell) for cell in rows[0]) and header_of(rows, vocabulary) == rows[0]


def _is_framed(line: str, sign: str) -> bool:
    """Whether the sign stands at both ends."""
    bare = line.strip(_QUOTES)
    return sign == "|" and len(bare) > 2 and bare[0] == bare[-1] == sign


def _rows(lines: Sequence[str], at: int, sign: str, width: int) -> Iterator[tuple[list[str], int]]:
    """Each row with the line behind it: wrapped ones joined, rules and single blank lines passed over, omitted last cells empty."""
    while at < len(lines):
        if _is_rule(lines[at]) or (not lines[at].strip(_QUOTES) and at + 1 < len(lines) and sign in lines[at + 1]):
            at += 1
            continue
        cells, at = _cells(lines[at], sign), at + 1
        if at < len(lines) and len(cells) < width and lines[at].strip(_QUOTES):
            rest = _cells(lines[at], sign)
            if len(cells) + len(rest) - 1 == width:
                cells, at = [*cells[:-1], f"{cells[-1]} {rest[0]}".strip(), *rest[1:]], at + 1
        if not 1 < len(cells) <= width:
            return
        yield [*cells, *[""] * (width - len(cells))], at


def _is_rule(line: str) -> bool:
    bare = line.strip(_QUOTES)
    return bool(bare) and ("-" in bare or "=" in bare) and _RULE.fullmatch(bare) is not None


def _cells(line: str, sign: str) -> list[str]:
    bare = line.strip(_QUOTES)
    if sign == "|":
        bare = bare.removeprefix(sign).removesuffix(sign)
    return [cell.strip(' "') for cell in bare.split(sign)]
