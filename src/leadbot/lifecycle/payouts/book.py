"""One program's ledger, opened: what is known at its moment, by lead, in an order that owes nothing to how it came in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from leadbot.lifecycle.payouts.amounts import total
from leadbot.model.deals import OVERPAYMENT, DealEvent, DealLead, EventKind, ExtensionAnswer, GateAnswer, Ledger, PaymentRelease
from leadbot.model.lead import LeadState, Reference
from leadbot.model.payout import Payout
from leadbot.model.payout_plans import PayoutPlan
from leadbot.model.program import Program

T = TypeVar("T")
PAYABLE = (LeadState.CONFIRMED, LeadState.WON, LeadState.EXPIRED)
"""States of leads that can earn; of expired ones staff may still accept the contract."""
DEAL_EVENTS = frozenset(EventKind) - {EventKind.LOST, EventKind.CONTACTED, EventKind.QUALIFIED}
"""Events that say that a lead became a deal."""


class Book:
    """The ledger as payouts read it."""

    def __init__(self, program: Program, ledger: Ledger) -> None:
        self.program = program
        self.ledger = ledger
        self._zone = ZoneInfo(program.calendar.time_zone)
        self.today = self.day(ledger.now)
        lost = {reference for reference, events in self._events.items() if _is_lost(events)}
        known = (lead for lead in ledger.leads if lead.state in PAYABLE and lead.reference not in lost)
        self.leads = sorted(known, key=age)
        """Oldest receipt first, those that were lost left out."""

    def day(self, moment: datetime) -> date:
        """The day in the program's zone."""
        return moment.astimezone(self._zone).date()

    def of_plan(self, plan: PayoutPlan) -> list[DealLead]:
        """The leads that a plan pays, oldest first."""
        return [lead for lead in self.leads if all(lead.choices.get(field) in values for field, values in plan.where.items())]

    def events(self, lead: DealLead, *kinds: EventKind) -> list[DealEvent]:
        """What happened to it, of these kinds where any are named, oldest first."""
        return [event for event in self._events[lead.reference] if not kinds or event.event in kinds]

    def is_deal(self, lead: DealLead) -> bool:
        """Whether something says that it became one."""
        return any(event.event in DEAL_EVENTS for event in self.events(lead))

    def gate(self, reference: Reference, gate: str) -> bool | None:
        """Whether staff passed that gate, or refused it; None while they have not said."""
        answer = self._gates.get((reference, gate))
        return None if answer is None else answer.passed

    def extended_until(self, reference: Reference) -> date | None:
        """The last day for the client's yes that staff granted, by their latest word; None where they granted none."""
        granted = (e for e in self.ledger.extensions if e.reference == reference and e.granted and e.until and e.at <= self.ledger.now)
        latest = max(granted, key=lambda answer: answer.at, default=None)
        return latest.until if latest else None

    def fees_moved(self, reference: Reference) -> list[ExtensionAnswer]:
        """Each time that staff let the lead's fee go with the next payment, in order."""
        moved = (
            (answer.at, answer) for answer in self.ledger.extensions if answer.reference == reference and answer.granted and answer.fee
        )
        return self.known(moved)

    def release(self, payout: Payout) -> PaymentRelease | None:
        """Staff's latest word on paying what is left of that payout; None where it was about another sum."""
        word = self._releases.get((payout.reference, payout.rule, payout.period))
        return word if word is not None and word.amount == payout.rest else None

    def paid_back(self, reference: Reference, currency: str) -> Decimal:
        """What staff say the partner has paid back of what it got for that lead."""
        words = (word for word in self.known((word.at, word) for word in self.ledger.releases) if word.released)
        return total(word.amount for word in words if (word.reference, word.rule, word.period) == (reference, OVERPAYMENT, currency))

    def known(self, moments: Iterable[tuple[datetime, T]]) -> list[T]:
        """What came by now, oldest first."""
        return [thing for at, thing in sorted(moments, key=lambda pair: pair[0]) if at <= self.ledger.now]

    @cached_property
    def _events(self) -> Mapping[Reference, list[DealEvent]]:
        found: defaultdict[Reference, list[DealEvent]] = defaultdict(list)
        for event in sorted(self.ledger.events, key=_in_time):
            if event.on <= self.today:
                found[event.reference].append(event)
        return found

    @cached_property
    def _releases(self) -> Mapping[tuple[Reference, str, str], PaymentRelease]:
        """The latest word on each; of two at one moment, the no."""
        words = sorted(self.ledger.releases, key=lambda word: (word.at, not word.released))
        return {(word.reference, word.rule, word.period): word for word in words if word.at <= self.ledger.now}

    @cached_property
    def _gates(self) -> Mapping[tuple[Reference, str], GateAnswer]:
        """The latest word on each; of two at one moment, the no."""
        answers = sorted(self.ledger.gates, key=lambda answer: (answer.at, not answer.passed))
        return {(answer.reference, answer.gate): answer for answer in answers if answer.at <= self.ledger.now}


def age(lead: DealLead) -> tuple[datetime, str]:
    """What tells the older of two leads."""
    return lead.received_at, lead.reference


def _in_time(event: DealEvent) -> tuple[date, str, str, str]:
    return event.on, event.event, event.note, str(event.amount)


def _is_lost(events: list[DealEvent]) -> bool:
    """Whether the last word on it is that it was lost."""
    last = max((event for event in events if event.event in {EventKind.WON, EventKind.LOST}), key=_lost_last, default=None)
    return last is not None and last.event is EventKind.LOST


def _lost_last(event: DealEvent) -> tuple[date, bool]:
    return event.on, event.event is EventKind.LOST
