"""A partner's mail that staff pass on: it counts as the partner's, as of its receipt here, and is answered to the partner."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from leadbot.mime import reads_no_mail
from leadbot.model.message import Address, Disposition, Kind, Message, SegmentKind
from leadbot.model.orders import Act, Heard, NumberedCase, Order, OrderState, StandingOrder, Told
from leadbot.model.outgoing import Correspondence, Purpose
from leadbot.model.reading import PassedOn, Reading
from leadbot.model.stored import StoredMessage
from leadbot.model.submission import Thread
from leadbot.service.answering import conversation
from leadbot.service.incoming import UNPROVEN_ORDER, Ending, Incoming, with_staff
from leadbot.service.judgement import entry
from leadbot.service.posting import post
from leadbot.service.reading_back import read_back
from leadbot.service.threads import thread_of
from leadbot.writing import Forwarded, ForwardOutcome, compose_forwarded

Handlers = Mapping[Kind, Callable[[Incoming], Ending]]
"""What handles a partner's mail, by kind."""
FORWARD = "forward"
"""The kind of a case that asks whose mail was passed on."""
UNCLEAR = "forward-unclear"
"""Why a mail that was passed on waits: its header names no address."""
_ADDRESS = re.compile(r"[\w.+'%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}", re.IGNORECASE)


def follow_forward(incoming: Incoming, handlers: Handlers) -> tuple[Ending, Correspondence] | None:
    """Handle the mail that a member of staff passes on as its writer's; None where none is passed on.

    Only where the border server proved the member of staff; what is forged changes nothing and gets no answer.
    """
    message = incoming.reading.message
    if not any(segment.kind is SegmentKind.FORWARDED for segment in message.segments):
        return None
    if not incoming.authentic:
        return with_staff(UNPROVEN_ORDER), incoming.to
    original = _original(incoming, incoming.stored)
    if original is None or original.passed_on is None:
        return _told(incoming, Forwarded(outcome=ForwardOutcome.NONE)), incoming.to
    known = original.message.message_id
    if known and incoming.uow.messages.knows(incoming.desk.program.id, known):
        return _told(incoming, _forwarded(ForwardOutcome.KNOWN, original, original.passed_on)), incoming.to
    handler = handlers.get(original.submission.kind)
    if handler is None:
        return _told(incoming, _forwarded(ForwardOutcome.NOTHING, original, original.passed_on)), incoming.to
    writer = original.message.sender
    if writer is None or not _is_partner(incoming, writer):
        return _whose(incoming, original, original.passed_on), incoming.to
    return _handled(incoming, incoming.stored, original, writer, handler)


def name_writer(incoming: Incoming, case: NumberedCase, handlers: Handlers) -> Ending:
    """Staff say whose mail they had passed on: it is handled as of its receipt then. Once, and only for who passed it on."""
    uow = incoming.uow
    if not incoming.authentic:
        return with_staff(UNPROVEN_ORDER)
    if case.person != incoming.sender.email or case.message is None:
        return read_back(incoming, [_heard(Heard.OTHER_PERSON, case.person)], case.digest)
    if uow.orders.latest(case) is not None:
        return read_back(incoming, [_heard(Heard.ALREADY_NAMED, "")], case.digest)
    found = dict.fromkeys(_ADDRESS.findall(incoming.reading.message.text(SegmentKind.OWN).lower()))
    named = [Address(name="", email=email) for email in found]
    origin = uow.messages.get(case.message)
    original = _original(incoming, origin)
    handler = handlers.get(original.submission.kind) if original else None
    if len(named) != 1 or not _is_partner(incoming, named[0]) or original is None or handler is None:
        return read_back(incoming, [_heard(Heard.NO_ADDRESS, "")], case.digest)
    order = Order(line=named[0].email, act=Act.ANSWER, note=named[0].email)
    uow.orders.put(StandingOrder(case=case, order=order, message=incoming.stored.key, due_at=incoming.now, state=OrderState.DONE))
    ending, to = _handled(incoming, origin, original, named[0], handler)
    uow.messages.finish(
        origin.key,
        ending.disposition,
        kind=original.submission.kind,
        reason=ending.reason,
        references=ending.references,
        sender=origin.sender,
        subject=origin.subject,
        correspondence=to,
        at=incoming.now,
    )
    return Ending(disposition=Disposition.SILENT, reason="writer-named", references=ending.references)


def _heard(what: Heard, subject: str) -> Told:
    return Told(what=what, line="", subject=subject)


def _original(incoming: Incoming, stored: StoredMessage) -> Reading | None:
    """What was passed on, read as its writer's; of a conversation that we know by what was asked in it."""
    uow, desk, program = incoming.uow, incoming.desk, incoming.desk.program
    if incoming.reader is None:
        return None
    own_domains = (desk.own_domain(person) for person in (*desk.colleagues(), desk.address.email))
    colleagues = frozenset([*desk.colleagues(), desk.address.email, *(f"@{domain}" for domain in own_domains if domain)])
    raw = uow.messages.raw(stored.key)
    reading = incoming.reader.read(raw, program, Thread(colleagues=colleagues))
    if not isinstance(reading, Reading):
        return None
    leads = uow.leads.in_thread(program.id, _thread_ids(reading.message)) if _thread_ids(reading.message) else []
    leads = leads or [lead for reference in reading.submission.references if (lead := uow.leads.find(program.id, reference))]
    known = thread_of(desk, leads)
    if known is None:
        return reading
    again = incoming.reader.read(raw, program, replace(known, colleagues=colleagues))
    return again if isinstance(again, Reading) else None


def _thread_ids(message: Message) -> tuple[str, ...]:
    """Nearest first."""
    return tuple(dict.fromkeys((*message.in_reply_to, *reversed(message.references))))


def _is_partner(incoming: Incoming, writer: Address) -> bool:
    """Whether somebody outside reads mail there."""
    desk = incoming.desk
    own = {desk.own_domain(person) for person in (*desk.colleagues(), desk.address.email)} - {""}
    outside = writer.email not in desk.colleagues() and desk.own_domain(writer.email) not in own
    return outside and not reads_no_mail(writer.email, desk.program.mail_words)


def _handled(
    incoming: Incoming, stored: StoredMessage, original: Reading, writer: Address, handler: Callable[[Incoming], Ending]
) -> tuple[Ending, Correspondence]:
    uow, desk, message = incoming.uow, incoming.desk, original.message
    to = Correspondence(
        to=writer,
        cc=(),
        subject=message.subject,
        message_id=message.message_id,
        references=message.references or message.in_reply_to,
        language=desk.program.reply_language(original.submission.language),
    )
    # Staff vouch for the mail, but nobody proved its writer: nothing is remembered of it, or filled in for it.
    inner = replace(
        incoming, stored=replace(stored, thread_ids=_thread_ids(message)), reading=original, sender=writer, to=to, proven=True, by_form=True
    )
    ending = handler(inner)
    passed_on = original.passed_on or PassedOn(dated="", written_by="")
    for reference in ending.references:
        detail = " – ".join(filter(None, (writer.email, passed_on.dated)))
        uow.leads.note(reference, entry(incoming.now, "forwarded", incoming.sender.email, detail))
    told = replace(
        _forwarded(ForwardOutcome.TAKEN, original, passed_on),
        partner=writer.email,
        leads=tuple(uow.leads.get(reference) for reference in ending.references),
        received_at=stored.received_at,
        answered=ending.disposition is Disposition.ANSWERED,
    )
    _post(incoming, told, f"{Purpose.NOTICE}:forward-{incoming.stored.key}", answers=False)
    return ending, to


def _whose(incoming: Incoming, original: Reading, passed_on: PassedOn) -> Ending:
    """Ask who wrote it; until that is said, nobody is registered or answered."""
    key = f"{Purpose.NOTICE}:forward-{incoming.stored.key}"
    message_id = _post(incoming, _forwarded(ForwardOutcome.UNCLEAR, original, passed_on), key, answers=False)
    case = NumberedCase(
        digest=message_id,
        program=incoming.desk.program.id,
        person=incoming.sender.email,
        number=1,
        kind=FORWARD,
        message=incoming.stored.key,
    )
    incoming.uow.orders.put_cases([case])
    return with_staff(UNCLEAR)


def _told(incoming: Incoming, told: Forwarded) -> Ending:
    _post(incoming, told, f"{Purpose.REPLY}:{incoming.stored.key}", answers=True)
    return Ending(disposition=Disposition.ANSWERED)


def _forwarded(outcome: ForwardOutcome, original: Reading, passed_on: PassedOn) -> Forwarded:
    return Forwarded(outcome=outcome, writer=passed_on.written_by, dated=passed_on.dated, subject=original.message.subject)


def _post(incoming: Incoming, told: Forwarded, key: str, *, answers: bool) -> str:
    """Tell the member of staff. Returns that mail's Message-ID."""
    desk, stored = incoming.desk, incoming.stored
    mail = compose_forwarded(
        told,
        incoming.to,
        desk.program,
        desk.templates,
        key=key,
        answers=stored.key if answers else None,
        sender=desk.address,
        now=incoming.now,
    )
    thread = mail.message_id if told.outcome is ForwardOutcome.UNCLEAR else conversation(incoming.uow, stored)
    post(incoming.uow, mail, about=[lead.reference for lead in told.leads], thread=thread, registers=True)
    return mail.message_id
