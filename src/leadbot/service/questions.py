"""Questions that the program's own entries answer; all others are for a person."""

from leadbot.model.program import FaqEntry
from leadbot.service.answering import UNPROVEN, reply_to_question
from leadbot.service.incoming import Ending, Incoming, ended, with_staff


def answer_question(incoming: Incoming) -> Ending:
    """Answer a mail that asks one question of the program's entries and nothing else, staff in copy; else staff read it.

    A question about a known lead, with a file that was not read, or that several entries or none fit is for a person.
    """
    uow, desk, submission = incoming.uow, incoming.desk, incoming.reading.submission
    about = uow.leads.in_thread(desk.program.id, incoming.stored.thread_ids) if incoming.stored.thread_ids else []
    entry = _entry(incoming)
    if entry is None or about or submission.reference or submission.unread_attachments:
        return with_staff(submission.kind.value, *about)
    if not incoming.proven:
        return with_staff(UNPROVEN)
    return ended(reply_to_question(uow, desk, incoming.stored, incoming.to, entry, incoming.now), ())


def _entry(incoming: Incoming) -> FaqEntry | None:
    topics = incoming.reading.submission.topics
    if len(topics) != 1:
        return None
    return next((entry for entry in incoming.desk.program.faq if entry.id == topics[0]), None)
