"""Whether the partner wants to stand in the programme's public directory of partners."""

from collections.abc import Sequence

from leadbot.model.message import SegmentKind
from leadbot.model.program import Program
from leadbot.model.submission import Evidence, FieldValue
from leadbot.reading.analysis import Analysed
from leadbot.reading.sentences import clause_of, sentences
from leadbot.reading.vocabulary import WORD

_FIELD = "partner.directory"
_LABEL = "directory"


def read_directory(statements: Sequence[Analysed], program: Program) -> FieldValue | None:
    """`yes` or `no` where the sender's own words wish it or deny it; a question wishes nothing. Only where the program has one."""
    for analysed in statements if program.field_spec(_FIELD) is not None else ():
        if analysed.statement.place.kind in (SegmentKind.OWN, SegmentKind.DOCUMENT):
            said = _answered(analysed) or _wished(analysed)
            if said is not None:
                return said
    return None


def _answered(analysed: Analysed) -> FieldValue | None:
    """The answer after a label."""
    statement = analysed.statement
    for piece in analysed.pieces:
        if piece.label is None or piece.label.kinds != {_LABEL}:
            continue
        inside = {h.id for h in statement.found(WORD + "deny", WORD + "consent_yes") if piece.start <= h.start < piece.end}
        if inside:
            return _value("no" if WORD + "deny" in inside else "yes", analysed, piece.start, piece.end)
    return None


def _wished(analysed: Analysed) -> FieldValue | None:
    statement = analysed.statement
    cues = statement.found(WORD + "directory_cues")
    if not cues or statement.place.source == "subject":
        return None
    for start, end in sentences(statement):
        here = [h for h in cues if start <= h.start < end]
        listed = [h for h in statement.found(WORD + "to_be_listed") if start <= h.start < end]
        if not here or not listed or "?" in statement.text[start:end]:
            continue
        clause = clause_of(statement, (start, end), min(h.start for h in (*here, *listed)))
        denied = any(clause[0] <= h.start < here[0].end for h in statement.found(WORD + "deny"))
        return _value("no" if denied else "yes", analysed, start, end)
    return None


def _value(value: str, analysed: Analysed, start: int, end: int) -> FieldValue:
    statement = analysed.statement
    return FieldValue(
        id=_FIELD,
        value=value,
        evidence=Evidence(source=statement.place.source, quote=statement.text[start:end].strip() or statement.text.strip()),
    )
