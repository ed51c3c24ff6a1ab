"""Whether words out of which nothing was read are thanks, or say more than we understood."""

import re
from collections.abc import Iterable

from leadbot.judging.folding import fold
from leadbot.model.lexicon import Lexicon

_NO_COUNT = re.compile(r"[A-Z][A-Z0-9]{0,7}-\d{4}-\d+|\+?\d[\d ()/\-]{6,}\d|\d{1,2}[.:/]\d{1,2}(?:[./]\d{0,4})?")
"""References, phone numbers, dates and times."""
_NUMBER = re.compile(r"(?<!\w)\d{1,5}(?!\w)")
_MOST_WORDS = 40
_CLAUSES = re.compile(r"[.!?,;:\n]+|\s[-–—]\s")
_LONGEST_THANKS = 8
"""Words of a clause that thanks for something."""


def says_more(own_text: str) -> bool:
    """Whether they hold a number that counts something, or are many: a person reads them then."""
    return bool(_NUMBER.search(_NO_COUNT.sub(" ", own_text))) or len(own_text.split()) > _MOST_WORDS


def is_courtesy(own_text: str, name: str, lexicons: Iterable[Lexicon]) -> bool:
    """Whether they greet, thank, say yes and take leave, and nothing else; `name` is the sender's.

    Where we had asked for something, other words may be the answer, understood or not.
    """
    spoken = list(lexicons)
    thanks = _phrases(phrase for lexicon in spoken for phrase in lexicon.orders.thanks)
    greetings = _phrases(phrase for lexicon in spoken for phrase in lexicon.words.get("greetings", ()))
    agreed = _phrases(phrase for lexicon in spoken for phrase in lexicon.orders.approve)
    leave = _phrases(phrase for lexicon in spoken for phrase in (*lexicon.mail.signature_openers, *lexicon.mail.mobile_footers))
    names = set(_words(name).split())
    for clause in map(_words, _CLAUSES.split(own_text)):
        if _begins(clause, leave):
            return True
        thanked = _begins(clause, thanks) and len(clause.split()) <= _LONGEST_THANKS
        if not (thanked or clause in agreed or _begins(clause, greetings) or set(clause.split()) <= names):
            return False
    return True


def _begins(clause: str, phrases: frozenset[str]) -> bool:
    words = clause.split()
    return any(" ".join(words[:length]) in phrases for length in range(1, len(words) + 1))


def _phrases(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_words, phrases)) - {""}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
