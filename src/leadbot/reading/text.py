"""The pieces that reading works on: statements (logical lines) with the place they stand in, and mentions found in them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from operator import attrgetter
from typing import Any

from leadbot.model.message import Address, SegmentKind
from leadbot.model.submission import FieldContent, Span, Standing
from leadbot.reading.anchors import Anchor
from leadbot.reading.phrases import Hit, Token


class Role(StrEnum):
    """Whose data something is."""

    CLIENT = "client"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a value: the kinds of value it announces, and whose they are, where it says so."""

    kinds: frozenset[str]
    """Label ids of the lexicon (`name`, `tax_id`, `contact` …); empty where only a party is named."""
    role: Role | None = None
    ours: bool = False
    """A word such as `our` stands in it: its role is the writer's."""
    asked: bool = False
    """True for a question (ours, or the programme's) that the text answers."""
    written: str = field(default="", compare=False)
    """Of a table's header: its text, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a statement stands in the mail."""

    kind: SegmentKind
    source: str = "body"
    depth: int = 0
    writer: Address | None = None
    block: int = 0
    """Counts the parts of the mail that blank lines, segments and table rows divide."""
    row: int | None = None
    """Numbers the records of tables with a header row."""
    anchor: Anchor | None = field(default=None, compare=False, repr=False)
    """Leads from the statement back to the mail's text."""

    def at(self, block: int, anchor: Anchor | None) -> "Place":
        """The place of one line in that block."""
        return Place(kind=self.kind, source=self.source, depth=self.depth, writer=self.writer, block=block, row=self.row, anchor=anchor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One logical line: a line with its wrapped continuations, a table cell, the subject."""

    text: str
    folded: str
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]
    place: Place
    number: int | None = None
    """The list number it starts with."""
    label: Label | None = None
    """Known beforehand: a table's header, a question above."""
    starts_record: bool = False
    """True where a list item or table row begins."""
    by_id: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict, repr=False)
    """The hits again, by id."""
    has_digits: bool = True
    """Whether a digit stands in it, folded or not: most kinds of value have one."""
    kept: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What was worked out of it and will be asked for again."""

    def has(self, id_: str) -> bool:
        """Whether that phrase stands in it."""
        return id_ in self.by_id

    def has_any(self, ids: frozenset[str]) -> bool:
        """Whether one of those phrases stands in it."""
        return not ids.isdisjoint(self.by_id)

    def found(self, *ids: str) -> tuple[Hit, ...]:
        """The hits of these ids, by place."""
        by_id = self.by_id
        if len(ids) == 1:
            return by_id.get(ids[0], ())
        present = [by_id[id_] for id_ in ids if id_ in by_id]
        if len(present) < 2:
            return present[0] if present else ()
        return tuple(sorted(chain.from_iterable(present), key=PLACE))


def said_in(statements: Iterable[Statement]) -> frozenset[str]:
    """The ids of all phrases that stand in one of them."""
    return frozenset().union(*[statement.by_id for statement in statements])


_DIGITS = re.compile(r"\d+")
PLACE = attrgetter("start", "end")
"""Of hits and mentions: the key that puts them in the order of the text."""


class What(StrEnum):
    """What a mention is."""

    NAME = "name"
    PERSON = "person"
    ADDRESS = "address"
    TAX_ID = "tax_id"
    REGISTRY_ID = "registry_id"
    PHONE = "phone"
    EMAIL = "email"
    PC_COUNT = "pc_count"
    WEBSITE = "website"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A value found in a statement, not yet anybody's."""

    what: What
    value: FieldContent
    start: int
    end: int
    standing: Standing = Standing.VALID
    label: Label | None = None
    certain: bool = True
    """False for a candidate that only its place speaks for."""
    quote: str = ""
    words: str = ""
    """As they stand in the text, white space folded."""
    span: Span | None = None
    """Where they stand in the mail, where that is known."""
    source: str = "body"
    options: tuple[str, ...] = ()
    """Where the text gives two readings: both."""
    corrects: bool = False
    """It replaces what was said before."""
    rank: int = 0
    """Of an id: the place of its type in the program's order."""

    def told(self, label: Label | None, source: str, quote: str, words: str) -> "Mention":
        """The mention with what its statement tells of it."""
        return Mention(
            what=self.what,
            value=self.value,
            start=self.start,
            end=self.end,
            standing=self.standing,
            label=label,
            certain=self.certain,
            quote=quote,
            words=words,
            span=self.span,
            source=source,
            options=self.options,
            corrects=self.corrects,
            rank=self.rank,
        )

    def at(self, span: Span | None) -> "Mention":
        """The mention at that place of the mail."""
        return Mention(
            what=self.what,
            value=self.value,
            start=self.start,
            end=self.end,
            standing=self.standing,
            label=self.label,
            certain=self.certain,
            quote=self.quote,
            words=self.words,
            span=span,
            source=self.source,
            options=self.options,
            corrects=self.corrects,
            rank=self.rank,
        )


@dataclass(slots=True)
class Spans:
    """Which characters of a statement are already explained."""

    taken: list[tuple[int, int]] = field(default_factory=list)

    def take(self, start: int, end: int) -> None:
        """Mark the span."""
        self.taken.append((start, end))

    def free(self, start: int, end: int) -> bool:
        """Whether nothing of the span is marked."""
        for taken_start, taken_end in self.taken:  # noqa: SIM110 - asked of every candidate; a generator takes twice as long
            if taken_start < end and start < taken_end:
                return False
        return True

    def leave_digits(self, statement: Statement) -> bool:
        """Whether any digit of the statement is not yet explained."""
        if not statement.has_digits:
            return False
        taken = self.taken
        if not taken:
            return True
        for run in _DIGITS.finditer(statement.folded):
            start, end = run.span()
            for taken_start, taken_end in taken:
                if taken_start <= start and end <= taken_end:
                    break
            else:
                return True
        return False
