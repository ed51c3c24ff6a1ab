"""Finding many phrases in one pass: a trie over words, with `*` for any ending."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from leadbot.reading.fold import fold

_LETTERS = r"[^\W\d_](?='[^\W\d_])|[^\W\d_]+(?:'[^\W\d_]{1,3}(?![^\W\d_]))?"
WORD = re.compile(rf"{_LETTERS}|\d+")
"""A run of letters (an apostrophe's ending included; one letter before an apostrophe is a word of its own) or a run of digits."""
_PATTERN_WORD = re.compile(rf"(?:{_LETTERS}|\d+)\*?")
_REMEMBERED = 20_000
"""Words whose openings are kept."""
_GAP = re.compile(r"[ \t\n\-_./'()\"&+]{0,3}")


class Token(NamedTuple):
    """One word of a folded text."""

    text: str
    start: int
    end: int


class Hit(NamedTuple):
    """A phrase found: the id it stands for, and where."""

    id: str
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    exact: dict[str, "_Node"] = field(default_factory=dict)
    stems: dict[str, "_Node"] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    """In the order of the lexicons: of two readings of the same words the first counts, in every process."""


class _Opened(NamedTuple):
    """What begins with one word."""

    ids: tuple[str, ...]
    """Of phrases of that word alone."""
    nodes: tuple[_Node, ...]
    """Where the word leads to; empty where no phrase goes on from it."""


_new = tuple.__new__
"""Makes a named tuple without the call of its constructor: reading makes thousands a mail."""


def tokens_of(folded: str) -> tuple[Token, ...]:
    """The words of a folded text, in order."""
    return tuple([_new(Token, (folded[start:end], start, end)) for start, end in [m.span() for m in WORD.finditer(folded)]])


def gap_fits(folded: str, start: int, end: int) -> bool:
    """Whether the words on both sides of `folded[start:end]` can belong to one phrase."""
    return end - start <= 3 and _GAP.fullmatch(folded, start, end) is not None


class Phrasebook:
    """Phrases by id, ready to be searched for."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        """`phrases` maps ids to phrases; `*` at a word's end stands for any ending."""
        self._root = _Node()
        self._opened: dict[str, _Opened] = {}
        for id_, texts in phrases.items():
            for text in texts:
                self._add(id_, text)

    def _add(self, id_: str, phrase: str) -> None:
        node = self._root
        words = _PATTERN_WORD.findall(fold(phrase))
        for word in words:
            branch, text = (node.stems, word[:-1]) if word.endswith("*") else (node.exact, word)
            node = branch.setdefault(text, _Node())
        if words and id_ not in node.ids:
            node.ids.append(id_)

    def scan(self, folded: str, tokens: tuple[Token, ...]) -> tuple[Hit, ...]:
        """All hits, by place; of one id only the longest that starts at a place."""
        found: list[Hit] = []
        for first, token in enumerate(tokens):
            opened = self._opened.get(token.text)
            if opened is None:
                opened = self._open(token.text)
            ids, nodes = opened
            if nodes and first + 1 < len(tokens) and _goes_on(folded, token, tokens[first + 1]):
                longest: dict[str, int] = {}
                self._walk(nodes, folded, tokens, first, longest)
                found += [_new(Hit, (id_, token.start, end)) for id_, end in longest.items()]
            elif ids:
                found += [_new(Hit, (id_, token.start, token.end)) for id_ in ids]
        return tuple(found)

    def _open(self, word: str) -> _Opened:
        """What begins with the word; kept for the words seen lately."""
        if len(self._opened) >= _REMEMBERED:
            self._opened.clear()
        nodes = _children(self._root, word)
        ids = tuple(dict.fromkeys(id_ for node in nodes for id_ in node.ids))
        goes_on = any(node.exact or node.stems for node in nodes)
        opened = self._opened[word] = _Opened(ids, tuple(nodes) if goes_on else ())
        return opened

    def _walk(self, nodes: Iterable[_Node], folded: str, tokens: tuple[Token, ...], at: int, longest: dict[str, int]) -> None:
        token = tokens[at]
        end = token.end
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        for child in nodes:
            for id_ in child.ids:
                if end > longest.get(id_, 0):
                    longest[id_] = end
            if after is not None and (child.exact or child.stems) and _goes_on(folded, token, after):
                following = _children(child, after.text)
                if following:
                    self._walk(following, folded, tokens, at + 1, longest)


def _goes_on(folded: str, token: Token, after: Token) -> bool:
    """Whether a phrase may go on with the word after; a full stop behind a word too long for an abbreviation ends it."""
    stop = after.start - token.end > 1 and folded[token.end] == "." and len(token.text) >= _LONGER_THAN_ABBREVIATIONS
    return not stop and gap_fits(folded, token.end, after.start)


_LONGER_THAN_ABBREVIATIONS = 5


def _children(node: _Node, word: str) -> list[_Node]:
    found = [node.exact[word]] if word in node.exact else []
    if node.stems:
        stems = [node.stems.get(word[:length]) for length in range(1, min(len(word), 24) + 1)]
        found += [stem for stem in stems if stem is not None]
    return found


def outermost(hits: Iterable[Hit]) -> list[Hit]:
    """The hits that lie inside no longer one, by place."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.end > kept[-1].end or (hit.start, hit.end) == (kept[-1].start, kept[-1].end):
            kept.append(hit)
    return kept
