"""What a partner is told of a step of its lead (words of the section `event_notices`)."""

from datetime import date

from leadbot.model.lead import Reference
from leadbot.writing.letters import Letter
from leadbot.writing.plain import fold
from leadbot.writing.words import Words


def event_notice(event: str, reference: Reference, client: str, on: date, words: Words) -> Letter:
    """That the step was taken, and when."""
    facts = {"reference": reference, "client": fold(client, 200), "on": on.isoformat()}
    return Letter(sentences=(words.say("event_notices", event, facts),))
