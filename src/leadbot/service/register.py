"""Register the leads of a mail, or recognise the sender's own."""

from dataclasses import replace

from leadbot.judging import CHANGED, asked_by_program, client_keys, rule_fields
from leadbot.lifecycle import due_at
from leadbot.model.lead import LIVE, ClientKeys, Lead, LeadState, PartnerIdentity, Reference
from leadbot.model.message import Kind
from leadbot.model.outgoing import JudgedLead, Occasion
from leadbot.model.submission import LeadDraft
from leadbot.model.verdict import Outcome, Verdict
from leadbot.service.answering import told
from leadbot.service.extensions import without_wish
from leadbot.service.incoming import Ending, Incoming, answer, belongs, with_staff
from leadbot.service.judgement import ask_again, entry, judged, with_draft
from leadbot.service.lapsing import as_of_receipt
from leadbot.service.memory import filled
from leadbot.service.merge import items_differ, merge
from leadbot.service.storing import changes_line, shown_items, store
from leadbot.service.versions import in_force

UNJUDGED = Verdict(outcome=Outcome.INCOMPLETE, reasons=(), findings=())


def register(incoming: Incoming) -> Ending:
    """One reply with a verdict for each lead of the mail, as it stands once all of them are registered."""
    drafts = incoming.reading.submission.leads
    if not drafts:
        return with_staff("no-lead-found")
    first: dict[Reference, JudgedLead] = {}
    for draft in drafts:
        lead = _register_one(incoming, draft)
        first.setdefault(lead.reference, lead)
    if len(drafts) == 1:
        return answer(incoming, list(first.values()))
    # A later lead of the mail may have moved an earlier one.
    return answer(incoming, [told(incoming.uow.leads.get(lead.reference), lead.occasion, lead.changed) for lead in first.values()])


def _register_one(incoming: Incoming, draft: LeadDraft) -> JudgedLead:
    if incoming.vouched:
        draft = filled(incoming.uow, incoming.desk, draft, incoming.sender.email)
    partner = incoming.desk.partner(incoming.sender, draft)
    own = _own_lead(incoming, draft, partner)
    if own is None:
        return told(new_lead(incoming, draft, partner, Kind.LEAD), Occasion.REGISTERED)
    if own.state is LeadState.INCOMPLETE and incoming.proven:
        return complete(incoming, own, draft)
    return _already_registered(incoming, own, draft)


def _own_lead(incoming: Incoming, draft: LeadDraft, partner: PartnerIdentity) -> Lead | None:
    """The sender's own live lead for that client: of the same key, or of the same name where one of the two has no key.

    Own is what its address may act on; a tax id that a mail states proves nothing, and another one than the lead's is another company.
    """
    uow, desk, keys = incoming.uow, incoming.desk, client_keys(draft, incoming.desk.program)
    for lead in uow.leads.alike(desk.program.id, keys):
        if (
            lead.kind == Kind.LEAD
            and _same_client(keys, uow.leads.keys(lead.reference))
            and belongs(incoming, lead)
            and not lead.partner.differs_from(partner)
        ):
            known = as_of_receipt(uow, desk, lead, incoming.stored.received_at, incoming.now)
            if known.state in LIVE:
                return known
    return None


def _same_client(one: ClientKeys, other: ClientKeys) -> bool:
    same_name = bool(one.folded_name) and one.folded_name == other.folded_name and not (one.key and other.key)
    return same_name or (bool(one.key) and one.key == other.key)


def new_lead(incoming: Incoming, draft: LeadDraft, partner: PartnerIdentity, kind: Kind) -> Lead:
    """Register what the mail says as a lead or application of its own, judged and stored."""
    stored, uow = incoming.stored, incoming.uow
    program = in_force(uow, incoming.desk.program, stored.received_at)
    lead = Lead(
        reference=uow.leads.next_reference(program, stored.received_at),
        program=program.id,
        program_version=program.version,
        kind=kind.value,
        state=LeadState.INCOMPLETE,
        verdict=UNJUDGED,
        draft=draft,
        received_at=stored.received_at,
        due_at=due_at(stored.received_at, program.promise_days, program.calendar),
        place_until=None,
        from_message=stored.key,
        partner=partner,
        language=incoming.to.language,
    )
    return store(incoming, judged(uow, program, lead, incoming.now), "registered", "")


def complete(incoming: Incoming, lead: Lead, draft: LeadDraft) -> JudgedLead:
    """The partner's later mail on its own incomplete lead: judged as of its first receipt, with a full promise once nothing is missing."""
    program, now = incoming.desk.program, incoming.now
    merged = merge(lead.draft, draft)
    ruled = rule_fields(program).intersection(merged.changed)
    known = ask_again(lead, program, now, *asked_by_program(program)) if ruled else lead
    again = judged(incoming.uow, program, with_draft(known, merged.draft), now)
    if again.state is not LeadState.INCOMPLETE:
        due = due_at(incoming.stored.received_at, program.promise_days, program.calendar)
        again = replace(again, due_at=due, checks=without_wish(again.checks))
    kept = store(incoming, again, "completed", changes_line(lead.draft, merged.draft, merged.changed))
    return told(kept, Occasion.COMPLETED, merged.changed)


def _already_registered(incoming: Incoming, lead: Lead, draft: LeadDraft) -> JudgedLead:
    """No new lead. Items that differ from the known ones are shown to staff; the known ones stay until then."""
    later = draft.items()
    differ = items_differ(lead.draft.items(), later) and incoming.proven
    other = f"with other items: {shown_items(later)}"
    if differ and lead.state is not LeadState.IN_LINE:
        program, now = incoming.desk.program, incoming.now
        changed = tuple(dict.fromkeys((*lead.changed, "items")))
        lead = judged(incoming.uow, program, replace(ask_again(lead, program, now, CHANGED), changed=changed), now)
        lead = store(incoming, lead, "sent-again", other)
    else:
        said = entry(incoming.now, "sent-again", incoming.stored.key, other if differ else "nothing new")
        incoming.uow.leads.note(lead.reference, said)
    return told(lead, Occasion.ALREADY_REGISTERED)
