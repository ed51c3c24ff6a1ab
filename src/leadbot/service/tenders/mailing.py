"""Mails about a call for offers, each once, in one conversation of the call."""

from collections.abc import Callable, Sequence
from datetime import datetime

from leadbot.model.lead import Reference
from leadbot.model.message import MessageKey
from leadbot.model.outgoing import Correspondence, MailFile, OutboxState, Purpose
from leadbot.service.desk import Desk, Mode
from leadbot.service.posting import post
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import Letter, Words, compose_letter, words_for

Write = Callable[[Words], Letter]


def send(
    uow: UnitOfWork,
    desk: Desk,
    to: Correspondence,
    reference: Reference,
    event: str,
    write: Write,
    now: datetime,
    *,
    answers: MessageKey | None = None,
    files: Sequence[MailFile] = (),
) -> tuple[str, OutboxState]:
    """Put that mail in the outbox, held in mode shadow; one of the same event, or to the same message, is there once.

    Returns its Message-ID and state.
    """
    key = f"{Purpose.NOTICE}:{reference}:{event}" if answers is None else f"{Purpose.REPLY}:{answers}"
    letter = write(words_for(to, desk.program, desk.templates))
    mail = compose_letter(
        to, reference, letter, desk.program, desk.templates, key=key, sender=desk.address, now=now, answers=answers, files=files
    )
    quiet = desk.mode is Mode.SHADOW
    state, why = (OutboxState.HELD, "mode shadow") if quiet else (OutboxState.QUEUED, "")
    post(uow, mail, about=(), thread=reference, registers=True, state=state, why=why)
    return mail.message_id, state
