"""Words of a sentence that say whose the next company is: `our customer`, `we are`, `X registers Y`."""

import re
from collections.abc import Iterator

from leadbot.reading.analysis import Analysed
from leadbot.reading.phrases import Hit, outermost
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Mention, Role, Statement, What
from leadbot.reading.vocabulary import WORD

_CUES = {
    WORD + "role_client": Role.CLIENT,
    WORD + "client_intro": Role.CLIENT,
    WORD + "role_partner": Role.PARTNER,
    WORD + "partner_intro": Role.PARTNER,
}
_TELLING = frozenset({*_CUES, WORD + "reports"})
_MOST = 4
"""Verbs of reporting that are looked at in one statement."""
_REACH = 45
"""How far behind a verb of reporting the company may stand that is reported."""

_NUMBERED = re.compile(r"[\s:.(]{0,3}[A-Z]{1,6}-P-\d{3,}")
"""Behind a word for the partner its number: that says nothing of the next company."""

Cue = tuple[int, Role | None]
"""Where it stands, and whose the next company is; None where a new sentence begins with a company of its own."""


def cues_of(analysed: Analysed) -> list[Cue]:
    """The cues of a statement, by place."""
    starts = [start for start, _ in sentences(analysed.statement)[1:]]
    if not (starts or analysed.statement.has_any(_TELLING)) or all(m.what is What.PC_COUNT for m in analysed.mentions):
        return []
    names = [m for m in analysed.mentions if m.what is What.NAME]
    hits = [h for h in analysed.statement.hits if h.id in _CUES]
    plain = [h for h in outermost(hits) if not _in_label(h.start, analysed) and not _in_name(h, names)]
    plain = [h for h in plain if not _of_writer(h, analysed) and _NUMBERED.match(analysed.statement.text, h.end) is None]
    found: list[Cue] = [(start, None) for start in starts if any(start <= m.start <= start + 2 for m in names)]
    found.extend((h.start, _CUES[h.id]) for h in plain)
    found.extend(_reported(analysed, names, plain))
    return sorted(found, key=lambda cue: cue[0])


def _reported(analysed: Analysed, names: list[Mention], plain: list[Hit]) -> Iterator[Cue]:
    """In `X registers Y` the first is the partner, the second the client; `we register Y` has no first."""
    statement = analysed.statement
    verbs = statement.found(WORD + "reports")[:_MOST]
    spans = sentences(statement) if verbs else ()
    for verb in verbs:
        start, end = next((s for s in spans if s[0] <= verb.start < s[1]), (0, 0))
        subject = next((m for m in names if start <= m.start and m.end <= verb.start), None)
        subject = None if _by_writer(statement, verb) else subject
        told = any(start <= h.start < subject.start and h.id != WORD + "client_intro" for h in plain) if subject is not None else True
        if subject is not None and not told and (subject.label is None or subject.label.role is None):
            yield subject.start, Role.PARTNER
        thing = next((m for m in names if verb.end <= m.start < min(end, verb.end + _REACH)), None)
        own = subject is not None or verb.id not in {h.id for h in plain if h.start == verb.start}
        if thing is not None and own and not any(char in ".,;:\n" for char in statement.text[verb.end : thing.start]):
            yield verb.end, Role.CLIENT


def _of_writer(hit: Hit, analysed: Analysed) -> bool:
    """Whether words such as `of the company` stand behind the name with which the writer introduces himself."""
    person = next((m for m in analysed.mentions if m.what is What.PERSON and 0 <= hit.start - m.end <= _NEXT), None)
    intros = analysed.statement.found(WORD + "partner_intro")
    return person is not None and any(0 <= person.start - h.end <= _NEXT for h in intros)


_NEXT = 6
"""How near those words stand to the name."""


def _by_writer(statement: Statement, verb: Hit) -> bool:
    """Whether the writer himself stands right before the verb: `I register`."""
    before = [t for t in statement.tokens if t.end <= verb.start][-2:]
    return any(h.start == t.start for t in before for h in statement.found(WORD + "first_person"))


def _in_label(at: int, analysed: Analysed) -> bool:
    """Whether a place lies in the words of a label, not in a value."""
    return not any(p.start <= at < p.end for p in analysed.pieces)


def _in_name(hit: Hit, names: list[Mention]) -> bool:
    """Whether a word is part of a name: `Pilch Partner s.c.` is no word for the partner."""
    return any(m.start <= hit.start < m.end for m in names)
