"""What the products of a catalogue are called, for rows of lists."""

import re
from difflib import get_close_matches

from leadbot.judging.folding import fold
from leadbot.model.catalogue import Catalogue
from leadbot.model.file_faults import FileFault
from leadbot.service.importing.files import Cell
from leadbot.service.importing.values import Unusable, as_text

_PARTED = re.compile(r"[,;|\n]")


class ProductNames:
    """Names by which products and families are found: ids, titles, and what people call them besides."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._ids: dict[str, str] = {}
        self._families: dict[str, str] = {}
        for family in catalogue.families:
            for product in family.products:
                names = (product.id, product.title, *product.titles.values(), *product.names, *product.everyday_names)
                self._ids |= {fold(name): product.id for name in names}
            names = (family.id, family.title, *family.titles.values(), *family.names)
            self._families |= {fold(name): family.id for name in names}
        self._shared = frozenset(fold(shared.name) for shared in catalogue.shared_names)

    def one(self, cell: Cell) -> str:
        """The product's id. Raises Unusable for one that the catalogue doesn't know."""
        text = fold(as_text(cell))
        if text in self._shared:
            raise Unusable(FileFault.SHARED_NAME, "several products have this name", "Write the product's full name or id")
        if text not in self._ids:
            raise _unknown(FileFault.NO_PRODUCT, "the catalogue has no such product", text, self._ids)
        return self._ids[text]

    def any(self, cell: Cell) -> str:
        """The product's id, else the name as it stands."""
        return self._ids.get(fold(as_text(cell)), as_text(cell))

    def owned(self, cell: Cell) -> tuple[str, ...]:
        """The ids of products, or of families where only those are named. Raises Unusable for anything else."""
        known = self._families | self._ids
        found: dict[str, None] = {}
        for name in filter(None, (part.strip() for part in _PARTED.split(as_text(cell)))):
            if fold(name) not in known:
                raise _unknown(FileFault.NO_SERVICE, f"the catalogue has no such service: {name}", fold(name), known, name=name)
            found[known[fold(name)]] = None
        return tuple(found)


def _unknown(fault: FileFault, message: str, text: str, known: dict[str, str], **facts: str) -> Unusable:
    """With the product or family whose name is most alike."""
    near = get_close_matches(text, known, n=1)
    if not near:
        return Unusable(fault, message, "Write a name or id of the catalogue", **facts)
    return Unusable(fault, message, f"Did you mean `{known[near[0]]}`?", product=known[near[0]], **facts)
