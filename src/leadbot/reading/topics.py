"""Which of the program's answered questions a mail asks."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leadbot.model.message import SegmentKind
from leadbot.model.program import FaqEntry, Program
from leadbot.reading.kinds import is_answered
from leadbot.reading.phrases import Hit, Phrasebook
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD

UNKNOWN = ""
"""Stands for a question that none of the program's answers."""
_INDIRECT, _ANNOUNCED, _COURTESY = WORD + "indirect_questions", WORD + "question", WORD + "courtesies"
_POLITE = (_COURTESY, _ANNOUNCED, _INDIRECT, WORD + "requests")
_TOLD_ANYWAY = (WORD + "status", WORD + "lead_cues", WORD + "application_cues")
_FEWEST_WORDS = 3
_SMALL_TALK = 4
"""Words at most that a courtesy holds besides (`could you let me know that by Friday?`)."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    ids: frozenset[str]
    """What of the program's phrases stands in it."""
    asks: bool
    announces: bool
    """It says that a question follows."""
    courtesy: bool


def read_topics(written: Sequence[Statement], program: Program) -> tuple[str, ...]:
    """The ids of the entries that the sender's questions match, each once; UNKNOWN among them for a question that none or several fit.

    A question that names its matter in the sentence before (`They want to leave. What would that cost?`) is read with that one.
    """
    if not program.faq:
        return ()
    said = list(_sentences(written, _book(program)))
    everything = frozenset(id_ for sentence in said for id_ in sentence.ids)
    asked = [at for at, one in enumerate(said) if one.asks] or [at for at, one in enumerate(said) if one.announces]
    found = (_topic(said, at, everything, program) for at in asked)
    return tuple(dict.fromkeys(topic for topic in found if topic is not None)) if asked else (UNKNOWN,)


def questions_beside(written: Sequence[Statement]) -> tuple[str, ...]:
    """The sentences in which a mail with data asks something else: no form's question, no courtesy, nothing that every answer tells."""
    found = []
    for statement, after in zip(written, [*written[1:], None], strict=False):
        place = statement.place
        if place.kind is not SegmentKind.OWN or place.depth or place.source != "body" or statement.label is not None:
            continue
        for start, end in sentences(statement) if "?" in statement.text else ():
            one = _sentence(statement, start, end, ())
            if one.text.endswith("?") and not one.courtesy and not is_answered(statement, after) and _asks_more(statement, start, end):
                found.append(" ".join(one.text.split()))
    return tuple(dict.fromkeys(found))


def _asks_more(statement: Statement, start: int, end: int) -> bool:
    """Whether it asks for more than registration, confirmation or a state, in words enough to mean something."""
    words = [t for t in statement.tokens if start <= t.start < end and t.text[:1].isalpha()]
    told = any(start <= hit.start < end for id_ in _TOLD_ANYWAY for hit in statement.found(id_))
    return len(words) >= _FEWEST_WORDS and not told and "://" not in statement.text[start:end]


def _topic(said: Sequence[_Sentence], at: int, everything: frozenset[str], program: Program) -> str | None:
    """The one entry that a question matches, UNKNOWN for none or several; None for a courtesy."""
    own = said[at].ids
    matching = [entry.id for entry in program.faq if _matches(entry, own, own, everything)]
    if not matching and at and not said[at - 1].asks:
        around = own | said[at - 1].ids
        matching = [entry.id for entry in program.faq if _matches(entry, own, around, everything)]
    if not matching and said[at].courtesy:
        return None
    return matching[0] if len(matching) == 1 else UNKNOWN


def _matches(entry: FaqEntry, own: frozenset[str], around: frozenset[str], everything: frozenset[str]) -> bool:
    """Whether one way to ask has a phrase of each of its groups around, one of them in the question itself."""
    if f"{entry.id}:unless" in everything:
        return False
    ways = ([f"{entry.id}:{way}:{group}" for group in range(len(groups))] for way, groups in enumerate(entry.asked))
    return any(all(id_ in around for id_ in ids) and any(id_ in own for id_ in ids) for ids in ways)


def _sentences(written: Sequence[Statement], book: Phrasebook) -> Iterator[_Sentence]:
    """The sentences of the sender's own words; the subject is none."""
    for statement in written:
        place = statement.place
        if place.kind is not SegmentKind.OWN or place.depth or place.source == "subject":
            continue
        hits = book.scan(statement.folded, statement.tokens)
        for start, end in sentences(statement):
            yield _sentence(statement, start, end, hits)


def _sentence(statement: Statement, start: int, end: int, hits: Sequence[Hit]) -> _Sentence:
    def holds(id_: str) -> bool:
        return any(start <= hit.start < end for hit in statement.found(id_))

    text = statement.text[start:end].rstrip()
    polite = [hit for hit in statement.found(*_POLITE) if start <= hit.start < end]
    besides = [t for t in statement.tokens if start <= t.start < end and not any(h.start <= t.start < h.end for h in polite)]
    return _Sentence(
        text=text,
        ids=frozenset(hit.id for hit in hits if start <= hit.start < end),
        asks=text.endswith("?") or holds(_INDIRECT),
        announces=holds(_ANNOUNCED),
        courtesy=holds(_COURTESY) and len(besides) <= _SMALL_TALK,
    )


_books: deque[tuple[Program, Phrasebook]] = deque(maxlen=4)
"""Of the programs used last."""


def _book(program: Program) -> Phrasebook:
    for kept, book in _books:
        if kept is program:
            return book
    phrases = {f"{e.id}:{way}:{n}": group for e in program.faq for way, groups in enumerate(e.asked) for n, group in enumerate(groups)}
    book = Phrasebook(phrases | {f"{entry.id}:unless": entry.unless for entry in program.faq})
    _books.appendleft((program, book))
    return book
