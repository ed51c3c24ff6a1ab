"""Whose a person or detail is by the words right before it, where no label with a colon says so."""

from dataclasses import replace

from leadbot.reading.phrases import outermost
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Label, Mention, Role, Statement, What
from leadbot.reading.vocabulary import LABEL, WORD

_CALLS = (
    LABEL + "contact",
    LABEL + "client_contact",
    LABEL + "person",
    *(WORD + id_ for id_ in ("contact_cue", "person_cue", "self_intro")),
)
_NEAR = 48
"""How far before a person's name the words may stand that say what the person is."""


def called(mention: Mention, statement: Statement) -> Label | None:
    """What a sentence calls a person: `opiekunem tematu jest Jan Kos`."""
    start = next((s for s, e in sentences(statement) if s <= mention.start < e), 0)
    calls = [h for h in statement.found(*_CALLS) if start <= h.start and h.end <= mention.start <= h.end + _NEAR]
    if not calls:
        return None
    calls = outermost(calls)
    if calls[-1].id == LABEL + "client_contact":
        return Label(frozenset({"person"}), Role.CLIENT)
    if calls[-1].id in (LABEL + "person", WORD + "person_cue"):
        return Label(frozenset({"person"}))
    if calls[-1].id == WORD + "self_intro":
        return Label(frozenset({"contact"}), Role.PARTNER, ours=True) if not statement.place.depth else None
    return Label(frozenset({"contact"}), Role.PARTNER)


def owned(mention: Mention, statement: Statement) -> Label | None:
    """A label and its owner right before a value, without a colon: `…, adres partnera Wodna 4`."""
    if mention.what not in (What.ADDRESS, What.PHONE, What.EMAIL):
        return None
    if any(0 <= mention.start - h.end <= _NAMING for h in statement.found(f"{LABEL}client_{mention.what.value}")):
        return Label(frozenset({mention.what.value}), Role.CLIENT)
    owners = statement.found(WORD + "role_client", WORD + "role_partner")
    owner = next((h for h in owners if 0 <= mention.start - h.end <= _TOUCHING), None)
    if owner is None or not any(h.end <= owner.start <= h.end + 1 for h in statement.found(LABEL + mention.what.value)):
        return None
    return Label(frozenset({mention.what.value}), Role.CLIENT if owner.id.endswith("client") else Role.PARTNER)


def beside_number(mention: Mention, numbers: list[int], found: list[Mention]) -> Mention:
    """An id behind the partner's number, with no company between, is the partner's: `our number is IO-P-0042, business ID 1987650-4`."""
    if mention.what is not What.TAX_ID or (mention.label is not None and mention.label.role is not None):
        return mention
    end = next((n for n in reversed(numbers) if 0 <= mention.start - n <= _NEAR), None)
    if end is None or any(m.what is What.NAME and end <= m.start < mention.start for m in found):
        return mention
    return replace(mention, label=Label(frozenset({"tax_id"}), Role.PARTNER))


_TOUCHING = 3
_NAMING = 6
"""How far before a value the label may stand that says whose it is: a small word between."""
