"""Partners' questions that wait for a person: they stand in every digest until they are answered, or staff say that they were."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from leadbot.lifecycle import whole_business_days
from leadbot.model.digest import DigestCase
from leadbot.model.errors import NotPossible
from leadbot.model.message import Disposition, MessageKey
from leadbot.model.obstacles import Obstacle
from leadbot.model.orders import Act, NumberedCase, Order, OrderState, StandingOrder
from leadbot.model.stored import StoredMessage
from leadbot.service.desk import Desk
from leadbot.service.judgement import entry
from leadbot.service.staff_questions import FOR_A_PERSON, QUESTION
from leadbot.service.unit_of_work import UnitOfWork

OPEN_QUESTION = "open-question"
"""The kind of a digest's case that is a question; `ok` to it says that it was answered otherwise."""
DONE_BY_STAFF = "done-by-staff"
"""Why a question that staff answered otherwise is over."""
GIVEN = frozenset({OrderState.WAITING, OrderState.DONE})


def open_questions(uow: UnitOfWork, desk: Desk) -> list[StoredMessage]:
    """The mails whose questions nobody has answered, oldest receipt first; those beside a lead that was answered too."""
    program = desk.program.id
    keys = dict.fromkeys(
        (
            *(message.key for message in uow.messages.waiting(program, FOR_A_PERSON) if not is_answered(uow, program, message.key)),
            *uow.orders.unanswered(program, QUESTION),
        )
    )
    return sorted(map(uow.messages.get, keys), key=lambda message: message.received_at)


def is_answered(uow: UnitOfWork, program: str, message: MessageKey) -> bool:
    """Whether an answer to it stands, or somebody has said that there was one."""
    return any(order.state in GIVEN for order in uow.orders.about(program, message))


def question_cases(uow: UnitOfWork, desk: Desk, excerpts: Mapping[MessageKey, str], now: datetime) -> Iterator[DigestCase]:
    """A case for each, with the business days that it has waited."""
    for message in open_questions(uow, desk):
        lead = uow.leads.get(message.references[0]) if message.references else None
        yield DigestCase(
            kind=OPEN_QUESTION,
            received_at=message.received_at,
            reference=lead.reference if lead else None,
            message_key=message.key,
            client=lead.draft.text("client.name") if lead else "",
            partner=message.sender,
            reasons=(message.reason,) if message.reason in FOR_A_PERSON else (),
            subject=message.subject,
            excerpt=excerpts.get(message.key, ""),
            waiting_days=whole_business_days(desk.day(message.received_at), desk.day(now), desk.program.calendar),
        )


def set_aside(uow: UnitOfWork, _desk: Desk, case: NumberedCase, _order: Order, now: datetime) -> None:
    """The question is over: staff have answered it otherwise, or it needs no answer. Raises NotPossible where it is over already."""
    if case.message is None:
        raise NotPossible("that case is about no message")
    _end(uow, uow.messages.get(case.message), case.person, now)


def set_aside_by_command(uow: UnitOfWork, desk: Desk, key: MessageKey, by: str, now: datetime) -> None:
    """The same at the command line. Raises UnknownReference, NotPossible where no question of that message waits."""
    if key not in {message.key for message in open_questions(uow, desk)}:
        raise NotPossible(f"no question of the message {key} waits for an answer", Obstacle.CHANGED)
    _end(uow, uow.messages.get(key), by, now)
    asked = (case for person in desk.staff for case, _ in uow.orders.asked(desk.program.id, person.email, QUESTION) if case.message == key)
    for case in asked:
        done = Order(line="", act=Act.APPROVE, note=by)
        uow.orders.put(StandingOrder(case=case, order=done, message=key, due_at=now, state=OrderState.DONE))


def _end(uow: UnitOfWork, message: StoredMessage, by: str, now: datetime) -> None:
    if message.disposition is Disposition.WITH_STAFF:
        uow.messages.redispose(message.key, Disposition.SILENT, DONE_BY_STAFF)
    for reference in message.references:
        uow.leads.note(reference, entry(now, "answered", by, ""))
