"""Whether a reply accepts the terms that we asked an applicant to accept."""

from collections.abc import Iterator, Sequence

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Consent, Evidence, Thread
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import squash
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD

_ACCEPTING, _NAMED, _RESERVED = WORD + "terms_accepting", WORD + "terms_named", WORD + "terms_reserved"
_DENYING = WORD + "deny"
_SHORT = 4
"""Words of a sentence at most that accepts without saying what."""

_Sentence = tuple[Statement, int, int]


def read_consent(statements: Sequence[Analysed], thread: Thread | None) -> Consent | None:
    """What the sender's own words say of the terms; None where we did not ask, or they say nothing of accepting.

    A yes is clear: it says what is accepted or nothing else, asks and denies nothing and makes no condition, here or in a sentence that
    goes on about the terms.
    """
    if thread is None or not any(lead.terms for lead in thread.leads):
        return None
    said = list(_own_sentences(statements))
    about = [sentence for sentence in said if _has(sentence, _ACCEPTING)]
    if not about:
        return None
    first = next((sentence for sentence in about if _accepts(sentence)), None)
    clear = first is not None and not any(_takes_back(sentence) for sentence in said)
    statement, start, end = first or about[0]
    return Consent(accepts=clear, evidence=Evidence(source=statement.place.source, quote=squash(statement.text[start:end])[:300]))


def _own_sentences(statements: Sequence[Analysed]) -> Iterator[_Sentence]:
    for one in statements:
        place = one.statement.place
        if place.kind is SegmentKind.OWN and place.depth == 0 and place.source == "body":
            yield from ((one.statement, start, end) for start, end in sentences(one.statement))


def _accepts(sentence: _Sentence) -> bool:
    statement, start, end = sentence
    says_what = _has(sentence, _NAMED) or sum(start <= token.start < end for token in statement.tokens) <= _SHORT
    return says_what and not _asks(sentence) and not _denies(sentence) and not _has(sentence, _RESERVED)


def _takes_back(sentence: _Sentence) -> bool:
    """Whether a sentence denies or limits what another accepts."""
    limits = _denies(sentence), _has(sentence, _RESERVED)
    return all(limits) or (any(limits) and (_has(sentence, _NAMED) or _has(sentence, _ACCEPTING)))


def _denies(sentence: _Sentence) -> bool:
    """Whether it denies anything; `without reservation` accepts."""
    statement, start, end = sentence
    accepting = statement.found(_ACCEPTING)
    denying = (h for h in statement.found(_DENYING) if start <= h.start < end)
    return any(not any(a.start <= d.start < a.end for a in accepting) for d in denying)


def _asks(sentence: _Sentence) -> bool:
    statement, start, end = sentence
    return statement.text[start:end].rstrip().endswith("?")


def _has(sentence: _Sentence, id_: str) -> bool:
    statement, start, end = sentence
    return any(start <= h.start < end for h in statement.found(id_))
