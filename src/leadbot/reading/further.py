"""Where a mail that is told in prose goes over to another lead: `Second customer: …`."""

import re

from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD

_ANNOUNCES = re.compile(r"\s*(?::|[-–—]\s)\s*\S")


def further_lead_at(statement: Statement) -> int | None:
    """Where the sentence begins that announces another lead; None where none does.

    A form's label of that name with a short answer behind it (`Another customer: no`) announces none.
    """
    announced = statement.found(WORD + "further_lead")
    if not announced:
        return None
    starts = {start for start, _ in sentences(statement)}
    for hit in announced:
        behind = statement.text[hit.end :]
        tells = behind.strip() == ":" or (_ANNOUNCES.match(behind) and len(behind.split()) > _SHORT)
        if hit.start in starts and tells:
            return hit.start
    return None


_SHORT = 3
"""Words behind it that tell of no lead yet."""
