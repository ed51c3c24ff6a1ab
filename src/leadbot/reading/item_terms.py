"""Which term belongs to which item, and which has run already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadbot.model.submission import Ambiguity, Evidence, FieldValue
from leadbot.reading.products import Loose
from leadbot.reading.terms import Term, Use

PREVIOUS = "deal.previous_term_months"
Position = tuple[int, int]
"""A statement's index and a place in it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one lead, told apart."""

    wanted: tuple[Term, ...] = ()
    run: FieldValue | Ambiguity | None = None
    """The field of the months that have run, of a renewal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an item is named."""

    at: int
    start: int
    sentence: tuple[int, int]
    row: int | None = None
    same: bool = False
    """The sentence says that it has the same term as the item before."""

    def position(self) -> Position:
        return self.at, self.start


def as_corrected(terms: Sequence[Term], loose: Sequence[Loose], counted: frozenset[int]) -> tuple[tuple[Term, ...], tuple[Loose, ...]]:
    """The terms, with those replaced whose bare number another sentence corrects, and the rest of `loose`: `24 maanden. Niet 24 maar 36`.

    `counted` are the quantities of products: a number among them is no term's.
    """
    made, rest = list(terms), []
    for one in loose:
        old = one.replaces if one.replaces not in counted else None
        factor = next((f for f in (1, _MONTHS_A_YEAR) if old and any(t.months == old * f for t in made)), None)
        if one.quantity is None or old is None or factor is None:
            rest.append(one)
            continue
        months = one.quantity.value * factor
        made = [replace(t, months=months, others=(), corrects=True) if t.months == old * factor else t for t in made]
    return tuple(made), tuple(rest)


_MONTHS_A_YEAR = 12


def told_apart(terms: Sequence[Term], *, renewed: bool) -> Terms:
    """The terms that items want, and what has run. Only a renewal has a contract that runs; what another contract had is no term."""
    found = [t for t in terms if t.source != "subject"] or list(terms)
    if not renewed:
        return Terms(tuple(t for t in found if t.use is not Use.RUN))
    run = [t for t in found if t.use is Use.RUN] or [t for t in found if t.use is Use.HAD]
    rest = [t for t in found if t.use not in (Use.RUN, Use.HAD)]
    added = [t for t in rest if t.use is Use.ADDED]
    plain = [t for t in rest if t.use is Use.TERM and all(t.months != a.months for a in added)]
    if added and not run and len({t.months for t in plain}) == 1:
        run, rest = plain, [t for t in rest if t not in plain]
    field = _field(run)
    months = field.value if isinstance(field, FieldValue) and isinstance(field.value, int) else 0
    wanted = added or [t for t in rest if t.use is Use.TERM] or _beyond(rest, months)
    return Terms(tuple(wanted), field)


def _field(run: Sequence[Term]) -> FieldValue | Ambiguity | None:
    if not run:
        return None
    corrected = [t for t in run if t.corrects]
    run = corrected[-1:] or run
    evidence = Evidence(source=run[0].source, quote=run[0].quote)
    months = tuple(dict.fromkeys(m for t in run for m in (t.months, *t.others)))
    if len(months) > 1:
        return Ambiguity(field=PREVIOUS, readings=tuple(map(str, months)), evidence=evidence, candidates=months)
    return FieldValue(id=PREVIOUS, value=months[0], evidence=evidence)


def _beyond(rest: Sequence[Term], run: int) -> list[Term]:
    """What is added where the mail names the whole: known once it is known what has run."""
    return [replace(t, months=t.months - run, others=()) for t in rest if t.use is Use.TOTAL and run and t.months > run]


def by_place(places: Sequence[Place], terms: Sequence[Term]) -> list[Term | None]:
    """For each item the term of its sentence, of its table row, of the lines around it; None where none tells."""
    made: list[Term | None] = [None] * len(places)
    used: set[int] = set()
    for key in dict.fromkeys((p.at, p.sentence) for p in places):
        inside = [i for i, p in enumerate(places) if (p.at, p.sentence) == key]
        near = [i for i, t in enumerate(terms) if (t.at, t.sentence) == key]
        used.update(near)
        for at, term in zip(inside, _in_sentence([places[i] for i in inside], [terms[i] for i in near]), strict=True):
            made[at] = term
    left = [t for i, t in enumerate(terms) if i not in used]
    for at, place in enumerate(places):
        same_row = [t for t in left if place.row is not None and t.row == place.row]
        made[at] = made[at] or (_one(same_row) if same_row else None)
    around = [t for t in left if t.row is None or all(t.row != p.row for p in places)]
    return _same_as_before(places, _around(places, made, around))


def _in_sentence(places: Sequence[Place], terms: Sequence[Term]) -> list[Term | None]:
    """One term counts for all of a sentence; of several each item has the next behind it, or before it where they come first."""
    if not terms or len({_reading(t) for t in terms}) == 1 or len(places) == 1:
        return [_one(terms)] * len(places)
    first = terms[0].start < places[0].start
    made: list[Term | None] = []
    for place in places:
        fitting = [t for t in terms if (t.start < place.start) == first]
        made.append((fitting[-1] if first else fitting[0]) if fitting else None)
    return made


def _around(places: Sequence[Place], made: list[Term | None], terms: Sequence[Term]) -> list[Term | None]:
    corrected = [t for t in terms if t.corrects]
    terms = corrected[-1:] or terms
    open_ = [i for i, term in enumerate(made) if term is None]
    if not terms or not open_:
        return made
    if len({_reading(t) for t in terms}) == 1 or len(places) == 1:
        return [term or _one(terms) for term in made]
    first = (terms[0].at, terms[0].start) < places[0].position()
    for i in open_:
        here = places[i].position()
        fitting = [t for t in terms if ((t.at, t.start) < here) == first]
        made[i] = (fitting[-1] if first else fitting[0]) if fitting else None
    return made


def _same_as_before(places: Sequence[Place], made: list[Term | None]) -> list[Term | None]:
    for i, place in enumerate(places):
        if made[i] is None and place.same and i:
            made[i] = made[i - 1]
    return made


def _reading(term: Term) -> tuple[int, ...]:
    return (term.months, *term.others)


def _one(terms: Sequence[Term]) -> Term | None:
    """The one term meant: a correction, else the only one, else one that is open between all."""
    corrected = [t for t in terms if t.corrects]
    terms = corrected[-1:] or terms
    if not terms:
        return None
    months = tuple(dict.fromkeys(m for t in terms for m in _reading(t)))
    return replace(terms[0], months=months[0], others=months[1:])
