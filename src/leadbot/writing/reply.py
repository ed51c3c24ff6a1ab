"""The reply to a partner's mail, and the notice that something about its lead is new."""

from collections.abc import Sequence
from datetime import datetime

from leadbot.model.message import TEXT_CUT, Address, Defect, MessageKey
from leadbot.model.outgoing import Correspondence, JudgedLead, Occasion, OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.leads import field_rows, lead_view, shared_fields
from leadbot.writing.outgoing import AUTO_REPLIED, outgoing_mail
from leadbot.writing.plain import cell, listed
from leadbot.writing.templates import Templates
from leadbot.writing.threads import reply_subject
from leadbot.writing.words import Words


def compose_reply(
    correspondence: Correspondence,
    judged: Sequence[JudgedLead],
    program: Program,
    templates: Templates,
    *,
    key: str,
    purpose: Purpose,
    answers: MessageKey | None,
    sender: Address,
    now: datetime,
    unread: Sequence[Defect] = (),
    left_out: int = 0,
    asks: bool = False,
    cut: bool = False,
) -> OutgoingMail:
    """One mail that tells the verdict of each lead and reads back what was understood, in the correspondence's language.

    How several leads stand is told in short, with the number of those `left_out`. `asks`: a question beside
    the leads was passed on to staff. `cut`: the mail was too long, and only its beginning was read.
    Languages without templates fall back to the program's. Raises ValueError where `judged` is empty.
    """
    if not judged:
        raise ValueError("a reply tells of at least one lead")
    language = templates.language(correspondence.language, program.language, *program.fallback_languages)
    title = program.title.get(language) or program.title.get(program.language) or program.id
    subject = reply_subject(correspondence.subject, [lead.reference for lead in judged], program, title)
    context = _context(judged, program, templates, language, now) | {
        "unread": _unread(unread, templates.words(language)),
        "too_long": templates.words(language).say("unread", TEXT_CUT) if cut else "",
        "title": title,
        "address": sender.email,
        "left_out": left_out,
        "asks": asks,
    }
    overview = len(judged) > 1 and all(lead.occasion is Occasion.STATUS for lead in judged)
    blocks = templates.blocks(language, "status" if overview else "reply", context)
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=purpose,
        subject=subject,
        sender=sender,
        to=correspondence.to,
        cc=tuple(a for a in correspondence.cc if a.email not in {sender.email, correspondence.to.email}),
        answers=answers,
        continues=correspondence,
        auto_submitted=AUTO_REPLIED,
        now=now,
    )


def _unread(defects: Sequence[Defect], words: Words) -> tuple[str, ...]:
    """Which attachments were not read, and why; of several troubles of one file the first."""
    first = {defect.detail: defect.code for defect in reversed(defects)}
    files = dict.fromkeys(defect.detail for defect in defects)
    return listed((words.say("unread", first[name], {"name": cell(name, 100) or "?"}) for name in files), longest=300)


def _context(judged: Sequence[JudgedLead], program: Program, templates: Templates, language: str, now: datetime) -> dict[str, object]:
    words = templates.words(language)
    shared = shared_fields(judged)
    ids = [field.id for field in shared]
    return {
        "lang": language,
        "leads": [lead_view(lead, lead.program or program, words, now, ids) for lead in judged],
        "shared_rows": field_rows(shared, program, words),
        "team": program.team.get(language) or program.team.get(program.language) or program.id,
    }
