"""What a mail says in the words that the program's rules ask about."""

from collections.abc import Iterator, Sequence

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Evidence, Remark
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import squash
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD, Vocabulary

_NEAR = 14
"""How far before a phrase the word may stand that denies it."""


def read_remarks(statements: Sequence[Analysed], vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """One remark for each rule of whose phrases the sender's own words hold one."""
    own = [a.statement for a in statements if a.statement.place.kind is SegmentKind.OWN and a.statement.place.depth == 0]
    found = ((rule, next(_said(own, phrases), None)) for rule, phrases in vocabulary.said.items())
    return tuple(Remark(rule=rule, evidence=evidence) for rule, evidence in found if evidence is not None)


def _said(own: Sequence[Statement], phrases: tuple[tuple[str, ...], ...]) -> Iterator[Evidence]:
    for statement in own:
        for parts in phrases:
            if all(statement.has(part) for part in parts) and (where := _place(statement, parts)):
                yield Evidence(source=statement.place.source, quote=squash(statement.text[where[0] : where[1]])[:300])


def _place(statement: Statement, parts: tuple[str, ...]) -> tuple[int, int] | None:
    """The sentence that holds the parts in their order, asserted: neither denied nor asked."""
    for start, end in sentences(statement):
        if statement.text[start:end].rstrip().endswith("?"):
            continue
        first = at = None
        for part in parts:
            hit = next((h for h in statement.found(part) if (start if at is None else at) <= h.start and h.end <= end), None)
            if hit is None:
                break
            first, at = (hit.start if first is None else first), hit.end
        else:
            if first is not None and at is not None and not _denied(statement, max(start, first - _NEAR), at):
                return start, end
    return None


def _denied(statement: Statement, start: int, end: int) -> bool:
    return any(start <= h.start < end for h in statement.found(WORD + "deny"))
