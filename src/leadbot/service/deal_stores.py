"""What the services ask of the registry about deals and calls for offers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from leadbot.model.deals import DealEvent, DealFact, Price, Sale
from leadbot.model.lead import Reference
from leadbot.model.program import Program
from leadbot.model.tenders import Tender, TenderFact

F = TypeVar("F", bound=DealFact)


class Deals(Protocol):
    """What happened to leads outside, as reports, events and price lists tell. Sales and events are only ever added."""

    def add_sales(self, program: str, rows: Sequence[Sale], *, at: datetime, by: str) -> list[Sale]:
        """Keep the rows of a report that are not kept yet, and return those: the same report again adds nothing.

        Equal rows of one call are as many sales.
        """

    def add_events(self, program: str, rows: Sequence[DealEvent], *, at: datetime, by: str) -> list[DealEvent]:
        """The same for events, whose leads must be known."""

    def replace_prices(self, program: str, rows: Sequence[Price]) -> None:
        """The new price list."""

    def sales(self, program: str) -> list[Sale]:
        """All rows of reports, in the order in which they were added."""

    def sales_since(self, program: str, after: datetime | None) -> list[Sale]:
        """The rows that were added later than that moment, in their order; all where it is None."""

    def events(self, program: str) -> list[DealEvent]:
        """All events, in the order in which they were added."""

    def events_of(self, reference: Reference) -> list[DealEvent]:
        """The events of one lead, likewise."""

    def prices(self, program: str) -> list[Price]:
        """The price list, in the order of import."""


class DealFacts(Protocol):
    """What staff and mails tell of deals and what has no list. Only ever added."""

    def add(self, program: str, *facts: DealFact, at: datetime, by: str) -> None:
        """Keep these facts, told at that moment by that person or message. Raises UnknownReference."""

    def all(self, program: str, kind: type[F]) -> list[F]:
        """All facts of that sort; of several on one thing the latest."""


class Tenders(Protocol):
    """Calls for offers, as facts that are only ever added."""

    def next_reference(self, program: Program) -> Reference:
        """The next free one: `IK-T-0001`."""

    def add(self, program: str, reference: Reference, fact: TenderFact, *, at: datetime) -> None:
        """One more fact of that call."""

    def all(self, program: str) -> list[Tender]:
        """Every call of the program, oldest first."""

    def get(self, reference: Reference) -> Tender:
        """Raises UnknownReference."""

    def program_of(self, reference: Reference) -> str:
        """The program of that call. Raises UnknownReference."""
