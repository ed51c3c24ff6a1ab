"""Rows of the sales report that no payout is reckoned with, leads of which it has no row, and leads that may be one deal in two."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from leadbot.model.deals import DealLead
from leadbot.model.digest import DigestCase
from leadbot.model.lead import LeadState, Reference
from leadbot.model.payout import Settled
from leadbot.model.payout_plans import VolumeBands
from leadbot.model.verdict import Outcome
from leadbot.service import pay
from leadbot.service.desk import Desk
from leadbot.service.news import week_start
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import loose_sale_line, sales_told, unsold_line

MOST_LINES = 20
SELLING = (LeadState.IN_REVIEW, LeadState.CONFIRMED, LeadState.WON)
"""States of leads that may end in a deal."""
_SOUND = (Outcome.CONFIRMED, Outcome.IN_REVIEW)


def unmatched_cases(uow: UnitOfWork, desk: Desk, now: datetime, told: datetime | None) -> list[DigestCase]:
    """Rows, and leads that may be one deal in two, that came after staff were `told` last; once a week leads that should have a row."""
    if not desk.program.payouts:
        return []
    return [*_split(uow, desk, now, told), *_sales(uow, desk, now, told)]


def _split(uow: UnitOfWork, desk: Desk, now: datetime, told: datetime | None) -> list[DigestCase]:
    """The pairs of leads that may be one deal in two, once each."""
    days = min((plan.split_days for plan in desk.program.payouts if isinstance(plan, VolumeBands) and plan.split_days), default=None)
    if days is None:
        return []
    of_client: defaultdict[tuple[str, str], list[DealLead]] = defaultdict(list)
    for lead in sorted(uow.ledger(desk.program, now).leads, key=lambda lead: (lead.received_at, lead.reference)):
        if lead.client_tax_id and lead.state in SELLING:
            of_client[lead.partner.key, lead.client_tax_id].append(lead)
    pairs = [pair for leads in of_client.values() for pair in pairwise(leads)]
    near = [(one, other) for one, other in pairs if desk.day(other.received_at) - desk.day(one.received_at) <= timedelta(days)]
    new = [pair for pair in near if told is None or max(_sells_since(uow, lead) for lead in pair) > told]
    lines = [unsold_line(f"{one.reference} + {other.reference}", _client(uow, one), one.partner.name) for one, other in new]
    return [_case("split", lines, desk, now)] if lines else []


def _sells_since(uow: UnitOfWork, lead: DealLead) -> datetime:
    """The moment from which the lead might end in a deal: of one that lacked something, when it was completed."""
    history = uow.leads.history(lead.reference)
    return next((e.at for e in history if e.event == "judged" and e.detail.split(" ")[0] in _SOUND), lead.received_at)


def _client(uow: UnitOfWork, lead: DealLead) -> str:
    return uow.leads.get(lead.reference).draft.text("client.name")


def _sales(uow: UnitOfWork, desk: Desk, now: datetime, told: datetime | None) -> list[DigestCase]:
    is_weekly = told is None or told < week_start(desk, now)
    new = uow.deals.sales_since(desk.program.id, told)
    if not new and not (is_weekly and uow.deals.sales(desk.program.id)):
        return []
    settled = pay.payouts(uow, desk.program, now)
    program, templates = desk.program, desk.templates
    loose = [found for found in settled.loose if found.sale in new]
    rows = [_case("sales", [loose_sale_line(found, program, templates) for found in loose], desk, now)] if loose else []
    unsold = _unsold(uow, desk, settled, now) if is_weekly else []
    leads = [uow.leads.get(reference) for reference in unsold]
    lines = [unsold_line(lead.reference, lead.draft.text("client.name"), lead.partner.name or lead.partner.address) for lead in leads]
    return [*rows, *([_case("unsold", lines, desk, now)] if lines else [])]


def _case(kind: str, lines: Sequence[str], desk: Desk, now: datetime) -> DigestCase:
    question = sales_told(kind, len(lines), desk.program, desk.templates)
    rest = len(lines) - MOST_LINES
    shown = [*lines[:MOST_LINES], f"… (+{rest})"] if rest > 0 else lines
    return DigestCase(kind=kind, received_at=now, question=question, excerpt="\n".join(shown))


def _unsold(uow: UnitOfWork, desk: Desk, settled: Settled, now: datetime) -> list[Reference]:
    """The leads that were won, and while a programme is settled all of them."""
    settlements = [plan.settlement for plan in desk.program.payouts if isinstance(plan, VolumeBands)]
    is_settled = any(period.first <= desk.day(now) <= period.last for period in settlements)
    return [reference for reference in settled.without_sale if is_settled or uow.leads.get(reference).state is LeadState.WON]
