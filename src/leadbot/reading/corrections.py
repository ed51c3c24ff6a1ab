"""Values that a sender takes back: `NIP …, sorry, it should be …`, `not this address but that one`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from leadbot.reading.analysis import Analysed
from leadbot.reading.text import Mention, Statement, What
from leadbot.reading.vocabulary import WORD

_KINDS = (What.TAX_ID, What.REGISTRY_ID, What.ADDRESS, What.PHONE, What.EMAIL)
_CHANGING = (What.ADDRESS, What.PHONE, What.EMAIL, What.WEBSITE)
"""What people change now and then: `until March it was …, now it is …`."""
_TELLING = frozenset(WORD + id_ for id_ in ("correction_cues", "taken_back", "apologies", "deny", "instead_of", "now_cues", "former_cues"))
"""Phrases by which a value may be taken back."""
_GAP = 80
"""How far apart a value and its correction may stand."""
_TOUCHING = 2
"""How far behind a denial an apology may stand that makes it a correction: `no, sorry, …`."""
_NEAR = 24
"""How far before a value the word may stand that denies it."""


def with_corrections(analysed: Sequence[Analysed]) -> tuple[Analysed, ...]:
    """The statements without the values taken back in them, and with those marked that correct an earlier statement."""
    return tuple(_settled(one) for one in analysed)


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


def _replaced(old: Mention, new: Mention, cues: list[int], statement: Statement) -> bool:
    """Whether a word of correction, and nothing about another company, stands between two values."""
    parties = statement.found(WORD + "role_client", WORD + "role_partner", WORD + "legal_forms")
    between = any(old.end <= h.start < new.start for h in parties)
    return new.start - old.end <= _GAP and not between and any(old.end <= cue < new.start for cue in cues)


def _value_between(end: int, mention: Mention, statement: Statement) -> bool:
    return any(char in ".,;\n" or char.isdigit() for char in statement.text[end : mention.start].strip(". "))


def _marked(mention: Mention, cues: list[int], replacing: set[What]) -> Mention:
    corrects = mention.what in _KINDS and (mention.what in replacing or any(0 < mention.start - cue <= _GAP for cue in cues))
    return replace(mention, corrects=True) if corrects else mention
