"""From a parsed mail to a submission."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from leadbot.model.message import (
    OF_A_LIST,
    OF_ATTACHMENT,
    ROBOT,
    Address,
    AutomaticKind,
    AutomaticReason,
    Defect,
    Kind,
    Message,
    Segment,
    SegmentKind,
)
from leadbot.model.payout_plans import PaidInvoiceShare
from leadbot.model.program import Program
from leadbot.model.submission import Basis, FieldValue, LeadDraft, Submission, Thread
from leadbot.reading.accounts import read_accounts
from leadbot.reading.analysis import Analysed, Sought, analyse
from leadbot.reading.answers import with_questions
from leadbot.reading.applicants import read_applicant
from leadbot.reading.cards import with_cards, without_cards
from leadbot.reading.completions import with_known_items
from leadbot.reading.confirmations import read_confirmation
from leadbot.reading.consents import read_consent
from leadbot.reading.contacts import person_of
from leadbot.reading.corrections import with_corrections
from leadbot.reading.evidence import from_header
from leadbot.reading.extensions import read_extension
from leadbot.reading.fold import fold, key
from leadbot.reading.forms import form_answers
from leadbot.reading.invoices import is_invoice, read_invoices
from leadbot.reading.kinds import Signs, kind_of
from leadbot.reading.language import language_of
from leadbot.reading.leads import day_of, read_leads
from leadbot.reading.lines import statements
from leadbot.reading.nearby import with_names_above, with_names_joined, with_names_of_items, with_people_named
from leadbot.reading.parties import assemble
from leadbot.reading.phones import phone_regions
from leadbot.reading.references import first_reference, own_references
from leadbot.reading.senders import with_client_company, with_sender_company
from leadbot.reading.subjects import with_subject_name
from leadbot.reading.tax_ids import id_countries
from leadbot.reading.tenders import read_call, read_tender_signs
from leadbot.reading.text import Place, Role, Statement, What, said_in
from leadbot.reading.threads import asked_in, by_lead, has_bare_number, with_bare_answers
from leadbot.reading.topics import UNKNOWN, questions_beside, read_topics
from leadbot.reading.vocabulary import WORD, Vocabulary, catalogue_of, vocabulary_of

_LONGEST = 60_000
"""Characters of text that are read; a person's mail is never longer."""
_LONGEST_FILES = 110_000
"""Characters of all files that are read besides: a list of a thousand leads has fewer."""
_TOLD = (SegmentKind.OWN, SegmentKind.FORWARDED, SegmentKind.DOCUMENT)
_SHOWN = 4000
_ASKABLE = {What.TAX_ID: "tax_id", What.ADDRESS: "address", What.NAME: "name"}
_TELLS = (Kind.EXTENSION, Kind.INVOICE)
"""Kinds that name their lead and company in words, known to us or not."""
_BESIDE = (Kind.QUESTION, Kind.STATUS, Kind.UNRELATED)
"""Kinds that a mail is not which answers what we asked, whatever it asks besides."""
_CARRY = (Kind.FOLLOW_UP, Kind.WITHDRAWAL, Kind.EXTENSION, Kind.INVOICE)
_WITH_DATA = (Kind.LEAD, Kind.APPLICATION, Kind.FOLLOW_UP)
_WHO = frozenset(f"{role}.{part}" for role in ("client", "partner") for part in ("name", "address", "tax_id", "registry_id")) | {
    "contact.phone"
}
"""What a withdrawal tells of; why the lead is taken back is a story."""
_SENDERS = ("contact.", "partner.")


def read(message: Message, program: Program, thread: Thread | None = None, automatic: AutomaticReason | None = None) -> Submission:
    """What the message says. Pure and total.

    `thread` is what we know of the conversation it stands in; `automatic` is given where a machine wrote it, and then only its
    references are read; of what a mailing list sent out, also whether it is a lead.
    """
    language = language_of(message, program.lexicons, catalogue_of(program), (program.language, *program.fallback_languages))
    vocabulary = vocabulary_of(program, language)
    blank = Submission(
        kind=Kind.UNRELATED,
        language=language,
        reference=first_reference(message, vocabulary),
        references=own_references(message, vocabulary),
        automatic=automatic,
        defects=(*message.defects, *_cut(message)),
        unread_attachments=tuple(dict.fromkeys(d.detail for d in message.defects if d.code.startswith(OF_ATTACHMENT))),
        own_text=message.text(SegmentKind.OWN).strip()[:_SHOWN],
    )
    if automatic is not None and automatic.code == ROBOT:
        filled = _by_person(_bounded(message), thread, vocabulary, blank)
        if _is_form(filled, message):
            return filled
    if automatic is not None:
        bounce = automatic.kind is AutomaticKind.BOUNCE
        if automatic.code in OF_A_LIST:
            blank = replace(blank, lead_of_a_list=_tells_of_a_lead(_by_person(_bounded(message), thread, vocabulary, blank)))
        return replace(blank, kind=Kind.BOUNCE if bounce else Kind.AUTOMATIC, language=None if bounce else blank.language)
    return _by_person(_bounded(message), thread, vocabulary, blank)


def _is_form(filled: Submission, message: Message) -> bool:
    """Whether a robot passes on what somebody filled in: a lead's client and what it wants, or an applicant, and a person to write to."""
    sender = message.sender.email if message.sender is not None else ""
    reached = [lead for lead in filled.leads if lead.text("contact.email") not in ("", sender)]
    if filled.kind is Kind.APPLICATION:
        return any(lead.get("partner.name") for lead in reached)
    return filled.kind is Kind.LEAD and any(lead.get("client.name") and lead.items() for lead in reached)


def _tells_of_a_lead(told: Submission) -> bool:
    """Whether it says who wants what, or who applies."""
    if told.kind is Kind.APPLICATION:
        return any(lead.get("partner.name") for lead in told.leads)
    return told.kind is Kind.LEAD and any(lead.get("client.name") and lead.items() for lead in told.leads)


def _cut(message: Message) -> tuple[Defect, ...]:
    """A defect where more than old quoted mails lies beyond what is read."""
    return tuple(
        Defect(code="text-cut", detail=f"{longest} characters read") for part, longest in _parts(message) if _is_lost(part, longest)
    )


def _parts(message: Message) -> tuple[tuple[tuple[Segment, ...], int], ...]:
    """The mail's own segments and those of its files, each with how much of them is read."""
    files = tuple(s for s in message.segments if s.kind is SegmentKind.DOCUMENT)
    return (tuple(s for s in message.segments if s.kind is not SegmentKind.DOCUMENT), _LONGEST), (files, _LONGEST_FILES)


def _is_lost(segments: Sequence[Segment], longest: int) -> bool:
    ends = accumulate(len(segment.text) for segment in segments)
    return any(end > longest and s.kind in _TOLD for s, end in zip(segments, ends, strict=True))


def _bounded(message: Message) -> Message:
    if all(sum(len(s.text) for s in part) <= longest for part, longest in _parts(message)):
        return message
    left = {True: _LONGEST_FILES, False: _LONGEST}
    kept = []
    for segment in message.segments:
        of_file = segment.kind is SegmentKind.DOCUMENT
        kept.append(replace(segment, text=segment.text[: left[of_file]]))
        left[of_file] = max(0, left[of_file] - len(segment.text))
    return replace(message, segments=tuple(kept))


def _by_person(message: Message, thread: Thread | None, vocabulary: Vocabulary, blank: Submission) -> Submission:
    written = _written(message, thread, vocabulary)
    sought = _sought(message, written, vocabulary)
    said = [analyse(at, s, vocabulary, sought) for at, s in enumerate(written)]
    named = with_sender_company(
        with_names_joined(with_people_named(with_names_of_items(with_names_above(said, message.sender)))), message.sender
    )
    known = blank.reference is not None or bool(thread and thread.leads)
    named = with_subject_name(named) if known else named
    analysed = with_corrections(with_client_company(named, message))
    parties = assemble(message, analysed)
    leads = read_leads(message, parties, analysed, vocabulary)
    applicant = read_applicant(message, analysed, vocabulary) if Kind.APPLICATION in vocabulary.program.kinds else LeadDraft()
    supplied = _supplied(message, analysed, thread, vocabulary) if known else ()
    may_invoice = known or WORD + "invoice_cues" in said_in(written)
    invoices = read_invoices(message, vocabulary) if may_invoice else ()
    accounts = () if invoices else read_accounts(message, vocabulary)
    blank = replace(blank, confirms=read_confirmation(message, vocabulary) if thread is not None else None, accounts=accounts)
    signs = Signs(
        known=known,
        invoiced=known and any(is_invoice(invoice) for invoice in invoices),
        invoice_numbered=known and any(invoice.number and invoice.claims for invoice in invoices),
        referenced=bool(blank.references),
        supplied=_fields_supplied(supplied, asked_in(thread), analysed),
        leads=leads,
        other_client=_other_client(leads, thread),
        attached=any(not a.inline for a in message.attachments),
        replies=bool(thread and thread.leads) and _keeps_subject(message, vocabulary),
        applicant=applicant,
        invited=thread is not None and any(lead.invited for lead in thread.leads),
        unread=bool(asked_in(thread)) and has_bare_number(analysed, vocabulary),
    )
    program = vocabulary.program
    kind = kind_of(signs, analysed, program)
    consent = read_consent(analysed, thread)
    if consent is not None:
        kind = Kind.FOLLOW_UP if kind in _BESIDE else kind
        blank = replace(blank, consent=consent)
    blank = replace(blank, beside=questions_beside(written)) if kind in _WITH_DATA else blank
    if kind is Kind.LEAD:
        return replace(blank, kind=kind, leads=leads)
    if kind is Kind.APPLICATION:
        return replace(blank, kind=kind, leads=(applicant,))
    if program.tenders is not None:
        blank = replace(blank, tender_signs=read_tender_signs(message, analysed, vocabulary))
    if kind is Kind.TENDER:
        blank = replace(blank, call=read_call(message, analysed, (*leads, applicant), day_of(message, vocabulary), vocabulary))
    if kind is Kind.EXTENSION:
        set_days = [plan.acceptance_days for plan in program.payouts if isinstance(plan, PaidInvoiceShare) and plan.acceptance_days]
        blank = replace(blank, extension=read_extension(analysed, day_of(message, vocabulary), vocabulary, set_days))
    if kind in _CARRY:
        carried = _told(message, analysed, thread, vocabulary) if kind in _TELLS else supplied
        drafts = carried if kind in (Kind.FOLLOW_UP, *_TELLS) and carried else (LeadDraft(),)
        if kind is Kind.WITHDRAWAL and len(carried) == 1:
            drafts = (LeadDraft(fields=tuple(f for f in carried[0].fields if f.id in _WHO)),)
        told = invoices if kind is Kind.INVOICE else ()
        return replace(blank, kind=kind, leads=tuple(_own_draft(draft, message, vocabulary) for draft in drafts), invoices=told)
    return _asking(replace(blank, kind=kind), written, vocabulary)


def _asking(blank: Submission, written: Sequence[Statement], vocabulary: Vocabulary) -> Submission:
    """A question with what it asks; so is a mail that is about nothing else we know of, but asks what the program answers."""
    told = blank.kind is Kind.UNRELATED and any(s.has_any(_NOT_ASKING) for s in written)
    if blank.kind not in (Kind.QUESTION, Kind.UNRELATED) or told:
        return blank
    topics = read_topics(written, vocabulary.program)
    if blank.kind is Kind.UNRELATED:
        return replace(blank, kind=Kind.QUESTION, topics=topics) if len(topics) == 1 and topics != (UNKNOWN,) else blank
    return replace(blank, topics=topics)


_NOT_ASKING = frozenset({WORD + "advert", WORD + "job_cues"})


def _keeps_subject(message: Message, vocabulary: Vocabulary) -> bool:
    """Whether it answers a mail under the subject that was there."""
    before, colon, _ = message.subject.partition(":")
    return bool(message.in_reply_to and colon) and fold(before).strip() in vocabulary.subject_prefixes


def _fields_supplied(drafts: Sequence[LeadDraft], asked: frozenset[str], analysed: Sequence[Analysed]) -> frozenset[str]:
    """The fields that an answer brings; what somebody who asks how a lead stands tells of it besides is none."""
    if not drafts:
        return frozenset()
    asking = any(a.statement.has(WORD + "status") for a in analysed)
    given = [f for draft in drafts for f in draft.fields if not f.id.startswith(_SENDERS) or f.id in asked]
    told = {f.id for f in given if asking and f.evidence.basis is Basis.INFERRED and f.id not in asked}
    return frozenset(f.id for f in given) - told | {a.field for draft in drafts for a in draft.ambiguities}


def _sought(message: Message, written: Sequence[Statement], vocabulary: Vocabulary) -> Sought:
    """The program's id types, and the numbering plans that the mail's language and ids speak for."""
    id_types = tuple(dict.fromkeys(t for spec in vocabulary.program.fields for t in spec.id_types))
    several = len({t.partition(".")[0] for t in id_types}) > 1
    countries = id_countries(written, id_types) if several else ()
    return Sought(id_types, phone_regions(vocabulary, message.sender, countries))


def _written(message: Message, thread: Thread | None, vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """The statements that count as the sender's or a forwarded writer's, each with the question that it answers."""
    found = with_cards(statements(without_cards(message), vocabulary), message, vocabulary)
    if thread is None or not thread.leads:
        return with_questions(found, vocabulary)
    answered = with_questions(form_answers(found, asked_in(thread), message.sender, vocabulary), vocabulary)
    return with_bare_answers(answered, thread, vocabulary)


def _supplied(message: Message, analysed: Sequence[Analysed], thread: Thread | None, vocabulary: Vocabulary) -> tuple[LeadDraft, ...]:
    """What the sender's own words give, one draft for each lead that they name; forwarded text and the subject are left out."""
    own = [a for a in analysed if _is_supplied(a.statement.place)]
    (_, common), *named = by_lead(own, thread, vocabulary)
    if len(named) < 2:
        drafts = _drafts(message, own, thread, vocabulary)
        if len(drafts) != 1:
            return drafts
        return (with_known_items(replace(drafts[0], reference=named[0][0] if named else None), own, thread, vocabulary),)
    shared = [f for d in _drafts(message, common, thread, vocabulary) for f in d.fields if f.id.startswith(_SENDERS)]
    made = [(reference, part, d) for reference, part in named for d in _drafts(message, part, thread, vocabulary)[:1]]
    told = ((part, _with_shared(replace(d, reference=reference), shared)) for reference, part, d in made)
    return tuple(with_known_items(draft, part, thread, vocabulary) for part, draft in told)


def _told(message: Message, analysed: Sequence[Analysed], thread: Thread | None, vocabulary: Vocabulary) -> tuple[LeadDraft, ...]:
    """What the sender's own words give, with the partner that the signature names."""
    signed = [a for a in analysed if _is_supplied(a.statement.place) or _is_signed(a.statement.place)]
    of_partner = [f for d in _drafts(message, signed, thread, vocabulary) for f in d.fields if f.id.startswith(_SENDERS)]
    supplied = _supplied(message, analysed, thread, vocabulary) or (LeadDraft(),)
    return tuple(_with_shared(draft, of_partner) for draft in supplied)


def _is_signed(place: Place) -> bool:
    return place.kind is SegmentKind.SIGNATURE and place.depth == 0


def _is_supplied(place: Place) -> bool:
    return place.kind is SegmentKind.DOCUMENT or (place.kind is SegmentKind.OWN and place.source == "body")


def _with_shared(draft: LeadDraft, shared: Sequence[FieldValue]) -> LeadDraft:
    """The draft with what was said of the partner before any lead was named."""
    return replace(draft, fields=(*draft.fields, *(f for f in shared if draft.get(f.id) is None)))


def _drafts(message: Message, part: Sequence[Analysed], thread: Thread | None, vocabulary: Vocabulary) -> tuple[LeadDraft, ...]:
    counted = [replace(a, index=at) for at, a in enumerate(part)]
    preferred = _asked_of_partner(vocabulary) | _preferred(thread)
    drafts = read_leads(message, assemble(message, counted, preferred), counted, vocabulary)
    return drafts if thread is not None and len(thread.leads) > 1 else drafts[:1]


def _asked_of_partner(vocabulary: Vocabulary) -> dict[What, Role]:
    """Ids that the program asks of partners alone: one that nothing calls a client's answers that question."""
    asked = {spec.id for spec in vocabulary.program.fields}
    return {What.TAX_ID: Role.PARTNER} if "partner.tax_id" in asked and "client.tax_id" not in asked else {}


def _preferred(thread: Thread | None) -> dict[What, Role]:
    """Whose a bare value is: the partner's only where that alone was asked for."""
    asked = asked_in(thread)
    return {what: Role.PARTNER for what, suffix in _ASKABLE.items() if f"partner.{suffix}" in asked and f"client.{suffix}" not in asked}


def _own_draft(supplied: LeadDraft, message: Message, vocabulary: Vocabulary) -> LeadDraft:
    """The supplied fields, with the sender as the contact where they name nobody else."""
    if _is_handed_over(supplied, message.sender):
        return supplied
    fields = [f for f in supplied.fields if f.id not in ("contact.name", "contact.email")]
    name = person_of(message.sender, vocabulary)
    if name and message.sender is not None:
        fields.append(FieldValue(id="contact.name", value=name, evidence=from_header(message.sender, name)))
    if message.sender is not None:
        email = message.sender.email
        fields.append(FieldValue(id="contact.email", value=email, evidence=from_header(message.sender, email)))
    return replace(supplied, fields=tuple(fields))


def _is_handed_over(supplied: LeadDraft, sender: Address | None) -> bool:
    """Whether a colleague of the sender's is named as the contact, with an address of their own."""
    name, email = supplied.get("contact.name"), supplied.text("contact.email")
    if sender is None or name is None or name.evidence.basis is not Basis.STATED or key(str(name.value)) == key(sender.name):
        return False
    return email != sender.email and email.rpartition("@")[2] == sender.domain


def _other_client(leads: Sequence[LeadDraft], thread: Thread | None) -> bool:
    """Whether a lead names a client that is none of the thread's."""
    if thread is None or not thread.leads:
        return False
    ids = {lead.client_tax_id for lead in thread.leads if lead.client_tax_id}
    names = {key(lead.client_name) for lead in thread.leads if lead.client_name}
    for lead in leads:
        tax_id, name = lead.text("client.tax_id"), key(lead.text("client.name"))
        if tax_id and name and ids and tax_id not in ids and name not in names:
            return True
    return False
