"""A lead's file: everything that the registry holds about it."""

from datetime import datetime

from leadbot.model.lead import Lead
from leadbot.model.lead_file import FiledMail, LeadFile
from leadbot.model.message import Disposition, Message, SegmentKind
from leadbot.model.reading import Reading
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.answering import conversation
from leadbot.service.desk import Desk
from leadbot.service.pay import payouts_of
from leadbot.service.reading_ahead import MailReader
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import text_part

MOST_TEXTS = 30
"""The newest mails whose texts are in the file; of older ones it has the heads."""
MOST_CHARACTERS = 6000
"""Of one mail's text."""
OWN_WORDS = frozenset({SegmentKind.OWN, SegmentKind.SIGNATURE, SegmentKind.DOCUMENT, SegmentKind.CARD})
OTHERS_WORDS = frozenset({SegmentKind.QUOTED, SegmentKind.FORWARDED})


def file_of(uow: UnitOfWork, desk: Desk, lead: Lead, now: datetime, reader: MailReader | None = None) -> LeadFile:
    """The lead's facts, mails, decisions, events and payouts. With a `reader` the mails' texts too; it is asked what received ones say."""
    history = uow.leads.history(lead.reference)
    received = _received(uow, lead)
    sent = uow.outbox.about(lead.reference)
    texts = {mail.key for mail in received[-MOST_TEXTS:]} if reader else set()
    # What colleagues get of us tells of the same file.
    written = {row.id for row in sent[-MOST_TEXTS:] if row.to not in desk.colleagues()} if reader else set()
    mails = [_in(uow, desk, reader if mail.key in texts and _of_one_partner(uow, mail, lead) else None, mail) for mail in received]
    mails += [_out(uow, row, with_text=row.id in written) for row in sent]
    return LeadFile(
        lead=lead,
        mails=tuple(sorted(mails, key=lambda mail: mail.at)),
        history=tuple(history),
        events=tuple(uow.deals.events_of(lead.reference)),
        payouts=tuple(payouts_of(uow, desk.program, lead.reference, now)) if desk.program.payouts else (),
        senders={mail.key: mail.sender for mail in received},
    )


def _received(uow: UnitOfWork, lead: Lead) -> list[StoredMessage]:
    """The messages that are about the lead, oldest receipt first."""
    of_lead = uow.messages.about(lead.reference)
    known = {message.key for message in of_lead}
    others = [uow.messages.get(lead.from_message)] if lead.from_message not in known else []
    # The mail that is being handled is no part of the file yet.
    ended = (message for message in (*of_lead, *others) if message.disposition is not Disposition.PENDING)
    return sorted(ended, key=lambda message: message.received_at)


def _in(uow: UnitOfWork, desk: Desk, reader: MailReader | None, stored: StoredMessage) -> FiledMail:
    text, quoted = "", 0
    if reader is not None:
        reading = reader.read(uow.messages.raw(stored.key), desk.program, None)
        text, quoted = _words(reading.message, passes_on=_passes_on(uow, desk, stored)) if isinstance(reading, Reading) else ("", 0)
    return FiledMail(at=stored.received_at, who=stored.sender, subject=stored.subject, text=_cut(text), quoted=quoted)


def _of_one_partner(uow: UnitOfWork, stored: StoredMessage, lead: Lead) -> bool:
    """False for an order of staff that is about several partners' leads."""
    others = (uow.leads.get(reference) for reference in stored.references if reference != lead.reference)
    return all(other.partner.address == lead.partner.address for other in others)


def _passes_on(uow: UnitOfWork, desk: Desk, stored: StoredMessage) -> bool:
    """Whether what its sender puts below belongs to it. Below an order of staff stands their digest, which tells of other partners."""
    return stored.sender not in desk.colleagues() or not uow.orders.cases(desk.program.id, conversation(uow, stored))


def _words(message: Message, *, passes_on: bool) -> tuple[str, int]:
    """What its sender wrote, or passes on, and how many lines of other mails are left out."""
    kinds = OWN_WORDS | {SegmentKind.FORWARDED} if passes_on else OWN_WORDS
    left = sum(len(s.text.splitlines()) for s in message.segments if s.kind in OTHERS_WORDS - kinds)
    return message.text(*kinds).strip(), left


def _out(uow: UnitOfWork, row: OutboxRow, *, with_text: bool) -> FiledMail:
    text = text_part(uow.outbox.envelope(row.id)[2]).strip() if with_text else ""
    return FiledMail(at=row.created_at, who=row.to, subject=row.subject, sent=row.state, text=_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS].rstrip() + " …"
