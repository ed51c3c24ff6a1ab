"""The evidence of values: the words that say them, where they stand, and whether the mail says whose they are."""

from collections.abc import Sequence

from leadbot.model.message import Address
from leadbot.model.submission import Basis, Evidence, Span
from leadbot.reading.fold import squash
from leadbot.reading.text import Mention, Statement

_QUOTED = 300
"""Characters of a statement that are quoted."""
JOINT = " … "
"""Stands between the quotes of a value that several places give."""


def evidence_of(mention: Mention, *, stated: bool = True) -> Evidence:
    """The evidence of a value that one mention gives."""
    basis = Basis.STATED if stated and mention.certain else Basis.INFERRED
    spans = (mention.span,) if mention.span is not None else ()
    return Evidence(source=mention.source, quote=mention.quote, words=mention.words, basis=basis, spans=spans)


def joined(mentions: Sequence[Mention], *, stated: bool = True) -> Evidence:
    """The evidence of a value that several mentions give a part of."""
    first = evidence_of(mentions[0], stated=stated)
    quote = JOINT.join(dict.fromkeys(m.words for m in mentions))
    return Evidence(source=first.source, quote=quote, basis=first.basis, spans=spans_of(*mentions))


def from_header(address: Address, words: str) -> Evidence:
    """The evidence of a value that only the From header gives."""
    at = f"{address.name} <{address.email}>".strip().lower().find(words.lower())
    spans = (Span(segment=None, start=at, end=at + len(words)),) if words and at >= 0 else ()
    return Evidence(source="from", quote=words, words=words, basis=Basis.INFERRED, spans=spans)


def spans_of(*mentions: Mention) -> tuple[Span, ...]:
    """Where the mentions stand, as far as that is known."""
    return tuple(dict.fromkeys(m.span for m in mentions if m.span is not None))


def in_statement(statement: Statement, *places: tuple[int, int], stated: bool = True) -> Evidence:
    """The evidence of a value that these stretches of a statement give."""
    spans = (span_in(statement, start, end) for start, end in places)
    return Evidence(
        source=statement.place.source,
        quote=squash(statement.text)[:_QUOTED],
        words=JOINT.join(squash(statement.text[start:end]) for start, end in places)[:_QUOTED],
        basis=Basis.STATED if stated else Basis.INFERRED,
        spans=tuple(span for span in spans if span is not None),
    )


def span_in(statement: Statement, start: int, end: int) -> Span | None:
    """Where a stretch of a statement stands in the mail."""
    anchor = statement.place.anchor
    return anchor.span(statement.text, start, end) if anchor is not None else None
