"""The text of an invoice as lines of cells, each place of which leads back to the mail."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from leadbot.model.message import CELL, CELL_BREAK, Message, Segment, SegmentKind
from leadbot.model.submission import Evidence, Span
from leadbot.reading.fold import squash
from leadbot.reading.lines import statement_of
from leadbot.reading.phrases import Hit
from leadbot.reading.text import Place, Statement
from leadbot.reading.vocabulary import Vocabulary

SUBJECT, BODY = "subject", "body"
_QUOTED = 300
_MOST = 400
"""Lines of one file that are read: no invoice has more."""
_LONGEST = 2000
"""Characters of a line that are read."""
_LEADERS = re.compile(r"[._]{3,}")
"""Dots that lead the eye to an amount."""
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, its cells parted by CELL."""

    statement: Statement
    hits: tuple[Hit, ...]
    """What invoices say, by the names of `InvoiceWords`; none lies within a longer one."""
    segment: int | None
    """None: the subject."""
    at: int
    """Where the line begins in the segment's text."""

    @property
    def text(self) -> str:
        return self.statement.text

    @property
    def folded(self) -> str:
        return self.statement.folded

    @property
    def kind(self) -> SegmentKind:
        """Of the segment in which it stands."""
        return self.statement.place.kind

    @property
    def source(self) -> str:
        """As of Evidence."""
        return self.statement.place.source

    def cells(self) -> list[tuple[int, int]]:
        """Start and end of each cell, empty ones too."""
        ends = [match.start() for match in re.finditer(CELL, self.text)]
        return list(zip([0, *(end + 1 for end in ends)], [*ends, len(self.text)], strict=True))

    def cell_of(self, at: int) -> int:
        """The number of the cell in which that place lies."""
        return self.text.count(CELL, 0, at)

    def found(self, *names: str) -> list[Hit]:
        """The hits of these names, by place."""
        return [hit for hit in self.hits if hit.id in names]

    def within(self, start: int, end: int) -> list[Hit]:
        """The hits of a stretch, those in brackets only where there are no others."""
        inside = [hit for hit in self.hits if start <= hit.start and hit.end <= end]
        brackets = [match.span() for match in _BRACKETS.finditer(self.text, start, end)]
        outside = [hit for hit in inside if not any(first <= hit.start < last for first, last in brackets)]
        return outside or inside

    def evidence(self, start: int, end: int) -> Evidence:
        """That this stretch says a value."""
        span = Span(segment=self.segment, start=self.at + start, end=self.at + end)
        return Evidence(source=self.source, quote=squash(self.text)[:_QUOTED], words=squash(self.text[start:end])[:_QUOTED], spans=(span,))


def subject_line(message: Message, vocabulary: Vocabulary) -> Line:
    """The subject."""
    return _line(message.subject[:_LONGEST], SUBJECT, SegmentKind.OWN, None, 0, vocabulary)


def lines_by_source(message: Message, vocabulary: Vocabulary) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each attached file, and of the sender's own words; blank ones are left out, two tables stay apart by none."""
    read = [(number, segment) for number, segment in enumerate(message.segments) if _is_read(segment)]
    read.sort(key=lambda pair: pair[1].source)
    for source, of_source in groupby(read, key=lambda pair: pair[1].source):
        every = (line for number, segment in of_source for line in _lines(number, segment, vocabulary))
        yield source, list(islice(every, _MOST))


def _is_read(segment: Segment) -> bool:
    own = segment.kind in {SegmentKind.OWN, SegmentKind.SIGNATURE} and segment.depth == 0 and segment.source == BODY
    return own or segment.kind is SegmentKind.DOCUMENT


def _lines(number: int, segment: Segment, vocabulary: Vocabulary) -> Iterator[Line]:
    at = 0
    for written in segment.text.split("\n"):
        if written.strip():
            yield _line(written[:_LONGEST], segment.source, segment.kind, number, at, vocabulary)
        at += len(written) + 1


def _line(text: str, source: str, kind: SegmentKind, segment: int | None, at: int, vocabulary: Vocabulary) -> Line:
    plain = _LEADERS.sub(lambda dots: " " * len(dots[0]), text.replace(CELL_BREAK, "\n"))
    statement = statement_of(plain, Place(kind=kind, source=source), vocabulary)
    book = vocabulary.invoices
    hits = book.scan(statement.folded, statement.tokens) if book is not None else ()
    return Line(statement=statement, hits=_longest(hits, statement.folded), segment=segment, at=at)


def _longest(hits: Sequence[Hit], folded: str) -> tuple[Hit, ...]:
    """The hits that lie in no longer one, and reach over no cell's end."""
    whole = [hit for hit in hits if CELL not in folded[hit.start : hit.end]]
    inner = {hit for hit in whole for other in whole if other.end - other.start > hit.end - hit.start and _holds(other, hit)}
    return tuple(sorted((hit for hit in whole if hit not in inner), key=lambda hit: (hit.start, hit.end)))


def _holds(outer: Hit, inner: Hit) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
