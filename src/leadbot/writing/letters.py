"""A short mail of a few sentences in a lead's own conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leadbot.model.lead import Reference
from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Correspondence, MailFile, OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.outgoing import AUTO_GENERATED, AUTO_REPLIED, outgoing_mail
from leadbot.writing.plain import fold
from leadbot.writing.templates import Templates
from leadbot.writing.threads import SUBJECT_LIMIT, reply_subject
from leadbot.writing.words import Words

Rows = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Its parts, in the language of the mail; values are made harmless."""

    sentences: Sequence[str]
    """Paragraphs. The first follows the greeting."""
    quoted: Sequence[str] = ()
    """Somebody's own words below them, line by line."""
    rows: Rows = ()
    """Names and values below these."""
    closing: Sequence[str] = ()
    """Paragraphs below these."""
    subject: str = ""
    """Of a mail that begins a conversation; empty: that of the one it goes on with."""


def words_for(to: Correspondence, program: Program, templates: Templates) -> Words:
    """The words of the language in which that correspondence is answered."""
    return templates.words(templates.language(to.language, program.language, *program.fallback_languages))


def compose_letter(
    to: Correspondence,
    reference: Reference,
    letter: Letter,
    program: Program,
    templates: Templates,
    *,
    key: str,
    sender: Address,
    now: datetime,
    answers: MessageKey | None = None,
    files: Sequence[MailFile] = (),
) -> OutgoingMail:
    """The letter under the conversation's subject; `answers`: the message that it replies to, else it is a notice."""
    language = words_for(to, program, templates).language
    title = program.title.get(language) or program.title.get(program.language) or program.id
    context = {
        "lang": language,
        "sentences": letter.sentences,
        "quoted": "\n".join(letter.quoted),
        "rows": letter.rows,
        "closing": letter.closing,
        "reference": reference,
        "team": program.team.get(language) or program.team.get(program.language) or program.id,
        "title": title,
        "address": sender.email,
    }
    return outgoing_mail(
        templates.blocks(language, "letter", context),
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.NOTICE if answers is None else Purpose.REPLY,
        subject=fold(letter.subject, SUBJECT_LIMIT) or reply_subject(to.subject, (reference,), program, title),
        sender=sender,
        to=to.to,
        cc=tuple(a for a in to.cc if a.email not in {sender.email, to.to.email}),
        answers=answers,
        continues=to,
        auto_submitted=AUTO_GENERATED if answers is None else AUTO_REPLIED,
        now=now,
        files=files,
    )
