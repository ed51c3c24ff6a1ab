"""Partners' questions reach staff with the lead's file, in a mail whose reply goes to the partner."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from leadbot.lifecycle import is_business_day
from leadbot.model.lead import Lead, Reference
from leadbot.model.message import Address, Disposition, Kind, MessageKey
from leadbot.model.orders import NumberedCase
from leadbot.model.outgoing import OutgoingMail, Purpose
from leadbot.model.reading import Reading
from leadbot.service.desk import Desk
from leadbot.service.incoming import Ending, Incoming, belongs
from leadbot.service.lead_file import file_of
from leadbot.service.posting import post
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import Question, compose_question

QUESTION = "question"
"""The kind of a case that is a partner's question."""
FOR_A_PERSON = frozenset(
    [Kind.QUESTION.value, "appeal", "not-understood", "lead-not-named", "settled-lead", "about-tender", "choice-unclear"]
)
"""Why a mail waits for a person's words to its partner."""
MOST_FILES = 3
"""Leads whose files come with a question; of others the references."""
MOST_NAMED = 10


def show_question(incoming: Incoming, ending: Ending, asked: Sequence[str] = ()) -> tuple[Reference, ...]:
    """Show each of the staff the partner's mail, with the files of the leads that it is about; the first reply to it answers the partner.

    `asked` are the questions of a mail that is answered otherwise; empty: the mail as a whole. Returns the references of those leads.
    """
    if not incoming.proven or incoming.by_form:
        return ending.references
    uow, desk, submission = incoming.uow, incoming.desk, incoming.reading.submission
    leads = _about(incoming, ending)
    others = leads[MOST_FILES:] or (
        [] if leads else uow.leads.own(desk.program.id, incoming.sender.email, desk.own_domain(incoming.sender.email))
    )
    question = Question(
        partner=incoming.sender,
        subject=incoming.reading.message.subject,
        received_at=incoming.stored.received_at,
        text="\n".join(asked) if asked else _whole(incoming.reading),
        answered_otherwise=bool(asked),
        unread=tuple(defect.detail for defect in submission.unread()),
        files=tuple(file_of(uow, desk, lead, incoming.now) for lead in leads[:MOST_FILES]),
        others=tuple((lead.reference, lead.draft.text("client.name"), lead.state) for lead in others[-MOST_NAMED:]),
    )
    for person in desk.staff:
        _post(uow, desk, question, incoming.stored.key, person, incoming.now)
    return tuple(lead.reference for lead in leads)


def question_key(message: MessageKey, person: str, stamp: str) -> str:
    """The unique key of the mail that shows a person that partner's mail, with leads as that stamp tells."""
    return f"{Purpose.NOTICE}:question-{message}:{person}:{stamp or 'no-lead'}"


def question_stamp(uow: UnitOfWork, reference: Reference | None) -> str:
    """What a question's lead was like, in short."""
    if reference is None:
        return ""
    lead = uow.leads.get(reference)
    known = (lead.state, [(field.id, field.value) for field in lead.draft.fields], [(check.id, check.state) for check in lead.checks])
    return sha256(repr(known).encode()).hexdigest()[:16]


def show_again(incoming: Incoming, case: NumberedCase) -> None:
    """The question once more, for the person whose mail shows its lead as it was. `incoming` is that person's reply."""
    uow, desk, now = incoming.uow, incoming.desk, incoming.now
    if case.message is None or case.reference is None:
        return
    origin = uow.messages.get(case.message)
    reading = incoming.reader.read(uow.messages.raw(origin.key), desk.program, None) if incoming.reader else None
    if origin.correspondence is None or not isinstance(reading, Reading):
        return
    question = Question(
        partner=origin.correspondence.to,
        subject=origin.subject,
        received_at=origin.received_at,
        text=_whole(reading),
        files=(file_of(uow, desk, uow.leads.get(case.reference), now),),
        again=True,
    )
    _post(uow, desk, question, origin.key, incoming.sender, now)


def _post(uow: UnitOfWork, desk: Desk, question: Question, message: MessageKey, person: Address, now: datetime) -> None:
    reference = question.files[0].lead.reference if question.files else None
    stamp = question_stamp(uow, reference)
    mail = compose_question(
        question,
        desk.program,
        desk.templates,
        key=question_key(message, person.email, stamp),
        sender=desk.address,
        person=person,
        undo_minutes=int(desk.undo / timedelta(minutes=1)),
        by_reply=desk.proves_senders,
        now=now,
    )
    if uow.outbox.by_key(mail.key) is not None:
        return
    about = [file.lead.reference for file in question.files]
    not_before = None if desk.questions_at_once or question.again else next_digest(desk, now)
    post(uow, mail, about=about, thread=mail.message_id, registers=True, not_before=not_before)
    uow.orders.put_cases([_case(desk, mail, message, person.email, reference, stamp)])


def _case(desk: Desk, mail: OutgoingMail, message: MessageKey, person: str, reference: Reference | None, stamp: str) -> NumberedCase:
    return NumberedCase(
        digest=mail.message_id,
        program=desk.program.id,
        person=person,
        number=1,
        kind=QUESTION,
        reference=reference,
        stamp=stamp,
        message=message,
    )


def next_digest(desk: Desk, now: datetime) -> datetime:
    """The next moment at which digests go out."""
    local = now.astimezone(desk.zone())
    day = local.date() if local.time() < desk.digest_at else local.date() + timedelta(days=1)
    while not is_business_day(day, desk.program.calendar):
        day += timedelta(days=1)
    return datetime.combine(day, desk.digest_at, desk.zone())


def _about(incoming: Incoming, ending: Ending) -> list[Lead]:
    """The leads that the mail is about, as far as its sender may act on them."""
    uow, program, submission = incoming.uow, incoming.desk.program.id, incoming.reading.submission
    named = [*ending.references, *submission.references, *([submission.reference] if submission.reference else [])]
    in_thread = uow.leads.in_thread(program, incoming.stored.thread_ids) if incoming.stored.thread_ids else []
    found = [lead for reference in dict.fromkeys(named) if (lead := uow.leads.find(program, reference))] or in_thread
    return [lead for lead in found if belongs(incoming, lead)]


def _whole(reading: Reading) -> str:
    """What the partner wrote; the thread below it stands in the file."""
    return reading.submission.own_text or reading.message.text().strip()


def is_for_staff(ending: Ending) -> bool:
    """Whether a mail that ended so waits for an answer by a person."""
    return ending.disposition is Disposition.WITH_STAFF and ending.reason in FOR_A_PERSON
