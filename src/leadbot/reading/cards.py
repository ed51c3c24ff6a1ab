"""Attached business cards: whose person one shows, as the mail says, and its lines as labelled statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from leadbot.model.message import CELL, Address, Message, Segment, SegmentKind
from leadbot.reading.fold import key
from leadbot.reading.lines import statement_of
from leadbot.reading.text import Label, Place, Role, Statement
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

_KINDS = {"ORG": "name", "FN": "person", "TEL": "phone", "EMAIL": "email", "ADR": "address", "URL": "website"}
"""Properties of RFC 6350 by the kind of value they hold."""
_NOTE = "NOTE"
_READ = frozenset([*_KINDS, _NOTE])
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose card it is; a role of None leaves it to the company named on it."""

    role: Role | None


def with_cards(statements: Sequence[Statement], message: Message, vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """The statements, with the cards of which the mail tells whose they are."""
    if all(s.kind is not SegmentKind.CARD for s in message.segments):
        return tuple(statements)
    made = list(statements)
    blocks = max((s.place.block for s in statements), default=0)
    for segment in message.segments:
        if segment.kind is not SegmentKind.CARD:
            continue
        properties = tuple(_properties(segment))
        owner = _owner(properties, statements, message)
        if owner is not None:
            blocks += 1
            place = Place(kind=SegmentKind.CARD, source=segment.source, block=blocks)
            made += [statement_of(value, place, vocabulary, _label(name, owner.role)) for name, value in properties if name in _READ]
    return tuple(made)


def _properties(segment: Segment) -> Iterator[tuple[str, str]]:
    for line in segment.text.splitlines():
        name, cell, value = line.partition(CELL)
        if cell and value:
            yield name, value


def _label(name: str, role: Role | None) -> Label | None:
    """A note holds values under labels of its own."""
    if name == _NOTE:
        return Label(frozenset({"note"}), role) if role is not None else None
    kind = "contact" if name == "FN" and role is Role.PARTNER else _KINDS[name]
    return Label(frozenset({kind}), role)


def _owner(properties: Sequence[tuple[str, str]], statements: Sequence[Statement], message: Message) -> _Owner | None:
    """By the sender, by the mail's words about its files, by the writers of forwarded mails, by the company; None where nothing tells."""
    if message.sender is not None and _shows(properties, message.sender):
        return _Owner(Role.PARTNER)
    said = _said(statements)
    if said is not None:
        return _Owner(said)
    writers = (s.writer for s in message.segments if s.depth > 0 and s.writer is not None)
    if any(_shows(properties, writer) for writer in writers):
        return _Owner(Role.CLIENT)
    company = key(next((value for name, value in properties if name == "ORG"), ""))
    named = len(company) >= _SHORTEST and any(company in key(s.text) for s in statements)
    return _Owner(None) if named else None


def _shows(properties: Sequence[tuple[str, str]], address: Address) -> bool:
    return any(
        (name == "EMAIL" and value.lower() == address.email) or (name == "FN" and bool(address.name) and key(value) == key(address.name))
        for name, value in properties
    )


def _said(statements: Sequence[Statement]) -> Role | None:
    """Whose details come in a file, where the sender's words tell it of one side alone."""
    told = [s for s in statements if s.place.kind in (SegmentKind.OWN, SegmentKind.FORWARDED) and s.has(WORD + "enclosed")]
    roles: set[Role] = set()
    for statement in told:
        if statement.found(WORD + "role_client", LABEL + "client_contact"):
            roles.add(Role.CLIENT)
        elif statement.found(WORD + "role_partner", WORD + "ours", LABEL + "contact", WORD + "contact_cue"):
            roles.add(Role.PARTNER)
    return roles.pop() if len(roles) == 1 else None


def without_cards(message: Message) -> Message:
    """The message without them: their lines are no text to be read as such."""
    if all(s.kind is not SegmentKind.CARD for s in message.segments):
        return message
    return replace(message, segments=tuple(s for s in message.segments if s.kind is not SegmentKind.CARD))
