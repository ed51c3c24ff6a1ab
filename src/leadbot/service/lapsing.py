"""When the place of an incomplete lead ends, by the server's time of receipt of what comes for it."""

from dataclasses import replace
from datetime import datetime

from leadbot.model.lead import EXTENSION, Lead, LeadState
from leadbot.service.answering import notify
from leadbot.service.desk import Desk
from leadbot.service.judgement import entry, rejudge_rivals
from leadbot.service.unit_of_work import UnitOfWork


def lapse(uow: UnitOfWork, desk: Desk, lead: Lead, now: datetime) -> Lead:
    """End the place of an incomplete lead."""
    return end(uow, desk, lead, LeadState.LAPSED, "its data did not come in time", now)


def end(uow: UnitOfWork, desk: Desk, lead: Lead, state: LeadState, detail: str, now: datetime) -> Lead:
    """End the lead's life in that state (lapsed, expired, lost): it holds nothing any more, whoever waited for its client is judged anew
    and told, the first in line first."""
    gone = replace(lead, state=state)
    keys = uow.leads.keys(lead.reference)
    uow.leads.put(gone, keys, ())
    uow.leads.note(lead.reference, entry(now, state.value, "leadbot", detail))
    for other in rejudge_rivals(uow, desk.program, gone.reference, (keys,), now):
        notify(uow, desk, other, "moved", now, by_staff=False)
    return gone


def ended_before(lead: Lead, moment: datetime) -> bool:
    """Whether the place of an incomplete lead had ended then; it does not end while staff have not answered a wish for more time."""
    waits = any(check.id == EXTENSION for check in lead.open_checks())
    return lead.state is LeadState.INCOMPLETE and lead.place_until is not None and lead.place_until < moment and not waits


def as_of_receipt(uow: UnitOfWork, desk: Desk, lead: Lead, received_at: datetime, now: datetime) -> Lead:
    """The lead as it stood when a mail was received: lapsed where its place had ended, incomplete where the mail was in time."""
    if ended_before(lead, received_at):
        return lapse(uow, desk, lead, now)
    in_time = lead.place_until is not None and received_at <= lead.place_until
    return replace(lead, state=LeadState.INCOMPLETE) if lead.state is LeadState.LAPSED and in_time else lead
