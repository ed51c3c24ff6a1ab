"""What a partner is told of a step of its lead, or of its year (words of the section `event_notices`)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from leadbot.model.lead import Reference
from leadbot.writing.letters import Letter
from leadbot.writing.plain import fold
from leadbot.writing.words import Words


def event_notice(event: str, reference: Reference, client: str, on: date, words: Words) -> Letter:
    """That the step was taken, and when."""
    facts = {"reference": reference, "client": fold(client, 200), "on": on.isoformat()}
    return Letter(sentences=(words.say("event_notices", event, facts),))


def volume_warning(reference: Reference, least: Sequence[tuple[str, Decimal]], first: date, last: date, words: Words) -> Letter:
    """That the year's sales stayed below the minimum in every currency."""
    sums = f" {words.say('joints', 'or')} ".join(words.amount(amount, currency) for currency, amount in least)
    facts = {"reference": reference, "first": first.isoformat(), "last": last.isoformat(), "least": sums}
    return Letter(sentences=(words.say("event_notices", "below-minimum-volume", facts), words.say("event_notices", "volume-next", facts)))
