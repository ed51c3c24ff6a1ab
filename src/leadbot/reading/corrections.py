"""Values that a sender takes back: `NIP …, sorry, it should be …`, `not this address but that one`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from leadbot.reading.analysis import Analysed
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Mention, Statement, What, said_in
from leadbot.reading.vocabulary import WORD

_KINDS = (What.TAX_ID, What.REGISTRY_ID, What.ADDRESS, What.PHONE, What.EMAIL)
_CHANGING = (What.ADDRESS, What.PHONE, What.EMAIL, What.WEBSITE)
"""What people change now and then: `until March it was …, now it is …`."""
_MARKED = (*_KINDS, What.WEBSITE)
_TELLING = frozenset(
    WORD + id_ for id_ in ("correction_cues", "taken_back", "apologies", "deny", "instead_of", "now_cues", "former_cues", "gone_cues")
)
"""Phrases by which a value may be taken back."""
_GAP = 80
"""How far apart a value and its correction may stand."""
_BEHIND = 40
"""How far behind a value the words may stand that call it wrong."""
_TOUCHING = 2
"""How far behind a denial an apology may stand that makes it a correction: `no, sorry, …`."""
_NEAR = 24
"""How far before a value the word may stand that denies it."""


def with_corrections(analysed: Sequence[Analysed]) -> tuple[Analysed, ...]:
    """The statements without the values taken back in them, and with those marked that correct an earlier statement."""
    if said_in(one.statement for one in analysed).isdisjoint(_TELLING):
        return tuple(analysed)
    return tuple([_settled(one) for one in analysed])


def _settled(one: Analysed) -> Analysed:
    statement = one.statement
    if not statement.has_any(_TELLING):
        return one
    cues = [h.start for h in statement.found(WORD + "correction_cues", WORD + "taken_back")]
    sorry = [h.start for h in statement.found(WORD + "apologies")]
    denials = [h.end for h in statement.found(WORD + "deny", WORD + "instead_of")]
    denials = [end for end in denials if not any(0 <= at - end <= _TOUCHING for at in (*cues, *sorry))]
    now = [h.start for h in statement.found(WORD + "now_cues")]
    former = [h.end for h in statement.found(WORD + "former_cues")]
    dropped: list[Mention] = []
    for what in _KINDS:
        same = [m for m in one.mentions if m.what is what]
        dropped.extend(_taken_back(same, [*cues, *sorry], denials, statement))
    for what in _CHANGING:
        same = [m for m in one.mentions if m.what is what and m not in dropped]
        dropped.extend(_taken_back(same, now, former, statement))
        dropped.extend(_called_wrong(same, statement))
    dropped.extend(_gone([m for m in one.mentions if m.what is What.PERSON], statement))
    kept = [m for m in one.mentions if m not in dropped]
    replacing = {m.what for m in dropped}
    return replace(one, mentions=tuple(_marked(m, cues, replacing) for m in kept))


def _taken_back(same: list[Mention], cues: list[int], denials: list[int], statement: Statement) -> Iterable[Mention]:
    """Of several different values of a kind those denied, else those before a word of correction."""
    if len({m.value for m in same}) < 2:
        return []
    denied = [m for m in same if any(0 <= m.start - end <= _NEAR and not _value_between(end, m, statement) for end in denials)]
    if denied and len(denied) < len(same):
        return denied
    return [m for m, after in pairwise(same) if _replaced(m, after, cues, statement)]


def _called_wrong(same: list[Mention], statement: Statement) -> Iterable[Mention]:
    """Of two different values in one sentence the last, where the sentence then calls it wrong: `…, the footer's … is out of date`."""
    cues = [h.start for h in statement.found(WORD + "taken_back")]
    for old, new in pairwise(same) if cues else ():
        behind = next((cue for cue in cues if 0 <= cue - new.end <= _BEHIND), None)
        between = any(old.end <= cue < new.start for cue in cues)
        after = any(behind is not None and new.end <= m.start < behind for m in same)
        if behind is not None and old.value != new.value and not between and not after:
            end = next((end for start, end in sentences(statement) if start <= old.start < end), 0)
            if behind < end:
                yield new


def _gone(people: list[Mention], statement: Statement) -> Iterable[Mention]:
    """Of several people those of whom is said that they are no longer there: `X has left, the new one is Y`."""
    cues = statement.found(WORD + "gone_cues") if len({m.value for m in people}) > 1 else ()
    gone = [
        m
        for m in people
        if any(0 <= h.start - m.end <= _NEAR or 0 <= m.start - h.end <= _TOUCHING for h in cues)
        and not any(m.end <= other.start < h.start for other in people for h in cues if 0 <= h.start - m.end <= _NEAR)
    ]
    return gone if len(gone) < len(people) else []


def _replaced(old: Mention, new: Mention, cues: list[int], statement: Statement) -> bool:
    """Whether a word of correction, and nothing about another company, stands between two values."""
    parties = statement.found(WORD + "role_client", WORD + "role_partner", WORD + "legal_forms")
    between = any(old.end <= h.start < new.start for h in parties)
    return new.start - old.end <= _GAP and not between and any(old.end <= cue < new.start for cue in cues)


def _value_between(end: int, mention: Mention, statement: Statement) -> bool:
    return any(char in ".,;\n" or char.isdigit() for char in statement.text[end : mention.start].strip(". "))


def _marked(mention: Mention, cues: list[int], replacing: set[What]) -> Mention:
    corrects = (mention.what in _MARKED or mention.what in replacing) and (
        mention.what in replacing or any(0 < mention.start - cue <= _GAP for cue in cues)
    )
    return replace(mention, corrects=True) if corrects else mention
