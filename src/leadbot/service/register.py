"""Register the leads of a mail, or recognise the sender's own."""

from dataclasses import replace

from leadbot.judging import client_keys
from leadbot.lifecycle import due_at
from leadbot.model.lead import LIVE, Lead, LeadState, PartnerIdentity
from leadbot.model.outgoing import JudgedLead, Occasion
from leadbot.model.submission import LeadDraft
from leadbot.model.verdict import Outcome, Verdict
from leadbot.service.answering import told
from leadbot.service.incoming import Ending, Incoming, answer, with_staff
from leadbot.service.judgement import entry, judged
from leadbot.service.merge import merge
from leadbot.service.storing import changes_line, store

UNJUDGED = Verdict(outcome=Outcome.INCOMPLETE, reasons=(), findings=())


def register(incoming: Incoming) -> Ending:
    """One reply with a verdict for each lead of the mail."""
    drafts = incoming.reading.submission.leads
    if not drafts:
        return with_staff("no-lead-found")
    return answer(incoming, [_register_one(incoming, draft) for draft in drafts])


def _register_one(incoming: Incoming, draft: LeadDraft) -> JudgedLead:
    partner = incoming.desk.partner(incoming.sender, draft)
    own = _own_lead(incoming, draft, partner)
    if own is None:
        return told(_new_lead(incoming, draft, partner), Occasion.REGISTERED)
    if own.state is LeadState.INCOMPLETE and incoming.proven:
        return complete(incoming, own, draft)
    return _already_registered(incoming, own, draft)


def _own_lead(incoming: Incoming, draft: LeadDraft, partner: PartnerIdentity) -> Lead | None:
    """The same partner's live lead for that client: of the same key, or of the same name where one of the two has no key."""
    leads, keys = incoming.uow.leads, client_keys(draft, incoming.desk.program)
    for lead in leads.alike(incoming.desk.program.id, keys):
        known = leads.keys(lead.reference)
        same_key = bool(keys.key) and keys.key == known.key
        same_name = bool(keys.folded_name) and keys.folded_name == known.folded_name and not (keys.key and known.key)
        if lead.state in LIVE and lead.partner.same_as(partner) and (same_key or same_name):
            return lead
    return None


def _new_lead(incoming: Incoming, draft: LeadDraft, partner: PartnerIdentity) -> Lead:
    program, stored, uow = incoming.desk.program, incoming.stored, incoming.uow
    lead = Lead(
        reference=uow.leads.next_reference(program, stored.received_at),
        program=program.id,
        program_version=program.version,
        kind="lead",
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
    program = incoming.desk.program
    merged = merge(lead.draft, draft)
    again = judged(
        incoming.uow, program, replace(lead, draft=merged.draft, partner=_known_better(lead.partner, merged.draft)), incoming.now
    )
    if again.state is LeadState.INCOMPLETE:
        again = replace(again, place_until=lead.place_until)
    else:
        again = replace(again, due_at=due_at(incoming.stored.received_at, program.promise_days, program.calendar))
    kept = store(incoming, again, "completed", changes_line(lead.draft, merged.draft, merged.changed))
    return told(kept, Occasion.COMPLETED, merged.changed)


def _already_registered(incoming: Incoming, lead: Lead, draft: LeadDraft) -> JudgedLead:
    """No new lead. Items that differ from the known ones are shown to staff; the known ones stay until then."""
    later = {(item.product, item.quantity) for item in draft.items()}
    known = {(item.product, item.quantity) for item in lead.draft.items()}
    if later and later - known and incoming.proven and lead.state is not LeadState.IN_LINE:
        changed = tuple(dict.fromkeys((*lead.changed, "items")))
        lead = judged(incoming.uow, incoming.desk.program, replace(lead, changed=changed), incoming.now)
        lead = store(incoming, lead, "sent-again", f"with other items: {'; '.join(f'{q} x {p}' for p, q in sorted(later, key=str))}")
    else:
        incoming.uow.leads.note(lead.reference, entry(incoming.now, "sent-again", incoming.stored.key, "nothing new"))
    return told(lead, Occasion.ALREADY_REGISTERED)


def _known_better(partner: PartnerIdentity, draft: LeadDraft) -> PartnerIdentity:
    tax_id = draft.get("partner.tax_id")
    valid = str(tax_id.value) if tax_id and tax_id.standing.value == "valid" else partner.tax_id
    return replace(partner, tax_id=valid, name=draft.text("partner.name") or partner.name)
