"""What a partner says of itself in one mail answers what its other leads were asked."""

from dataclasses import replace

from leadbot.lifecycle import due_at
from leadbot.model.lead import Lead, LeadState
from leadbot.model.message import Kind
from leadbot.service.answering import notify
from leadbot.service.incoming import Incoming
from leadbot.service.judgement import entry, judged, keep_or_ask, verdict_line, with_draft
from leadbot.service.lapsing import ended_before
from leadbot.service.memory import filled, vouched_for
from leadbot.service.versions import program_of


def catch_up(incoming: Incoming, lead: Lead) -> None:
    """Fill in the sender's other incomplete leads with what this one's mail has told, and tell of those that want nothing more of it."""
    uow, desk = incoming.uow, incoming.desk
    for other in uow.leads.incomplete_of(desk.program.id, lead.partner):
        in_time = not ended_before(other, incoming.stored.received_at)
        if other.reference != lead.reference and other.kind == Kind.LEAD and in_time and vouched_for(uow, other):
            _filled_in(incoming, other)


def _filled_in(incoming: Incoming, other: Lead) -> None:
    uow, desk, now = incoming.uow, incoming.desk, incoming.now
    draft = filled(uow, desk, other.draft, other.partner.address)
    if draft == other.draft:
        return
    again = judged(uow, desk.program, with_draft(other, draft), now)
    if again.state is not LeadState.INCOMPLETE:
        program = program_of(uow, desk.program, other.program_version)
        again = replace(again, due_at=due_at(incoming.stored.received_at, program.promise_days, program.calendar))
    again, moved = keep_or_ask(uow, desk.program, again, now)
    judgement = entry(now, "judged", "leadbot", verdict_line(again.verdict))
    uow.leads.note(again.reference, entry(now, "filled-in", incoming.stored.key, "with what its partner said elsewhere"), judgement)
    for one in (again, *moved):
        if one.from_message != incoming.stored.key and (one is not again or again.state is not other.state):
            notify(uow, desk, one, "filled-in" if one is again else "moved", now, by_staff=False)
