"""Numbers of company registers, of the shapes that a program names. Only a label tells them from other numbers."""

import re
from collections.abc import Iterator

from leadbot.model.submission import Standing
from leadbot.reading.tax_ids import OWNERS, nearest_label, owner_beside
from leadbot.reading.text import Label, Mention, Spans, Statement, What
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

_OWN, _TAX = LABEL + "registry_id", LABEL + "tax_id"
_LABELS = tuple(LABEL + id_ for id_ in ("registry_id", "tax_id", "other_number", "phone", "fax", "postcode"))
_RUN = re.compile(r"(?<![\w+.,/\-])\d(?:[ .\-/]?\d){3,15}(?![\w])")
_GROUP = re.compile(r"\d+")
_BEHIND = 3
"""How far behind a number its label may stand: `12345678 (KvK)`."""


def find_registry_ids(statement: Statement, vocabulary: Vocabulary, spans: Spans, label: Label | None) -> Iterator[Mention]:
    """The labelled registry numbers in a statement; one that has none of the shapes is there and cannot be right."""
    shape = vocabulary.registry_ids
    expected = label is not None and "registry_id" in label.kinds
    if shape is None or not (expected or statement.has(_OWN)):
        return
    hits = statement.found(*_LABELS, *OWNERS)
    last = 0
    for match in _RUN.finditer(statement.text):
        start, end = match.span()
        if not spans.free(start, end):
            continue
        before = nearest_label(hits, start, statement.folded)
        behind = any(h.id == _OWN and 0 <= h.start - end <= _BEHIND for h in hits)
        value, standing, stop = _read(match, shape)
        announced = before is not None and before.id == _OWN
        renewed = before is None and standing is Standing.VALID and _is_renewed(statement, last, start)
        either = expected and before is not None and before.id == _TAX and standing is Standing.VALID
        if not (announced or renewed or either or (before is None and (expected or behind))):
            continue
        spans.take(start, stop)
        last = stop
        owner = owner_beside(hits, start, statement, "registry_id")
        yield Mention(what=What.REGISTRY_ID, value=value, start=start, end=stop, standing=standing, label=owner)


def _is_renewed(statement: Statement, last: int, start: int) -> bool:
    """Whether one such number has come, and only words of correction part it from this one: `KvK is niet 30114456 maar 30114465`."""
    cues = statement.found(WORD + "but", WORD + "correction_cues", WORD + "apologies", WORD + "instead_of", WORD + "taken_back")
    return bool(last) and start - last <= _GAP and any(last <= h.start < start for h in cues)


_GAP = 40
"""How far apart the two may stand."""


def _read(match: re.Match[str], shape: re.Pattern[str]) -> tuple[str, Standing, int]:
    """The number up to the last group with which it has a shape, else its first part as written, compacted."""
    ends = [group.end() for group in _GROUP.finditer(match.group())]
    for stop in reversed(ends):
        digits = "".join(_GROUP.findall(match.group()[:stop]))
        if shape.fullmatch(digits):
            return digits, Standing.VALID, match.start() + stop
    stop = ends[0] if ends[0] >= _LONG else ends[-1]
    return "".join(_GROUP.findall(match.group()[:stop])), Standing.INVALID, match.start() + stop


_LONG = 6
"""Digits of a first group that is a whole number by itself."""
