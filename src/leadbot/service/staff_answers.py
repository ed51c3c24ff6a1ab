"""Staff's answer to a partner's question: read back, and sent in the partner's conversation once it can no longer be taken back."""

import re
from collections.abc import Sequence
from datetime import datetime

from leadbot.model.errors import NotPossible
from leadbot.model.lead import Reference
from leadbot.model.message import Disposition, SegmentKind
from leadbot.model.obstacles import Obstacle
from leadbot.model.orders import Act, Heard, NumberedCase, Order, OrderState, StandingOrder, Told, UnclearLine, order_code
from leadbot.model.outgoing import OutboxState, OutgoingMail, Purpose
from leadbot.model.stored import StoredMessage
from leadbot.service.answering import conversation, may_act
from leadbot.service.desk import Desk, Mode
from leadbot.service.incoming import Ending, Incoming
from leadbot.service.judgement import entry
from leadbot.service.posting import post
from leadbot.service.reading_back import read_back
from leadbot.service.staff_questions import question_key, question_stamp, show_again
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import compose_answer_taken, compose_staff_answer, text_part

LONGEST = 20_000
"""Characters of an answer."""
_TELLING = 20
"""Characters from which a line of ours that stands in an answer is there by no chance."""
_REFERENCE = re.compile(r"\b[A-Z]{1,6}-\d{4}-\d{5,}\b", re.IGNORECASE)


def answered_question(incoming: Incoming, case: NumberedCase, lines: Sequence[Order | UnclearLine]) -> Ending:
    """A reply to a partner's question: its words are the answer, unless they only take one back."""
    if case.person != incoming.sender.email:
        return read_back(incoming, [Told(what=Heard.OTHER_PERSON, line="", subject=case.person)], case.digest)
    if len(lines) == 1 and isinstance(lines[0], Order) and lines[0].act is Act.UNDO and not lines[0].note:
        return read_back(incoming, [_take_back(incoming.uow, case)], case.digest)
    taken = _take_answer(incoming, case, _words_of(incoming, case))
    if isinstance(taken, Told):
        if taken.what is Heard.QUESTION_STALE:
            show_again(incoming, case)
        return read_back(incoming, [taken], case.digest)
    references = (case.reference,) if case.reference else ()
    post(incoming.uow, taken, about=references, thread=case.digest, registers=True)
    return Ending(disposition=Disposition.ANSWERED, references=references)


def _words_of(incoming: Incoming, case: NumberedCase) -> str:
    """The member of staff's own words above the mail that we had sent."""
    text = incoming.reading.message.text(SegmentKind.OWN)
    mark = text.find(f"[{order_code(case.digest)}]")
    if mark >= 0:
        text = text[: text.rfind("\n", 0, mark) + 1]
    return text.strip()[:LONGEST]


def _take_answer(incoming: Incoming, case: NumberedCase, text: str) -> Told | OutgoingMail:
    """The answer standing for the question, as the mail that reads it back; else why it is not."""
    uow, desk = incoming.uow, incoming.desk
    given = _last(uow, case)
    if given is not None and given.state in {OrderState.WAITING, OrderState.DONE}:
        return _told(case, Heard.QUESTION_ANSWERED, subject=given.case.person)
    if case.stamp != question_stamp(uow, case.reference):
        return _told(case, Heard.QUESTION_STALE)
    if not text:
        return _told(case, Heard.NO_TEXT)
    if strange := _not_for_partner(incoming, case, text):
        return _told(case, Heard.NOT_FOR_PARTNER, subject=strange)
    order = Order(line=text.partition("\n")[0][:200], act=Act.ANSWER, note=text)
    standing = StandingOrder(case=case, order=order, message=incoming.stored.key, due_at=incoming.now + desk.undo)
    uow.orders.put(standing)
    origin = _origin(uow, case)
    assert origin.correspondence is not None
    return compose_answer_taken(
        incoming.to,
        text,
        desk.program,
        desk.templates,
        key=f"{Purpose.REPLY}:{incoming.stored.key}",
        answers=incoming.stored.key,
        partner=origin.correspondence.to,
        left_out=[file.name for file in incoming.reading.message.attachments if not file.inline],
        until=standing.due_at,
        sender=desk.address,
        now=incoming.now,
    )


def _take_back(uow: UnitOfWork, case: NumberedCase) -> Told:
    """The answer that waits no longer does."""
    given = _last(uow, case)
    if given is None or given.state in {OrderState.UNDONE, OrderState.FAILED}:
        return _told(case, Heard.NOTHING_TO_UNDO)
    if given.state is OrderState.DONE:
        return _told(case, Heard.QUESTION_ANSWERED, subject=given.case.person)
    uow.orders.end(given, OrderState.UNDONE)
    return _told(case, Heard.UNDONE, order=given.order)


def send_answer(uow: UnitOfWork, desk: Desk, case: NumberedCase, order: Order, now: datetime) -> None:
    """The answer goes to the partner, and is kept on its lead. Raises NotPossible where it can't be written to."""
    origin = _origin(uow, case)
    if origin.correspondence is None:
        raise NotPossible("that partner can't be written to", Obstacle.UNREACHABLE)
    known = f"{Purpose.REPLY}:{origin.key}"
    replied = uow.outbox.by_key(known) is not None
    references = _references(uow, desk, origin, case)
    mail = compose_staff_answer(
        origin.correspondence,
        order.note,
        references,
        desk.program,
        desk.templates,
        key=f"{Purpose.NOTICE}:answer-{origin.key}" if replied else known,
        answers=None if replied else origin.key,
        sender=desk.address,
        now=now,
    )
    quiet = desk.mode is Mode.SHADOW
    state, why = (OutboxState.HELD, "mode shadow") if quiet else (OutboxState.QUEUED, "")
    post(uow, mail, about=references, thread=conversation(uow, origin), registers=True, state=state, why=why)
    if origin.disposition is Disposition.WITH_STAFF and not replied and not quiet:
        uow.messages.redispose(origin.key, Disposition.ANSWERED, "")
    for reference in references:
        uow.leads.note(reference, entry(now, "answered", case.person, order.note))


def _origin(uow: UnitOfWork, case: NumberedCase) -> StoredMessage:
    """The partner's mail."""
    if case.message is None:
        raise NotPossible("that case is about no message")
    return uow.messages.get(case.message)


def _references(uow: UnitOfWork, desk: Desk, origin: StoredMessage, case: NumberedCase) -> list[Reference]:
    named = dict.fromkeys((*([case.reference] if case.reference else []), *origin.references))
    return [reference for reference in named if origin.correspondence and may_act(uow, desk, origin.correspondence.to.email, reference)]


def _last(uow: UnitOfWork, case: NumberedCase) -> StandingOrder | None:
    """The newest answer to that question that stands, whoever gave it; else the newest at all."""
    if case.message is None:
        return None
    given = uow.orders.about(case.program, case.message)
    return next((one for one in given if one.state in {OrderState.WAITING, OrderState.DONE}), given[-1] if given else None)


def _not_for_partner(incoming: Incoming, case: NumberedCase, text: str) -> str:
    """A line of the answer that the partner must not see: one of ours to staff, or one that names a lead that is not the partner's."""
    uow, desk = incoming.uow, incoming.desk
    origin = _origin(uow, case)
    partner = origin.correspondence.to.email if origin.correspondence else ""
    for match in _REFERENCE.finditer(text):
        lead = uow.leads.find(desk.program.id, match[0].upper())
        if lead is not None and not may_act(uow, desk, partner, lead.reference):
            return match[0]
    shown = uow.outbox.by_key(question_key(origin.key, case.person, case.stamp))
    lines = text_part(uow.outbox.envelope(shown.id)[2]).splitlines() if shown else []
    # What is quoted there is the partner's own mail.
    ours = (_plain(line) for line in lines if not line.startswith("|"))
    said = _plain(text)
    return next((line for line in ours if len(line) >= _TELLING and line in said), "")


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[>*_]", " ", text).split()).casefold()


def _told(case: NumberedCase, what: Heard, *, subject: str = "", order: Order | None = None) -> Told:
    return Told(what=what, line=order.line if order else "", order=order, number=case.number, reference=case.reference, subject=subject)
