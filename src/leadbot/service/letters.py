"""Short mails about one lead: in answer to a mail, or of their own in the lead's conversation."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from leadbot.model.lead import Lead, Reference
from leadbot.model.message import MessageKey
from leadbot.model.outgoing import Correspondence, OutboxState, OutgoingMail, Purpose
from leadbot.model.stored import StoredMessage
from leadbot.service.answering import UNPROVEN, Answer, allowed, conversation, full_day
from leadbot.service.desk import Desk, Mode
from leadbot.service.posting import post
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import Letter, Words, compose_letter, words_for


def may_be_written_to(uow: UnitOfWork, lead: Lead) -> bool:
    """Whether the lead's partner can be, and its sender was proven."""
    origin = uow.messages.get(lead.from_message)
    return origin.correspondence is not None and origin.reason != UNPROVEN


def write_about(
    uow: UnitOfWork, desk: Desk, lead: Lead, compose: Callable[[Correspondence], OutgoingMail], about: Sequence[Reference] = ()
) -> bool:
    """A mail of its own to the lead's partner, in the lead's conversation and language. False where nobody may be written to.

    `about`: the leads that it tells of, where it tells of others, too.
    """
    origin = uow.messages.get(lead.from_message)
    if origin.correspondence is None or not may_be_written_to(uow, lead):
        return False
    mail = compose(replace(origin.correspondence, language=lead.language))
    quiet = desk.mode is Mode.SHADOW
    state, why = (OutboxState.HELD, "mode shadow") if quiet else (OutboxState.QUEUED, "")
    post(uow, mail, about=about or [lead.reference], thread=conversation(uow, origin), registers=True, state=state, why=why)
    return True


def send_letter(uow: UnitOfWork, desk: Desk, lead: Lead, key: str, write: Callable[[Words], Letter], now: datetime) -> bool:
    """A short mail of its own about a lead, as `write_about`."""

    def compose(to: Correspondence) -> OutgoingMail:
        return _letter(to, desk, lead, key, write, now, None)

    return write_about(uow, desk, lead, compose)


def reply_by_letter(
    uow: UnitOfWork, desk: Desk, stored: StoredMessage, to: Correspondence, lead: Lead, write: Callable[[Words], Letter], now: datetime
) -> Answer:
    """Answer a mail about a lead with a short one, unless the address had its fill today."""
    if full_day(uow, desk, to.to.email, now):
        return Answer(state=None)
    state, why = allowed(uow, desk.mode, ())
    mail = _letter(to, desk, lead, f"{Purpose.REPLY}:{stored.key}", write, now, stored.key)
    post(uow, mail, about=[lead.reference], thread=conversation(uow, stored), registers=True, state=state, why=why)
    return Answer(state=state)


def _letter(
    to: Correspondence, desk: Desk, lead: Lead, key: str, write: Callable[[Words], Letter], now: datetime, answers: MessageKey | None
) -> OutgoingMail:
    letter = write(words_for(to, desk.program, desk.templates))
    return compose_letter(to, lead.reference, letter, desk.program, desk.templates, key=key, sender=desk.address, now=now, answers=answers)
