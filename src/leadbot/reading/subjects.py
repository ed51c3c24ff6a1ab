"""A client that a mail about a known lead names in its subject and again in its text, where nothing else shows that it is a name."""

import re
from collections.abc import Sequence
from dataclasses import replace

from leadbot.model.message import SegmentKind
from leadbot.reading.analysis import Analysed
from leadbot.reading.evidence import span_in
from leadbot.reading.fold import fold
from leadbot.reading.text import Mention, What
from leadbot.reading.vocabulary import LABEL, WORD

_MOST_WORDS = 6
_SHORTEST = 6
"""Letters of such a name, white space included."""
_OF_NAMES = frozenset(WORD + id_ for id_ in ("company_words", "legal_forms", "given_names", "name_connectors", "company_prefixes"))


def with_subject_name(analysed: Sequence[Analysed]) -> tuple[Analysed, ...]:
    """The statements, with the subject's words marked as a name where the text repeats them; for mails that quote a reference."""
    subject = next((a for a in analysed if a.statement.place.source == "subject"), None)
    named = any(m.what is What.NAME for a in analysed for m in a.mentions if a.statement.place.kind is SegmentKind.OWN)
    if subject is None or named or not _could_be_name(subject):
        return tuple(analysed)
    wanted = re.compile(rf"(?<!\w){re.escape(fold(subject.statement.text).strip())}(?!\w)")
    for at, one in enumerate(analysed):
        found = wanted.search(one.statement.folded) if _is_body(one) else None
        if found is not None:
            return (*analysed[:at], _with_name(one, *found.span()), *analysed[at + 1 :])
    return tuple(analysed)


def _is_body(one: Analysed) -> bool:
    return one.statement.place.kind is SegmentKind.OWN and one.statement.place.source != "subject"


def _could_be_name(subject: Analysed) -> bool:
    """Whether the whole subject is a few words of which none says what the mail is about."""
    statement = subject.statement
    telling = any(h.id.startswith((WORD, LABEL)) and h.id not in _OF_NAMES for h in statement.hits)
    plain = not any(c.isdigit() for c in statement.text) and len(statement.text.strip()) >= _SHORTEST
    return plain and not telling and 2 <= len(statement.tokens) <= _MOST_WORDS


def _with_name(one: Analysed, start: int, end: int) -> Analysed:
    text = one.statement.text[start:end]
    source, span = one.statement.place.source, span_in(one.statement, start, end)
    mention = Mention(what=What.NAME, value=text, start=start, end=end, certain=False, quote=text, span=span, source=source)
    return replace(one, mentions=tuple(sorted([*one.mentions, mention], key=lambda m: (m.start, m.end))))
