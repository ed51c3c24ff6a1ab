"""Mails about leads that are known: data and corrections, withdrawals, questions how a lead stands."""

from collections.abc import Sequence
from dataclasses import replace

from leadbot.judging import client_keys, rule_fields
from leadbot.lifecycle import due_at
from leadbot.model.lead import LIVE, Lead, LeadState
from leadbot.model.message import Kind
from leadbot.model.outgoing import JudgedLead, Occasion
from leadbot.model.submission import LeadDraft
from leadbot.service.answering import told
from leadbot.service.incoming import Ending, Incoming, acts_for, answer, silent, with_staff
from leadbot.service.judgement import entry, judged
from leadbot.service.merge import Merged, merge
from leadbot.service.register import complete
from leadbot.service.storing import changes_line, store

SETTLED = (LeadState.EXPIRED, LeadState.WON, LeadState.LOST)
"""States that no mail of a partner changes."""


def about_known_leads(incoming: Incoming) -> Ending:
    """Handle a follow-up, status or withdrawal: for the sender's own leads, else staff read it."""
    leads = _leads_meant(incoming)
    if not leads and incoming.reading.submission.reference:
        return with_staff("unknown-reference")
    if not all(acts_for(incoming, lead) for lead in leads):
        return with_staff("not-their-reference", *leads)
    match incoming.reading.submission.kind:
        case Kind.STATUS:
            return _status(incoming, leads)
        case Kind.WITHDRAWAL:
            return _withdraw(incoming, leads)
        case _:
            return _follow_up(incoming, leads)


def _leads_meant(incoming: Incoming) -> list[Lead]:
    """By reference in the sender's own words, else by the conversation, else by a reference in the subject, else by one quoted.

    Our own subject names only the first of several leads, so the conversation goes before it.
    """
    uow, program, submission = incoming.uow, incoming.desk.program, incoming.reading.submission
    written = [reference for reference in submission.references if reference in submission.own_text.upper()]
    in_thread = [] if written else uow.leads.in_thread(program.id, incoming.stored.thread_ids)
    if in_thread:
        return in_thread
    quoted = (submission.reference,) if submission.reference else ()
    found = (uow.leads.find(program.id, reference) for reference in written or submission.references or quoted)
    return [lead for lead in found if lead is not None]


def _status(incoming: Incoming, leads: Sequence[Lead]) -> Ending:
    own = leads or incoming.uow.leads.of_partner(incoming.desk.program.id, incoming.desk.partner(incoming.sender, LeadDraft()))
    if not own:
        return with_staff("no-lead-known")
    return answer(incoming, [told(lead, Occasion.STATUS) for lead in own])


def _withdraw(incoming: Incoming, leads: Sequence[Lead]) -> Ending:
    target = _only(incoming, leads)
    if target is None or target.state not in LIVE:
        return with_staff("nothing-to-withdraw", *leads)
    gone = store(incoming, replace(target, state=LeadState.WITHDRAWN, place_until=None, checks=()), "withdrawn", "by its partner")
    return answer(incoming, [told(gone, Occasion.WITHDRAWN)])


def _follow_up(incoming: Incoming, leads: Sequence[Lead]) -> Ending:
    drafts = incoming.reading.submission.leads or (LeadDraft(),)
    pairs = _paired(incoming, leads, drafts)
    if not pairs:
        return with_staff("lead-not-named", *leads)
    if any(lead.state in SETTLED for lead, _ in pairs):
        return with_staff("settled-lead", *leads)
    merged = [(lead, draft, merge(lead.draft, draft)) for lead, draft in pairs]
    if not any(change.changed for _, _, change in merged):
        return _nothing_new(incoming, [lead for lead, _ in pairs])
    return answer(incoming, [_changed(incoming, lead, draft, change) for lead, draft, change in merged if change.changed])


def _nothing_new(incoming: Incoming, leads: Sequence[Lead]) -> Ending:
    """After a rejection it is an appeal, which a person reads, as they do an unread attachment; else thanks or an ok."""
    if any(lead.state is LeadState.REJECTED for lead in leads):
        for lead in leads:
            incoming.uow.leads.note(lead.reference, entry(incoming.now, "appeal", incoming.stored.key, "shown to staff"))
        return with_staff("appeal", *leads)
    if incoming.reading.submission.unread_attachments:
        return with_staff("attachment-unread", *leads)
    return silent("nothing-new", *leads)


def _changed(incoming: Incoming, lead: Lead, draft: LeadDraft, change: Merged) -> JudgedLead:
    """Judge anew with what changed: the older the claim, the more of it is kept."""
    if lead.state is LeadState.INCOMPLETE:
        return complete(incoming, lead, draft)
    program, stored = incoming.desk.program, incoming.stored
    line = changes_line(lead.draft, change.draft, change.changed)
    if lead.state is LeadState.CONFIRMED:
        ruled = tuple(id_ for id_ in change.changed if id_ in rule_fields(program))
        lead = replace(lead, draft=change.draft, changed=tuple(dict.fromkeys((*lead.changed, *ruled))))
        again = judged(incoming.uow, program, lead, incoming.now) if ruled else lead
    elif lead.state in LIVE:
        again = judged(incoming.uow, program, replace(lead, draft=change.draft), incoming.now)
    else:
        anew = replace(
            lead,
            draft=change.draft,
            received_at=stored.received_at,
            due_at=due_at(stored.received_at, program.promise_days, program.calendar),
        )
        again = judged(incoming.uow, program, anew, incoming.now)
    return told(store(incoming, again, "changed", line), Occasion.CHANGED, change.changed)


def _only(incoming: Incoming, leads: Sequence[Lead]) -> Lead | None:
    """The one lead meant: of several, the one whose client the mail names."""
    if len(leads) == 1:
        return leads[0]
    named = [lead for lead in leads for draft in incoming.reading.submission.leads if _same_client(incoming, lead, draft)]
    return named[0] if len(named) == 1 else None


def _paired(incoming: Incoming, leads: Sequence[Lead], drafts: Sequence[LeadDraft]) -> list[tuple[Lead, LeadDraft]]:
    """Which draft speaks of which lead; empty where that can't be told for each of them."""
    if len(leads) == 1 and len(drafts) == 1:
        return [(leads[0], drafts[0])]
    pairs = []
    for draft in drafts:
        meant = [lead for lead in leads if draft.reference == lead.reference or _same_client(incoming, lead, draft)]
        if len(meant) != 1:
            return []
        pairs.append((meant[0], draft))
    return pairs


def _same_client(incoming: Incoming, lead: Lead, draft: LeadDraft) -> bool:
    program = incoming.desk.program
    known, named = client_keys(lead.draft, program), client_keys(draft, program)
    same_key = bool(named.key) and named.key == known.key
    return same_key or bool(named.folded_name and named.folded_name == known.folded_name)
