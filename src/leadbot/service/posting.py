"""Put a composed mail in the outbox."""

from collections.abc import Sequence
from datetime import datetime

from leadbot.model.lead import Reference
from leadbot.model.outgoing import OutboxState, OutgoingMail
from leadbot.model.stored import OutboxEntry
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import envelope, to_bytes


def post(
    uow: UnitOfWork,
    mail: OutgoingMail,
    *,
    about: Sequence[Reference],
    thread: str,
    registers: bool,
    state: OutboxState = OutboxState.QUEUED,
    why: str = "",
    not_before: datetime | None = None,
) -> None:
    """Queue or hold a mail under its unique key; where that key is there already, nothing happens. It goes out at once, or `not_before`."""
    sender, recipients = envelope(mail)
    uow.outbox.put(
        OutboxEntry(
            key=mail.key,
            program=mail.program,
            purpose=mail.purpose,
            answers=mail.answers,
            references=tuple(about),
            sender=sender,
            recipients=recipients,
            subject=mail.subject,
            message_id=mail.message_id,
            thread=thread,
            registers=registers,
            raw=to_bytes(mail),
            created_at=mail.date,
            state=state,
            detail=why,
            not_before=not_before,
        )
    )
