"""The leads that a lead in review may be one with, side by side for staff."""

from collections.abc import Iterator

from leadbot.judging import client_keys, compare
from leadbot.model.lead import Lead, LeadState
from leadbot.model.program import Program
from leadbot.model.resemblance import Beside
from leadbot.model.rules import NotRegistered
from leadbot.service.desk import Desk
from leadbot.service.unit_of_work import UnitOfWork

COMPARED = (LeadState.INCOMPLETE, LeadState.IN_REVIEW, LeadState.CONFIRMED, LeadState.WON)
"""States of a lead that can stand in another's way."""


def rival_checks(program: Program) -> frozenset[str]:
    """The checks that ask whether two leads are one, or whose comes first."""
    rules = (rule for rule in program.rules if isinstance(rule, NotRegistered))
    return frozenset(id_ for rule in rules for id_ in (rule.possible_check, rule.priority_check))


def beside(uow: UnitOfWork, desk: Desk, lead: Lead) -> tuple[Beside, ...]:
    """Each other lead alike, oldest first, while a check asks about it; for staff's eyes alone."""
    asked = rival_checks(desk.program)
    return tuple(_compared(uow, desk, lead)) if any(check.id in asked for check in lead.open_checks()) else ()


def _compared(uow: UnitOfWork, desk: Desk, lead: Lead) -> Iterator[Beside]:
    for other in uow.leads.alike(desk.program.id, client_keys(lead.draft, desk.program)):
        if other.reference != lead.reference and other.state in COMPARED:
            yield Beside(
                reference=other.reference,
                state=other.state,
                received_at=other.received_at,
                partner=other.partner.name or other.partner.address,
                fields=compare(lead.draft, other.draft, desk.program, desk.own_domain),
            )
