"""Rows of the sales report that no payout is reckoned with, and leads of which it has no row, as staff are told of them."""

from collections.abc import Sequence
from datetime import datetime

from leadbot.model.digest import DigestCase
from leadbot.model.lead import LeadState, Reference
from leadbot.model.payout import Settled
from leadbot.model.payout_plans import VolumeBands
from leadbot.service import pay
from leadbot.service.desk import Desk
from leadbot.service.news import week_start
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import loose_sale_line, sales_told, unsold_line

MOST_LINES = 20


def unmatched_cases(uow: UnitOfWork, desk: Desk, now: datetime, told: datetime | None) -> list[DigestCase]:
    """Rows for staff that came after they were `told` last; once a week the leads that should have a row by now."""
    if not desk.program.payouts:
        return []
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
