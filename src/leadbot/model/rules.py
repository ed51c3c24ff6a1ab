"""The closed set of rule kinds. A rule's parameters stand in the program file; `judging` has one function a kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal

from leadbot.model.message import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    """Unique in its program; shown in findings."""
    condition: Mapping[str, str] = field(default_factory=dict)
    """The programme's condition as published, by language: a rejection quotes it."""
    remedy: Mapping[str, str] = field(default_factory=dict)
    """What would make the lead eligible, by language."""
    applies_to: tuple[Kind, ...] = ()
    """Kinds of mail that it judges, `lead` or `application`; empty: both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(_Rule):
    """The lead is received from `first` to `last`, both whole days in the calendar's zone."""

    kind: Literal["window"] = "window"
    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalId(_Rule):
    """The id in `field` is of the country asked for; one of another country rejects."""

    kind: Literal["national_id"] = "national_id"
    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdOfType(_Rule):
    """A valid id in `field` that is of one of these types, such as a natural person's, needs a person."""

    kind: Literal["id_of_type"] = "id_of_type"
    field: str
    id_types: tuple[str, ...]
    """python-stdnum modules."""
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedValues(_Rule):
    """The field, where stated, is none of these."""

    kind: Literal["excluded_values"] = "excluded_values"
    field: str
    reasons: Mapping[str, str]
    """Reason code by excluded value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedValues(_Rule):
    """The field, where stated, is one of these."""

    kind: Literal["allowed_values"] = "allowed_values"
    field: str
    values: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSuggests(_Rule):
    """A name that holds one of these words rejects with `reason`, else needs a person, unless the mail states `unless_stated`."""

    kind: Literal["name_suggests"] = "name_suggests"
    field: str
    words: tuple[str, ...]
    """Beginnings of words, folded when compared; a trailing `$` asks for the whole word."""
    unless_stated: str | None = None
    settled_by: tuple[str, ...] = ()
    """Values of `unless_stated` that settle the matter; empty: any."""
    check: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidInMail(_Rule):
    """The mail says none of this in the sender's own words; else it rejects with `reason`, or needs a person."""

    kind: Literal["said_in_mail"] = "said_in_mail"
    words: tuple[str, ...]
    """Phrases; `*` stands for any ending, ` ... ` for other words of the same clause. What a clause denies is not said."""
    and_words: tuple[str, ...] = ()
    """Phrases one of which must be said as well, anywhere in the mail; empty: `words` suffice."""
    unless: tuple[str, ...] = ()
    """Phrases that set the rule aside where one of them is said, anywhere in the mail: `I have no company, I am self-employed`."""
    check: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs(_Rule):
    """Two companies of the lead are not one: of these pairs of fields the first of which both are known decides."""

    kind: Literal["differs"] = "differs"
    pairs: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSuspended(_Rule):
    """The program's switch `suspended` is off."""

    kind: Literal["not_suspended"] = "not_suspended"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnList(_Rule):
    """The list's subject is on an admission list, where that list is in use."""

    kind: Literal["on_list"] = "on_list"
    list: str
    reason: str
    known_by: tuple[str, ...] = ()
    """Fields any of which tells who the subject is; empty: its ids. Without them, they are asked for first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOnList(_Rule):
    """The list's subject is not on an exclusion list; a list not in use leaves it to `check`, where one is named."""

    kind: Literal["not_on_list"] = "not_on_list"
    list: str
    reason: str | None = None
    """None: an entry rejects nobody, it needs `check`."""
    check: str | None = None
    dated: bool = False
    """True: an entry counts only if its date is before receipt; of the same day it needs `check`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsOffered(_Rule):
    """At least one item is of an offered family."""

    kind: Literal["products_offered"] = "products_offered"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumQuantity(_Rule):
    """The quantities of the offered families add up to `minimum`; judged only when all are known."""

    kind: Literal["minimum_quantity"] = "minimum_quantity"
    minimum: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedTerms(_Rule):
    """At least one item of an offered family has a term of so many months."""

    kind: Literal["allowed_terms"] = "allowed_terms"
    months: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaximumTotalTerm(_Rule):
    """Where `field` holds one of `values`, what has run and what is added come to at most `months`."""

    kind: Literal["maximum_total_term"] = "maximum_total_term"
    field: str
    values: tuple[str, ...]
    previous: str
    """The field that holds the months that have run."""
    months: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsChecked(_Rule):
    """A person must look where one of these products is wanted."""

    kind: Literal["products_checked"] = "products_checked"
    products: tuple[str, ...]
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnsAlready(_Rule):
    """The client owns nothing of `families` yet, or owns only `movable` and moves to one of `move_to`."""

    kind: Literal["owns_already"] = "owns_already"
    list: str
    """A list of clients known to own services."""
    families: tuple[str, ...]
    movable: str
    """The family from which a move counts."""
    move_to: tuple[str, ...]
    """Product ids that are such a move, in ascending rank; plans of one rank are told by `ranks`."""
    ranks: Mapping[str, int]
    """Rank of products whose order matters (a move down is none)."""
    reason: str
    unclear_check: str
    """Where an owned plan could be of two families."""
    mixed_check: str
    """Where plans of `move_to` are wanted together with lower ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRegistered(_Rule):
    """No other partner's lead holds this client (docs/domain.md, "One lead among others")."""

    kind: Literal["not_registered"] = "not_registered"
    reason: str
    possible_check: str
    priority_check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsCheck(_Rule):
    """A person must look, always."""

    kind: Literal["persons_check"] = "persons_check"
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(_Rule):
    """The pool of funds is not used up."""

    kind: Literal["budget"] = "budget"
    amount: Decimal
    currency: str
    reason: str


Rule = (
    Window
    | NationalId
    | IdOfType
    | ExcludedValues
    | AllowedValues
    | NameSuggests
    | SaidInMail
    | Differs
    | NotSuspended
    | OnList
    | NotOnList
    | ProductsOffered
    | MinimumQuantity
    | AllowedTerms
    | MaximumTotalTerm
    | ProductsChecked
    | OwnsAlready
    | NotRegistered
    | PersonsCheck
    | Budget
)
