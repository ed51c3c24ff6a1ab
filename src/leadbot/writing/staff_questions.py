"""A partner's question for staff, the reading back of their answer, and the answer to the partner."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from leadbot.model.lead import LeadState, Reference
from leadbot.model.lead_file import LeadFile
from leadbot.model.message import Address, MessageKey
from leadbot.model.orders import order_code
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.lead_file import file_view
from leadbot.writing.outgoing import AUTO_GENERATED, AUTO_REPLIED, outgoing_mail
from leadbot.writing.plain import fold
from leadbot.writing.templates import Templates
from leadbot.writing.threads import SUBJECT_LIMIT, message_id, reply_subject

_LONGEST_GREETING = 40
_HARD_WRAPPED = 56
"""Characters from which a line that another follows was cut by a mail program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A partner's mail that a person answers."""

    partner: Address
    subject: str
    received_at: datetime
    text: str
    """In the partner's words."""
    answered_otherwise: bool = False
    """Whether the rest of the mail has had its answer, and `text` holds the questions beside it."""
    unread: Sequence[str] = ()
    """Names of attachments that were not read."""
    files: Sequence[LeadFile] = ()
    """Of the leads that it is about."""
    others: Sequence[tuple[Reference, str, LeadState]] = ()
    """Other leads of its sender: reference, client, state."""
    again: bool = False
    """Whether it was shown before, with another file."""


def compose_question(
    question: Question,
    program: Program,
    templates: Templates,
    *,
    key: str,
    sender: Address,
    person: Address,
    undo_minutes: int,
    by_reply: bool,
    now: datetime,
) -> OutgoingMail:
    """The question for one of the staff, in the program's language; what is written above it in reply goes to the partner.

    `by_reply` False: nobody proves who replies, so that the partner must be written to otherwise.
    """
    language = templates.language(program.language, *program.fallback_languages)
    words = templates.words(language)
    zone = ZoneInfo(program.calendar.time_zone)
    references = ", ".join(file.lead.reference for file in question.files)
    facts = {"reference": references, "partner": question.partner.name or question.partner.email, "topic": question.subject}
    context = {
        "lang": language,
        "title": program.title.get(language) or program.id,
        "code": order_code(message_id(key, sender)),
        "partner": f"{question.partner.name} <{question.partner.email}>" if question.partner.name else question.partner.email,
        "subject": fold(question.subject, 200),
        "received": words.moment(question.received_at.astimezone(zone)),
        "question": question.text[:6000],
        "answered_otherwise": question.answered_otherwise,
        "again": question.again,
        "by_reply": by_reply,
        "minutes": undo_minutes,
        "unread": [fold(name, 100) for name in question.unread],
        "files": [file_view(file, program, words) for file in question.files],
        "others": [
            " – ".join(filter(None, (ref, fold(client, 100), words.say("states", state)))) for ref, client, state in question.others
        ],
        "first": question.files[0].lead.reference if question.files else "",
        "word_file": _file_word(program, language),
    }
    blocks = templates.blocks(language, "question", context)
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.NOTICE,
        subject=fold(words.say("question", "subject", facts), SUBJECT_LIMIT),
        sender=sender,
        to=person,
        auto_submitted=AUTO_GENERATED,
        now=now,
    )


def compose_answer_taken(
    correspondence: Correspondence,
    text: str,
    program: Program,
    templates: Templates,
    *,
    key: str,
    answers: MessageKey,
    partner: Address,
    left_out: Sequence[str],
    until: datetime,
    sender: Address,
    now: datetime,
) -> OutgoingMail:
    """What the partner will get, for whoever wrote it; `left_out` are files that are not passed on."""
    language = templates.language(program.language, *program.fallback_languages)
    words = templates.words(language)
    lexicon = program.lexicons.get(language)
    undo = lexicon.orders.undo[:1] if lexicon else ()
    context = {
        "lang": language,
        "title": program.title.get(language) or program.id,
        "partner": partner.email,
        "answer": text,
        "until": words.moment(until.astimezone(ZoneInfo(program.calendar.time_zone))),
        "left_out": [fold(name, 100) for name in left_out],
        "word_undo": undo[0] if undo else "",
    }
    blocks = templates.blocks(language, "answer-taken", context)
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.REPLY,
        subject=reply_subject(correspondence.subject, (), program, program.id),
        sender=sender,
        to=correspondence.to,
        answers=answers,
        continues=correspondence,
        auto_submitted=AUTO_REPLIED,
        now=now,
    )


def compose_staff_answer(
    correspondence: Correspondence,
    text: str,
    references: Sequence[Reference],
    program: Program,
    templates: Templates,
    *,
    key: str,
    answers: MessageKey | None,
    sender: Address,
    now: datetime,
) -> OutgoingMail:
    """A person's words to the partner, in the conversation that the partner began. `answers` None: that mail has a reply already."""
    language = templates.language(correspondence.language, program.language, *program.fallback_languages)
    title = program.title.get(language) or program.title.get(program.language) or program.id
    told = paragraphs(text)
    context = {
        "lang": language,
        "paragraphs": told,
        "greets": _greets(told),
        "team": program.team.get(language) or program.team.get(program.language) or program.id,
        "title": title,
        "address": sender.email,
    }
    blocks = templates.blocks(language, "staff-answer", context)
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.REPLY if answers is not None else Purpose.NOTICE,
        subject=reply_subject(correspondence.subject, references, program, title),
        sender=sender,
        to=correspondence.to,
        cc=correspondence.cc,
        answers=answers,
        continues=correspondence,
        auto_submitted=AUTO_REPLIED,
        now=now,
    )


def _greets(told: Sequence[str]) -> bool:
    """Whether the text begins with a greeting of its own."""
    return bool(told) and len(told[0]) <= _LONGEST_GREETING and told[0].endswith((",", "!", ":"))


def paragraphs(text: str) -> list[str]:
    """The text's paragraphs and lines, each by itself; lines that a mail program cut are one again."""
    found: list[str] = []
    for piece in re.split(r"\n\s*\n", text):
        line = ""
        for each in piece.split("\n"):
            cut = len(line) >= _HARD_WRAPPED and not re.match(r"\s*(?:[-*•–]|\d+[.)])\s", each)
            if line and not cut:
                found.append(line)
            line = f"{line} {each.strip()}" if line and cut else each.strip()
        if line:
            found.append(line)
    return found


def _file_word(program: Program, language: str) -> str:
    lexicon = program.lexicons.get(language)
    return next(iter(lexicon.orders.file), "") if lexicon else ""
