"""Fields that hold one of a few choices, where the mail says which."""

from collections.abc import Sequence
from typing import Any

from leadbot.model.fields import FIELDS
from leadbot.model.message import SegmentKind
from leadbot.model.submission import Ambiguity, Evidence, FieldValue
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import squash
from leadbot.reading.sentences import clause_of, sentences
from leadbot.reading.text import What
from leadbot.reading.vocabulary import WORD, Vocabulary

_WORDS = {"deal.option": "option"}
"""The beginning of the word lists whose ends are the field's choices: `option_resale`."""


def read_choices(statements: Sequence[Analysed], vocabulary: Vocabulary) -> list[FieldValue | Ambiguity]:
    """What the sender's own words say of the choices that the program asks about; two different ones are ambiguous."""
    own = [a for a in statements if a.statement.place.kind is SegmentKind.OWN and a.statement.place.depth == 0]
    asked = (field for field in _WORDS if vocabulary.program.field_spec(field) is not None)
    return [found for field in asked if (found := _choice(field, own)) is not None]


def _choice(field: str, own: Sequence[Analysed]) -> FieldValue | Ambiguity | None:
    said: dict[str, Evidence] = {}
    for choice in FIELDS[field].choices:
        for analysed in own:
            hits = analysed.statement.found(f"{WORD}{_WORDS[field]}_{choice}")
            if any(_counts(analysed, hit.start) for hit in hits):
                evidence = Evidence(source=analysed.statement.place.source, quote=squash(analysed.statement.text)[:300])
                said.setdefault(choice, evidence)
    if len(said) > 1:
        candidates: tuple[Any, ...] = tuple(said)
        return Ambiguity(field=field, readings=tuple(said), evidence=next(iter(said.values())), candidates=candidates)
    return next((FieldValue(id=field, value=choice, evidence=evidence) for choice, evidence in said.items()), None)


def _counts(analysed: Analysed, at: int) -> bool:
    """Whether the words there state the choice: no part of a name or address, neither denied nor asked about."""
    statement = analysed.statement
    if any(m.what in (What.NAME, What.EMAIL) and m.start <= at < m.end for m in analysed.mentions):
        return False
    sentence = next((s for s in sentences(statement) if s[0] <= at < s[1]), (0, len(statement.text)))
    start, _ = clause_of(statement, sentence, at)
    denied = any(start <= h.start < at for h in statement.found(WORD + "deny", WORD + "instead_of"))
    return not denied and not statement.text[sentence[0] : sentence[1]].rstrip().endswith("?")
