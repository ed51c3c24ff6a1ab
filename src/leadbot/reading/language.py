"""The language of a mail, from the lexicons' small words and labels."""

from collections.abc import Mapping
from functools import lru_cache

from leadbot.model.lexicon import Lexicon
from leadbot.model.message import Message, SegmentKind
from leadbot.reading.fold import fold
from leadbot.reading.phrases import WORD

_ENOUGH = 4000
"""Characters that suffice to tell."""


def language_of(message: Message, lexicons: Mapping[str, Lexicon]) -> str | None:
    """ISO 639-1, or None where nothing tells. The sender's own words count first, then all words."""
    own = message.text(SegmentKind.OWN)
    for text in (own, message.subject + "\n" + own, message.subject + "\n" + message.text()):
        found = _told(text[:_ENOUGH], lexicons)
        if found is not None:
            return found
    return None


def _told(text: str, lexicons: Mapping[str, Lexicon]) -> str | None:
    lowered = text.casefold()
    written = {m.group() for m in WORD.finditer(lowered)}
    folded = {m.group() for m in WORD.finditer(fold(text))}
    scores = {code: _score(lexicon, written, folded) for code, lexicon in lexicons.items()}
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] <= 0 or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _score(lexicon: Lexicon, written: set[str], folded: set[str]) -> float:
    words, bare = _stop_words(tuple(lexicon.stop_words))
    return len(words & written) + 0.9 * len((bare & folded) - {fold(w) for w in words & written})


@lru_cache(maxsize=64)
def _stop_words(words: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(w.casefold() for w in words), frozenset(fold(w) for w in words)
