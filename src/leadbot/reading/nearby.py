"""Names that only the line below shows: the line above an address or a tax id."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from leadbot.model.message import Address
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import key, squash
from leadbot.reading.labels import Piece
from leadbot.reading.names import capital_run, is_person
from leadbot.reading.text import Label, Mention, What
from leadbot.reading.vocabulary import WORD

_FAR = 14
"""How far into its line the address or id may stand."""


def with_names_above(analysed: Sequence[Analysed], sender: Address | None) -> tuple[Analysed, ...]:
    """The statements, each line that is a company's name by its place marked as such."""
    made = list(analysed)
    for at in range(len(made) - 1):
        if _opens_with_value(made[at + 1]) and _adjacent(made[at], made[at + 1]) and _is_name(made[at], sender):
            statement = made[at].statement
            text = squash(statement.text).rstrip(",;")
            mention = Mention(
                what=What.NAME, value=text, start=0, end=len(statement.text), certain=False, quote=text, source=statement.place.source,
                label=statement.label,
            )  # fmt: skip
            made[at] = replace(made[at], mentions=(mention,))
    return tuple(made)


def with_names_of_items(analysed: Sequence[Analysed]) -> tuple[Analysed, ...]:
    """The statements of a numbered list; where other items begin with companies, what an item begins with is one, too."""
    items = [a for a in analysed if a.statement.number is not None]
    if not any(_begins_with_company(a) for a in items):
        return tuple(analysed)
    return tuple(_with_name_of_item(a) if a.statement.number is not None else a for a in analysed)


def _begins_with_company(one: Analysed) -> bool:
    return any(m.what is What.NAME and m.start <= _EDGE for m in one.mentions)


_EDGE = 3
"""Quotes or stars before a name that begins a line."""
_ENDS_NAME = ".,:;(-–"


def _with_name_of_item(one: Analysed) -> Analysed:
    statement = one.statement
    run = capital_run(statement, 0, len(statement.text)) if not any(m.what is What.NAME for m in one.mentions) else None
    if run is None or run[0] > _EDGE or " " not in statement.text[run[0] : run[1]].strip():
        return one
    start, end = run[0], run[0] + len(statement.text[run[0] : run[1]].rstrip("., "))
    behind = statement.text[end:].lstrip()[:1]
    labelled = any(p.label is not None and p.start <= end and p.end > start for p in one.pieces)
    known = any(m.start < end for m in one.mentions) or any(s.start < end for s in one.talk.spoken)
    given = any(h.start == start for h in statement.found(WORD + "given_names")) and is_person(statement.text[start:end])
    if behind not in _ENDS_NAME or labelled or known or given:
        return one
    text = squash(statement.text[start:end])
    name = Mention(what=What.NAME, value=text, start=start, end=end, certain=False, quote=text, source=statement.place.source)
    return replace(one, mentions=tuple(sorted([*one.mentions, name], key=lambda m: m.start)))


def with_people_named(analysed: Sequence[Analysed]) -> tuple[Analysed, ...]:
    """The statements; a person under a label for names, beside a company under one, is that company's person."""
    made = list(analysed)
    for at, one in enumerate(analysed):
        person = next((m for m in one.mentions if _is_named_person(m, one)), None) if one.mentions else None
        if person is None:
            continue
        beside = [*analysed[max(0, at - _BESIDE) : at], *analysed[at + 1 : at + 1 + _BESIDE]]
        if any(_names_company(other) and _adjacent(one, other) for other in beside):
            label = Label(frozenset({"person"}), person.label.role if person.label is not None else None)
            told = tuple(replace(m, what=What.PERSON, label=label) if m is person else m for m in one.mentions)
            made[at] = replace(one, mentions=told)
    return tuple(made)


def with_names_joined(analysed: Sequence[Analysed]) -> tuple[Analysed, ...]:
    """The statements; a given name and a surname that stand under labels of their own are one person."""
    made = list(analysed)
    parts = [(at, piece) for at, one in enumerate(analysed) for piece in one.pieces if _part_of_name(piece)]
    for (at, one), (beside, other) in pairwise(parts):
        kinds = _parts_of_name(one, other)
        if set(kinds) != {"given_name", "surname"} or not _adjacent(analysed[at], analysed[beside]) or beside - at > 1:
            continue
        first, last = ((at, one), (beside, other)) if kinds[0] == "given_name" else ((beside, other), (at, one))
        name = " ".join(squash(analysed[i].statement.text[p.start : p.end]).strip(" ,;.") for i, p in (first, last))
        if is_person(name) and one.label is not None:
            made[at] = _with_person(made[at], one, name)
    return tuple(made)


def _parts_of_name(one: Piece, other: Piece) -> list[str]:
    """Which part each of two labels announces; beside a given name a plain `name` is the surname."""
    kinds = [_part_of_name(p) for p in (one, other)]
    given = [p.label is not None and p.label.kinds == {"given_name"} for p in (one, other)]
    return ["given_name" if g else "surname" for g in given] if kinds == ["given_name"] * 2 and sum(given) == 1 else kinds


def _part_of_name(piece: Piece) -> str:
    """Which part of a person's name a label announces; beside a surname a plain `name` is the given one. Empty: none."""
    if piece.label is None or piece.heading:
        return ""
    return _PARTS.get(piece.label.kinds, "")


_PARTS = {
    frozenset({"given_name"}): "given_name",
    frozenset({"name", "person"}): "given_name",
    frozenset({"person"}): "given_name",
    frozenset({"surname"}): "surname",
}


def _with_person(one: Analysed, piece: Piece, name: str) -> Analysed:
    label = replace(piece.label, kinds=frozenset({"person"})) if piece.label is not None else None
    person = Mention(
        what=What.PERSON, value=name, start=piece.start, end=piece.end, quote=name, source=one.statement.place.source, label=label
    )  # fmt: skip
    kept = [m for m in one.mentions if m.end <= piece.start or m.start >= piece.end]
    return replace(one, mentions=tuple(sorted([*kept, person], key=lambda m: m.start)))


_BESIDE = 3
"""How many lines lie at most between a company's name and its person's."""


def _is_named_person(mention: Mention, one: Analysed) -> bool:
    if mention.what is not What.NAME or mention.label is None or mention.label.kinds != {"name"} or not is_person(str(mention.value)):
        return False
    given = any(h.start == mention.start for h in one.statement.found(WORD + "given_names"))
    return given and not any(
        mention.start <= h.start < mention.end for h in one.statement.found(WORD + "legal_forms", WORD + "company_words")
    )


def _names_company(one: Analysed) -> bool:
    named = (m for m in one.mentions if m.what is What.NAME and m.label is not None and "name" in m.label.kinds)
    return any(not _is_named_person(m, one) for m in named)


def _is_name(one: Analysed, sender: Address | None) -> bool:
    statement = one.statement
    if (
        any(m.what is not What.PERSON for m in one.mentions)
        or not statement.tokens
        or len(statement.tokens) > 9
        or statement.text.endswith((":", "."))
    ):
        return False
    if any(p.label is not None and not p.label.asked for p in one.pieces) or statement.place.source == "subject":
        return False
    first = statement.tokens[0].start
    if any(
        h.start == first and h.id in (WORD + "greetings", WORD + "job_titles", WORD + "name_stops", WORD + "role_client")
        for h in statement.hits
    ):
        return False
    run = capital_run(statement, 0, len(statement.text))
    whole = run is not None and run[1] >= len(statement.text.rstrip(" ,;"))
    return whole and not _is_somebody(statement.text, one, sender)


def _is_somebody(text: str, one: Analysed, sender: Address | None) -> bool:
    if sender is not None and key(text) == key(sender.name):
        return True
    given = any(h.id == WORD + "given_names" and h.start == one.statement.tokens[0].start for h in one.statement.hits)
    particles = frozenset(one.statement.folded[h.start : h.end] for h in one.statement.found(WORD + "name_particles"))
    return given and is_person(squash(text), particles)


def _opens_with_value(one: Analysed) -> bool:
    if not one.mentions or any(m.what is What.NAME for m in one.mentions):
        return False
    return any(m.what in (What.ADDRESS, What.TAX_ID, What.REGISTRY_ID) and m.start <= _FAR for m in one.mentions)


def _adjacent(one: Analysed, other: Analysed) -> bool:
    return one.statement.place.block == other.statement.place.block and one.statement.place.kind is other.statement.place.kind
