"""Finding the catalogue's names in a text, inflected, misspelled or abbreviated, never across families."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

from leadbot.model.catalogue import Catalogue
from leadbot.reading.fold import fold
from leadbot.reading.phrases import WORD, Token, gap_fits

_LONG = 5
"""Shorter words are not taken inflected or misspelled."""
_ENDING = 3
"""Longest ending that inflection may add."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a name may stand for."""

    products: tuple[str, ...] = ()
    """One id, or several where families share the plan's name."""
    family: str | None = None
    """Set where the name is a whole family's."""
    wanted: str | None = None
    """Of a shared name: the product meant where nothing else tells."""
    hint: bool = False
    """A turn of phrase that means the product where the mail names none."""
    weak: bool = False
    """A plain word or a bare abbreviation: names a product only where the text around it says so."""
    everyday: bool = False
    """A word of everyday talk: names a product only under a label for products, or beside another product."""
    accessory: bool = False
    """It goes with another product."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A catalogue name found in a text."""

    named: Named
    start: int
    end: int


IN_PARTS = "..."
"""What stands between the parts of a phrase that need not touch."""


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    named: Named | None = None


class CatalogueBook:
    """The names of a catalogue, ready to be searched for."""

    def __init__(self, catalogue: Catalogue, familiar: frozenset[str] = frozenset()) -> None:
        """`familiar` are folded words of the language, which are no misspelled names: `domingo` is no `dominio`."""
        self.catalogue = catalogue
        self._familiar = familiar
        self._root = _Node()
        self._long: tuple[str, ...] = ()
        self._by_length: dict[int, list[str]] = {}
        self._known: frozenset[str] = frozenset()
        self._families = {id_: family.id for family in catalogue.families for id_ in (family.id, *(p.id for p in family.products))}
        self._fill()
        self._canonical = lru_cache(maxsize=4096)(self._resolve)
        self._opens = lru_cache(maxsize=4096)(self._begins_name)

    def _fill(self) -> None:
        vocabulary: set[str] = set()
        for name, named in self._names():
            words = [m.group() for m in WORD.finditer(fold(name))]
            vocabulary.update(words)
            self._add(words, named)
        self._known = frozenset(vocabulary) | {fold(word) for word in self.catalogue.unlike}
        self._long = tuple(sorted(word for word in vocabulary if len(word) >= _LONG and not word.isdigit()))
        for word in self._long:
            self._by_length.setdefault(len(word), []).append(word)

    def _names(self) -> Iterable[tuple[str, Named]]:
        for shared in self.catalogue.shared_names:
            yield shared.name, Named(products=shared.products, wanted=shared.wanted, weak=_is_weak(shared.name))
        for family in self.catalogue.families:
            for product in family.products:
                for name in (product.title, *product.names):
                    weak = _is_weak(name) and name not in product.distinct
                    yield name, Named(products=(product.id,), weak=weak, accessory=family.accessory)
                for name in product.everyday_names:
                    yield name, Named(products=(product.id,), weak=True, everyday=True, accessory=family.accessory)
                for hint in (hint for hint in product.hints if IN_PARTS not in hint):
                    yield hint, Named(products=(product.id,), hint=True)
            if family.offered:
                for name in (family.title, *family.names):
                    yield name, Named(family=family.id, weak=_is_weak(name))

    def _add(self, words: list[str], named: Named) -> None:
        node = self._root
        for word in words:
            node = node.children.setdefault(word, _Node())
        if words and node.named is None:
            node.named = named

    def family(self, product: str) -> str | None:
        """The family of that product."""
        return self._families.get(product)

    def has_word(self, word: str) -> bool:
        """Whether that word, folded, stands in some name, be it inflected or misspelled."""
        return self._canonical(word) in self._known

    def find(self, folded: str, tokens: tuple[Token, ...]) -> tuple[Naming, ...]:
        """The names in a folded text, by place, longest first, without overlaps."""
        found: list[Naming] = []
        done = 0
        for at in [at for at, token in enumerate(tokens) if self._opens(token.text)]:
            last, named = self._longest(folded, tokens, at) if at >= done else (at, None)
            if named is not None:
                found.append(Naming(named, tokens[at].start, tokens[last].end))
                done = last + 1
        return tuple(found)

    def _longest(self, folded: str, tokens: tuple[Token, ...], first: int) -> tuple[int, Named | None]:
        node, best, named = self._root, first, None
        for at in range(first, len(tokens)):
            if at > first and not _joins(folded, tokens[at - 1].end, tokens[at].start):
                break
            word = self._canonical(tokens[at].text)
            child = node.children.get(word)
            if child is None:
                break
            node = child
            if node.named is not None and (at > first or _is_sure(tokens[at].text.split("'")[0], word, node.named)):
                best, named = at, node.named
        return best, named

    def _begins_name(self, word: str) -> bool:
        return self._canonical(word) in self._root.children

    def _resolve(self, word: str) -> str:
        """The catalogue's word that this one is, inflected or misspelled; else itself."""
        stem = word.split("'")[0]
        if stem in self._known:
            return stem
        if len(stem) < _LONG - 1:
            return stem
        for known in self._long:
            if stem.startswith(known) and len(stem) - len(known) <= _ENDING:
                return known
        if stem in self._familiar:
            return stem
        allowed = 1 if len(stem) < 8 else 2
        alike = [known for length in range(len(stem) - allowed, len(stem) + allowed + 1) for known in self._by_length.get(length, ())]
        close = [(OSA.distance(stem, known, score_cutoff=allowed), known) for known in alike]
        near = sorted((distance, known[0] != stem[0], known) for distance, known in close if distance <= allowed)
        return near[0][2] if near and (len(near) == 1 or near[0][:2] < near[1][:2]) else stem


def _joins(folded: str, start: int, end: int) -> bool:
    between = folded[start:end]
    return gap_fits(folded, start, end) or between in (": ", " & ", "&")


def _is_sure(word: str, known: str, named: Named) -> bool:
    """Whether one word alone is a product's name: written as it is or, where it is no word of any language, with one slip."""
    return word == known or (not named.weak and word[0] == known[0] and OSA.distance(word, known, score_cutoff=1) <= 1)


def _is_weak(name: str) -> bool:
    words = [m.group() for m in WORD.finditer(fold(name))]
    letters_only = all(not word.isdigit() for word in words)
    short_plan = len(words) == 2 and len(words[0]) == 1 and words[1].isdigit()
    return (len(words) == 1 and letters_only) or short_plan
