"""The language of a mail, from the lexicons' small words and label words."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from operator import is_

from leadbot.model.lexicon import Lexicon
from leadbot.model.message import Message, SegmentKind
from leadbot.reading.catalogue import CatalogueBook
from leadbot.reading.fold import fold
from leadbot.reading.phrases import WORD, tokens_of

_ENOUGH = 4000
"""Characters that suffice to tell."""
_FOREIGN = re.compile(r"(?<!\S)\S*(?:@|://)\S*|\bwww\.\S+|(?<![\w\-])[^\W\d_]-(?=[^\W\d_])")
"""Addresses and links: their words are names; and a letter joined to a word (`Y-tunnus`), which is no small word."""
_SHORTEST_LABEL = 4
_LABEL_WEIGHT = 0.5
_BARE_WEIGHT = 0.9
"""Of a word whose diacritics are left out."""
_TRADE_WEIGHT = 0.5
"""Of a word of the trade, a greeting, a verb: any word of the lexicon that is no small word."""
_SHORTEST_TRADE = 4
_CLEAR = 2.0
"""How far ahead a language must be to be sure of it; short of that more of the mail is looked at."""
_LIKELY = 0.2
_ANSWERED = 0.25
"""How much likelier a language is in which the program answers."""


def language_of(message: Message, lexicons: Mapping[str, Lexicon], catalogue: CatalogueBook, answered: Collection[str] = ()) -> str | None:
    """ISO 639-1, or None where nothing tells. In a mail of few words the languages `answered` in are a little likelier.

    The sender's own words count first, then the subject, the signature's closing words, and at last what is quoted.
    """
    likely = None
    texts = tuple(_texts(message))
    for text in texts:
        found, ahead = _ahead(_profile(tuple(lexicons.values())).scores(*_words(text[:_ENOUGH], catalogue)))
        if found is not None and ahead >= _CLEAR:
            return found
        likely = likely or found
    return _by_all_words(texts[:-1], lexicons, catalogue, answered) or likely


def _by_all_words(
    texts: tuple[str, ...], lexicons: Mapping[str, Lexicon], catalogue: CatalogueBook, answered: Collection[str]
) -> str | None:
    """The language that all words of the lexicons speak for, small ones and those of the trade: short mails have few small ones."""
    for text in texts:
        words = _words(text[:_ENOUGH], catalogue)
        small = _profile(tuple(lexicons.values())).scores(*words)
        others = _profile(tuple(lexicons.values()), whole=True).scores(*words)
        told = {language: score + others[language] for language, score in small.items()}
        found, ahead = _ahead({language: score + _ANSWERED * (score > 0 and language in answered) for language, score in told.items()})
        if found is not None and ahead >= _LIKELY:
            return found
    return None


def _texts(message: Message) -> Iterator[str]:
    own = message.text(SegmentKind.OWN)
    yield own
    yield f"{message.subject}\n{own}"
    yield f"{message.subject}\n{own}\n{message.text(SegmentKind.SIGNATURE)}"
    every = message.text(*(kind for kind in SegmentKind if kind is not SegmentKind.BANNER))
    yield f"{message.subject}\n{every}"


def _words(text: str, catalogue: CatalogueBook) -> tuple[frozenset[str], frozenset[str]]:
    """The words in small letters as written, and folded; but those of addresses, links and products' names, which are of no language."""
    plain = _FOREIGN.sub(" ", text)
    folded = fold(plain)
    tokens = tokens_of(folded)
    names = [(n.start, n.end) for n in catalogue.find(folded, tokens) if " " in folded[n.start : n.end]]
    for start, end in reversed(names):
        plain = f"{plain[:start]} {plain[end:]}"
    kept = [t for t in tokens if not any(start <= t.start < end for start, end in names)] if names else tokens
    return frozenset(WORD.findall(plain.casefold().replace("’", "'"))), frozenset([t.text for t in kept])


def _ahead(scores: Mapping[str, float]) -> tuple[str | None, float]:
    """The language that most words speak for, and how far it is ahead; None where two are level."""
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] <= 0:
        return None, 0.0
    ahead = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
    return (ranked[0][0], ahead) if ahead > 0 else (None, 0.0)


_Said = Mapping[str, tuple[tuple[str, float], ...]]
"""The languages that each word speaks for, and how much: a word that several share says the less."""


@dataclass(frozen=True, slots=True)
class _Profile:
    """What words say for languages."""

    languages: tuple[str, ...]
    written: _Said
    bare: _Said
    """The same of words whose diacritics are left out."""
    folded: Mapping[str, str]
    """The written words, each as its bare one."""

    def scores(self, written: frozenset[str], folded: frozenset[str]) -> dict[str, float]:
        """How much these words speak for each language; a word that is seen as written does not count as a bare one, too."""
        told: dict[str, list[float]] = {language: [] for language in self.languages}
        seen: set[tuple[str, str]] = set()
        for word in self.written.keys() & written:
            for language, weight in self.written[word]:
                told[language].append(weight)
                seen.add((language, self.folded[word]))
        for word in self.bare.keys() & folded:
            for language, weight in self.bare[word]:
                if (language, word) not in seen:
                    told[language].append(weight)
        return {language: fsum(weights) for language, weights in told.items()}  # exact: sets give the words in any order


_KEPT = 8
_cache: list[tuple[bool, tuple[Lexicon, ...], _Profile]] = []


def _profile(lexicons: tuple[Lexicon, ...], *, whole: bool = False) -> _Profile:
    """The profile of these lexicons' small words and labels, or of all other words; kept for the sets seen last."""
    for kind, known, profile in _cache:
        if kind is whole and len(known) == len(lexicons) and all(map(is_, known, lexicons)):
            return profile
    words = {lexicon.language: _trade_weights(lexicon) if whole else _weights(lexicon) for lexicon in lexicons}
    sharing = Counter(word for weights in words.values() for word in weights)
    written: dict[str, list[tuple[str, float]]] = {}
    bare: dict[str, dict[str, float]] = {}
    folded: dict[str, str] = {}
    for language, weights in words.items():
        for word, full in weights.items():
            weight = full / sharing[word]
            folded[word] = fold(word)
            written.setdefault(word, []).append((language, weight))
            by_language = bare.setdefault(folded[word], {})
            by_language[language] = max(by_language.get(language, 0.0), weight * _BARE_WEIGHT)
    made = _Profile(
        tuple(words),
        {word: tuple(said) for word, said in written.items()},
        {word: tuple(said.items()) for word, said in bare.items()},
        folded,
    )
    _cache.insert(0, (whole, lexicons, made))
    del _cache[_KEPT:]
    return made


def _trade_weights(lexicon: Lexicon) -> dict[str, float]:
    """The words of all phrases; a given name or a legal form is of no language."""
    phrases = (phrase for id_, texts in lexicon.words.items() if id_ not in _NAMES for phrase in texts)
    found = {m.group() for phrase in phrases if "*" not in phrase for m in WORD.finditer(phrase.casefold())}
    return {word: _TRADE_WEIGHT for word in found if len(word) >= _SHORTEST_TRADE and word.isalpha()}


_NAMES = frozenset({"given_names", "legal_forms", "leading_forms", "countries", "corrections"})


def _weights(lexicon: Lexicon) -> dict[str, float]:
    labels = (m.group() for texts in lexicon.labels.values() for text in texts for m in WORD.finditer(text.casefold()))
    weights = {word: _LABEL_WEIGHT for word in labels if len(word) >= _SHORTEST_LABEL and word.isalpha()}
    closing = (m.group() for text in lexicon.mail.signature_openers for m in WORD.finditer(text.casefold()))
    weights.update({word: _LABEL_WEIGHT for word in closing if len(word) >= _SHORTEST_LABEL})
    weights.update({m.group(): 1.0 for word in lexicon.stop_words for m in WORD.finditer(word.casefold())})
    return weights
