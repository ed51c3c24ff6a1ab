"""Whether words out of which nothing was read are thanks, or say more than we understood."""

import re

_NO_COUNT = re.compile(r"[A-Z][A-Z0-9]{0,7}-\d{4}-\d+|\+?\d[\d ()/\-]{6,}\d|\d{1,2}[.:/]\d{1,2}(?:[./]\d{0,4})?")
"""References, phone numbers, dates and times."""
_NUMBER = re.compile(r"(?<!\w)\d{1,5}(?!\w)")
_MOST_WORDS = 40


def says_more(own_text: str) -> bool:
    """Whether they hold a number that counts something, or are many: a person reads them then."""
    return bool(_NUMBER.search(_NO_COUNT.sub(" ", own_text))) or len(own_text.split()) > _MOST_WORDS
