"""Which statements answer a question above them: headings, quoted questions, numbered lists, what we asked in the thread."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from leadbot.model.message import SegmentKind
from leadbot.reading.forms import is_blank
from leadbot.reading.labels import label_of_question, pieces, understand
from leadbot.reading.text import Label, Statement
from leadbot.reading.vocabulary import LABEL, Vocabulary

_WRITTEN = (SegmentKind.OWN, SegmentKind.FORWARDED, SegmentKind.SIGNATURE, SegmentKind.DOCUMENT)
_FEWEST = 3
"""Questions that a list must answer before its numbers are taken for the programme's."""


def with_questions(statements: Sequence[Statement], vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """The statements that count as written, each with the label of the question it answers; quoted text is dropped."""
    return tuple(_below_headings(_numbered(statements, vocabulary), vocabulary))


def _below_headings(statements: Sequence[Statement], vocabulary: Vocabulary) -> Iterator[Statement]:
    pending: Label | None = None
    used_block: int | None = None
    quoted: list[Label] = []
    last_quoted = at_blank = False
    for statement in statements:
        if statement.place.kind is SegmentKind.QUOTED:
            labels = _quoted_labels(statement, vocabulary)
            quoted = ([*quoted] if last_quoted else []) + labels
            at_blank = bool(labels) and is_blank(statement.text.partition(":")[2])
            last_quoted, pending, used_block = True, None, None
            continue
        if last_quoted:
            pending = replace(quoted[-1], asked=True) if len(quoted) == 1 or at_blank else None
            last_quoted = False
        if statement.place.kind not in _WRITTEN or statement.label is not None or statement.place.source == "subject":
            yield statement
            continue
        cut = pieces(statement, vocabulary)
        if cut and cut[0].label is not None:
            pending, used_block = (cut[0].label, None) if cut[0].heading else (None, None)
        elif pending is not None:
            left = used_block is not None and used_block != statement.place.block and not pending.asked
            if left or (used_block is not None and pending.kinds == {"address"} and _names_product(statement, vocabulary)):
                pending = None
            else:
                yield replace(statement, label=_for_value(pending, first=used_block is None))
                used_block = statement.place.block
                continue
        yield statement


def _names_product(statement: Statement, vocabulary: Vocabulary) -> bool:
    return bool(vocabulary.catalogue.find(statement.folded, statement.tokens))


def _for_value(label: Label, *, first: bool) -> Label | None:
    """Only the first line below a heading is a name; a party's heading says nothing of the lines after it."""
    if first or label.kinds - {"name"}:
        kinds = label.kinds if first else label.kinds - {"name"}
        return replace(label, kinds=frozenset(kinds))
    return None


def _quoted_labels(statement: Statement, vocabulary: Vocabulary) -> list[Label]:
    cut = pieces(statement, vocabulary)
    if cut and cut[0].heading and cut[0].label is not None:
        return [cut[0].label]
    text = statement.folded.split("(")[0].rstrip("_ ").strip(" :?.,-;")
    label = understand(text, vocabulary, spare=1) if 0 < len(text) < 100 else None
    return [label] if label is not None and label.kinds else []


def _numbered(statements: Sequence[Statement], vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """Answers in the programme's order, numbered, without the questions."""
    questions = vocabulary.program.questions
    numbered = [(at, s) for at, s in enumerate(statements) if s.place.kind is SegmentKind.OWN and s.number is not None]
    in_order = [s.number for _, s in numbered] == list(range(1, len(questions) + 1))
    if len(questions) < _FEWEST or not in_order or not _fits(numbered, vocabulary):
        return tuple(statements)
    made = list(statements)
    for (at, statement), question in zip(numbered, questions, strict=True):
        cut = pieces(statement, vocabulary)
        if cut and cut[0].label is None:
            made[at] = replace(statement, label=label_of_question(question))
    return tuple(made)


def _fits(numbered: list[tuple[int, Statement]], vocabulary: Vocabulary) -> bool:
    """A tax id stands only where a tax id was asked for."""
    for (_, statement), question in zip(numbered, vocabulary.program.questions, strict=True):
        asks = any(f.endswith("tax_id") for f in question.fields)
        if not asks and any(h.id == LABEL + "tax_id" for h in statement.hits):
            return False
    return True
