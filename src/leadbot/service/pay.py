"""Payouts of a program at a moment, and the doors for what has no list: answers to gates, requests for invoices, collections."""

import re
from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from leadbot.lifecycle.payouts import deal_lead, settled, taken
from leadbot.model.deals import Collection, DealFact, DealLead, DealPartner, GateAnswer, Ledger, PartnerInvoice
from leadbot.model.errors import NotPossible
from leadbot.model.lead import HistoryEntry, LeadState, Reference
from leadbot.model.message import Kind
from leadbot.model.outgoing import JudgedLead
from leadbot.model.payout import Payout, Settled
from leadbot.model.payout_plans import PaidInvoiceShare, PayoutPlan, PriceList, VolumeBands, YearlyTiers
from leadbot.model.program import Program
from leadbot.model.rules import Budget
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.service.versions import program_of

NOTHING = Decimal("0.00")


def payouts(uow: UnitOfWork, program: Program, now: datetime) -> Settled:
    """What the registry's facts come to at that moment, for each lead by the version of the program that it is pinned to.

    A version reckons with all leads, as if it were everybody's, and decides of its own.
    """
    ledger = uow.ledger(program, now)
    today = settled(program, ledger)
    earlier: dict[str, set[Reference]] = {}
    for lead in ledger.leads:
        if program_of(uow, program, lead.program_version) is not program:
            earlier.setdefault(lead.program_version, set()).add(lead.reference)
    pinned = {reference for references in earlier.values() for reference in references}
    found = [payout for payout in today.payouts if payout.reference not in pinned]
    overpaid = [over for over in today.overpaid if over.reference not in pinned]
    for version, references in earlier.items():
        older = program_of(uow, program, version)
        then = settled(older, uow.ledger(older, now))
        found += [payout for payout in then.payouts if payout.reference in references]
        overpaid += [over for over in then.overpaid if over.reference in references]
    return replace(today, payouts=tuple(found), overpaid=tuple(overpaid))


def plan_for(uow: UnitOfWork, program: Program, lead: DealLead, payout: Payout) -> PayoutPlan | None:
    """The plan that a lead's payout follows, by the version of the program that the lead is pinned to."""
    pinned = program_of(uow, program, lead.program_version)
    return next((plan for plan in pinned.payouts if plan.id == payout.rule.partition(".")[0]), None)


def stamp(uow: UnitOfWork, program: Program, now: datetime) -> Hashable:
    """What is another as soon as the payouts or states of leads may be: the program's version, its day, and what the registry has."""
    day = now.astimezone(ZoneInfo(program.calendar.time_zone)).date()
    return program.version, day, uow.newest()


def spent(uow: UnitOfWork, program: Program, now: datetime) -> Decimal:
    """What paid and earned payouts have taken from the program's pool; nothing as long as all sales together could not use it up.

    Reckoned once a transaction: every lead that is judged asks it.
    """
    known = _SPENT.setdefault(uow, {})
    if program.id not in known:
        known[program.id] = sum((_spent(uow, program, plan, now) for plan in program.payouts if isinstance(plan, VolumeBands)), Decimal(0))
    return known[program.id]


def _spent(uow: UnitOfWork, program: Program, plan: VolumeBands, now: datetime) -> Decimal:
    pool = next((rule.amount for rule in program.rules if isinstance(rule, Budget) and plan.pool and rule.id == plan.pool.rule), None)
    sales = uow.deals.sales(program.id) if pool is not None else []
    if pool is None or not sales:
        return Decimal(0)
    bonuses = len(sales) * (plan.bonus.amount if plan.bonus else 0)
    if plan.highest_rate() * sum(max(sale.annual_value, Decimal(0)) for sale in sales) + bonuses < pool:
        return Decimal(0)
    return taken(payout for payout in payouts(uow, program, now).payouts if payout.rule.partition(".")[0] == plan.id)


_SPENT: WeakKeyDictionary[UnitOfWork, dict[str, Decimal]] = WeakKeyDictionary()


def payouts_of(uow: UnitOfWork, program: Program, reference: Reference, now: datetime) -> list[Payout]:
    """The payouts of one lead."""
    return [payout for payout in payouts(uow, program, now).payouts if payout.reference == reference]


def estimate(uow: UnitOfWork, program: Program, lead: JudgedLead, now: datetime) -> Payout | None:
    """What a confirmed lead may come to by its own words; None where nothing can be told yet."""
    if not program.payouts or lead.kind is not Kind.LEAD or lead.state is not LeadState.CONFIRMED:
        return None
    alone = deal_lead(program, lead.reference, lead.state, lead.received_at, lead.draft, DealPartner(key="", name=""))
    prices = tuple(uow.deals.prices(program.id)) if any(isinstance(plan, PriceList) for plan in program.payouts) else ()
    found = settled(program, Ledger(now=max(now, lead.received_at), leads=(alone,), prices=prices)).payouts
    return next((payout for payout in found if payout.amount is not None or payout.rate is not None), None)


def gates(program: Program) -> frozenset[str]:
    """Every gate that a payout of the program may wait at."""
    found: set[str] = set()
    for plan in program.payouts:
        if isinstance(plan, PriceList):
            found |= {gate for each in plan.gates.values() for gate in each}
        elif isinstance(plan, YearlyTiers):
            found |= set(plan.gates)
        elif isinstance(plan, VolumeBands):
            found |= {part.gate for part in (plan.bonus, plan.pool) if part is not None}
        elif isinstance(plan, PaidInvoiceShare):
            found.add(plan.late_gate)
    return frozenset(found)


def answer_gate(
    uow: UnitOfWork, program: Program, reference: Reference, gate: str, *, passed: bool, by: str, now: datetime, note: str = ""
) -> None:
    """Staff's word on a gate of the lead's payouts; a later one goes before it. Raises UnknownReference, NotPossible."""
    uow.leads.get(reference)
    if gate not in gates(program):
        raise NotPossible(f"{program.id} has no gate {gate}. Its gates are: {', '.join(sorted(gates(program))) or 'none'}")
    answer = GateAnswer(reference=reference, gate=gate, passed=passed, at=now)
    _keep(uow, program, answer, f"{'passed' if passed else 'refused'} {gate} {note}".strip(), by, now)


def record(uow: UnitOfWork, program: Program, fact: DealFact, by: str, now: datetime) -> None:
    """Keep a fact that has no list; a later one on the same thing goes before it. Raises UnknownReference, NotPossible."""
    quarter = getattr(fact, "quarter", None)
    if quarter is not None and not re.fullmatch(r"\d{4}-Q[1-4]", quarter):
        raise NotPossible(f"{quarter} is no quarter. Write such as 2026-Q3")
    if isinstance(fact, Collection) and not (fact.costs.is_finite() and fact.costs >= 0):
        raise NotPossible(f"the costs {fact.costs} are below 0")
    if isinstance(fact, PartnerInvoice) and fact.net is not None and not (fact.net.is_finite() and fact.net > 0):
        raise NotPossible(f"the sum {fact.net} is not above 0")
    _keep(uow, program, fact, in_words(fact), by, now)


def _keep(uow: UnitOfWork, program: Program, fact: DealFact, line: str, by: str, now: datetime) -> None:
    uow.leads.get(fact.reference)
    uow.deal_facts.add(program.id, fact, at=now, by=by)
    uow.leads.note(fact.reference, HistoryEntry(at=now, event="recorded", by=by, detail=line))


def in_words(fact: DealFact) -> str:
    """What was recorded, for the history."""
    parts = ((name, getattr(fact, name)) for name in fact.__dataclass_fields__ if name != "reference")
    sort = re.sub(r"(?<!^)(?=[A-Z])", " ", type(fact).__name__).lower()
    return f"{sort}: " + ", ".join(f"{name} {_plain(value)}" for name, value in parts if value not in {None, ""})


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
