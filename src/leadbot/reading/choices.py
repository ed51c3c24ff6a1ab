"""Fields that hold one of a few choices, where the mail says which in so many words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leadbot.model.fields import FIELDS
from leadbot.model.message import SegmentKind
from leadbot.model.submission import Ambiguity, FieldValue
from leadbot.reading.analysis import Analysed
from leadbot.reading.evidence import in_statement
from leadbot.reading.phrases import Hit, outermost
from leadbot.reading.sentences import clause_of, sentences
from leadbot.reading.stances import HAS, stance_cues
from leadbot.reading.text import What
from leadbot.reading.vocabulary import WORD, Vocabulary

_Found = tuple[str, Analysed, Hit]
"""A choice, and the words that say it."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """How a field's choices are told."""

    field: str
    senders: bool
    """True: only the sender's own words decide; False: the client's forwarded ones and documents do too."""
    requested: bool = False
    """True: the words ask for it as they name it (`Kunnen jullie het contract verlengen?`), whatever the client has."""

    heads: bool = False
    """True: lines begin with it, as with a heading."""

    @property
    def name(self) -> str:
        """The last part of the field's id: the beginning of its word lists (`deployment_on-premise`), and the id of its label."""
        return self.field.rpartition(".")[2]


_CHOICES = (
    _Choice("deal.option", senders=True, heads=True),
    _Choice("deal.deployment", senders=False),
    _Choice("deal.type", senders=False, requested=True, heads=True),
    _Choice("delivery", senders=False, requested=True),
)


def read_choices(statements: Sequence[Analysed], vocabulary: Vocabulary) -> list[FieldValue | Ambiguity]:
    """What the mail says of the choices that the program asks about.

    What stands under a label of the field's name goes first, where plain words (`<name>_<choice>_value`) count too. A correction goes
    before what it corrects. What is denied, asked, what the client has and leaves, or what only looks so (`not_<name>`), is not meant; two
    different choices are ambiguous.
    """
    asked = [choice for choice in _CHOICES if vocabulary.program.field_spec(choice.field) is not None]
    return [found for choice in asked if (found := _read(choice, statements)) is not None]


def _read(choice: _Choice, statements: Sequence[Analysed]) -> FieldValue | Ambiguity | None:
    heard = [a for a in statements if not choice.senders or _is_senders(a)]
    found = [x for a in heard for x in _labelled(choice, a)] or [x for a in heard for x in (*_headed(choice, a), *_said(choice, a))]
    corrected = [x for x in found if x[1].statement.has(WORD + "correction_cues")]
    chosen = corrected[-1:] or found
    if not chosen:
        return None
    readings = tuple(dict.fromkeys(value for value, _, _ in chosen))
    _, first, hit = chosen[0]
    evidence = in_statement(first.statement, (hit.start, hit.end))
    if len(readings) > 1:
        return Ambiguity(field=choice.field, readings=readings, evidence=evidence, candidates=readings)
    return FieldValue(id=choice.field, value=readings[0], evidence=evidence)


def _is_senders(analysed: Analysed) -> bool:
    return analysed.statement.place.kind is SegmentKind.OWN and analysed.statement.place.depth == 0


def _labelled(choice: _Choice, analysed: Analysed) -> Iterator[_Found]:
    for piece in analysed.pieces:
        if piece.label is not None and choice.name in piece.label.kinds:
            for value in FIELDS[choice.field].choices:
                words = f"{WORD}{choice.name}_{value}"
                hits = analysed.statement.found(words, f"{words}_value")
                said = next((h for h in hits if piece.start <= h.start < piece.end and not _denied(analysed, h.start)), None)
                if said is not None:
                    yield value, analysed, said


def _headed(choice: _Choice, analysed: Analysed) -> Iterator[_Found]:
    """The choice that a line begins with, a colon or dash behind: `NEW - Miller Ltd`."""
    statement = analysed.statement
    first = statement.tokens[0].start if statement.tokens else 0
    for value in FIELDS[choice.field].choices if choice.heads else ():
        hit = next((h for h in statement.found(f"{WORD}{choice.name}_{value}_value") if h.start == first), None)
        if hit is not None and _HEADING_ENDS.match(statement.folded, hit.end):
            yield value, analysed, hit


_HEADING_ENDS = re.compile(r"\s?:|\s-\s")


def _said(choice: _Choice, analysed: Analysed) -> Iterator[_Found]:
    beginning = f"{WORD}{choice.name}_"
    every = [h for value in FIELDS[choice.field].choices for h in analysed.statement.found(beginning + value)]
    unlike = analysed.statement.found(f"{WORD}not_{choice.name}")
    for hit in outermost(every):
        if _in_name(analysed, hit.start) or _denied(analysed, hit.start) or any(u.start <= hit.start < u.end for u in unlike):
            continue
        if choice.requested or not (_is_asked(analysed, hit.start) or _is_left(analysed, hit)):
            yield hit.id.removeprefix(beginning), analysed, hit


def _in_name(analysed: Analysed, at: int) -> bool:
    return any(m.what in (What.NAME, What.EMAIL) and m.start <= at < m.end for m in analysed.mentions)


def _sentence(analysed: Analysed, at: int) -> tuple[int, int]:
    return next((s for s in sentences(analysed.statement) if s[0] <= at < s[1]), (0, len(analysed.statement.text)))


def _denied(analysed: Analysed, at: int) -> bool:
    """Whether a word of denial stands before it in its clause, and no colon between."""
    statement = analysed.statement
    start, _ = clause_of(statement, _sentence(analysed, at), at)
    denials = statement.found(WORD + "deny", WORD + "instead_of")
    return any(start <= h.start < at and ": " not in statement.folded[h.end : at] for h in denials)


def _is_asked(analysed: Analysed, at: int) -> bool:
    start, end = _sentence(analysed, at)
    return analysed.statement.text[start:end].rstrip().endswith("?")


def _is_left(analysed: Analysed, hit: Hit) -> bool:
    """Whether the nearest word before it speaks of what the client has or leaves."""
    start, _ = _sentence(analysed, hit.start)
    cues = stance_cues(analysed.statement, start, hit.start)
    return bool(cues) and cues[-1].id == HAS
