"""What a mail says in the words that the program's rules ask about."""

import re
from collections.abc import Iterator, Sequence

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Evidence, Remark
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import squash
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import clause_of, sentences
from leadbot.reading.text import Statement, said_in
from leadbot.reading.vocabulary import WORD, Vocabulary

_Followed = tuple[Statement, Statement | None]
"""A statement and the one after it."""
_NEAR = 14
"""How far before a phrase, in its clause, the word may stand that denies it."""


def read_remarks(statements: Sequence[Analysed], vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """One remark for each rule of whose phrases the sender's own words hold one, and one of those that must stand beside them.

    None where they hold one that sets the rule aside.
    """
    own = [a.statement for a in statements if a.statement.place.kind is SegmentKind.OWN and a.statement.place.depth == 0]
    if said_in(own).isdisjoint(vocabulary.said_parts):
        return ()
    telling = [pair for pair in zip(own, [*own[1:], None], strict=False) if pair[0].has_any(vocabulary.said_parts)]
    found = ((rule, [next(_said(telling, phrases), None) for phrases in groups]) for rule, groups in vocabulary.said.items())
    remarks = [Remark(rule=rule, evidence=said[0]) for rule, said in found if said[0] is not None and None not in said]
    return tuple(remark for remark in remarks if next(_said(telling, vocabulary.said_unless.get(remark.rule, ())), None) is None)


def _said(telling: Sequence[_Followed], phrases: tuple[tuple[str, ...], ...]) -> Iterator[Evidence]:
    for statement, after in telling:
        for parts in phrases:
            if all(statement.has(part) for part in parts) and (where := _place(statement, after, parts)):
                yield Evidence(source=statement.place.source, quote=squash(statement.text[where[0] : where[1]])[:300])


def _place(statement: Statement, after: Statement | None, parts: tuple[str, ...]) -> tuple[int, int] | None:
    """The sentence that holds the parts in their order, asserted: neither denied nor asked, or asked by a form and affirmed."""
    for start, end in sentences(statement):
        hits: list[Hit] = []
        for part in parts:
            behind = hits[-1].end if hits else start
            hits += [h for h in statement.found(part) if behind <= h.start and h.end <= end][:1]
        if len(hits) < len(parts):
            continue
        answer = _answer(statement, after, hits[-1].end, end)
        asked = statement.text[start:end].rstrip().endswith("?")
        if answer is False or (asked and answer is None):
            continue
        clause = clause_of(statement, (start, end), hits[0].start)
        if not _denied(statement, max(clause[0], hits[0].start - _NEAR), hits):
            return start, end
    return None


def _answer(statement: Statement, after: Statement | None, at: int, end: int) -> bool | None:
    """The yes or no behind a question or label that holds the phrase, in its line or alone in the next; None where there is none."""
    rest = statement.text[at:].lstrip()
    asked = _ASKED.match(rest)
    if asked is not None:
        start = len(statement.text) - len(rest) + asked.end()
        said = next((h for h in statement.found(*_ANSWERS) if h.start == start), None)
        return None if said is None else said.id == _YES
    if after is not None and end == len(statement.text) and len(after.tokens) == 1:
        said = next(iter(after.found(*_ANSWERS)), None)
        return None if said is None else said.id == _YES
    return None


_YES = WORD + "consent_yes"
_ANSWERS = (_YES, WORD + "deny")
_ASKED = re.compile(r"[^.,;?:\n]{0,40}[?:][?:)\s]{1,3}(?=\w)")


def _denied(statement: Statement, start: int, hits: Sequence[Hit]) -> bool:
    """Whether a word before the parts or between them denies them; one that is part of the phrase says what it says."""
    denying = (h for h in statement.found(WORD + "deny") if start <= h.start < hits[-1].end)
    return any(not any(hit.start <= d.start < hit.end for hit in hits) for d in denying)
