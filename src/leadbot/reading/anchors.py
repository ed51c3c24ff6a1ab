"""Where in the mail a statement stands: from a place in a statement back to the span of the text it was made of."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from leadbot.model.submission import Span
from leadbot.reading.fold import squash

_WORD = re.compile(r"\S+")


class Flat:
    """A text with single spaces between its words, which knows where each word stood."""

    def __init__(self, segment: int | None, text: str) -> None:
        """`segment` is what the text is, as in `Span`."""
        self.segment = segment
        self.text = squash(text)
        self._framed = f" {self.text} "
        self._written = text

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Where each word stands in the text as it is."""
        return [m.span() for m in _WORD.finditer(self._written)]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each word begins in the flat text."""
        return [0, *accumulate([end - start + 1 for start, end in self._places[:-1]])]

    def find(self, words: str, start: int) -> int:
        """Where these words stand as whole words from `start` on, or -1."""
        at = self.text.find(words, start)
        while at >= 0 and (self._framed[at].isalnum() or self._framed[at + len(words) + 1].isalnum()):
            at = self.text.find(words, at + len(words))
        return at

    def span(self, start: int, end: int) -> Span:
        """The stretch of the text as it is; `start` and `end` are offsets in the flat one, not at a space between words."""
        return Span(segment=self.segment, start=self._place(start), end=self._place(end - 1) + 1)

    def _place(self, at: int) -> int:
        word = bisect_right(self._starts, at) - 1
        return self._places[word][0] + at - self._starts[word]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place from which on a statement's words stand in a text."""

    flat: Flat
    at: int
    words: str
    """Those of the statement that stands there."""

    def span(self, text: str, start: int, end: int) -> Span | None:
        """The span of `text[start:end]`, where the statement's text is `text`; None where it does not stand there as it is."""
        if text == self.words and not (text[start : start + 1].isspace() or text[end - 1 : end].isspace()) and start < end:
            return self.flat.span(self.at + start, self.at + end)  # most lines stand there as they are
        words = squash(text[start:end])
        own = squash(text)
        whole = self.at if own == self.words else self.flat.text.find(own, self.at)
        if whole < 0 or not words:
            return None
        at = self.flat.text.find(words, whole + len(squash(text[:start])) if start else whole)
        return self.flat.span(at, at + len(words)) if at >= 0 else None


class Anchoring:
    """Anchors for the statements of one text, made in reading order."""

    def __init__(self, segment: int | None, text: str) -> None:
        self.flat = Flat(segment, text)
        self._at = 0

    def anchor(self, text: str) -> Anchor | None:
        """Where the statement of this text begins: behind the last one, or anywhere where a table is read by column."""
        words = squash(text)
        at = self.flat.find(words, self._at) if words else -1
        if at < 0 and words:
            at = self.flat.find(words, 0)
        if at < 0:
            return None
        self._at = at + len(words)
        return Anchor(self.flat, at, words)
