"""What a statement takes back of its numbers and products, and for each of which product there is one of another."""

from itertools import pairwise

from leadbot.reading.catalogue import Naming
from leadbot.reading.numbers import Number
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD, Vocabulary

_Span = tuple[int, int]
_CORRECTED = 40
"""How far behind a product the one may stand that replaces it."""


class Corrections:
    """The numbers that count after corrections such as `not 25 but 35`, and what they replace."""

    def __init__(self, statement: Statement, numbers: tuple[Number, ...], vocabulary: Vocabulary) -> None:
        by_place = {n.start: n for n in numbers}
        dead: set[int] = set()
        self.replaced: dict[int, int] = {}
        for correction in vocabulary.corrections if len(numbers) > 1 else ():
            for match in correction.finditer(statement.folded):
                old, new = by_place.get(match.start("old")), by_place.get(match.start("new"))
                if old is not None and new is not None and old.start not in dead and new.start not in dead:
                    dead.add(old.start)
                    self.replaced[new.start] = old.value
        dead.update(_called_wrong(statement, [n for n in numbers if n.start not in dead]))
        self.numbers = tuple(n for n in numbers if n.start not in dead)


def _called_wrong(statement: Statement, numbers: list[Number]) -> list[int]:
    """Where numbers stand behind which a sentence calls them wrong, another of their kind before: `40 (the subject says 30, a mistake)`."""
    cues = [h.start for h in statement.found(WORD + "taken_back")]
    wrong: list[int] = []
    for before, number in pairwise(numbers) if cues else ():
        behind = next((cue for cue in cues if 0 <= cue - number.end <= _CORRECTED), None)
        since = [n for n in numbers if behind is not None and number.end <= n.start < behind]
        between = any(before.end <= cue < number.start for cue in cues)
        alike = number.machines == before.machines or not (number.machines or number.licences)
        end = next((end for start, end in sentences(statement) if start <= before.start < end), 0)
        if behind is not None and not since and not between and alike and behind < end:
            wrong.append(number.start)
    return wrong


def unreplaced(statement: Statement, places: list[_Span]) -> list[bool]:
    """For each product whether it stands, and no word of correction right behind it replaces it: `LN, no, rather M3`."""
    cues = statement.found(WORD + "correction_cues", WORD + "apologies")
    return [
        not any(end <= h.start and h.end <= after <= end + _CORRECTED for after, _ in places[at + 1 : at + 2] for h in cues)
        for at, (_, end) in enumerate(places)
    ]


def is_per_each(statement: Statement, number: _Span, product: _Span) -> bool:
    """Whether a number counts what each of something has: `per workplace two monitors`, `two monitors each`."""
    hits = statement.found(WORD + "one_each")
    ahead = any(0 < number[0] - h.end <= _BESIDE and statement.text[h.end : number[0]].strip().isalpha() for h in hits)
    ahead = ahead or any(number[0] - h.end == 1 for h in hits)
    return number[0] < product[0] and (ahead or any(0 < h.start - product[1] <= 2 for h in hits))


_BESIDE = 6
"""How far before a number the words may stand that speak of each: a small word between."""


def each_of(statement: Statement, sentence: _Span, merged: list[Naming]) -> tuple[str, ...]:
    """The product of which each has one of another: `a dock for each laptop`, `per notebook`."""
    hits = [h for h in statement.found(WORD + "one_each", WORD + "goes_with") if sentence[0] <= h.start < sentence[1]]
    return next((n.named.products for n in merged for h in hits if h.start <= n.start <= h.end + 2), ())
