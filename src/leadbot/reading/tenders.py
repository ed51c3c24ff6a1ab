"""Calls for offers: what partners may read of a customer's call, and what a mail in such a conversation does."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from leadbot.model.message import Message, SegmentKind
from leadbot.model.submission import CallForOffers, LeadDraft, TenderSigns
from leadbot.reading.analysis import Analysed
from leadbot.reading.dates import find_dates
from leadbot.reading.fold import fold, squash
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD, Vocabulary

_UNTIL, _OFFERS, _CHOICES, _DENY = WORD + "tender_until", WORD + "tender_offers", WORD + "tender_choices", WORD + "deny"
_NAMING = frozenset(WORD + id_ for id_ in ("self_intro", "titles", "surname_titles", "sure_forms"))
"""Words beside which somebody is named."""
_LEADS_THERE = re.compile(r"[\w.+-]@[\w-]|https?:|www\.|(?:\+|\d)(?:[\s./()\-]*\d){8,}|\d{7,}|(?<![\d.])\d{4,5}[ ](?=[A-ZÀ-Ý][a-zà-ÿ])")
"""Addresses, sites, telephone and other long numbers, a postcode before a town."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_PART_OF_DOMAIN = 4
"""Letters from which on a word that is part of the sender's domain names it."""
_GREETING = 6
"""Words of a greeting at most."""
_LONGEST = 4000


def read_call(
    message: Message, statements: Sequence[Analysed], drafts: Sequence[LeadDraft], today: date | None, vocabulary: Vocabulary
) -> CallForOffers:
    """The call without what names its sender or leads to it, and the last day for offers, where one day alone is said to be it.

    A sentence with a name, an address, a number that may be a telephone's is left out whole. `drafts`: what was read of companies
    and people of the mail.
    """
    named = _names(message, drafts, vocabulary)
    domain = _domain(message)
    kept: list[str] = []
    days: set[date | None] = set()
    block: int | None = None
    for statement, start, end in _own(statements):
        text = squash(statement.text[start:end])
        if _has(statement, _UNTIL, start, end):
            days |= {d.day for d in find_dates(statement, today, vocabulary) if start <= d.start < end}
        if text and not _names_somebody(statement, start, end, named, domain) and not _greets(statement, start, end):
            kept.append(text if block in {None, statement.place.block} else f"\n{text}")
            block = statement.place.block
    until = days.pop() if len(days) == 1 else None
    return CallForOffers(description=_joined(kept)[:_LONGEST], until=until if until and today and until >= today else None)


def read_tender_signs(message: Message, statements: Sequence[Analysed], vocabulary: Vocabulary) -> TenderSigns:
    """What the sender's own words, and its files, do in a conversation about a call."""
    spec = vocabulary.program.tenders
    own = list(_own(statements))
    text = fold(message.text(SegmentKind.OWN) + "\n" + message.text(SegmentKind.DOCUMENT))
    chooses = [s for s in own if _has(s[0], _CHOICES, s[1], s[2])]
    return TenderSigns(
        offers=any(_has(s[0], _OFFERS, s[1], s[2]) and not _has(s[0], _DENY, s[1], s[2]) for s in own),
        chooses=bool(chooses) and not any(_has(s[0], _DENY, s[1], s[2]) for s in chooses),
        asks=any("?" in s[0].text[s[1] : s[2]] for s in own),
        attached=any(not attachment.inline for attachment in message.attachments),
        others=tuple(name for name in (spec.others_products if spec else ()) if _stands(fold(name), text)),
    )


def _own(statements: Sequence[Analysed]) -> Iterator[tuple[Statement, int, int]]:
    for one in statements:
        place = one.statement.place
        if place.kind is SegmentKind.OWN and place.depth == 0 and place.source == "body":
            yield from ((one.statement, start, end) for start, end in sentences(one.statement))


def _names(message: Message, drafts: Sequence[LeadDraft], vocabulary: Vocabulary) -> frozenset[str]:
    """Words that name the sender, folded: of the From header, the signature, and of every company and person read."""
    written = [message.sender.name, message.sender.email.partition("@")[0]] if message.sender else []
    written += [segment.text for segment in message.segments if segment.kind in {SegmentKind.SIGNATURE, SegmentKind.CARD}]
    written += [draft.text(field) for draft in drafts for field in ("client.name", "partner.name", "contact.name", "client.contact.name")]
    common = {fold(word) for lexicon in vocabulary.lexicons for word in lexicon.stop_words}
    return frozenset(fold(word) for text in written for word in _WORD.findall(text)) - common


def _domain(message: Message) -> str:
    return "".join(_WORD.findall(fold(message.sender.domain.partition(".")[0]))) if message.sender else ""


def _names_somebody(statement: Statement, start: int, end: int, named: frozenset[str], domain: str) -> bool:
    text = statement.text[start:end]
    if _LEADS_THERE.search(text) or any(_has(statement, id_, start, end) for id_ in _NAMING):
        return True
    capitals = (fold(word) for word in _WORD.findall(text) if word[0].isupper())
    if any(word in named or (len(word) >= _PART_OF_DOMAIN and word in domain) for word in capitals):
        return True
    streets = [hit for hit in statement.found(WORD + "street_prefixes") if start <= hit.start < end]
    return any(char.isdigit() for hit in streets for char in statement.text[hit.end : end])


def _greets(statement: Statement, start: int, end: int) -> bool:
    words = len(statement.text[start:end].split())
    return words <= _GREETING and _has(statement, WORD + "greetings", start, end)


def _has(statement: Statement, id_: str, start: int, end: int) -> bool:
    return any(start <= hit.start < end for hit in statement.found(id_))


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _joined(kept: Sequence[str]) -> str:
    return " ".join(kept).replace(" \n", "\n").strip()
