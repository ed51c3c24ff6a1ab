"""What time does by itself."""

from dataclasses import replace
from datetime import datetime

from leadbot.model.lead import Lead, LeadState
from leadbot.service.answering import notify
from leadbot.service.desk import Desk
from leadbot.service.judgement import entry, rejudge_rivals
from leadbot.service.unit_of_work import Registry


def lapse_places(registry: Registry, desk: Desk, now: datetime) -> list[Lead]:
    """Incomplete leads whose place has ended lapse; younger leads that waited for them are judged anew. Returns the lapsed ones."""
    lapsed = []
    with registry.begin() as uow:
        for lead in uow.leads.in_state(desk.program.id, LeadState.INCOMPLETE):
            if lead.place_until is None or lead.place_until >= now:
                continue
            gone = replace(lead, state=LeadState.LAPSED, place_until=None)
            uow.leads.put(gone, uow.leads.keys(lead.reference), ())
            uow.leads.note(lead.reference, entry(now, "lapsed", "leadbot", "its data did not come in time"))
            for other in rejudge_rivals(uow, desk.program, gone, now):
                notify(uow, desk, other, f"moved-{gone.reference}", now, by_staff=False)
            lapsed.append(gone)
    return lapsed
