"""What a deal is about: the sentences about the client's case, as written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from leadbot.model.submission import FieldValue
from leadbot.reading.analysis import Analysed
from leadbot.reading.evidence import in_statement
from leadbot.reading.fold import squash
from leadbot.reading.forms import is_blank
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import clauses, sentences
from leadbot.reading.text import What
from leadbot.reading.vocabulary import LABEL, WORD

_Place = tuple[int, int]
_Found = tuple[Analysed, _Place]
FIELD = "deal.description"
_QUOTED = 300
_EDGES = " \t-–,;)"
_LONGEST = 4000
_UNKNOWN_WORDS = 8
"""Words up to which `to be completed` is the whole of what stands there."""
_FEWEST_WORDS, _FEWEST_LABELLED = 3, 2
"""Words with content, beside names, products and cues, that a description has at least; under a label fewer do."""
_BEFORE_CUE = 2
"""Words before a verb among which the writer himself may stand."""
_REACH = (What.EMAIL, What.PHONE)
_EMPTY = tuple(
    WORD + id_
    for id_ in (
        "label_fillers",
        "name_connectors",
        "name_stops",
        "titles",
        "wants",
        "has",
        "first_person",
        "greetings",
        "program",
        "lead_cues",
        "case_subjects",
    )
)
"""Words that every such mail has."""
_WHOLE_LABELS = frozenset({"description"})


def read_description(statements: Sequence[Analysed]) -> FieldValue | None:
    """What stands under a label for it, else the sentences that tell of the client's wishes and troubles, with their neighbours."""
    labelled = list(_under_labels(statements))
    found = labelled or [(a, place) for a in statements for place in _told(a)]
    texts = {squash(a.statement.text[start:end]).strip(_EDGES): (a, (start, end)) for a, (start, end) in reversed(found)}
    if not texts:
        return None
    value = " ".join(reversed(texts))[:_LONGEST]
    parts = [in_statement(a.statement, place, stated=bool(labelled)) for a, place in reversed(texts.values())]
    evidence = replace(parts[0], quote=value[:_QUOTED], words="", spans=tuple(span for part in parts for span in part.spans))
    return FieldValue(id=FIELD, value=value, evidence=evidence, confidence=1.0 if labelled else 0.7)


def _under_labels(statements: Sequence[Analysed]) -> Iterator[_Found]:
    """What stands behind labels, with the lines below that go on with it."""
    last: Analysed | None = None
    for analysed in statements:
        places = list(_labelled(analysed))
        goes_on = last is not None and not places and _goes_on(analysed, last)
        yield from ((analysed, place) for place in places)
        if goes_on:
            yield analysed, (0, len(analysed.statement.text))
        last = analysed if goes_on or (places and places[-1][1] >= len(analysed.statement.text.rstrip())) else None


def _goes_on(analysed: Analysed, last: Analysed) -> bool:
    """Whether a line without labels or contact data stands right below, in the same paragraph."""
    statement, place = analysed.statement, last.statement.place
    here = (statement.place.block, statement.place.kind, statement.place.row) == (place.block, place.kind, place.row)
    labelled = statement.label is not None or any(p.label is not None for p in analysed.pieces)
    return here and not labelled and not any(m.what in _REACH or m.what is What.PERSON for m in analysed.mentions)


def _labelled(analysed: Analysed) -> Iterator[_Place]:
    """The text behind the label, up to the next label of the line."""
    taken = False
    start = end = 0
    for piece in (*analysed.pieces, None):
        if piece is not None and taken and piece.label is None:
            end = piece.end
            continue
        if taken and not _is_nothing(analysed, start, end):
            yield start, end
        taken = piece is not None and piece.label is not None and piece.label.kinds == _WHOLE_LABELS and not piece.heading
        start, end = (piece.start, piece.end) if piece is not None else (end, end)


def _is_nothing(analysed: Analysed, start: int, end: int) -> bool:
    statement = analysed.statement
    words = sum(start <= t.start < end for t in statement.tokens)
    unknown = words <= _UNKNOWN_WORDS and any(start <= h.start < end for h in statement.found(WORD + "unknown"))
    return unknown or is_blank(statement.text[start:end]) or _content(analysed, start, end) < _FEWEST_LABELLED


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that may tell of the case."""

    start: int
    end: int
    strong: bool
    """It tells of a wish or a trouble; else it only goes on about the case."""


def _told(analysed: Analysed) -> Iterator[_Place]:
    statement = analysed.statement
    if statement.place.source == "subject" or (statement.label is not None and not statement.label.asked):
        return
    judged = [_judged(analysed, start, end) for start, end in sentences(statement)]
    for at, sentence in enumerate(judged):
        beside = [s for s in (*judged[max(0, at - 1) : at], *judged[at + 1 : at + 2]) if s is not None and s.strong]
        if sentence is not None and (sentence.strong or beside):
            yield sentence.start, sentence.end


def _judged(analysed: Analysed, start: int, end: int) -> _Sentence | None:
    """The sentence as far as it is about the case: without labelled values, and without the part that says whom to call."""
    statement = analysed.statement
    start, end = _beside_contact(analysed, *_unlabelled(analysed, start, end))
    if end <= start or (statement.text[start:end].rstrip().endswith("?") and statement.place.depth == 0):
        return None
    cues = [h for h in statement.found(WORD + "case_cues") if start <= h.start < end]
    theirs = [h for h in cues if not _is_writers(analysed, h, start)]
    if _content(analysed, start, end) < _FEWEST_WORDS - (len(theirs) > 1) or _speaks_to_us(analysed, start, end, theirs):
        return None
    if theirs:
        return _Sentence(start, end, strong=True)
    goes_on = any(start <= h.start < end for h in statement.found(WORD + "case_subjects", WORD + "case_details"))
    return _Sentence(start, end, strong=False) if goes_on and not cues else None


def _unlabelled(analysed: Analysed, start: int, end: int) -> tuple[int, int]:
    """The longest part of the sentence that stands under no label of a value."""
    free = (p for p in analysed.pieces if p.label is None or p.label.asked or not p.label.kinds)
    parts = [(max(p.start, start), min(p.end, end)) for p in free]
    return max((p for p in parts if p[0] < p[1]), key=lambda p: p[1] - p[0], default=(start, start))


def _beside_contact(analysed: Analysed, start: int, end: int) -> _Place:
    """The stretch without the clauses that hold an address or a number to call: what is before them, or behind where only that tells."""
    statement = analysed.statement
    reach = [m for m in analysed.mentions if m.what in _REACH and start <= m.start < end]
    if not reach:
        return start, end
    spans = list(clauses(statement, start, end))
    first = next((s for s, e in spans if s <= reach[0].start < e), start)
    last = next((e for s, e in spans if s < reach[-1].end <= e), end)
    if first == start and last == end and end - start > _RUN_ON:
        return _of_run_on(analysed, start, end)
    tells = [any(s <= h.start < e for h in statement.found(WORD + "case_cues")) for s, e in ((start, first), (last, end))]
    return (last, end) if tells == [False, True] else (start, first)


def _of_run_on(analysed: Analysed, start: int, end: int) -> _Place:
    """Of a text without commas the stretch from what the client does or has to whom to call."""
    statement = analysed.statement
    cues = [h for h in statement.found(WORD + "case_cues") if start <= h.start < end]
    cue = next((h for h in cues if not _is_writers(analysed, h, start)), None)
    if cue is None:
        return start, start
    subjects = [h for h in statement.found(WORD + "case_subjects") if 0 < cue.start - h.end <= _NEXT]
    first = subjects[-1].start if subjects else cue.start
    calls = [h.start for h in statement.found(LABEL + "client_contact", LABEL + "contact", LABEL + "person", WORD + "person_cue")]
    reach = [m.start for m in analysed.mentions if m.what in (*_REACH, What.PERSON)]
    return first, min(at for at in (*calls, *reach, end) if at > cue.end)


_RUN_ON = 160
"""Characters of a sentence without commas that is told in one breath."""
_NEXT = 3
"""How near before a verb its subject may stand."""


def _is_writers(analysed: Analysed, cue: Hit, start: int) -> bool:
    """Whether it is the writer who wishes, not the client: `we would like to register …`."""
    if analysed.statement.place.depth > 0:
        return False
    before = [t for t in analysed.statement.tokens if start <= t.start and t.end <= cue.start][-_BEFORE_CUE:]
    persons = analysed.statement.found(WORD + "first_person")
    return any(t.start <= h.start < t.end for t in before for h in persons)


def _speaks_to_us(analysed: Analysed, start: int, end: int, cues: Iterable[Hit]) -> bool:
    """Whether the sentence thanks, asks, or names whom to call; one that tells of the case at length may do both."""
    hits = analysed.statement.found(WORD + "not_case", LABEL + "client_contact")
    spoken = [h for h in hits if start <= h.start < end]
    return bool(spoken) and (len(list(cues)) < 2 or _content(analysed, start, end) < 3 * _FEWEST_WORDS)


def _content(analysed: Analysed, start: int, end: int) -> int:
    """Words of the stretch that say something, beside names, products and the words that every mail has."""
    statement = analysed.statement
    hits = statement.found(*_EMPTY)
    known = [(m.start, m.end) for m in analysed.mentions] + [(s.start, s.end) for s in analysed.talk.spoken]
    known += [(h.start, h.end) for h in hits]
    inside = (t for t in statement.tokens if start <= t.start < end)
    return sum(len(t.text) > 2 and not any(s <= t.start < e for s, e in known) for t in inside)
