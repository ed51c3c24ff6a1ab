"""Mails about leads that are known: data and corrections, withdrawals, questions how a lead stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadbot.judging import CHANGED, asked_by_program, client_keys, named_in, rule_fields
from leadbot.lifecycle import due_at
from leadbot.model.errors import NotPossible
from leadbot.model.lead import LIVE, CheckState, Lead, LeadState
from leadbot.model.message import Kind
from leadbot.model.outgoing import JudgedLead, Occasion
from leadbot.model.submission import Consent, LeadDraft
from leadbot.service.answering import UNPROVEN, told
from leadbot.service.extensions import ask_for_extension
from leadbot.service.incoming import Ending, Incoming, answer, belongs, silent, with_staff
from leadbot.service.judgement import ask_again, entry, judged, with_draft
from leadbot.service.lapsing import as_of_receipt, ended_before, lapse
from leadbot.service.merge import Merged, merge
from leadbot.service.partners import accepted, open_terms, settled, welcome
from leadbot.service.register import complete
from leadbot.service.storing import changes_line, store
from leadbot.service.thanks import is_courtesy, says_more

MOST_TOLD = 50
"""Leads of which a status reply tells, the open and the newest first."""
SETTLED = (LeadState.WON,)
"""States that no mail of a partner changes."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The known leads that a mail is about."""

    leads: tuple[Lead, ...]
    named: bool = False
    """True where the sender's own words name each by its reference."""
    unknown: bool = False
    """True where a reference that it goes by is none of ours."""


def about_known_leads(incoming: Incoming) -> Ending:
    """Handle a follow-up, status, withdrawal or wish for more time: for the sender's own leads, else staff read it."""
    meant = _leads_meant(incoming)
    if not incoming.proven:
        return with_staff(UNPROVEN, *meant.leads)
    if meant.unknown:
        return with_staff("unknown-reference", *meant.leads)
    if not all(belongs(incoming, lead) for lead in meant.leads):
        return with_staff("not-their-reference", *meant.leads)
    match incoming.reading.submission.kind:
        case Kind.STATUS:
            return _status(incoming, meant.leads)
        case Kind.WITHDRAWAL:
            return _withdraw(incoming, meant)
        case Kind.EXTENSION:
            return ask_for_extension(incoming, meant.leads)
        case _:
            return _follow_up(incoming, meant.leads)


def _leads_meant(incoming: Incoming) -> Meant:
    """By reference in the sender's own words, else by the conversation, else by a reference in the subject, else by one quoted."""
    uow, program, submission = incoming.uow, incoming.desk.program, incoming.reading.submission
    subject = incoming.reading.message.subject.upper()
    written = [reference for reference in submission.references if reference not in subject or reference in submission.own_text.upper()]
    in_thread = [] if written else uow.leads.in_thread(program.id, incoming.stored.thread_ids)
    if in_thread:
        return Meant(tuple(in_thread))
    quoted = (submission.reference,) if submission.reference else ()
    references = written or submission.references or quoted
    found = [lead for reference in references if (lead := uow.leads.find(program.id, reference))]
    unknown = len(found) < len(references)
    return Meant(tuple(found if written else _of_one_mail(incoming, found)), named=bool(written), unknown=unknown)


def _of_one_mail(incoming: Incoming, leads: Sequence[Lead]) -> list[Lead]:
    """The leads, and those told of with them: our subject names the first of several as `[GL-2026-00042 +1]`."""
    uow, subject = incoming.uow, incoming.reading.message.subject.upper()
    told_with = (r for lead in leads if f"[{lead.reference} +" in subject for r in uow.messages.get(lead.from_message).references)
    return [uow.leads.get(reference) for reference in dict.fromkeys((*(lead.reference for lead in leads), *told_with))]


def _status(incoming: Incoming, leads: Sequence[Lead]) -> Ending:
    uow, desk = incoming.uow, incoming.desk
    own = list(leads) or uow.leads.own(desk.program.id, incoming.sender.email, desk.own_domain(incoming.sender.email))
    if not own:
        return with_staff("no-lead-known")
    now = [lapse(uow, desk, lead, incoming.now) if ended_before(lead, incoming.stored.received_at) else lead for lead in own]
    told_first = sorted(now, key=lambda lead: (lead.state in LIVE, lead.received_at), reverse=True)[:MOST_TOLD]
    in_order = sorted(told_first, key=lambda lead: (lead.state not in LIVE, lead.received_at, lead.reference))
    return answer(incoming, [told(lead, Occasion.STATUS) for lead in in_order], left_out=len(now) - len(in_order))


def _withdraw(incoming: Incoming, meant: Meant) -> Ending:
    """Of several leads of a conversation, the one whose client the mail names."""
    leads = meant.leads
    if len(leads) > 1 and not meant.named:
        leads = tuple(lead for lead in leads if _named(incoming, lead))
        if len(leads) != 1:
            return with_staff("lead-not-named", *meant.leads)
    if not leads or any(lead.state not in LIVE for lead in leads):
        return with_staff("nothing-to-withdraw", *leads)
    return answer(incoming, [_withdrawn(incoming, lead) for lead in leads])


def _withdrawn(incoming: Incoming, lead: Lead) -> JudgedLead:
    checks = tuple(replace(c, state=CheckState.CLOSED) if c.state is CheckState.OPEN else c for c in lead.checks)
    gone = replace(lead, state=LeadState.WITHDRAWN, place_until=None, checks=checks)
    return told(store(incoming, gone, "withdrawn", "by its partner"), Occasion.WITHDRAWN)


def _named(incoming: Incoming, lead: Lead) -> bool:
    return named_in(incoming.reading.submission.own_text, client_keys(lead.draft, incoming.desk.program))


def _follow_up(incoming: Incoming, leads: Sequence[Lead]) -> Ending:
    asked = [lead for lead in leads if open_terms(lead)]
    consent = incoming.reading.submission.consent
    if len(asked) == 1 and consent is not None:
        return _terms_answered(incoming, asked[0], consent)
    drafts = incoming.reading.submission.leads or (LeadDraft(),)
    pairs = _paired(incoming, leads, drafts)
    if not pairs:
        return with_staff("lead-not-named", *leads)
    if any(lead.state in SETTLED for lead, _ in pairs):
        return with_staff("settled-lead", *leads)
    uow, desk, received_at = incoming.uow, incoming.desk, incoming.stored.received_at
    known = [(as_of_receipt(uow, desk, lead, received_at, incoming.now), draft) for lead, draft in pairs]
    merged = [(lead, draft, merge(lead.draft, draft)) for lead, draft in known]
    if not any(change.changed for _, _, change in merged):
        return _nothing_new(incoming, [lead for lead, _ in known])
    return answer(incoming, [changed_by_mail(incoming, lead, draft, change) for lead, draft, change in merged if change.changed])


def _terms_answered(incoming: Incoming, application: Lead, consent: Consent) -> Ending:
    """A clear yes to the text that was asked about is kept with its words; anything else is for a person."""
    uow, desk, now = incoming.uow, incoming.desk, incoming.now
    if not consent.accepts:
        return with_staff("terms-refused", application)
    if settled(uow, desk, application, now) != application:
        return answer(
            incoming, [told(uow.leads.get(application.reference), Occasion.DECIDED)]
        )  # the text has changed since: it is asked anew
    try:
        with uow.savepoint():
            partner = accepted(uow, desk, application, consent.evidence.quote, incoming.stored.key, now)
    except NotPossible:
        return with_staff("already-a-partner", application)
    draft = next(iter(incoming.reading.submission.leads), LeadDraft())
    change = merge(partner.draft, draft)
    reply = changed_by_mail(incoming, partner, draft, change) if change.changed else told(partner, Occasion.TERMS_ACCEPTED)
    ending = answer(incoming, [reply])
    welcome(uow, desk, application, partner, now)
    return ending


def _nothing_new(incoming: Incoming, leads: Sequence[Lead]) -> Ending:
    """Where a lead is over it is an appeal, which a person reads, as they do an unread attachment and what we make nothing of.

    Else it is thanks or an ok.
    """
    if any(lead.state not in LIVE for lead in leads):
        for lead in leads:
            incoming.uow.leads.note(lead.reference, entry(incoming.now, "appeal", incoming.stored.key, "shown to staff"))
        return with_staff("appeal", *leads)
    if incoming.reading.submission.unread_attachments:
        return with_staff("attachment-unread", *leads)
    if any(open_terms(lead) for lead in leads):
        return with_staff("terms-unanswered", *leads)
    if says_more(incoming.reading.submission.own_text) or _may_answer(incoming, leads):
        return with_staff("not-understood", *leads)
    return silent("nothing-new", *leads)


def _may_answer(incoming: Incoming, leads: Sequence[Lead]) -> bool:
    """Whether something was asked, and the words are more than thanks: they may be the answer."""
    asked = any(lead.state is LeadState.INCOMPLETE for lead in leads)
    said = incoming.reading.submission.own_text
    return asked and not is_courtesy(said, incoming.sender.name, incoming.desk.program.lexicons.values())


def changed_by_mail(incoming: Incoming, lead: Lead, draft: LeadDraft, change: Merged) -> JudgedLead:
    """Judge anew with what changed: the older the claim, the more of it is kept."""
    if lead.state is LeadState.INCOMPLETE:
        return complete(incoming, lead, draft)
    ruled = tuple(id_ for id_ in change.changed if id_ in rule_fields(incoming.desk.program))
    later = with_draft(lead, change.draft)
    if lead.state is LeadState.CONFIRMED and not ruled:
        again = later
    else:
        again = judged(incoming.uow, incoming.desk.program, _to_be_judged(incoming, later, ruled), incoming.now)
    return told(store(incoming, again, "changed", changes_line(lead.draft, change.draft, change.changed)), Occasion.CHANGED, change.changed)


def _to_be_judged(incoming: Incoming, lead: Lead, ruled: tuple[str, ...]) -> Lead:
    """What staff answered counts as long as no rule looks at what changed. A lead that is over begins anew with this mail."""
    program, stored, now = incoming.desk.program, incoming.stored, incoming.now
    if lead.state not in LIVE:
        due = due_at(stored.received_at, program.promise_days, program.calendar)
        anew = replace(lead, received_at=stored.received_at, due_at=due, changed=())
        return anew if lead.state is LeadState.REJECTED and not ruled else ask_again(anew, program, now, *asked_by_program(program))
    if not ruled:
        return lead
    if lead.state is LeadState.CONFIRMED or lead.changed:
        return replace(ask_again(lead, program, now, CHANGED), changed=tuple(dict.fromkeys((*lead.changed, *ruled))))
    return ask_again(lead, program, now, *asked_by_program(program))


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
