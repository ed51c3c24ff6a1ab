"""The catalogue of a programme: families of products, and what mails call them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

Translated = Mapping[str, str]
"""A text by language (ISO 639-1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One thing of the catalogue."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    title: str
    """The name shown in replies."""
    titles: Translated = field(default_factory=dict, hash=False)
    """The name in replies of languages that call it otherwise."""
    names: tuple[str, ...] = ()
    """Names people use, beside `title`: abbreviations, older names. Each belongs to this product alone."""
    distinct: tuple[str, ...] = ()
    """Single words and abbreviations among them that name the product wherever they stand; others of that sort need words around them."""
    everyday_names: tuple[str, ...] = ()
    """Plain words (`e-mail`, `backup`) that name it only under a label for products, or in a list beside another product."""
    various: bool = False
    """It stands for different things: two names of it, each with its number, are two items."""
    hints: tuple[str, ...] = ()
    """Turns of phrase (`get the files back`) that mean it where a mail names no product at all and hints at no other. `files ... save*`
    are parts of one sentence, in whatever order; `*` stands for any ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Products that belong together."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    title: str
    titles: Translated = field(default_factory=dict, hash=False)
    """The name in replies of languages that call it otherwise."""
    names: tuple[str, ...] = ()
    """Names of the family as a whole (`M365`): alone they name no product."""
    products: tuple[Product, ...] = ()
    offered: bool = True
    """False for what the catalogue knows but the programme does not take."""
    accessory: bool = False
    """True for what goes with a product of another family: it has that one's term, and alone it is no whole order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedName:
    """A plan's name that several families have (`E3`)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    name: str
    products: tuple[str, ...]
    wanted: str | None = None
    """The product meant where it is asked for with no family named; None: that is ambiguous."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All products and what people call them."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    families: tuple[Family, ...] = ()
    shared_names: tuple[SharedName, ...] = ()
    unlike: tuple[str, ...] = ()
    """Words that look like a name inflected or misspelled, and are none."""

    def product(self, product_id: str) -> Product | None:
        """The product of that id."""
        # Asked, like the next ones, dozens of times a lead: a generator would take twice as long.
        for family in self.families:
            for product in family.products:
                if product.id == product_id:
                    return product
        return None

    def family_of(self, id_: str) -> Family | None:
        """The family of that product id, or the family of that id itself."""
        for family in self.families:
            if family.id == id_:
                return family
            for product in family.products:
                if product.id == id_:
                    return family
        return None

    def title(self, id_: str, language: str = "") -> str:
        """What a product or family is called, in that language where it has a name of its own there, or the id itself."""
        named = self.product(id_) or self.family_of(id_)
        return named.titles.get(language, named.title) if named else id_

    def retitled(self, titles: str, language: str) -> str:
        """Titles joined by `, `, in that language."""
        families = {family.title: family.titles for family in self.families}
        known = families | {product.title: product.titles for family in self.families for product in family.products}
        return ", ".join(known.get(title, {}).get(language, title) for title in titles.split(", "))

    def is_various(self, product_id: str) -> bool:
        """Whether it stands for different things."""
        return any(p.various for f in self.families for p in f.products if p.id == product_id)

    def is_accessory(self, product_id: str) -> bool:
        """Whether that product goes with another and is none by itself."""
        family = self.family_of(product_id)
        return family is not None and family.accessory
