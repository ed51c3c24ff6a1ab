"""`leadbot apply`: today's version of the program for leads that are not decided yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leadbot.model.lead import Lead, Reference
from leadbot.service.decide import apply_today
from leadbot.service.desk import Desk
from leadbot.service.judgement import WAITING
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.service.versions import enter


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A lead before and after."""

    before: Lead
    after: Lead


class _Undone(Exception):
    """Takes back what a dry run has done."""


def apply_to_open_leads(
    registry: Registry, desk: Desk, references: Sequence[Reference], by: str, now: datetime, *, dry_run: bool = False
) -> list[Applied]:
    """Judge these leads (every undecided one, where none is named) by today's version, tell their partners, and log it.

    Leads that have it already are left out. Raises UnknownReference, NotPossible, OutOfReach; nothing is changed then.
    """
    if not dry_run:
        enter(registry, desk.program, now)
    applied: list[Applied] = []
    try:
        with registry.begin() as uow:
            applied = [_applied(uow, desk, lead, by, now) for lead in _meant(uow, desk, references)]
            if dry_run:
                raise _Undone
    except _Undone:
        pass
    return applied


def _meant(uow: UnitOfWork, desk: Desk, references: Sequence[Reference]) -> list[Lead]:
    named = [uow.leads.get(reference) for reference in references] or uow.leads.in_state(desk.program.id, *WAITING)
    return [lead for lead in named if lead.program_version != desk.program.version]


def _applied(uow: UnitOfWork, desk: Desk, lead: Lead, by: str, now: datetime) -> Applied:
    return Applied(before=lead, after=apply_today(uow, desk, lead.reference, by, now))
