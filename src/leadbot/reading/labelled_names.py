"""A name that a label announces: a company, or a person without the title before it."""

from collections.abc import Iterator
from dataclasses import replace

from leadbot.reading.fold import fold, squash
from leadbot.reading.labels import Piece
from leadbot.reading.names import is_person, name_from
from leadbot.reading.text import Label, Mention, Role, Spans, Statement, What
from leadbot.reading.vocabulary import WORD, Vocabulary

OF_PEOPLE = frozenset({"person", "contact"})
"""Kinds of labels that announce people."""


def labelled_name(statement: Statement, piece: Piece, spans: Spans, found: list[Mention], vocabulary: Vocabulary) -> Iterator[Mention]:
    """The name that stands behind the label; a company found in it already is taken out of `found` where the name is longer."""
    label = piece.label
    if label is None or statement.place.source == "subject":
        return
    party, person = _announces_party(label), not label.kinds.isdisjoint(OF_PEOPLE)
    inside = [m for m in found if m.what is What.NAME and piece.start <= m.start and m.end <= piece.end]
    start = _past_cues(statement, piece)
    value = name_from(statement, start, piece.end, Spans([s for s in spans.taken if not any((m.start, m.end) == s for m in inside)]))
    if value is None or (value.start, value.end) == (piece.start, piece.start) or _denies(statement, value):
        return
    if person and not party:
        if _named_later(statement, value, piece):
            return
        if _could_be_person(str(value.value)) and not any(m.start == value.start for m in inside):
            yield replace(value, what=What.PERSON, value=_without_title(statement, value, vocabulary.particles))
        return
    covered = [m for m in inside if value.start <= m.start and m.end <= value.end + 2]
    if covered and (covered[0].end >= value.end - 1 or _goes_on(statement.text[covered[0].end : value.end])):
        found.remove(covered[0])
        yield replace(value, end=max(value.end, covered[0].end), value=squash(statement.text[value.start : max(value.end, covered[0].end)]))
    elif not inside and _could_be_company(str(value.value), strict=label.asked):
        if (
            (label.role is Role.PARTNER or person)
            and is_person(str(value.value), vocabulary.particles)
            and _has_given_name(statement, value)
        ):
            yield replace(value, what=What.PERSON, certain=False)
        else:
            yield value


def announces_name(label: Label) -> bool:
    return _announces_party(label) or not label.kinds.isdisjoint(OF_PEOPLE)


def _announces_party(label: Label) -> bool:
    return not label.kinds or "name" in label.kinds


def _denies(statement: Statement, value: Mention) -> bool:
    """Whether the label's answer is that there is none: `Another customer: no`."""
    said = statement.found(WORD + "deny")
    return any(hit.start == value.start and not statement.folded[hit.end : value.end].strip(" .!") for hit in said)


def _named_later(statement: Statement, value: Mention, piece: Piece) -> bool:
    """Whether the person comes only behind what seems a name: `Contact at Lapin Leipomo is Erkki Salmela`."""
    given = [h for h in statement.found(WORD + "given_names") if value.start <= h.start < piece.end and statement.text[h.start].isupper()]
    words = " ".join(str(value.value).split()[:2])
    return (
        bool(given)
        and given[0].start > value.start + len(words)
        and not statement.text[value.end : given[0].start].strip(" ").startswith(",")
    )


def _goes_on(rest: str) -> bool:
    """Whether what follows a legal form belongs to the name: `Sp.j. Nowak i Wspólnicy`."""
    words = rest.split()
    return len(words) <= 5 and bool(words) and words[0][:1].isupper() and all(w[:1].isupper() or len(w) == 1 for w in words)


def _past_cues(statement: Statement, piece: Piece) -> int:
    """Behind words such as `firma` or `to` that stand before the name itself."""
    start = piece.start
    for hit in statement.found(WORD + "name_cue", WORD + "articles", WORD + "titles"):
        follows = start <= hit.start < piece.end and not statement.folded[start : hit.start].strip(" -")
        if follows and statement.text[hit.start].islower():
            start = hit.end
    return start


def _could_be_person(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 6 and all(not any(c.isdigit() for c in w) for w in words) and (text[:1].isupper() or len(words) == 2)


def _without_title(statement: Statement, value: Mention, particles: frozenset[str]) -> str:
    text = str(value.value)
    for hit in statement.found(WORD + "titles"):
        if hit.start == value.start:
            text = squash(statement.text[hit.end : value.end]).lstrip(". ")
    return _up_to_surname(text.split(), statement, particles)


def _up_to_surname(words: list[str], statement: Statement, particles: frozenset[str]) -> str:
    """A person's name up to a small word that belongs to no name; particles count as long as no surname has come."""
    given = {statement.folded[h.start : h.end] for h in statement.found(WORD + "given_names")}
    upto, surname = 0, False
    for at, word in enumerate(words):
        small = word[:1].islower() or word[:1] in "'’"
        if small and at and (surname or fold(word) not in particles) and (at >= 2 or fold(word) in particles):
            break
        proper = not small and at > 0 and "." not in word and fold(word) not in given
        surname = surname or proper
        if not small or fold(word) not in particles or not at:
            upto = at + 1
    return " ".join(words[:upto])


def _could_be_company(text: str, *, strict: bool) -> bool:
    words = text.split()
    capital = any(w[:1].isupper() or w[:1] in "\"„'”" or w[:1].isdigit() for w in words[:2])
    return len(words) <= 14 and (capital or (len(words) <= 3 and not strict))


def _has_given_name(statement: Statement, value: Mention) -> bool:
    return any(h.id == WORD + "given_names" and h.start == value.start for h in statement.hits)
