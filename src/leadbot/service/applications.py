"""Applications: new ones, and the sender's own that is known."""

from leadbot.judging import folded_name
from leadbot.model.lead import LIVE, Lead, LeadState, PartnerIdentity
from leadbot.model.message import Kind
from leadbot.model.outgoing import Occasion
from leadbot.model.submission import LeadDraft
from leadbot.service.answering import told
from leadbot.service.follow_up import changed_by_mail
from leadbot.service.incoming import Ending, Incoming, answer, belongs, with_staff
from leadbot.service.judgement import entry
from leadbot.service.lapsing import as_of_receipt
from leadbot.service.memory import filled
from leadbot.service.merge import merge
from leadbot.service.register import complete, new_lead


def apply(incoming: Incoming) -> Ending:
    """One reply with the verdict on the application; a company that has applied is told how that application stands."""
    drafts = incoming.reading.submission.leads
    if not drafts:
        return with_staff("no-applicant-found")
    draft = drafts[0]
    if incoming.vouched:
        draft = filled(incoming.uow, incoming.desk, draft, incoming.sender.email, Kind.APPLICATION)
    partner = incoming.desk.partner(incoming.sender, draft)
    own = _own_application(incoming, partner)
    if own is None:
        return answer(incoming, [told(new_lead(incoming, draft, partner, Kind.APPLICATION), Occasion.REGISTERED)])
    if own.state is LeadState.INCOMPLETE and incoming.proven:
        return answer(incoming, [complete(incoming, own, draft)])
    return _again(incoming, own, draft)


def _again(incoming: Incoming, own: Lead, draft: LeadDraft) -> Ending:
    """What the later mail says otherwise is judged like any change; else the known application stands."""
    change = merge(own.draft, draft)
    if change.changed and incoming.proven:
        return answer(incoming, [changed_by_mail(incoming, own, draft, change)])
    incoming.uow.leads.note(own.reference, entry(incoming.now, "sent-again", incoming.stored.key, "nothing new"))
    return answer(incoming, [told(own, Occasion.ALREADY_REGISTERED)])


def _own_application(incoming: Incoming, partner: PartnerIdentity) -> Lead | None:
    """The newest live application of that sender's company; one of another name and without a common id is another company's."""
    uow, desk = incoming.uow, incoming.desk
    named = folded_name(partner.name, desk.program)
    for lead in reversed(uow.leads.applications_of(desk.program.id, partner)):
        other = folded_name(lead.partner.name, desk.program)
        same_id = bool(partner.tax_id) and partner.tax_id == lead.partner.tax_id
        another = not same_id and bool(named and other) and named != other
        if belongs(incoming, lead) and not lead.partner.differs_from(partner) and not another:
            known = as_of_receipt(uow, desk, lead, incoming.stored.received_at, incoming.now)
            if known.state in LIVE:
                return known
    return None
