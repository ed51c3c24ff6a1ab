"""A message that has been read, on its way to its end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadbot.model.lead import Lead, Reference
from leadbot.model.message import Address, Disposition
from leadbot.model.outgoing import Correspondence, JudgedLead, OutboxState
from leadbot.model.reading import Reading
from leadbot.model.stored import StoredMessage
from leadbot.service.answering import UNPROVEN, Answer, may_act, reply
from leadbot.service.desk import Desk
from leadbot.service.reading_ahead import MailReader
from leadbot.service.unit_of_work import UnitOfWork

UNPROVEN_ORDER = "unproven-order"
"""Why a mail in a staff member's name changed nothing: nobody proved that it is theirs."""


NOT_READ = "not-read"
"""Why staff have a mail of which a part may hold what was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One mail from a person, with all that its handling needs."""

    uow: UnitOfWork
    desk: Desk
    stored: StoredMessage
    reading: Reading
    sender: Address
    to: Correspondence
    proven: bool
    """False where the desk asks for DMARC and the mail has none: it gets no reply and changes nothing that exists."""
    now: datetime
    reader: MailReader | None = None
    """Reads other mails that its handling looks at."""
    by_form: bool = False
    """True where a robot passed on what somebody filled in: `sender` is whom the form names, and proves nothing about them."""

    @property
    def authentic(self) -> bool:
        """Whether the border server proved that the mail is the sender's own, whatever the desk asks of partners."""
        return self.reading.message.proof.dmarc and not self.by_form

    @property
    def vouched(self) -> bool:
        """Whether the address is the sender's own: what it says of itself is remembered, and what is remembered of it is used."""
        return self.proven and not self.by_form


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a message ends."""

    disposition: Disposition
    reason: str = ""
    """A short stable code; empty for an answered message."""
    references: tuple[Reference, ...] = ()


LEAD_OF_A_LIST = "lead-of-a-list"
"""Why staff are shown a mail that a mailing list sent out, which is never answered."""


def with_staff(reason: str, *leads: Lead) -> Ending:
    """A person must read it."""
    return Ending(disposition=Disposition.WITH_STAFF, reason=reason, references=tuple(lead.reference for lead in leads))


def silent(reason: str, *leads: Lead) -> Ending:
    """It needs no answer."""
    return Ending(disposition=Disposition.SILENT, reason=reason, references=tuple(lead.reference for lead in leads))


def answer(incoming: Incoming, leads: Sequence[JudgedLead], left_out: int = 0) -> Ending:
    """Answer a message with the verdicts on its leads, or hand it to staff where leadbot may not. `left_out`: more that are not told of."""
    references = tuple(lead.reference for lead in leads)
    if not incoming.proven:
        return Ending(disposition=Disposition.WITH_STAFF, reason=UNPROVEN, references=references)
    sent = reply(
        incoming.uow,
        incoming.desk,
        incoming.stored,
        incoming.to,
        leads,
        incoming.now,
        incoming.reading.submission.unread(),
        left_out,
        bool(incoming.reading.submission.beside and incoming.desk.staff),
        incoming.reading.submission.is_cut(),
    )
    ending = ended(sent, references)
    beyond = incoming.reading.submission.is_cut() and ending.disposition is Disposition.ANSWERED
    return replace(ending, disposition=Disposition.WITH_STAFF, reason=NOT_READ) if beyond else ending


def ended(sent: Answer, references: Sequence[Reference]) -> Ending:
    """How a message ends whose answer became of that."""
    if sent.state is None:
        return Ending(disposition=Disposition.WITH_STAFF, reason="reply-cap", references=tuple(references))
    if sent.state is OutboxState.HELD:
        return Ending(disposition=Disposition.WITH_STAFF, reason="reply-held", references=tuple(references))
    return Ending(disposition=Disposition.ANSWERED, references=tuple(references))


def belongs(incoming: Incoming, lead: Lead) -> bool:
    """Whether the sender may act on that lead."""
    return may_act(incoming.uow, incoming.desk, incoming.sender.email, lead.reference)
