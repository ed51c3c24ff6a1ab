"""Which numbers of a statement may count products or computers, by the labels and words around them."""

from dataclasses import replace

from leadbot.reading.labels import Piece
from leadbot.reading.namings import kind_at
from leadbot.reading.numbers import Number, find_numbers
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Spans, Statement
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary


def counted_numbers(
    statement: Statement, pieces: tuple[Piece, ...], spans: Spans, busy: Spans, vocabulary: Vocabulary
) -> tuple[Number, ...]:
    """The numbers that no label for other things speaks for; `busy` holds the products' names besides what is explained already."""
    counted = find_numbers(statement, busy, vocabulary)
    if not counted:
        return counted
    corrected = _corrected(statement, counted, pieces, vocabulary)
    all_of_them = statement.found(WORD + "all_leads")
    single = [n for n in counted if not any(h.start <= n.start < h.end for h in all_of_them)]
    free = [n for n in single if _is_free(n, pieces, spans, corrected)]
    return _doubtful(statement, tuple(_labelled(n, pieces, free) for n in free))


def _is_free(number: Number, pieces: tuple[Piece, ...], spans: Spans, corrected: frozenset[int]) -> bool:
    """Whether no label for other things speaks for it, but for notes that correct one number by another.

    Behind the label's own value it goes on with the sentence if it counts computers.
    """
    kinds = kind_at(pieces, number.start)
    if kinds.isdisjoint(_IGNORED):
        return True
    if kinds == {"other"}:
        return number.start in corrected
    piece = next(p for p in pieces if p.start <= number.start < p.end and p.label is not None and p.label.kinds == kinds)
    return number.machines and kinds <= _OF_VALUES and any(piece.start <= s and e <= number.start for s, e in spans.taken)


def _corrected(statement: Statement, numbers: tuple[Number, ...], pieces: tuple[Piece, ...], vocabulary: Vocabulary) -> frozenset[int]:
    """Where numbers stand in notes that correct each other."""
    if not 1 < len(numbers) <= _FEW or not any(p.label is not None and p.label.kinds == {"other"} for p in pieces):
        return frozenset()
    found = (m for c in vocabulary.corrections for m in c.finditer(statement.folded))
    return frozenset(place for m in found for place in (m.start("old"), m.start("new")))


_FEW = 40
"""More numbers than a note holds."""
_OF_VALUES = frozenset({"address", "tax_id", "registry_id", "phone", "email"})


_IGNORED = frozenset(
    {"other", "other_number", "phone", "fax", "tax_id", "registry_id", "postcode", "address", "street", "website", "email"}
)


def _labelled(number: Number, pieces: tuple[Piece, ...], numbers: list[Number]) -> Number:
    kinds = kind_at(pieces, number.start)
    if "pc_count" in kinds and len(kinds) == 1:
        piece = next(p for p in pieces if p.label is not None and p.start <= number.start < p.end)
        if number.licences and any(piece.start <= n.start < number.start for n in numbers):
            return number
        return replace(number, machines=True, licences=False, people=False)
    if "quantity" in kinds and not number.machines:
        return replace(number, licences=True, people=False)
    return number


def _doubtful(statement: Statement, numbers: tuple[Number, ...]) -> tuple[Number, ...]:
    """The numbers, two of one sentence about computers made two readings where the writer knows not which is right."""
    if len(numbers) < 2 or not statement.has(WORD + "doubts"):
        return numbers
    for start, end in sentences(statement):
        inside = [n for n in numbers if start <= n.start < end]
        plain = [n for n in inside if not (n.licences or n.people or n.aside) and n.other is None]
        about = any(start <= h.start < end for h in statement.found(WORD + "pc_units", LABEL + "pc_count"))
        if about and len(plain) == 2 and len(inside) == 2 and plain[0].value != plain[1].value:
            first, second = plain
            both = replace(first, machines=True, other=second.value)
            return tuple(both if n is first else n for n in numbers if n is not second)
    return numbers
