"""The language of a mail, from the lexicons' small words and label words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum

from leadbot.model.lexicon import Lexicon
from leadbot.model.message import Message, SegmentKind
from leadbot.reading.catalogue import CatalogueBook
from leadbot.reading.fold import fold
from leadbot.reading.phrases import WORD, tokens_of

_ENOUGH = 4000
"""Characters that suffice to tell."""
_FOREIGN = re.compile(r"\S*@\S*|\S*://\S*|\bwww\.\S+")
"""Addresses and links: their words are names."""
_SHORTEST_LABEL = 4
_LABEL_WEIGHT = 0.5
_BARE_WEIGHT = 0.9
"""Of a word whose diacritics are left out."""
_CLEAR = 1.0
"""How far ahead a language must be to be sure of it; short of that more of the mail is looked at."""


def language_of(message: Message, lexicons: Mapping[str, Lexicon], catalogue: CatalogueBook) -> str | None:
    """ISO 639-1, or None where nothing tells.

    The sender's own words count first, then the subject, the signature's closing words, and at last what is quoted.
    """
    likely = None
    for text in _texts(message):
        found, ahead = _told(_without_names(text[:_ENOUGH], catalogue), lexicons)
        if found is not None and ahead >= _CLEAR:
            return found
        likely = likely or found
    return likely


def _texts(message: Message) -> Iterator[str]:
    own = message.text(SegmentKind.OWN)
    yield own
    yield f"{message.subject}\n{own}"
    yield f"{message.subject}\n{own}\n{message.text(SegmentKind.SIGNATURE)}"
    every = message.text(*(kind for kind in SegmentKind if kind is not SegmentKind.BANNER))
    yield f"{message.subject}\n{every}"


def _without_names(text: str, catalogue: CatalogueBook) -> str:
    """The text without addresses, links and products' names, whose words are of no language."""
    plain = _FOREIGN.sub(" ", text)
    folded = fold(plain)
    edges = [(n.start, n.end) for n in catalogue.find(folded, tokens_of(folded)) if " " in folded[n.start : n.end]]
    kept, at = [], 0
    for start, end in edges:
        kept.append(plain[at:start])
        at = end
    return " ".join([*kept, plain[at:]])


def _told(text: str, lexicons: Mapping[str, Lexicon]) -> tuple[str | None, float]:
    """The language that most words speak for, and how far it is ahead; None where two are level."""
    written = {m.group() for m in WORD.finditer(text.casefold().replace("’", "'"))}
    folded = {m.group() for m in WORD.finditer(fold(text))}
    profiles = _profiles(tuple(lexicons.values()))
    scores = {p.language: p.score(written, folded) for p in profiles}
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] <= 0:
        return None, 0.0
    ahead = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
    return (ranked[0][0], ahead) if ahead > 0 else (None, 0.0)


@dataclass(frozen=True, slots=True)
class _Profile:
    """What each word says for one language: a word that several share says the less."""

    language: str
    written: Mapping[str, float]
    bare: Mapping[str, float]
    folded: Mapping[str, str]
    """The written words, each as its bare one."""

    def score(self, written: set[str], folded: set[str]) -> float:
        exact = self.written.keys() & written
        seen = {self.folded[word] for word in exact}
        told = [self.written[word] for word in exact] + [self.bare[word] for word in (self.bare.keys() & folded) - seen]
        return fsum(told)  # the same in whatever order a set gives the words


_cache: list[tuple[tuple[Lexicon, ...], tuple[_Profile, ...]]] = []


def _profiles(lexicons: tuple[Lexicon, ...]) -> tuple[_Profile, ...]:
    """The profiles of these lexicons; kept for the set seen last."""
    if _cache and len(_cache[0][0]) == len(lexicons) and all(a is b for a, b in zip(_cache[0][0], lexicons, strict=True)):
        return _cache[0][1]
    words = {lexicon.language: _weights(lexicon) for lexicon in lexicons}
    sharing: dict[str, int] = {}
    for weights in words.values():
        for word in weights:
            sharing[word] = sharing.get(word, 0) + 1
    made = tuple(_profile(language, weights, sharing) for language, weights in words.items())
    _cache[:] = [(lexicons, made)]
    return made


def _profile(language: str, weights: Mapping[str, float], sharing: Mapping[str, int]) -> _Profile:
    written = {word: weight / sharing[word] for word, weight in weights.items()}
    bare: dict[str, float] = {}
    for word, weight in written.items():
        bare[fold(word)] = max(bare.get(fold(word), 0.0), weight * _BARE_WEIGHT)
    return _Profile(language, written, bare, {word: fold(word) for word in written})


def _weights(lexicon: Lexicon) -> dict[str, float]:
    labels = (m.group() for texts in lexicon.labels.values() for text in texts for m in WORD.finditer(text.casefold()))
    weights = {word: _LABEL_WEIGHT for word in labels if len(word) >= _SHORTEST_LABEL and word.isalpha()}
    closing = (m.group() for text in lexicon.mail.signature_openers for m in WORD.finditer(text.casefold()))
    weights.update({word: _LABEL_WEIGHT for word in closing if len(word) >= _SHORTEST_LABEL})
    weights.update({m.group(): 1.0 for word in lexicon.stop_words for m in WORD.finditer(word.casefold())})
    return weights
