"""Amounts and dates that their writer takes back for others: `not 80 but 95`, `from 30 November to 15 January`, `80, sorry, 95`."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from leadbot.reading.analysis import Analysed
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD


class Placed(Protocol):
    """A value that stands at a place of a statement."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


T = TypeVar("T", bound=Placed)
_TOUCHING = 2
"""How far behind a denial an apology may stand that makes it a correction: `no, sorry, …`."""
_NEAR = 24
"""How far before a value the word may stand that denies it."""
_DENIES = (WORD + "deny", WORD + "instead_of")
_CORRECTS = (WORD + "correction_cues", WORD + "taken_back", WORD + "apologies")


def without_superseded(found: Sequence[tuple[Analysed, T]]) -> list[tuple[Analysed, T]]:
    """The values without those denied, moved from, or corrected by a later one. Of values that none supersedes all stay."""
    if len(found) < 2:
        return list(found)
    kept = [(a, x) for a, x in found if not _is_denied(a.statement, x.start)] or list(found)
    dead = {id(old) for (a, old), (b, new) in pairwise(kept) if _gives_way(a.statement, old, b.statement, new)}
    return [(a, x) for a, x in kept if id(x) not in dead]


def _is_denied(statement: Statement, at: int) -> bool:
    sorry = [h.start for h in statement.found(*_CORRECTS)]
    ends = (h.end for h in statement.found(*_DENIES) if 0 <= at - h.end <= _NEAR and not any(0 <= s - h.end <= _TOUCHING for s in sorry))
    return any(not any(c in ".,;:\n" or c.isdigit() for c in statement.text[end:at].strip("' ")) for end in ends)


def _gives_way(of_old: Statement, old: Placed, of_new: Statement, new: Placed) -> bool:
    """Whether a word of correction stands before the later value, or a verb of moving makes the two `from` and `to`."""
    if of_old is not of_new:
        start, end = _sentence(of_new, new.start)
        return any(start <= h.start < end for h in of_new.found(*_CORRECTS))
    if any(old.end <= h.start < new.start for h in of_new.found(*_CORRECTS)):
        return True
    start, end = _sentence(of_new, new.start)
    moved = start <= old.start and any(start <= h.start < end for h in of_new.found(WORD + "moved"))
    return moved and any(old.end <= h.start and h.end <= new.start for h in of_new.found(WORD + "range_words", WORD + "moved_to"))


def _sentence(statement: Statement, at: int) -> tuple[int, int]:
    return next((s for s in sentences(statement) if s[0] <= at < s[1]), (0, len(statement.text)))
