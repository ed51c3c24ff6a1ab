"""The answer to a question, out of the program's own entries."""

from collections.abc import Sequence
from datetime import datetime

from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.program import FaqEntry, Program
from leadbot.writing.outgoing import AUTO_REPLIED, outgoing_mail
from leadbot.writing.plain import cell
from leadbot.writing.templates import Templates
from leadbot.writing.threads import reply_subject


def compose_answer(
    correspondence: Correspondence,
    entry: FaqEntry,
    program: Program,
    templates: Templates,
    *,
    key: str,
    answers: MessageKey,
    sender: Address,
    copies: Sequence[Address],
    now: datetime,
) -> OutgoingMail:
    """The entry's answer in the correspondence's language; `copies` are staff, who see what was asked and answered."""
    language = templates.language(correspondence.language, program.language, *program.fallback_languages)
    title = program.title.get(language) or program.title.get(program.language) or program.id
    subject = reply_subject(correspondence.subject, (), program, title)
    context = {
        "lang": language,
        "topic": cell(entry.title.get(language) or entry.title.get(program.language) or entry.id, 200),
        "answer": cell(entry.answer.get(language) or entry.answer.get(program.language) or "", 4000),
        "team": program.team.get(language) or program.team.get(program.language) or program.id,
        "title": title,
        "address": sender.email,
    }
    blocks = templates.blocks(language, "answer", context)
    others = dict.fromkeys((*correspondence.cc, *copies))
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.REPLY,
        subject=subject,
        sender=sender,
        to=correspondence.to,
        cc=tuple(a for a in others if a.email not in {sender.email, correspondence.to.email}),
        answers=answers,
        continues=correspondence,
        auto_submitted=AUTO_REPLIED,
        now=now,
    )
