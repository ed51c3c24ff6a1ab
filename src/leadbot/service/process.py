"""Bring every stored message to its one end."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from leadbot.model.errors import OutOfReach
from leadbot.model.lead import Lead
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.outgoing import Correspondence
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.stored import StoredMessage
from leadbot.model.submission import Submission
from leadbot.service.accounts import answered_account, named_account
from leadbot.service.answering import correspondence
from leadbot.service.applications import apply
from leadbot.service.bounces import take_back
from leadbot.service.desk import Desk
from leadbot.service.findings import take_findings
from leadbot.service.follow_up import about_known_leads
from leadbot.service.forms import writer_of
from leadbot.service.incoming import LEAD_OF_A_LIST, NOT_READ, Ending, Incoming, silent, with_staff
from leadbot.service.partner_invoices import take_invoice
from leadbot.service.questions import answer_question
from leadbot.service.reading_ahead import ATTEMPTS, NO_MAILS, MailReader, MailsAhead, ReadAhead, Waiting
from leadbot.service.receive import BATCH
from leadbot.service.register import register
from leadbot.service.staff_mail import from_staff
from leadbot.service.staff_questions import is_for_staff, show_question
from leadbot.service.tenders import about_tender, register_call, tender_of_mail
from leadbot.service.threads import thread_of
from leadbot.service.unit_of_work import Registry, UnitOfWork

BATCH_OCTETS = 8 * 2**20
"""Of raw mails at most in one batch; two of them are in memory at a time."""

FEW_WORDS = 12
"""Words too few to tell a language by."""

UNREAD = frozenset(
    [
        *("encrypted", "text-cut", "too-many-parts", "too-deep", "unparsable"),
        *("attachment-protected", "attachment-broken", "attachment-too-large", "attachment-costly", "attachment-cut"),
    ]
)
"""Defects that say that something of the mail was not read."""

_PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"
"""RFC 9580, 6.2."""

log = logging.getLogger(__name__)


class _Failed(Exception):
    """An attempt at a message failed."""

    def __init__(self, unreadable: Unreadable) -> None:
        self.final = unreadable.final
        super().__init__(f"{unreadable.code}: {unreadable.detail}")


HANDLERS: dict[Kind, Callable[[Incoming], Ending]] = {
    Kind.LEAD: register,
    Kind.APPLICATION: apply,
    Kind.FOLLOW_UP: about_known_leads,
    Kind.STATUS: about_known_leads,
    Kind.WITHDRAWAL: about_known_leads,
    Kind.EXTENSION: about_known_leads,
    Kind.INVOICE: take_invoice,
    Kind.QUESTION: answer_question,
    Kind.TENDER: register_call,
}
"""What handles a mail from a person, by kind; staff read the kinds that are not here."""


def process_pending(
    registry: Registry,
    desk: Desk,
    reader: MailReader,
    now: datetime,
    stopping: Callable[[], bool] = lambda: False,
    *,
    read_at_once: int = 1,
    meanwhile: Callable[[], None] = lambda: None,
) -> Counter[Disposition]:
    """Process all waiting messages of the desk's program, oldest receipt first; the next ones are read while the last ones are judged.

    `reader` is asked for `read_at_once` mails at a time where judging waits for it. `meanwhile` is called once a batch, while that and the
    next one are read: with no transaction open, and everything committed that was decided.

    Attempts are committed before they begin. Each message has its own savepoint: one that fails is undone alone. The third failure parks
    a message; so do three attempts in which the process died. Ends between two batches once `stopping`. Raises OutOfReach when the
    registry can't be written or no mail can be read; nothing is lost and no attempt counted then.
    """
    ended: Counter[Disposition] = Counter()
    with ReadAhead(reader, desk.program, read_at_once) as ahead:
        batch, following = _begin(registry, desk, ahead, stopping), NO_MAILS
        try:
            while batch:
                following = _begin(registry, desk, ahead, stopping, besides=batch)
                meanwhile()
                readings = ahead.readings(batch)
                with registry.begin() as uow:
                    dispositions = [
                        _attempt(uow, desk, reader, mail, reading, now) for mail, reading in zip(batch.mails, readings, strict=True)
                    ]
                ended.update(disposition for disposition in dispositions if disposition is not Disposition.PENDING)
                if stopping():
                    batch = NO_MAILS
                    _take_back(registry, following)
                else:
                    batch, following = following or _begin(registry, desk, ahead, stopping), NO_MAILS
        except OutOfReach:
            _take_back(registry, batch, following)
            raise
    return ended


def _begin(registry: Registry, desk: Desk, ahead: ReadAhead, stopping: Callable[[], bool], besides: MailsAhead = NO_MAILS) -> MailsAhead:
    """The next waiting messages, `besides` those at hand: their attempts are committed, and their reading begins."""
    if stopping():
        return NO_MAILS
    known = {mail.stored.key for mail in besides.mails}
    with registry.begin() as uow:
        pending = uow.messages.pending(desk.program.id, BATCH, besides=known)
        chosen = pending[: _fitting(pending)]
        uow.messages.count_attempt([stored.key for stored in chosen])
        raws = uow.messages.raws([stored.key for stored in chosen])
        mails = [Waiting(stored, raws[stored.key], thread_of(desk, _in_thread(uow, desk, stored))) for stored in chosen]
    return ahead.begin(mails)


def _fitting(pending: Sequence[StoredMessage]) -> int:
    """How many of them stay within a batch's octets; one at least."""
    sizes = accumulate(stored.size for stored in pending)
    return max(1, sum(size <= BATCH_OCTETS for size in sizes))


def _take_back(registry: Registry, *batches: MailsAhead) -> None:
    """Uncount attempts that were undone or never made through no fault of a mail, where the registry can still be written."""
    keys = [mail.stored.key for batch in batches for mail in batch.mails]
    if keys:
        with suppress(OutOfReach), registry.begin() as uow:
            uow.messages.uncount_attempt(keys)


def _attempt(uow: UnitOfWork, desk: Desk, reader: MailReader, mail: Waiting, reading: Reading | Unreadable, now: datetime) -> Disposition:
    try:
        with uow.savepoint():
            return process(mail, reading, uow, desk, reader, now)
    except OutOfReach:
        raise
    except Exception as error:  # whatever one mail does, the others go on
        return _failed(uow, mail.stored, error, now)


def _failed(uow: UnitOfWork, stored: StoredMessage, error: Exception, now: datetime) -> Disposition:
    words = str(error) if isinstance(error, _Failed) else f"{type(error).__name__}: {error}"
    log.warning("message failed", exc_info=not isinstance(error, _Failed), extra={"action": "process-failed", "key": stored.key})
    uow.messages.note_error(stored.key, words)
    if stored.attempts + 1 < ATTEMPTS and not (isinstance(error, _Failed) and error.final):
        return Disposition.PENDING
    _finish(uow, stored.key, None, Ending(disposition=Disposition.PARKED, reason=words.partition(":")[0]), None, None, now)
    return Disposition.PARKED


def process(mail: Waiting, reading: Reading | Unreadable, uow: UnitOfWork, desk: Desk, reader: MailReader, now: datetime) -> Disposition:
    """One message to its end, within the caller's transaction."""
    stored = mail.stored
    thread = thread_of(desk, _in_thread(uow, desk, stored))
    if thread != mail.thread:
        # A mail of the same batch has changed what we had asked.
        reading = reader.read(mail.raw, desk.program, thread)
    if isinstance(reading, Reading) and (leads := _named_outside_thread(uow, desk, stored, reading)):
        reading = reader.read(mail.raw, desk.program, thread_of(desk, leads))
    if isinstance(reading, Unreadable):
        raise _Failed(reading)
    ending, to = _ending(stored, uow, desk, reading, reader, now)
    _finish(uow, stored.key, reading, ending, reading.submission.kind, to, now)
    return ending.disposition


def _ending(
    stored: StoredMessage, uow: UnitOfWork, desk: Desk, reading: Reading, reader: MailReader, now: datetime
) -> tuple[Ending, Correspondence | None]:
    message, submission = reading.message, reading.submission
    if submission.kind in {Kind.AUTOMATIC, Kind.BOUNCE}:
        code = submission.automatic.code if submission.automatic else submission.kind.value
        if submission.lead_of_a_list:
            code = LEAD_OF_A_LIST
        if submission.kind is Kind.BOUNCE:
            return take_back(uow, desk, stored, message, now), None
        return silent(code, *_in_thread(uow, desk, stored)), None
    if message.sender is None:
        return with_staff("sender-unclear"), None
    writer = writer_of(reading, message.sender, desk)
    to = correspondence(message, writer.address, desk, _language(submission, _in_thread(uow, desk, stored)))
    if stored.message_id_reused:
        return with_staff("message-id-reused"), to
    incoming = Incoming(
        uow=uow,
        desk=desk,
        stored=stored,
        reading=reading,
        sender=writer.address,
        to=to,
        # What a form's own server proves says nothing of whom the form names.
        proven=writer.reachable and ((message.proof.dmarc and not writer.by_form) or not desk.require_dmarc),
        now=now,
        reader=reader,
        by_form=writer.by_form,
    )
    if (findings := take_findings(incoming)) is not None:
        return findings, to
    if desk.is_staff(message.sender.email):
        return from_staff(incoming, HANDLERS)
    if _sealed(submission):
        return with_staff("not-read", *_in_thread(uow, desk, stored)), to
    tender = tender_of_mail(incoming)
    if tender is None and (answered := answered_account(incoming) or named_account(incoming)) is not None:
        return answered, to
    if tender is None and submission.kind is Kind.UNRELATED:
        return (with_staff(NOT_READ) if _unread(submission) else silent("unrelated")), to
    handler = HANDLERS.get(submission.kind)
    if tender is not None:
        ending = about_tender(incoming, tender)
    else:
        ending = handler(incoming) if handler else with_staff(submission.kind.value, *_in_thread(uow, desk, stored))
    if writer.reachable and is_for_staff(ending):
        ending = replace(ending, references=show_question(incoming, ending))
    elif submission.beside and (ending.disposition is Disposition.ANSWERED or ending.reason in {"reply-held", NOT_READ}):
        show_question(incoming, ending, submission.beside)
    return ending, (to if writer.reachable else None)


def _language(submission: Submission, leads: Sequence[Lead]) -> str | None:
    """The mail's language; of a few words in a conversation, which may be of many languages, that of the conversation."""
    return leads[0].language if leads and len(submission.own_text.split()) < FEW_WORDS else submission.language


def _in_thread(uow: UnitOfWork, desk: Desk, stored: StoredMessage) -> list[Lead]:
    return uow.leads.in_thread(desk.program.id, stored.thread_ids) if stored.thread_ids else []


def _named_outside_thread(uow: UnitOfWork, desk: Desk, stored: StoredMessage, reading: Reading) -> list[Lead]:
    """The leads whose references a mail names that lost its In-Reply-To on the way: its answers are read by what they were asked."""
    if reading.submission.kind in {Kind.AUTOMATIC, Kind.BOUNCE} or _in_thread(uow, desk, stored):
        return []
    return [lead for reference in reading.submission.references if (lead := uow.leads.find(desk.program.id, reference))]


def _sealed(submission: Submission) -> bool:
    """Whether all that the mail says is encrypted: its subject alone is no lead, and no question to its sender would help."""
    if _PGP_MESSAGE in submission.own_text:
        return True
    return not submission.own_text.strip() and any(defect.code == "encrypted" for defect in submission.defects)


def _unread(submission: Submission) -> bool:
    """Whether what was not read may be what the mail is about."""
    alone = bool(submission.unread_attachments) and not submission.own_text
    return alone or any(defect.code in UNREAD for defect in submission.defects)


def _finish(
    uow: UnitOfWork, key: MessageKey, reading: Reading | None, ending: Ending, kind: Kind | None, to: Correspondence | None, now: datetime
) -> None:
    message = reading.message if reading else None
    uow.messages.finish(
        key,
        ending.disposition,
        kind=kind,
        reason=ending.reason,
        references=ending.references,
        sender=message.sender.email if message and message.sender else "",
        subject=message.subject if message else "",
        correspondence=to,
        at=now,
    )
