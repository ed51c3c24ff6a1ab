"""What time does by itself."""

import logging
from datetime import datetime

from leadbot.model.lead import Lead, LeadState, Reference
from leadbot.service.answering import notify
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.lapsing import ended_before, lapse
from leadbot.service.unit_of_work import Registry, UnitOfWork

log = logging.getLogger(__name__)


def lapse_places(registry: Registry, desk: Desk, now: datetime) -> list[Lead]:
    """Incomplete leads whose place has ended lapse; younger leads that waited for them are judged anew. Returns the lapsed ones.

    Each has its own savepoint: one that fails is told in the log and tried again next time. Raises OutOfReach.
    """
    with registry.begin() as uow:
        over = [lead.reference for lead in uow.leads.place_ended(desk.program.id, LeadState.INCOMPLETE, now)]
        return [gone for reference in over if (gone := _lapsed(uow, desk, reference, now))]


def _lapsed(uow: UnitOfWork, desk: Desk, reference: Reference, now: datetime) -> Lead | None:
    return tried(
        uow, lambda: _lapse(uow, desk, reference, now), log, "a place could not be ended", action="lapse-failed", reference=reference
    )


def _lapse(uow: UnitOfWork, desk: Desk, reference: Reference, now: datetime) -> Lead | None:
    lead = uow.leads.get(reference)
    if not ended_before(lead, now):
        return None
    gone = lapse(uow, desk, lead, now)
    notify(uow, desk, gone, LeadState.LAPSED.value, now, by_staff=False)
    return gone
