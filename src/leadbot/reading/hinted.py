"""Products that only words of one sentence together hint at: `could the files from the server be saved`."""

from collections.abc import Iterable

from leadbot.reading.catalogue import Named, Naming
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import HINT, Vocabulary


def with_hinted(statement: Statement, found: Iterable[Naming], vocabulary: Vocabulary) -> tuple[Naming, ...]:
    """The names found, and in each sentence without any the products that hints in parts (`files ... save*`) mean, in whatever order."""
    named = tuple(found)
    if not vocabulary.hinted:
        return named
    told = {id_ for id_ in statement.by_id if id_.startswith(HINT)}
    hints = [(product, parts) for product, parts in vocabulary.hinted if told.issuperset(parts)] if told else []
    if not hints:
        return named
    made: dict[tuple[str, int], Naming] = {}
    for start, end in sentences(statement):
        if any(start <= n.start < end for n in named):
            continue
        for product, parts in hints:
            last = _last_part(statement, parts, start, end)
            if last is not None and (product, start) not in made:
                made[product, start] = Naming(Named(products=(product,), hint=True), last.start, last.end)
    kept = {(n.start, n.end): n for n in reversed(made.values())}
    return tuple(sorted((*named, *kept.values()), key=lambda n: n.start))


def _last_part(statement: Statement, parts: tuple[str, ...], start: int, end: int) -> Hit | None:
    """The part that ends the hint in that sentence; None where one is missing, or two are the same words."""
    hits = [next((h for h in statement.found(part) if start <= h.start < end), None) for part in parts]
    found = [h for h in hits if h is not None]
    return max(found, key=lambda h: h.start) if len({h.start for h in found}) == len(parts) else None
