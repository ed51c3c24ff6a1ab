"""Calls for offers: a customer's call, its way to partners, their offers, the customer's choice. Each fact is kept and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from leadbot.model.lead import Reference
from leadbot.model.message import MessageKey


class TenderState(StrEnum):
    """Where a call for offers stands."""

    WAITING = "waiting"
    """Staff must release it first."""
    RELEASED = "released"
    """Partners make offers."""
    PASSED_ON = "passed-on"
    """The customer has the offers."""
    CHOSEN = "chosen"
    CLOSED = "closed"
    """Over without a choice: staff refused or ended it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A customer calls for offers."""

    message: MessageKey
    at: datetime
    """When its mail was received."""
    language: str
    """Of the customer's mail, as far as the program answers in it."""
    description: str
    """What partners may read: nothing that names the customer or leads to it."""
    until: date | None = None
    """The last day for offers that the mail names; None where it names none, or several."""
    omitted: int = 0
    """Sentences of the mail that partners may not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTo:
    """A partner that got the call."""

    number: str
    name: str
    address: str
    domain: str
    """Its own organisational domain; empty for a free-mail address."""
    language: str
    message_id: str
    """Of our mail, with angle brackets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Staff let it go out."""

    at: datetime
    by: str
    until: date
    """The last day for offers, in the program's zone."""
    description: str
    sent: tuple[SentTo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A partner's offer; its latest counts."""

    at: datetime
    number: str
    """The partner's."""
    message: MessageKey
    text: str
    """Its own words."""
    files: tuple[str, ...] = ()
    """Names of the files that came with it and may be passed on."""
    others: tuple[str, ...] = ()
    """Others' products that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDecided:
    """Staff's word on an offer that names others' products."""

    at: datetime
    by: str
    number: str
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """The customer got the offers, in this order."""

    at: datetime
    by: str
    numbers: tuple[str, ...]
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The customer's choice."""

    at: datetime
    by: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Staff ended it without a choice."""

    at: datetime
    by: str
    note: str = ""


TenderFact = Called | Released | Offered | OfferDecided | PassedOn | Chosen | Closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """A call for offers as its facts make it stand."""

    reference: Reference
    """`IK-T-0001`: prefix of the program, `T`, number."""
    called: Called
    released: Released | None = None
    offers: tuple[Offered, ...] = ()
    """One a partner, in the order in which the first of each came."""
    decided: tuple[OfferDecided, ...] = ()
    passed_on: PassedOn | None = None
    chosen: Chosen | None = None
    closed: Closed | None = None

    @property
    def state(self) -> TenderState:
        """Where it stands."""
        if self.chosen is not None:
            return TenderState.CHOSEN
        if self.closed is not None:
            return TenderState.CLOSED
        if self.passed_on is not None:
            return TenderState.PASSED_ON
        return TenderState.WAITING if self.released is None else TenderState.RELEASED

    def sent_to(self, number: str) -> SentTo | None:
        """The partner of that number that got the call."""
        return next((to for to in self.released.sent if to.number == number), None) if self.released else None

    def allowed(self, offer: Offered) -> bool | None:
        """Whether an offer is passed on; None while staff have to look at it."""
        if not offer.others:
            return True
        return next((word.allowed for word in reversed(self.decided) if word.number == offer.number and word.at >= offer.at), None)


def tender_of(reference: Reference, facts: Sequence[TenderFact]) -> Tender:
    """The call as its facts, oldest first, make it stand. Raises ValueError where the first is no call."""
    called, *later = facts
    if not isinstance(called, Called):
        raise ValueError(f"{reference} does not begin with a call")
    tender = Tender(reference=reference, called=called)
    for fact in later:
        tender = _with(tender, fact)
    return tender


def _with(tender: Tender, fact: TenderFact) -> Tender:
    match fact:
        case Called():
            return replace(tender, called=fact)
        case Released():
            return replace(tender, released=fact)
        case Offered():
            known = {offer.number: offer for offer in tender.offers} | {fact.number: fact}
            return replace(tender, offers=tuple(known.values()))
        case OfferDecided():
            return replace(tender, decided=(*tender.decided, fact))
        case PassedOn():
            return replace(tender, passed_on=fact)
        case Chosen():
            return replace(tender, chosen=fact)
        case Closed():
            return replace(tender, closed=fact)
