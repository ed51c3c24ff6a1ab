"""Table files: values parted by a semicolon, comma, tab or bar (stdlib csv)."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from leadbot.mime.charset import decode
from leadbot.mime.clean import clean
from leadbot.mime.files.contents import Contents, File, NotRead, Text, Trouble, table_line
from leadbot.mime.files.limits import COLUMNS, ROWS, TEXT

_SEPARATORS = ";\t|,"
"""The likelier first: a comma stands in addresses and amounts too."""
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_LONGEST_LINE = 20_000
"""Characters of a row; a longer line is no table."""
_SAMPLE = 50  # rows that show the separator


def read_delimited(file: File) -> Contents:
    """The rows. Raises NotRead: broken where there are none."""
    decoded = decode(file.octets[: 4 * TEXT], None).text
    cut = len(file.octets) > 4 * TEXT or len(decoded) > TEXT
    text, separator = undeclared(decoded[:TEXT])
    if max(map(len, text.split("\n"))) > _LONGEST_LINE:
        raise NotRead(Trouble.TOO_LARGE)
    try:
        rows = list(_rows(text, separator))
    except csv.Error as error:
        raise NotRead(Trouble.BROKEN) from error
    cut = cut or len(rows) > ROWS or any(len(row) > COLUMNS for row in rows)
    lines = [table_line([clean(value) for value in row[:COLUMNS]]) for row in rows[:ROWS]]
    return Contents(texts=(Text(text="".join(f"{line}\n" for line in lines)),), cut=cut)


def undeclared(text: str) -> tuple[str, str]:
    """The text without a first line that declares the separator (`sep=;`), and the separator."""
    declared = _DECLARED.match(text)
    return (text[declared.end() :], declared[1]) if declared is not None else (text, _separator(text))


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(text.splitlines(keepends=True), delimiter=separator, skipinitialspace=True)


def _separator(text: str) -> str:
    """The separator that cuts most of the first rows alike, into most cells."""
    sample = text[:TEXT].splitlines(keepends=True)[:_SAMPLE]
    best, best_score = _SEPARATORS[0], (0.0, 0)
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=separator, skipinitialspace=True) if row]
        except csv.Error:
            continue
        (width, times), *_ = Counter(widths).most_common(1) or [(0, 0)]
        score = (times / len(widths), width) if width > 1 else (0.0, 0)
        if score > best_score:
            best, best_score = separator, score
    return best
