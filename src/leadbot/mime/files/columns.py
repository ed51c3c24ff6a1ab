"""Text whose columns are made by spaces, as rows of cells."""

import re
from itertools import pairwise

from leadbot.model.message import CELL, CELL_BREAK

_GAP = re.compile(r"(?<=\S) {3,}(?=\S)|(?<=:) {2,}(?=\S)")
_WIDEST = 30
"""Cells of one line; a line of more is no row."""
_TALLEST = 100
"""Lines of one block; what follows is a block of its own."""
_NEAR = 2
"""Characters by which cells of one column may start apart."""


def with_cells(text: str) -> str:
    """The text with its columns as cells; lines without columns stay as they are, blank lines part the tables."""
    made: list[str] = []
    block: list[str] = []
    for line in [*_closer(text.split("\n")), ""]:
        if line.strip():
            block.append(line.rstrip())
        if line.strip() and len(block) < _TALLEST:
            continue
        made.extend(_rows(block))
        block = []
        if made and made[-1] and not line.strip():
            made.append("")
    return "\n".join(made).rstrip("\n") + "\n" if any(made) else ""


def _closer(lines: list[str]) -> list[str]:
    """The lines without the blank ones that stand between all of them: a table's rows are set wide apart."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    gaps = [after - at - 1 for at, after in pairwise(filled)]
    usual = max(set(gaps), key=lambda gap: (gaps.count(gap), -gap), default=0)
    if not usual:
        return lines
    kept: list[str] = []
    for at, gap in zip(filled, [*gaps, 0], strict=True):
        kept += [lines[at], *[""] * max(0, gap - usual)]
    return kept


def _rows(lines: list[str]) -> list[str]:
    cut = [_cut(line) for line in lines]
    columns = _columns(cut)
    if len(columns) < 2:
        return [line.strip() for line in lines]
    rows: list[list[str]] = []
    for cells in cut:
        row = [""] * len(columns)
        for start, end, text in cells:
            at = _column(start, end, columns)
            row[at] = f"{row[at]} {text}".strip()
        if rows and not row[0] and all(not cell or above for cell, above in zip(row, rows[-1], strict=True)):
            # A row that begins nowhere goes on with the cells above it.
            rows[-1] = [CELL_BREAK.join(part for part in pair if part) for pair in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return [CELL.join(row).rstrip(CELL) for row in rows]


def _cut(line: str) -> list[tuple[int, int, str]]:
    """The stretches of a line between wide gaps: start, end, text."""
    found: list[tuple[int, int, str]] = []
    at = len(line) - len(line.lstrip())
    for gap in _GAP.finditer(line):
        found.append((at, gap.start(), " ".join(line[at : gap.start()].split())))
        at = gap.end()
    found.append((at, len(line), " ".join(line[at:].split())))
    return found if len(found) <= _WIDEST else [(0, len(line), " ".join(line.split()))]


def _columns(cut: list[list[tuple[int, int, str]]]) -> list[tuple[int, int]]:
    """Where the columns of a block start and end: those of its widest line, and others that stand clear of them."""
    if not any(len(cells) > 1 for cells in cut):
        return []
    columns: list[tuple[int, int]] = []
    for cells in sorted(cut, key=len, reverse=True):
        if len(cells) == 1 and columns:
            break
        for start, end, _ in cells:
            at = next((i for i, (s, e) in enumerate(columns) if start < e + _NEAR and s < end + _NEAR), None)
            if at is None:
                columns.append((start, end))
            elif all(i == at or start >= e or end <= s for i, (s, e) in enumerate(columns)):
                columns[at] = (min(start, columns[at][0]), max(end, columns[at][1]))
    return sorted(columns)


def _column(start: int, end: int, columns: list[tuple[int, int]]) -> int:
    """The column that a cell overlaps most; of none, the nearest."""
    return max(range(len(columns)), key=lambda i: (min(end, columns[i][1]) - max(start, columns[i][0]), -abs(start - columns[i][0])))
