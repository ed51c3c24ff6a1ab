"""Reads back to staff what they passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from leadbot.model.lead import Lead
from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.outgoing import AUTO_REPLIED, outgoing_mail
from leadbot.writing.plain import fold
from leadbot.writing.templates import Templates
from leadbot.writing.threads import reply_subject


class ForwardOutcome(StrEnum):
    """What became of a mail that was passed on."""

    TAKEN = "taken"
    """It was handled as its writer's."""
    UNCLEAR = "unclear"
    """Its header names no address of a partner."""
    NOTHING = "nothing"
    """It holds nothing that is registered or changed."""
    KNOWN = "known"
    """We have had it from its writer."""
    NONE = "none"
    """No one mail is passed on: none, or several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A mail that was passed on, and what became of it."""

    outcome: ForwardOutcome
    writer: str = ""
    """As its header says."""
    dated: str = ""
    """Likewise."""
    subject: str = ""
    partner: str = ""
    """Whom it is credited to: an address."""
    leads: Sequence[Lead] = ()
    received_at: datetime | None = None
    """When it came to us, which decides its place."""
    answered: bool = False
    """Whether the partner gets a reply."""


def compose_forwarded(
    told: Forwarded,
    correspondence: Correspondence,
    program: Program,
    templates: Templates,
    *,
    key: str,
    answers: MessageKey | None,
    sender: Address,
    now: datetime,
) -> OutgoingMail:
    """For whoever passed it on, in the program's language."""
    language = templates.language(program.language, *program.fallback_languages)
    words = templates.words(language)
    zone = ZoneInfo(program.calendar.time_zone)
    leads = [(lead.reference, fold(lead.draft.text("client.name"), 100), words.say("states", lead.state)) for lead in told.leads]
    context = {
        "lang": language,
        "title": program.title.get(language) or program.id,
        "outcome": told.outcome.value,
        "writer": fold(told.writer, 150),
        "dated": fold(told.dated, 80),
        "topic": fold(told.subject, 150),
        "partner": told.partner,
        "leads": [" – ".join(filter(None, each)) for each in leads],
        "received": words.moment(told.received_at.astimezone(zone)) if told.received_at else "",
        "answered": told.answered,
    }
    return outgoing_mail(
        templates.blocks(language, "forwarded", context),
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.REPLY if answers is not None else Purpose.NOTICE,
        subject=reply_subject(correspondence.subject, (), program, program.id),
        sender=sender,
        to=correspondence.to,
        answers=answers,
        continues=correspondence,
        auto_submitted=AUTO_REPLIED,
        now=now,
    )
