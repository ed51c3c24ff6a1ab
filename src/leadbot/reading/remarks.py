"""What a mail says in the words that the program's rules ask about."""

from collections.abc import Iterator, Sequence

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Evidence, Remark
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import squash
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import SAID, WORD, Vocabulary

_NEAR = 14
"""How far before a phrase the word may stand that denies it."""


def read_remarks(statements: Sequence[Analysed], vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """One remark for each rule of whose phrases the sender's own words hold one, and one of those that must stand beside them."""
    own = [a.statement for a in statements if a.statement.place.kind is SegmentKind.OWN and a.statement.place.depth == 0]
    found = ((rule, [next(_said(own, phrases), None) for phrases in groups]) for rule, groups in vocabulary.said.items())
    return tuple(Remark(rule=rule, evidence=said[0]) for rule, said in found if said[0] is not None and None not in said)


def _said(own: Sequence[Statement], phrases: tuple[tuple[str, ...], ...]) -> Iterator[Evidence]:
    for statement in own:
        if not any(id_.startswith(SAID) for id_ in statement.by_id):
            continue
        for parts in phrases:
            if all(statement.has(part) for part in parts) and (where := _place(statement, parts)):
                yield Evidence(source=statement.place.source, quote=squash(statement.text[where[0] : where[1]])[:300])


def _place(statement: Statement, parts: tuple[str, ...]) -> tuple[int, int] | None:
    """The sentence that holds the parts in their order, asserted: neither denied nor asked."""
    for start, end in sentences(statement):
        if statement.text[start:end].rstrip().endswith("?"):
            continue
        hits: list[Hit] = []
        for part in parts:
            after = hits[-1].end if hits else start
            hits += [h for h in statement.found(part) if after <= h.start and h.end <= end][:1]
        if len(hits) == len(parts) and not _denied(statement, max(start, hits[0].start - _NEAR), hits):
            return start, end
    return None


def _denied(statement: Statement, start: int, hits: Sequence[Hit]) -> bool:
    """Whether a word before the parts or between them denies them; one that is part of the phrase says what it says."""
    denying = (h for h in statement.found(WORD + "deny") if start <= h.start < hits[-1].end)
    return any(not any(hit.start <= d.start < hit.end for hit in hits) for d in denying)
