"""What happened to leads outside, carried over to the leads of a replay, and the payouts that follow there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from leadbot.model.deals import DealEvent, DealFact, Price, Sale
from leadbot.model.lead import Reference
from leadbot.model.payout import Payout, PayoutState
from leadbot.model.program import Program
from leadbot.service.pay import payouts
from leadbot.service.unit_of_work import UnitOfWork

REPLAY = "replay"
Names = Mapping[Reference, Reference]
"""The leads of the replay by those of the registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDeals:
    """All that payouts follow from, besides leads and lists."""

    events: tuple[DealEvent, ...] = ()
    sales: tuple[Sale, ...] = ()
    prices: tuple[Price, ...] = ()
    facts: tuple[DealFact, ...] = ()


def past_deals(uow: UnitOfWork, program: Program) -> PastDeals:
    """What the registry knows."""
    kinds: tuple[type[DealFact], ...] = get_args(DealFact)
    return PastDeals(
        events=tuple(uow.deals.events(program.id)),
        sales=tuple(uow.deals.sales(program.id)),
        prices=tuple(uow.deals.prices(program.id)),
        facts=tuple(fact for kind in kinds for fact in uow.deal_facts.all(program.id, kind)),
    )


def replayed_payouts(uow: UnitOfWork, program: Program, deals: PastDeals, names: Names, now: datetime) -> list[Payout]:
    """The payouts of the replay's leads at that moment, without their steps; estimates of leads without a sale are left out.

    What happened to a lead that the replay does not have is dropped.
    """
    sales = [replace(sale, reference=names.get(Reference(sale.reference), "")) if sale.reference else sale for sale in deals.sales]
    uow.deals.add_sales(program.id, sales, at=now, by=REPLAY)
    events = [replace(event, reference=names[event.reference]) for event in deals.events if event.reference in names]
    uow.deals.add_events(program.id, events, at=now, by=REPLAY)
    uow.deals.replace_prices(program.id, deals.prices)
    facts = [replace(fact, reference=names[fact.reference]) for fact in deals.facts if fact.reference in names]
    uow.deal_facts.add(program.id, *facts, at=now, by=REPLAY)
    found = payouts(uow, program, now).payouts
    return [replace(payout, steps=()) for payout in found if payout.state is not PayoutState.ESTIMATED or payout.reasons]
