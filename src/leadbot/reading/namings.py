"""The catalogue's names of one sentence: what label they stand under, which belong together, which make a list."""

import re
from collections.abc import Iterable, Sequence

from leadbot.reading.catalogue import CatalogueBook, Named, Naming
from leadbot.reading.labels import Piece
from leadbot.reading.numbers import Number
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD


def kind_at(pieces: Iterable[Piece], at: int) -> frozenset[str]:
    """The kinds of the label that a place stands under; none where a sentence has ended since."""
    return next((p.label.kinds for p in pieces if p.label is not None and p.start <= at < p.end), frozenset())


_LISTED = re.compile(r"[\s,;/+&)]{1,3}(?:[^\W\d_]{1,4}[\s.]{1,2}){0,2}")
"""What may stand between two products of a list: a comma, `and`, `and the`."""


def is_meant(statement: Statement, merged: list[Naming], at: int, pieces: tuple[Piece, ...]) -> bool:
    """Whether an everyday word names a product: under a label for products, or beside another product in a list."""
    naming = merged[at]
    if "product" in kind_at(pieces, naming.start) or is_listed(statement, merged, at, sure=False):
        return True
    beside = [(merged[at - 1], naming)] if at else []
    beside += [(naming, merged[at + 1])] if at + 1 < len(merged) else []
    return any(_COUNTED_LIST.fullmatch(statement.folded[first.end : second.start]) for first, second in beside)


_COUNTED_LIST = re.compile(
    r"[ \-:x(]{1,4}\d{1,4}\)?(?: [^\W\d_]{1,12}\.?)?\)?[,;/+& ]{1,3}(?:[^\W\d_]{1,4} )?"
    r"|(?:[,;/+&]| [^\W\d_]{1,4}) ?\d{1,4}(?: ?x| [^\W\d_]{1,5}\.?)? "
)
"""What may stand between two products of a list that counts them: ` - 14, `, ` 10 i `, ` + 5 x `."""


def is_listed(statement: Statement, merged: list[Naming], at: int, *, sure: bool = True) -> bool:
    """Whether another product stands beside it in a list; `sure`: one that names itself without words around it."""
    naming = merged[at]
    beside = ((merged[at - 1], naming) if at else None, (naming, merged[at + 1]) if at + 1 < len(merged) else None)
    pairs = [pair for pair in beside if pair is not None and not (sure and any(n.named.weak for n in pair if n is not naming))]
    return any(_LISTED.fullmatch(statement.folded[first.end : second.start]) for first, second in pairs)


def is_joint(between: str) -> bool:
    """Whether a stretch parts two members of a list."""
    return _LISTED.fullmatch(f"{between.rstrip()} ") is not None


def with_families(statement: Statement, namings: list[Naming], counts: Sequence[Number], book: CatalogueBook) -> list[Naming]:
    """A family and the plan beside it, no number between, made one: `Office 365 - plan E3`, `Business Premium (Office 365)`."""
    merged: list[Naming] = []
    for naming in namings:
        last = merged[-1] if merged else None
        if last is not None and naming.start - last.end <= 24 and not re.search(r"\d", statement.folded[last.end : naming.start]):
            joined = _join(last, naming, book) if not any(last.end <= n.start < naming.start for n in counts) else None
            if joined is not None:
                merged[-1] = joined
                continue
        merged.append(naming)
    return merged


def _join(first: Naming, second: Naming, book: CatalogueBook) -> Naming | None:
    family, plan = (first, second) if first.named.family else (second, first)
    if not family.named.family or plan.named.family or not plan.named.products:
        return None
    own = tuple(p for p in plan.named.products if book.family(p) == family.named.family)
    if len(plan.named.products) > 1 and not own:
        return None
    if not own:
        return None
    return Naming(Named(products=own or plan.named.products), first.start, second.end)


PEOPLE = frozenset({"person", "contact"})


def wanted_since(statement: Statement, pieces: tuple[Piece, ...], naming: Naming) -> bool:
    """Whether a dash or a verb of wishing stands between the label and the product: `contact: Ana Gil - they want a domain`."""
    start = next((p.start for p in pieces if p.start <= naming.start < p.end), 0)
    return " - " in statement.folded[start : naming.start] or any(
        start <= h.start and h.end <= naming.start for h in statement.found(WORD + "wants")
    )


def without_unchanged(statement: Statement, sentence: tuple[int, int], merged: list[Naming], counts: list[Number]) -> list[Naming]:
    """The products but for those right behind which a sentence says that they stay as they are, naming no number."""
    cues = statement.found(WORD + "unchanged")
    if not cues or not merged:
        return merged
    ends = [*(n.start for n in merged[1:]), sentence[1]]
    return [
        one
        for one, end in zip(merged, ends, strict=True)
        if not any(
            one.end <= h.start < min(end, one.end + _UNCHANGED) and not any(one.end <= n.start < h.start for n in counts) for h in cues
        )
    ]


_UNCHANGED = 24
"""How far behind a product the words may stand that say that it stays as it is."""
