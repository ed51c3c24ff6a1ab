"""Put answers to partners in the outbox: once, within the caps, as far as the mode allows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadbot.model.lead import Lead
from leadbot.model.message import Address, Disposition, Message
from leadbot.model.outgoing import Correspondence, JudgedLead, Occasion, OutboxState, Purpose
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.model.verdict import Outcome
from leadbot.service.desk import Desk, Mode
from leadbot.service.posting import post
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import compose_reply

PLAIN_IN_THREAD = 3
"""Replies in one conversation that neither register nor change a lead."""
PLAIN_A_DAY = 5
"""Such replies a day to one address."""
MAILS_A_DAY = 50
"""Mails of any sort a day to one address."""

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
        received_at=lead.received_at,
        due_at=lead.due_at,
        place_until=lead.place_until,
        changed=tuple(changed),
        checking_since=min((check.opened_at for check in lead.open_checks()), default=None),
    )


def reply(
    uow: UnitOfWork,
    desk: Desk,
    stored: StoredMessage,
    to: Correspondence,
    leads: Sequence[JudgedLead],
    now: datetime,
    unread_attachments: Sequence[str] = (),
) -> Answer:
    """Answer a message, unless a cap says that silence is better."""
    thread = conversation(uow, stored)
    registers = any(lead.occasion not in PLAIN for lead in leads)
    if _capped(uow, desk, to.to.email, thread, registers, now):
        return Answer(state=None)
    mail = compose_reply(
        to,
        leads,
        desk.program,
        desk.templates,
        key=f"reply:{stored.key}",
        purpose=Purpose.REPLY,
        answers=stored.key,
        sender=desk.address,
        now=now,
        unread_attachments=unread_attachments,
    )
    state, why = _allowed(desk.mode, leads)
    about = [lead.reference for lead in leads]
    post(uow, mail, about=about, thread=thread, registers=registers, state=state, why=why)
    return Answer(state=state)


def notify(uow: UnitOfWork, desk: Desk, lead: Lead, event: str, now: datetime, *, by_staff: bool) -> None:
    """Tell the partner that a lead stands otherwise than it was told, in the lead's own conversation.

    What staff decided needs no second look in mode hold. A held mail about that lead is replaced: what it had to tell of other leads
    is told along.
    """
    origin = uow.messages.get(lead.from_message)
    if origin.correspondence is None:
        return
    replaced = uow.outbox.held(lead.reference)
    others = _others_told(uow, replaced, lead)
    mail = compose_reply(
        replace(origin.correspondence, language=lead.language),
        (told(lead, Occasion.DECIDED), *others),
        desk.program,
        desk.templates,
        key=f"notice:{lead.reference}:{event}",
        purpose=Purpose.NOTICE,
        answers=None,
        sender=desk.address,
        now=now,
    )
    mode = Mode.LIVE if by_staff and desk.mode is Mode.HOLD else desk.mode
    state, why = max(_allowed(mode, (told(lead, Occasion.DECIDED),)), _allowed(desk.mode, others), key=lambda allowed: allowed[1])
    about = [lead.reference, *(other.reference for other in others)]
    post(uow, mail, about=about, thread=conversation(uow, origin), registers=True, state=state, why=why)
    for row in replaced:
        uow.outbox.set_state(row.id, OutboxState.CANCELLED, at=now, detail=f"replaced by {event}")
        if row.answers is not None and state is OutboxState.QUEUED:
            uow.messages.redispose(row.answers, Disposition.ANSWERED, "")


def _others_told(uow: UnitOfWork, rows: Sequence[OutboxRow], lead: Lead) -> list[JudgedLead]:
    references = (reference for row in rows for reference in row.references if reference != lead.reference)
    return [told(uow.leads.get(reference), Occasion.REGISTERED) for reference in dict.fromkeys(references)]


def conversation(uow: UnitOfWork, stored: StoredMessage) -> str:
    """The root Message-ID of the conversation that a message belongs to."""
    known = (uow.outbox.thread_of(id_) for id_ in stored.thread_ids)
    root = next((thread for thread in known if thread), None)
    return root or (stored.thread_ids[-1] if stored.thread_ids else stored.message_id or stored.key)


def _allowed(mode: Mode, leads: Sequence[JudgedLead]) -> tuple[OutboxState, str]:
    if mode is Mode.SHADOW:
        return OutboxState.HELD, "mode shadow"
    fresh = (lead for lead in leads if lead.occasion not in PLAIN)
    if mode is Mode.HOLD and any(lead.verdict.outcome is Outcome.REJECTED for lead in fresh):
        return OutboxState.HELD, "mode hold: a rejection waits for staff"
    return OutboxState.QUEUED, ""


def _capped(uow: UnitOfWork, desk: Desk, to: str, thread: str, registers: bool, now: datetime) -> bool:
    program, today = desk.program.id, desk.day_start(now)
    if uow.outbox.count(program, since=today, to=to) >= MAILS_A_DAY:
        return True
    if registers:
        return False
    always = datetime.min.replace(tzinfo=now.tzinfo, year=1970)
    return (
        uow.outbox.count(program, since=always, thread=thread, registers=False) >= PLAIN_IN_THREAD
        or uow.outbox.count(program, since=today, to=to, registers=False) >= PLAIN_A_DAY
    )
