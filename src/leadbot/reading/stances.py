"""Words that tell whether a thing is the client's already, left by it, or wished for."""

import re
from enum import StrEnum

from leadbot.reading.phrases import Hit, outermost
from leadbot.reading.sentences import clause_of
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD

HAS, WANTS = WORD + "has", WORD + "wants"
_BARE = re.compile(r"\.?\s?\d{1,5}\s?([,.;:)(!?]|$|)")
_Span = tuple[int, int]


class Stance(StrEnum):
    """What is said of a product."""

    WISH = "wish"
    OWNED = "owned"
    DENIED = "denied"
    REFUSED = "refused"
    """Said not to be wanted."""


def stance_cues(statement: Statement, start: int, end: int) -> list[Hit]:
    """The cues `has` and `wants` of a stretch, by place. Behind a verb of replacing, `by` announces what is wished for."""
    hits = [h for h in statement.found(HAS, WANTS) if start <= h.start < end]
    replacing = [h.end for h in statement.found(WORD + "replaces") if start <= h.start < end]
    if replacing:
        by = (h for h in statement.found(WORD + "replaced_by") if min(replacing) <= h.start < end)
        hits.extend(Hit(WANTS, h.start, h.end) for h in by)
    return [h for h in outermost(hits) if h.id != HAS or not _replaces_number(statement, h)]


def _replaces_number(statement: Statement, hit: Hit) -> bool:
    """Whether only a number is replaced: `12 notebooks instead of 10, and 12 docks`."""
    after = _BARE.match(statement.folded, hit.end)
    if after is None or not any(hit.start == h.start for h in statement.found(WORD + "instead_of")):
        return False
    return any(h.start == after.end() for h in statement.found(WORD + "name_connectors", WORD + "but")) or after.group(1) != ""


def is_had(statement: Statement, start: int, at: int) -> bool:
    """Whether the nearest verb before a place says what the client has: `they have 60 people who would log in`."""
    cues = stance_cues(statement, start, at)
    return bool(cues) and cues[-1].id == HAS


def stance_of(statement: Statement, sentence: _Span, place: _Span, *, counted: bool) -> tuple[Stance, bool]:
    """The stance to what stands at that place of a sentence, and whether a verb or particle says so.

    `counted`: a quantity stands with it.
    """
    start, end = clause_of(statement, sentence, place[0])
    cues = stance_cues(statement, *sentence)
    before = [h for h in cues if h.end <= place[0] + 1]
    after = [h for h in statement.found(WORD + "has_after") if place[1] <= h.start < end] if not counted else []
    if any(place[1] <= h.start < end for h in statement.found(WORD + "wants_after")):
        return Stance.WISH, True
    cue = before[-1] if before else None
    if after and (cue is None or cue.start < start):
        cue = after[0]
    if cue is None or cue.id == WORD + "wants":
        refused = any(start <= h.start and _is_next(statement.folded[h.end : place[0]]) for h in statement.found(WORD + "deny"))
        return (Stance.REFUSED, True) if refused else (Stance.WISH, cue is not None)
    denied = any(min(start, cue.start - 20) <= h.start < end for h in statement.found(WORD + "deny") if h.start >= sentence[0])
    return (Stance.DENIED if denied else Stance.OWNED), True


def _is_next(between: str) -> bool:
    """Whether at most one word, and no number, stands between a denial and what it denies."""
    return between[:1] == " " and len(between.split()) <= 1 and between.replace(" ", "a").isalpha()
