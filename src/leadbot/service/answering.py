"""Put answers to partners in the outbox: once, within the caps, as far as the mode allows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadbot.judging import not_registered
from leadbot.model.errors import NotPossible
from leadbot.model.lead import LIVE, Lead, LeadState, Reference
from leadbot.model.message import Address, Defect, Disposition, Kind, Message
from leadbot.model.obstacles import Obstacle
from leadbot.model.outgoing import Correspondence, JudgedLead, Occasion, OutboxState, OutgoingMail, Purpose
from leadbot.model.payout import Payout
from leadbot.model.program import FaqEntry
from leadbot.model.restoration import RESTORED
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.contact import is_contacted
from leadbot.service.desk import Desk, Mode
from leadbot.service.pay import estimate, payouts
from leadbot.service.posting import post
from leadbot.service.protection import Protections
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.service.versions import program_of
from leadbot.writing import compose_answer, compose_reply, redated

PLAIN_IN_THREAD = 3
"""Replies in one conversation that neither register nor change a lead, within PLAIN_WITHIN."""
PLAIN_WITHIN = timedelta(days=7)
"""Machines write back at once; a person asks again in the same conversation months later, until the money is there."""
PLAIN_A_DAY = 5
"""Such replies a day to one address."""
MAILS_A_DAY = 50
"""Mails of any sort a day to one address."""
ABOUT_A_LEAD_A_DAY = 10
"""Mails of any sort a day about one lead to one address: nobody corrects a lead more often, but two machines do."""

UNPROVEN = "unproven-sender"
"""Why staff have a mail whose sender is not proven: nobody is written to at its word."""

REPAIRS = ("corrected", "reopened", "asked", "version", "in-doubt")
"""Events by which staff put right what a mail that still waits may have told."""
PLAIN = frozenset({Occasion.ALREADY_REGISTERED, Occasion.STATUS})
"""Occasions on which a reply neither registers nor changes a lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of an answer."""

    state: OutboxState | None
    """None: a cap was reached, nothing is sent."""


def correspondence(message: Message, sender: Address, desk: Desk, language: str | None) -> Correspondence:
    """How a mail is answered: to From, in copy those of its Cc at the same organisational domain, never to Reply-To."""
    domain = desk.own_domain(sender.email)
    cc = tuple(a for a in message.cc if domain and desk.own_domain(a.email) == domain and a.email not in {sender.email, desk.address.email})
    return Correspondence(
        to=sender,
        cc=cc,
        subject=message.subject,
        message_id=message.message_id,
        references=message.references or message.in_reply_to,
        language=desk.program.reply_language(language),
    )


def told(lead: Lead, occasion: Occasion, changed: Sequence[str] = ()) -> JudgedLead:
    """A lead as a reply tells of it."""
    return JudgedLead(
        reference=lead.reference,
        occasion=occasion,
        draft=lead.draft,
        verdict=lead.verdict,
        state=lead.state,
        kind=Kind(lead.kind),
        received_at=lead.received_at,
        due_at=lead.due_at,
        place_until=lead.place_until,
        changed=tuple(changed),
        partner_number=lead.partner.number,
        terms_asked=bool(lead.open_gates()) and lead.state is LeadState.CONFIRMED,
        checking_since=min((check.opened_at for check in lead.open_checks()), default=None),
        program_version=lead.program_version,
    )


def reply(
    uow: UnitOfWork,
    desk: Desk,
    stored: StoredMessage,
    to: Correspondence,
    leads: Sequence[JudgedLead],
    now: datetime,
    unread: Sequence[Defect] = (),
    left_out: int = 0,
    asks: bool = False,
    cut: bool = False,
) -> Answer:
    """Answer a message, unless a cap says that silence is better."""
    thread = conversation(uow, stored)
    registers = any(lead.occasion not in PLAIN for lead in leads)
    if _capped(uow, desk, to.to.email, thread, registers, now) or any(_much_told(uow, desk, to.to.email, lead, now) for lead in leads):
        return Answer(state=None)
    replaced = _replaced(uow, desk, to.to.email, [lead.reference for lead in leads if lead.occasion not in PLAIN])
    tells = (*leads, *_told_along(uow, replaced, leads))
    state, why = allowed(uow, desk.mode, tells)
    mail = compose_reply(
        to,
        _with_estimates(uow, desk, _as_judged(uow, desk, tells), now),
        desk.program,
        desk.templates,
        key=f"{Purpose.REPLY}:{stored.key}",
        purpose=Purpose.REPLY,
        answers=stored.key,
        sender=desk.address,
        now=now,
        unread=unread,
        left_out=left_out,
        asks=asks,
        cut=cut,
    )
    about = [lead.reference for lead in tells]
    post(uow, mail, about=about, thread=thread, registers=registers, state=state, why=why)
    _cancel(uow, replaced, mail.key, state, now)
    return Answer(state=state)


def reply_to_question(uow: UnitOfWork, desk: Desk, stored: StoredMessage, to: Correspondence, entry: FaqEntry, now: datetime) -> Answer:
    """Answer a question out of the program's entries, staff in copy, unless a cap says that silence is better."""
    thread = conversation(uow, stored)
    if _capped(uow, desk, to.to.email, thread, False, now):
        return Answer(state=None)
    state, why = allowed(uow, desk.mode, ())
    key = f"{Purpose.REPLY}:{stored.key}"
    mail = compose_answer(
        to, entry, desk.program, desk.templates, key=key, answers=stored.key, sender=desk.address, copies=desk.staff, now=now
    )
    post(uow, mail, about=(), thread=thread, registers=False, state=state, why=why)
    return Answer(state=state)


def reply_about(
    uow: UnitOfWork,
    desk: Desk,
    stored: StoredMessage,
    to: str,
    about: Sequence[Reference],
    compose: Callable[[str], OutgoingMail],
    now: datetime,
) -> Answer:
    """Answer a message about known leads with the mail made under that key, unless the day's cap for that address is reached."""
    if full_day(uow, desk, to, now):
        return Answer(state=None)
    state, why = allowed(uow, desk.mode, ())
    post(uow, compose(f"{Purpose.REPLY}:{stored.key}"), about=about, thread=conversation(uow, stored), registers=True, state=state, why=why)
    return Answer(state=state)


def _with_estimates(uow: UnitOfWork, desk: Desk, leads: Sequence[JudgedLead], now: datetime) -> list[JudgedLead]:
    """The leads, the confirmed ones with what they may come to; with what has come of those whose partner asks how they stand."""
    known = [replace(lead, estimate=estimate(uow, lead.program or desk.program, lead, now)) for lead in leads]
    if not desk.program.payouts or not any(lead.occasion is Occasion.STATUS for lead in known):
        return known
    found, protections = payouts(uow, desk.program, now).payouts, Protections(uow, desk.program)
    return [_with_payouts(lead, found, protections) if lead.occasion is Occasion.STATUS else lead for lead in known]


def _with_payouts(lead: JudgedLead, found: Sequence[Payout], protections: Protections) -> JudgedLead:
    own = tuple(payout for payout in found if payout.reference == lead.reference)
    held = lead.state is LeadState.CONFIRMED and lead.kind is Kind.LEAD
    protection = protections.of(lead, lead.program) if held else None
    return replace(lead, payouts=own, protected_until=protection.until if protection else None)


def _as_judged(uow: UnitOfWork, desk: Desk, leads: Sequence[JudgedLead]) -> list[JudgedLead]:
    """The leads with the programs that they were judged under, whose words their replies quote, and whether the promise is kept already."""
    return [
        replace(
            lead,
            program=program_of(uow, desk.program, lead.program_version),
            contacted=is_contacted(uow, desk.program, lead.reference),
            applied=_applied(uow, desk, lead),
        )
        for lead in leads
    ]


def _applied(uow: UnitOfWork, desk: Desk, lead: JudgedLead) -> Reference | None:
    """The newest application of the sender's company that waits, where that would make the lead a registered partner's."""
    if lead.state is not LeadState.REJECTED or not_registered(desk.program) not in lead.verdict.reasons:
        return None
    partner = uow.leads.get(lead.reference).partner
    waiting = (
        known.reference
        for known in reversed(uow.leads.applications_of(desk.program.id, partner))
        if (known.state in LIVE and not known.partner.number) and may_act(uow, desk, partner.address, known.reference)
    )
    return next(waiting, None)


def notify(
    uow: UnitOfWork, desk: Desk, lead: Lead, event: str, now: datetime, *, by_staff: bool, occasion: Occasion = Occasion.DECIDED
) -> None:
    """Tell the partner that a lead stands otherwise than it was told, in the lead's own conversation.

    What staff decided needs no second look in mode hold, and no proof of the sender. A mail about that lead that is held, or that its
    partner would get along with this one, is replaced: what it had to tell of other leads is told along. The lead's history, which has
    grown by what is told, numbers its notices.
    """
    origin = uow.messages.get(lead.from_message)
    if origin.correspondence is None or (origin.reason == UNPROVEN and not by_staff):
        return
    replaced = _replaced(uow, desk, origin.correspondence.to.email, [lead.reference], repairs=event in REPAIRS, now=now)
    own = (told(lead, occasion),)
    others = _told_along(uow, replaced, own)
    mode = Mode.LIVE if by_staff and desk.mode is Mode.HOLD else desk.mode
    held = [why for of_mode, leads in ((mode, own), (desk.mode, others)) if (why := allowed(uow, of_mode, leads)[1])]
    if full_day(uow, desk, origin.correspondence.to.email, now):
        held.append(f"{MAILS_A_DAY} mails went to that address today")
    state = OutboxState.HELD if held else OutboxState.QUEUED
    mail = compose_reply(
        replace(origin.correspondence, language=lead.language),
        _with_estimates(uow, desk, _as_judged(uow, desk, (*own, *others)), now),
        desk.program,
        desk.templates,
        key=f"{Purpose.NOTICE}:{lead.reference}:{event}-{len(uow.leads.history(lead.reference))}",
        purpose=Purpose.NOTICE,
        answers=None,
        sender=desk.address,
        now=now,
    )
    about = [lead.reference, *(other.reference for other in others)]
    post(uow, mail, about=about, thread=conversation(uow, origin), registers=True, state=state, why="; ".join(held))
    _cancel(uow, replaced, mail.key, state, now)


def release(uow: UnitOfWork, desk: Desk, reference: Reference, by: str, now: datetime) -> bool:
    """Let a lead's held mails go out, dated now. False where there are none. Raises NotPossible in mode shadow.

    What may have gone out before a restore stays: `resolve` ends it alone.
    """
    rows = [row for row in uow.outbox.held(reference) if row.detail != RESTORED]
    if rows and desk.mode is Mode.SHADOW:
        message = f"{reference}: in mode shadow partners are sent nothing; set the program's mode to hold or live first"
        raise NotPossible(message, Obstacle.SHADOW)
    for row in rows:
        uow.outbox.set_state(row.id, OutboxState.QUEUED, at=now, next_at=now, detail=f"released by {by}")
        uow.outbox.replace_bytes(row.id, redated(uow.outbox.envelope(row.id)[2], now.astimezone(desk.zone())))
        _settle_answered(uow, row)
    return bool(rows)


def may_act(uow: UnitOfWork, desk: Desk, address: str, reference: Reference) -> bool:
    """Whether the address is one of that lead's, or at their organisational domain (docs/architecture.md, invariant 4)."""
    addresses = uow.leads.addresses(reference)
    domain = desk.own_domain(address)
    return address in addresses or bool(domain and any(desk.own_domain(a) == domain for a in addresses))


def unsent(uow: UnitOfWork, reference: Reference) -> list[OutboxRow]:
    """Mails that wait to be sent for the first time and say how that lead stands."""
    waiting = (row for row in uow.outbox.about(reference) if row.state is OutboxState.QUEUED and not row.attempts)
    return [row for row in waiting if _says_how_it_stands(uow, row)]


def told_since(uow: UnitOfWork, reference: Reference, since: datetime) -> bool:
    """Whether a mail that goes out, or went, has told how that lead stands since then."""
    going = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.SENT)
    rows = (row for row in uow.outbox.about(reference) if row.created_at >= since and row.state in going)
    return any(_says_how_it_stands(uow, row) for row in rows)


def _says_how_it_stands(uow: UnitOfWork, row: OutboxRow) -> bool:
    if row.answers is not None:
        return row.registers and uow.messages.get(row.answers).kind in _TOLD_BY_REPLY
    return _STANDING.fullmatch(row.key) is not None


_TOLD_BY_REPLY = (Kind.LEAD, Kind.APPLICATION, Kind.FOLLOW_UP)
_STANDING = re.compile(
    rf"{Purpose.NOTICE}:[^:]+:"
    rf"(?:{'|'.join((*LeadState, *REPAIRS, 'decided', 'moved', 'registered', 'registered-partner', 'filled-in', 'promise-passed'))})-\d+"
)
"""Keys of notices that `notify` writes."""


def _replaced(
    uow: UnitOfWork, desk: Desk, to: str, references: Sequence[Reference], *, repairs: bool = False, now: datetime | None = None
) -> list[OutboxRow]:
    """Mails that a mail to that address about these leads makes stale, as far as it may be told of their other leads: held ones, those
    of this very moment, and where staff repair what was misread, all that were not sent yet.

    Mode shadow keeps everything that it would have sent.
    """
    if desk.mode is Mode.SHADOW:
        return []
    rows = {row.id: row for reference in references for row in uow.outbox.held(reference)}
    for reference in references if repairs or now else ():
        rows |= {row.id: row for row in unsent(uow, reference) if repairs or (row.answers is None and row.created_at == now)}
    partners = (row for row in rows.values() if not desk.is_staff(row.to))  # what is read back to staff stays
    return [row for row in partners if all(of in references or may_act(uow, desk, to, of) for of in row.references)]


def _told_along(uow: UnitOfWork, rows: Sequence[OutboxRow], leads: Sequence[JudgedLead]) -> list[JudgedLead]:
    """The leads of replaced mails that are not told of anyway."""
    known = {lead.reference for lead in leads}
    references = (reference for row in rows for reference in row.references if reference not in known)
    return [told(uow.leads.get(reference), Occasion.REGISTERED) for reference in dict.fromkeys(references)]


def _cancel(uow: UnitOfWork, rows: Sequence[OutboxRow], by: str, state: OutboxState, now: datetime) -> None:
    for row in rows:
        uow.outbox.set_state(row.id, OutboxState.CANCELLED, at=now, detail=_replaced_by(by))
        if state is OutboxState.QUEUED:
            _settle_answered(uow, row)


def _settle_answered(uow: UnitOfWork, row: OutboxRow) -> None:
    """A message whose answer no longer waits is answered, also where it was replaced by the mail that goes out."""
    if row.answers is not None:
        uow.messages.redispose(row.answers, Disposition.ANSWERED, "")
    for reference in row.references:
        for earlier in uow.outbox.about(reference):
            if earlier.state is OutboxState.CANCELLED and earlier.detail == _replaced_by(row.key):
                _settle_answered(uow, earlier)


def _replaced_by(key: str) -> str:
    return f"replaced by {key}"


def conversation(uow: UnitOfWork, stored: StoredMessage) -> str:
    """The root Message-ID of the conversation that a message belongs to."""
    known = (uow.outbox.thread_of(id_) for id_ in stored.thread_ids)
    root = next((thread for thread in known if thread), None)
    return root or (stored.thread_ids[-1] if stored.thread_ids else stored.message_id or stored.key)


def allowed(uow: UnitOfWork, mode: Mode, leads: Sequence[JudgedLead]) -> tuple[OutboxState, str]:
    """How a mail about these leads goes into the outbox, and why it waits where it does."""
    if mode is Mode.SHADOW:
        return OutboxState.HELD, "mode shadow"
    if mode is Mode.HOLD and any(_untold_rejection(uow, lead) for lead in leads):
        return OutboxState.HELD, "mode hold: a rejection waits for staff"
    return OutboxState.QUEUED, ""


def _untold_rejection(uow: UnitOfWork, lead: JudgedLead) -> bool:
    """A rejection that staff have not let go yet: a new one, or one asked about while its mail is held."""
    return lead.state is LeadState.REJECTED and (lead.occasion not in PLAIN or bool(uow.outbox.held(lead.reference)))


def _capped(uow: UnitOfWork, desk: Desk, to: str, thread: str, registers: bool, now: datetime) -> bool:
    if full_day(uow, desk, to, now):
        return True
    if registers:
        return False
    program, today = desk.program.id, desk.day_start(now)
    return (
        uow.outbox.count(program, since=now - PLAIN_WITHIN, thread=thread, registers=False) >= PLAIN_IN_THREAD
        or uow.outbox.count(program, since=today, to=to, registers=False) >= PLAIN_A_DAY
    )


def _much_told(uow: UnitOfWork, desk: Desk, to: str, lead: JudgedLead, now: datetime) -> bool:
    today = desk.day_start(now)
    rows = (row for row in uow.outbox.about(lead.reference) if row.created_at >= today and row.state is not OutboxState.CANCELLED)
    return sum(row.to == to for row in rows) >= ABOUT_A_LEAD_A_DAY


def full_day(uow: UnitOfWork, desk: Desk, to: str, now: datetime) -> bool:
    """Whether the address has had its fill of mails today."""
    return uow.outbox.count(desk.program.id, since=desk.day_start(now), to=to) >= MAILS_A_DAY
