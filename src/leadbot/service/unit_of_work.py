"""What the services ask of the registry. `leadbot.registry` implements it; nothing here knows how."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from leadbot.model.deals import Ledger
from leadbot.model.facts import Facts
from leadbot.model.lead import Check, ClientKeys, PartnerIdentity, Reference
from leadbot.model.program import Program
from leadbot.service.deal_stores import DealFacts, Deals, Tenders
from leadbot.service.lead_stores import Leads, Lists, Orders, Partners, Versions
from leadbot.service.mail_stores import Messages, Outbox
from leadbot.service.upkeep_stores import Erasing, Generations, Watching


class UnitOfWork(Protocol):
    """One transaction on the registry, begun IMMEDIATE: nobody else writes meanwhile."""

    @property
    def messages(self) -> Messages: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def lists(self) -> Lists: ...
    @property
    def partners(self) -> Partners: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def deals(self) -> Deals: ...
    @property
    def versions(self) -> Versions: ...

    @property
    def deal_facts(self) -> DealFacts: ...
    @property
    def tenders(self) -> Tenders: ...
    @property
    def watching(self) -> Watching: ...
    @property
    def generations(self) -> Generations: ...
    @property
    def erasing(self) -> Erasing: ...

    def savepoint(self) -> AbstractContextManager[None]:
        """What happens inside is undone alone when it raises; the exception goes on."""

    def facts(
        self,
        program: Program,
        keys: ClientKeys,
        partner: PartnerIdentity,
        *,
        partner_number: str,
        partner_name: str,
        exclude: Reference | None,
        checks: Sequence[Check],
        changed: Sequence[str],
    ) -> Facts:
        """What registry and lists know about a draft with these keys from this partner, the lead `exclude` left out of `others`.

        `partner_number` and `partner_name` (folded) are as the draft gives them.
        """

    def newest(self) -> tuple[int, ...]:
        """The newest entries of all that payouts and states of leads follow from: others mean that something came in."""

    def ledger(self, program: Program, now: datetime) -> Ledger:
        """Everything that the program's payouts follow from at that moment."""


class Registry(Protocol):
    """The database of partners, leads, deals and payouts."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction: committed at the end of the block, undone where it raises. Raises OutOfReach (disk full, locked, not there)."""
