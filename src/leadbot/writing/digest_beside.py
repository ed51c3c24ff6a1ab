"""Another lead beside that of a case, field by field."""

from zoneinfo import ZoneInfo

from leadbot.model.digest import DigestCase
from leadbot.model.program import Program
from leadbot.model.resemblance import Beside, Compared, Likeness
from leadbot.writing.plain import fold
from leadbot.writing.values import label, shown
from leadbot.writing.words import Words


def beside_view(case: DigestCase, other: Beside, program: Program, words: Words, zone: ZoneInfo) -> dict[str, object]:
    """Who, when, in what state, and each field as both have it, with a mark where they are alike."""
    return {
        "reference": other.reference,
        "state": words.say("states", other.state.value),
        "received": words.moment(other.received_at.astimezone(zone)),
        "partner": fold(other.partner, 200),
        "rows": [(label(c.field, program, words), _both(case, other, c, program, words)) for c in other.fields],
    }


def _both(case: DigestCase, other: Beside, field: Compared, program: Program, words: Words) -> tuple[str, ...]:
    """One line where both say the same, else one for each lead."""
    one, theirs = ("; ".join(shown(value, program, words)) if value is not None else "–" for value in (field.one, field.other))
    if one == theirs:
        return (f"{one} {Likeness.SAME}",)
    return f"{case.reference}: {one}", f"{other.reference}: {theirs} {field.likeness}".rstrip()
