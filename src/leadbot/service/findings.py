"""A checker's answer: lines in its reply, or the file that it filled in, each an answer to one numbered check."""

from collections.abc import Iterator, Mapping, Sequence

from leadbot.judging.folding import fold
from leadbot.model.orders import Act, NumberedCase, Order, Told, Unclear, UnclearLine
from leadbot.service.checkers import checker_languages
from leadbot.service.importing.files import Row, Unreadable, read_sheets
from leadbot.service.incoming import UNPROVEN_ORDER, Ending, Incoming, with_staff
from leadbot.service.mailed_lists import attached_tables
from leadbot.service.orders import FINDING, cases_of, heard, order_lines, own_words
from leadbot.service.reading_back import read_back

NOT_THEIRS = "not-their-checks"
"""Why somebody's answer to the checks of another checker changes nothing."""
COLUMNS = ("number", "answer", "reason")
_FIRST_ROWS = 5
"""In which the heads of the columns stand."""


def take_findings(incoming: Incoming) -> Ending | None:
    """What a checker found, in reply to the mail that asked it; None where the mail answers none.

    Only from the address that was asked, and only where the border server proved it. A checker answers its checks and can do nothing else.
    """
    if all(address.email != incoming.sender.email for _, address in incoming.desk.checkers):
        return None
    cases = cases_of(incoming)
    if not cases or cases[0].kind != FINDING:
        return None
    if not incoming.authentic:
        return with_staff(UNPROVEN_ORDER)
    if cases[0].person != incoming.sender.email:
        return with_staff(NOT_THEIRS)
    others = checker_languages(incoming.desk, cases[0].person)
    written = order_lines(incoming.desk, own_words(incoming), *others)
    filled = list(_of_files(incoming, cases))
    lines = filled + [line for line in written if not (filled and isinstance(line, UnclearLine))]
    told = [one for line in lines for one in _found(incoming, line, cases)]
    return read_back(incoming, told, cases[0].digest, next(iter(others), None))


def _found(incoming: Incoming, line: Order | UnclearLine, cases: Sequence[NumberedCase]) -> Iterator[Told]:
    if isinstance(line, Order) and line.act not in {Act.APPROVE, Act.REJECT, Act.UNDO}:
        yield Told(what=Unclear.NO_ACT, line=line.line)
        return
    yield from heard(incoming, line, cases)


def _of_files(incoming: Incoming, cases: Sequence[NumberedCase]) -> Iterator[Order | UnclearLine]:
    """The answers of the filled-in files: rows without an answer are passed over."""
    others = checker_languages(incoming.desk, cases[0].person)
    for octets in attached_tables(incoming):
        try:
            rows = [row for sheet in read_sheets(octets) for row in sheet.rows]
        except Unreadable:
            continue
        columns = _columns(incoming, rows)
        for row in rows if columns else ():
            number, answer, reason = (_text(row, columns.get(name)) for name in COLUMNS)
            if number.isdecimal() and answer:
                yield from order_lines(incoming.desk, f"{number} {answer}: {reason}" if reason else f"{number} {answer}", *others)


def _columns(incoming: Incoming, rows: Sequence[Row]) -> Mapping[str, int]:
    """Where number, answer and reason stand, by the heads of their columns; empty where number or answer is not found."""
    names = {name: {fold(name)} for name in COLUMNS}
    for lexicon in incoming.desk.program.lexicons.values():
        for name in COLUMNS:
            names[name] |= {fold(word) for word in lexicon.orders.columns.get(name, ())}
    for row in rows[:_FIRST_ROWS]:
        heads = [fold(str(cell)) if cell is not None else "" for cell in row.cells]
        found = {name: heads.index(head) for name in COLUMNS for head in heads if head in names[name]}
        if {"number", "answer"} <= found.keys():
            return found
    return {}


def _text(row: Row, column: int | None) -> str:
    cell = row.cell(column)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split()).lstrip("'") if cell is not None else ""
