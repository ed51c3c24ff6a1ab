"""The partner's number: the program's prefix, `P`, and digits."""

import re
from collections.abc import Iterator, Sequence

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Ambiguity, Evidence, FieldValue, Standing
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import squash
from leadbot.reading.text import Statement, said_in
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

_FIELD = "partner.number"
_WRITTEN = re.compile(r"[\s:=#]{0,4}(?:(?:on|is|är|nr|no|n:o)\.?\s)?[\s:]{0,2}([\w\-/]{0,20}\d[\w\-/]{0,20})")
"""What stands behind the label of a number."""
_DIGITS = 4
_NEAR = 24
"""How far before a number the word may stand that denies it."""
_CUT = re.compile(r"[,;.]\s|\d")


def read_partner_number(statements: Sequence[Analysed], vocabulary: Vocabulary) -> FieldValue | Ambiguity | None:
    """The one number of the mail; two are ambiguous, and one behind its label that has another form is invalid."""
    labelled = LABEL + "partner_number" in said_in(one.statement for one in statements)
    found: dict[str, Evidence] = {}
    wrong: FieldValue | None = None
    for one in statements:
        if one.statement.place.kind is SegmentKind.DISCLAIMER or one.statement.place.depth > 0:
            continue
        for number in _asserted(one.statement, vocabulary):
            found.setdefault(number, _evidence(one.statement))
        wrong = wrong or (_labelled(one.statement, vocabulary) if labelled else None)
    if len(found) > 1:
        return Ambiguity(field=_FIELD, readings=tuple(found), evidence=next(iter(found.values())), candidates=tuple(found))
    for number, evidence in found.items():
        return FieldValue(id=_FIELD, value=number, evidence=evidence)
    return wrong


def _asserted(statement: Statement, vocabulary: Vocabulary) -> list[str]:
    """The numbers of a statement without those that it denies beside another: `is IO-P-0027, not IO-P-0072`."""
    if not statement.has_digits or vocabulary.prefix not in statement.folded:
        return []
    written = [(m.start(), _written(m.group(1), vocabulary)) for m in vocabulary.partner_number.finditer(statement.text)]
    if len(written) < 2:
        return [number for _, number in written]
    denials = [h.end for h in statement.found(WORD + "deny", WORD + "instead_of")]
    kept = [n for at, n in written if not any(0 <= at - end <= _NEAR and not _CUT.search(statement.text, end, at) for end in denials)]
    return kept or [number for _, number in written]


def numbers_in(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The partner numbers of a text as leadbot writes them."""
    for match in vocabulary.partner_number.finditer(text):
        yield _written(match.group(1), vocabulary)


def _written(digits: str, vocabulary: Vocabulary) -> str:
    return f"{vocabulary.program.prefix}-P-{int(digits):0{_DIGITS}d}"


def _labelled(statement: Statement, vocabulary: Vocabulary) -> FieldValue | None:
    """A number that only its label announces: bare digits are the number's own, anything else can't be one."""
    for hit in statement.found(LABEL + "partner_number"):
        match = _WRITTEN.match(statement.text, hit.end)
        if match is None or vocabulary.partner_number.search(match.group(1)) or vocabulary.reference.search(match.group(1)):
            continue
        digits = match.group(1)
        valid = digits.isdigit() and len(digits) <= _DIGITS + 2
        value = _written(digits, vocabulary) if valid else digits
        return FieldValue(id=_FIELD, value=value, evidence=_evidence(statement), standing=Standing.VALID if valid else Standing.INVALID)
    return None


def _evidence(statement: Statement) -> Evidence:
    return Evidence(source=statement.place.source, quote=squash(statement.text)[:300])
