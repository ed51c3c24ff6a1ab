"""What a text before a value announces, and where labels stand inside a statement."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from leadbot.model.program import ProgramQuestion
from leadbot.reading.fold import key
from leadbot.reading.phrases import Hit, Token
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Label, Role, Statement
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

OTHER = "other"
_ROLES = {WORD + "role_client": Role.CLIENT, WORD + "role_partner": Role.PARTNER}
_OURS = WORD + "ours"
_LABEL_ROLES = {**_ROLES, WORD + "label_partner": Role.PARTNER}
_FILLERS = frozenset({WORD + "label_fillers", WORD + "ours"})
_COLON = re.compile(
    r"[:=\t→➔➜⇒.…_-](?:(?<=:)(?!//)(?!\d\d\b)|(?<=[-=])[-=]*>|(?<![:.…_-])"
    r"|(?:(?<=\.)\.{3,}|(?<= \.)\.{1,2}(?=\s)|(?<=…)…+|(?<=_)_{2,}) ?:?)"
)
"""A colon, an arrow, an equals sign, a tab, or dots that lead the eye; but for the class of their first characters, no place is looked at
closely."""
_BREAKS = re.compile(r"[,;|/.(\n]| - ")
_LONGEST = 100
_LONGEST_WORDS = 20
_VALUE_FOLLOWS = re.compile(r"\s*[-=]?\s*(?=[\w\"+(])")
_DASH = re.compile(r"\s-\s")
_ATOMIC = frozenset({"tax_id", "registry_id", "phone", "fax", "email", "other_number", "postcode", "website"})
"""Labels of values that hold no comma."""
_VALUE_ENDS = re.compile(r"[,;|]\s|\s/\s")
_LEADING = frozenset(
    {
        "name",
        "address",
        "tax_id",
        "registry_id",
        "person",
        "contact",
        "phone",
        "email",
        "pc_count",
        "product",
        "quantity",
        "billing",
        "existing",
    }
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a statement and the label before it."""

    label: Label | None
    start: int
    end: int
    heading: bool = False
    """True where the whole statement is a label without a value."""


def understand(folded: str, vocabulary: Vocabulary, *, spare: int) -> Label | None:
    """The label that this text is, if at most `spare` of its words mean nothing to us."""
    return _understood(*vocabulary.scan(folded), spare=spare)


def _understood(tokens: Sequence[Token], hits: Iterable[Hit], *, spare: int) -> Label | None:
    if not tokens or len(tokens) > _LONGEST_WORDS:
        return None
    labels: dict[int, Hit] = {}
    ours = False
    for hit in hits:
        id_, start, end = hit
        ours = ours or id_ == _OURS
        if _is_labels(id_):
            rival = labels.get(start)
            if rival is None or (end, id_ not in _FILLERS) > (rival.end, rival.id not in _FILLERS):
                labels[start] = hit
    if not labels:
        return None
    kinds: set[str] = set()
    roles: list[Role] = []
    unknown = end = 0
    for token in tokens:
        if token.start < end:
            continue
        found = labels.get(token.start)
        if found is None:
            unknown += 1
            if unknown > spare:
                return None
            continue
        end = found.end
        if found.id in _LABEL_ROLES:
            roles.append(_LABEL_ROLES[found.id])
        elif found.id not in _FILLERS:
            kinds.add(found.id.removeprefix(LABEL))
    return _label(kinds, roles, ours=ours) if kinds or roles else None


@cache
def _is_labels(id_: str) -> bool:
    """Whether labels are made of such phrases."""
    return id_.startswith(LABEL) or id_ in _LABEL_ROLES or id_ in _FILLERS


def _within(statement: Statement, start: int, end: int, *, spare: int) -> Label | None:
    """The label that a stretch of the statement is; phrases do not reach over the mark behind it."""
    tokens = [t for t in statement.tokens if start <= t.start < end]
    if not tokens or len(tokens) > _LONGEST_WORDS:
        return None
    return _understood(tokens, [h for h in statement.hits if start <= h.start and h.end <= end], spare=spare)


def _label(kinds: set[str], roles: list[Role], *, ours: bool = False) -> Label:
    role = roles[0] if roles and len(set(roles)) == 1 and not kinds & _NOBODYS else None
    if "any_name" in kinds:
        kinds = kinds - {"any_name"} | ({"name", "person"} if not kinds & {"person", "contact", "client_contact"} else set())
    if kinds & _PARTS_OF_NAME:
        kinds = kinds - {"person", "contact", "client_contact", "name"} if kinds & _PARTS_OF_NAME != _PARTS_OF_NAME else {"person"}
    of_client = kinds & _OF_CLIENT.keys()
    if of_client:
        return Label(frozenset(kinds - of_client | {_OF_CLIENT[kind] for kind in of_client}), Role.CLIENT)
    if "client_contact" in kinds:
        return Label(frozenset(kinds - {"client_contact"} | {"person"}), Role.CLIENT)
    if "contact" in kinds:
        return Label(frozenset(kinds), Role.PARTNER)
    if "pc_count" in kinds:
        kinds -= {"name", "quantity"}
    if "existing" in kinds:
        kinds -= {"name", "product", "quantity"}
    return Label(frozenset(kinds), role, ours=ours and not roles)


_NOBODYS = frozenset({"directory"})
"""Labels in which a word for a party says not whose the value is: `to stand in the directory of partners`."""
_PARTS_OF_NAME = frozenset({"given_name", "surname"})
"""Labels of forms that ask for a person's name in two fields."""
_OF_CLIENT = {"client_email": "email", "client_phone": "phone"}
"""Labels of the client's person's details: `correo del responsable`."""


def label_of_question(question: ProgramQuestion) -> Label:
    """The label that a question of the programme is."""
    kinds = {_KIND_OF_FIELD.get(field, field.rpartition(".")[2]) for field in question.fields}
    owners = {field.split(".")[0] for field in question.fields}
    role = Role.PARTNER if owners & {"partner", "contact"} else Role.CLIENT if "client" in owners else None
    return Label(frozenset(kinds), role, asked=True)


_KIND_OF_FIELD = {
    "items": "product",
    "contact.name": "contact",
    "client.contact.name": "person",
    "client.existing_services": "existing",
}


def pieces(statement: Statement, vocabulary: Vocabulary) -> tuple[Piece, ...]:
    """The statement cut at its labels; text before the first label is a piece without one."""
    known: tuple[Piece, ...] | None = statement.kept.get("pieces")
    if known is None:
        place = statement.place
        told = ("pieces", statement.label, place.source, place.depth > 0)
        known = statement.kept["pieces"] = vocabulary.remembered(told, statement.text, lambda: _pieces(statement, vocabulary))
    return known


def _pieces(statement: Statement, vocabulary: Vocabulary) -> tuple[Piece, ...]:
    whole = _heading(statement, vocabulary)
    if whole is not None:
        return (_with_writer(whole, statement),)
    marks: list[tuple[int, int, Label | None]] = list(_marks(statement, vocabulary))
    if not marks or marks[0][0] > 0:
        marks.insert(0, (0, 0, statement.label))
    ends = [*(mark[0] for mark in marks[1:]), len(statement.text)]
    cut: list[Piece] = []
    for (_, start, label), end in zip(marks, ends, strict=True):
        cut += _scoped(statement, label, start, end)
    return tuple([_with_writer(piece, statement) for piece in cut])


def _with_writer(piece: Piece, statement: Statement) -> Piece:
    """`Our NIP` is the partner's where the partner writes."""
    if piece.label is None or not piece.label.ours or piece.label.role is not None or statement.place.depth > 0:
        return piece
    return replace(piece, label=replace(piece.label, role=Role.PARTNER))


def _scoped(statement: Statement, label: Label | None, start: int, end: int) -> Iterator[Piece]:
    """A label speaks for one sentence; what follows has none. Known beforehand, it speaks for all."""
    if label is None or label is statement.label:
        if end > start:
            yield Piece(label, start, end)
        return
    stop = min([end, *(e for s, e in sentences(statement) if s <= start < e)])
    opened = statement.text.rfind("(", 0, start)
    if opened >= 0 and opened > statement.text.rfind(")", 0, start):
        closed = statement.text.find(")", start, stop)
        stop = closed if closed > start else stop
    if label.kinds and label.kinds <= _ATOMIC:
        after = _VALUE_ENDS.search(statement.folded, start + 3, stop)
        stop = after.start() if after else stop
    if stop > start:
        yield Piece(label, start, stop)
    if end > stop:
        yield Piece(None, max(stop, start), end)


def _heading(statement: Statement, vocabulary: Vocabulary) -> Piece | None:
    if statement.label is not None or len(statement.text) > 140 or len(statement.tokens) > 18:
        return None
    if statement.has_any(vocabulary.value_words) and _holds_value(statement, vocabulary):
        return None
    opens = bool(statement.hits) and statement.hits[0].start == statement.tokens[0].start
    label = (_understood(statement.tokens, statement.hits, spare=0) if opens else None) or _question(statement.folded, vocabulary)
    return None if label is None else Piece(label, len(statement.text), len(statement.text), heading=True)


def _holds_value(statement: Statement, vocabulary: Vocabulary) -> bool:
    """Whether a plain word behind a colon is a value, though elsewhere it is part of labels: `hosting: on site`."""
    colon = statement.folded.find(":")
    return colon >= 0 and any(h.start > colon for h in statement.found(*vocabulary.value_words))


def _question(folded: str, vocabulary: Vocabulary) -> Label | None:
    question = vocabulary.questions.get(key(folded)) if vocabulary.questions else None
    return label_of_question(question) if question is not None else None


def _marks(statement: Statement, vocabulary: Vocabulary) -> Iterator[tuple[int, int, Label]]:
    """Start of the label, start of its value, and the label."""
    folded = statement.folded
    done = 0
    first = _leading(statement)
    for colon in _COLON.finditer(folded):
        found = _before(statement, done, colon.start(), vocabulary)
        if found is None:
            continue
        start, label = found
        if first is not None and first[1] <= start:
            yield first
        first = None
        yield start, colon.end(), label
        done = colon.end()
    if first is not None:
        yield first


def _before(statement: Statement, done: int, colon: int, vocabulary: Vocabulary) -> tuple[int, Label] | None:
    floor = max(done, colon - _LONGEST)
    starts = [floor] if floor == done else []
    starts += [m.end() for m in _BREAKS.finditer(statement.folded, floor, colon)][-6:]
    for start in starts:
        label = _within(statement, start, colon, spare=0)
        label = label or (_question(statement.folded[start:colon], vocabulary) if start == done else None)
        if label is not None:
            return start, label
    if floor == done == 0:
        label = _within(statement, 0, colon, spare=1)
        return None if label is None else (0, label)
    return None


def _leading(statement: Statement) -> tuple[int, int, Label] | None:
    """A label at the very start that no colon follows: `Klient Nordex`, `Adres - ul. Długa 5`."""
    if statement.label is not None or statement.place.source == "subject":
        return None
    first = statement.tokens[0].start if statement.tokens else 0
    hit: Hit | None = None
    for one in statement.hits:
        if one.start > first:
            break
        if (one.id in _ROLES or one.id.removeprefix(LABEL) in _LEADING) and (hit is None or one.end > hit.end):
            hit = one
    if hit is None:
        return None
    owner = next((h for h in statement.hits if h.id in _ROLES and h.start == hit.end + 1 and hit.id not in _ROLES), None)
    follows = _VALUE_FOLLOWS.match(statement.folded, owner.end if owner is not None else hit.end)
    if follows is None or follows.end() == (owner or hit).end:
        return None
    if not _looks_like_value(statement, follows.end()):
        return None
    kinds = set() if hit.id in _ROLES else {hit.id.removeprefix(LABEL)}
    label = _label(kinds, [_ROLES[h.id] for h in (hit, owner) if h is not None and h.id in _ROLES])
    return hit.start, follows.end(), label


def _looks_like_value(statement: Statement, at: int) -> bool:
    char = statement.text[at : at + 1]
    return (
        char.isdigit() or char in '"„+(' or (char.isupper() and not statement.text.isupper()) or bool(_DASH.match(statement.folded, at - 3))
    )
