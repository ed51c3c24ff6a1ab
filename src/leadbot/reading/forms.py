"""Answers that a partner types into our own quoted form: `Label: value` where we had left a blank."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from leadbot.model.message import Address, SegmentKind
from leadbot.reading.fold import fold
from leadbot.reading.labels import understand
from leadbot.reading.lines import statement_of
from leadbot.reading.text import Label, Role, Statement
from leadbot.reading.vocabulary import WORD, Vocabulary

_BLANK = re.compile(r"_{2,}|\.{4,}|…{2,}")
_LONGEST_LABEL = 100
_LONGEST_VALUE = 25
"""Words of a value below its label; a sentence of ours is longer."""
_OF_CLIENT = {
    "name": "client.name",
    "address": "client.address",
    "tax_id": "client.tax_id",
    "registry_id": "client.registry_id",
    "person": "client.contact.name",
}
_OF_PARTNER = {
    "name": "partner.name",
    "address": "partner.address",
    "tax_id": "partner.tax_id",
    "person": "contact.name",
    "partner_number": "partner.number",
    "website": "partner.website",
    "directory": "partner.directory",
}
_OF_EITHER = {
    "contact": "contact.name",
    "pc_count": "client.pc_count",
    "existing": "client.existing_services",
    "sector": "client.sector",
    "product": "items",
    "quantity": "items",
    "billing": "items",
    "term": "items",
    "term_months": "items",
    "term_years": "items",
    "term_extension": "items",
    "term_previous": "deal.previous_term_months",
    "licensing": "deal.licensing",
    "option": "deal.option",
    "deployment": "deal.deployment",
    "type": "deal.type",
    "delivery": "delivery",
    "description": "deal.description",
    "value": "deal.value",
    "close_date": "deal.close_date",
}


def fields_of(label: Label) -> frozenset[str]:
    """The field ids that a label may announce."""
    reach = [part for part in ("phone", "email") if part in label.kinds]
    owners = [role for role in Role if label.role in (None, role)]
    if reach:
        people = {Role.CLIENT: "client.contact", Role.PARTNER: "contact"}
        return frozenset(f"{people[role]}.{part}" for role in owners for part in reach)
    own = [{Role.CLIENT: _OF_CLIENT, Role.PARTNER: _OF_PARTNER}[role] for role in owners]
    return frozenset(table[kind] for kind in label.kinds for table in (*own, _OF_EITHER) if kind in table)


def is_blank(text: str) -> bool:
    """Whether nothing was filled in."""
    return not any(char.isalnum() for char in _BLANK.sub(" ", text))


@dataclass(slots=True)
class _State:
    """Where in our quoted mail we are."""

    reads_back: bool = False
    """Below the heading of the data that we had read: those lines are ours."""
    pending: Label | None = None
    """The label of a blank line; its answer may stand below."""
    block: int = -1


def form_answers(
    statements: Sequence[Statement], asked: frozenset[str], sender: Address | None, vocabulary: Vocabulary
) -> tuple[Statement, ...]:
    """The statements; those quoted ones that answer what was asked count as the sender's own."""
    form = _Form(asked, sender, vocabulary, min((s.place.depth for s in statements if s.place.kind is SegmentKind.QUOTED), default=0))
    return tuple(form.read(statements)) if asked else tuple(statements)


class _Form:
    def __init__(self, asked: frozenset[str], sender: Address | None, vocabulary: Vocabulary, depth: int) -> None:
        self.asked = asked
        self.sender = sender
        self.vocabulary = vocabulary
        self.depth = depth
        self.state = _State()

    def read(self, statements: Sequence[Statement]) -> Iterator[Statement]:
        for statement in statements:
            if statement.place.kind is not SegmentKind.QUOTED:
                self.state.pending = None
                yield statement
            else:
                yield self._quoted(statement) if self._is_ours(statement) else statement

    def _is_ours(self, statement: Statement) -> bool:
        """Whether it is quoted from our mail: the newest quoted, not written at the sender's own."""
        writer = statement.place.writer
        theirs = writer is not None and self.sender is not None and writer.domain == self.sender.domain
        return statement.place.depth == self.depth and not theirs

    def _quoted(self, statement: Statement) -> Statement:
        state = self.state
        if statement.has(WORD + "reads_back"):
            state.reads_back = True
        elif self._names_lead(statement):
            state.reads_back, state.pending = False, None
            return self._own(statement, statement.text)
        if state.reads_back:
            return statement
        below = state.pending if state.block == statement.place.block else None
        label, head, value = self._parts(statement)
        state.pending, state.block = None, statement.place.block
        if label is None or not fields_of(label) & self.asked:
            answers = below is not None and label is None and len(statement.tokens) <= _LONGEST_VALUE and not is_blank(statement.text)
            return self._own(statement, _filled(statement.text), replace(below, asked=True)) if answers and below else statement
        if is_blank(value):
            state.pending = label
            return statement
        return self._own(statement, f"{head}{_filled(value)}", statement.label)

    def _names_lead(self, statement: Statement) -> bool:
        """Whether it is the line above a lead's form: its reference with the label, and no sentence that names it."""
        labels = statement.found(WORD + "reference_label")
        match = self.vocabulary.reference.search(statement.text) if labels else None
        if match is None:
            return False
        said = (*((label.start, label.end) for label in labels), match.span())
        return all(any(start <= token.start < end for start, end in said) for token in statement.tokens)

    def _parts(self, statement: Statement) -> tuple[Label | None, str, str]:
        """The label, its words with the colon, and what stands behind."""
        if statement.label is not None:
            return statement.label, "", statement.text
        head, colon, value = statement.text.partition(":")
        if not colon and not is_blank(statement.text):
            return None, "", statement.text
        label = understand(fold(head), self.vocabulary, spare=0) if len(head) <= _LONGEST_LABEL else None
        if label is None and colon and self._names_product(head):
            label = Label(frozenset({"quantity"}))
        return label, f"{head}{colon} ", value

    def _names_product(self, head: str) -> bool:
        folded = fold(head)
        return bool(self.vocabulary.catalogue.find(folded, self.vocabulary.scan(folded)[0]))

    def _own(self, statement: Statement, text: str, label: Label | None = None) -> Statement:
        place = replace(statement.place, kind=SegmentKind.OWN, depth=0, writer=None)
        return statement_of(text, place, self.vocabulary, label)


def _filled(value: str) -> str:
    return _BLANK.sub(" ", value).strip()
