"""The mail to staff's superior: leads whose promised answer is due and which nobody has decided."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from leadbot.model.digest import Overdue
from leadbot.model.message import Address
from leadbot.model.outgoing import OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.outgoing import AUTO_GENERATED, outgoing_mail
from leadbot.writing.plain import fold
from leadbot.writing.templates import Templates
from leadbot.writing.threads import SUBJECT_LIMIT
from leadbot.writing.words import Words


def compose_escalation(
    leads: Sequence[Overdue], program: Program, templates: Templates, *, key: str, sender: Address, to: Address, now: datetime
) -> OutgoingMail:
    """One mail in the program's language about all of these leads, in the order given."""
    language = templates.language(program.language, *program.fallback_languages)
    words = templates.words(language)
    zone = ZoneInfo(program.calendar.time_zone)
    title = program.title.get(language) or program.id
    subject = fold(words.say("escalation", "subject", {"title": title, "count": len(leads)}), SUBJECT_LIMIT)
    context = {"lang": language, "title": title, "leads": [_view(lead, words, zone) for lead in leads]}
    blocks = templates.blocks(language, "escalation", context)
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.NOTICE,
        subject=subject,
        sender=sender,
        to=to,
        auto_submitted=AUTO_GENERATED,
        now=now,
    )


def _view(lead: Overdue, words: Words, zone: ZoneInfo) -> dict[str, object]:
    return {
        "reference": lead.reference,
        "client": fold(lead.client, 120),
        "partner": fold(lead.partner, 200),
        "due": words.weekday(lead.due_at.astimezone(zone).date()),
        "since": words.day(lead.since.astimezone(zone).date()),
        "questions": lead.questions,
    }
