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
from leadbot.reading.unnamed import NAME_WORD, Named, without_names
from leadbot.reading.vocabulary import WORD, Vocabulary

_UNTIL, _OFFERS, _CHOICES, _DENY = WORD + "tender_until", WORD + "tender_offers", WORD + "tender_choices", WORD + "deny"
_GREETING = 6
"""Words of a greeting at most."""
_LONGEST = 4000


def read_call(
    message: Message, statements: Sequence[Analysed], drafts: Sequence[LeadDraft], today: date | None, vocabulary: Vocabulary
) -> CallForOffers:
    """The call without what names its sender or leads to it, and the last day for offers, where one day alone is said to be it.

    A known name gives way to dots; a sentence with an address, a telephone's number or an unknown name is left out and counted.
    `drafts`: what was read of companies and people of the mail.
    """
    named = _named(message, drafts, vocabulary)
    kept: list[str] = []
    omitted = 0
    days: set[date | None] = set()
    block: int | None = None
    for statement, start, end in _own(statements):
        if _has(statement, _UNTIL, start, end):
            days |= {d.day for d in find_dates(statement, today, vocabulary) if start <= d.start < end}
        if not squash(statement.text[start:end]) or _greets(statement, start, end):
            continue
        text = without_names(statement, start, end, named)
        omitted += text is None
        if text:
            kept.append(text if block in {None, statement.place.block} else f"\n{text}")
            block = statement.place.block
    until = days.pop() if len(days) == 1 else None
    return CallForOffers(description=_joined(kept)[:_LONGEST], until=until if until and today and until >= today else None, omitted=omitted)


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


def _named(message: Message, drafts: Sequence[LeadDraft], vocabulary: Vocabulary) -> Named:
    """How the sender is named: in the From header, the signature, and as every company and person read."""
    written = [message.sender.name, message.sender.email.partition("@")[0]] if message.sender else []
    written += [segment.text for segment in message.segments if segment.kind in {SegmentKind.SIGNATURE, SegmentKind.CARD}]
    written += [draft.text(field) for draft in drafts for field in ("client.name", "partner.name", "contact.name", "client.contact.name")]
    common = frozenset(fold(word) for lexicon in vocabulary.lexicons for word in lexicon.stop_words)
    program = vocabulary.program
    families = program.catalogue.families
    own = [*program.vendor_names, *(name for each in families for name in (each.title, *each.names))]
    own += [name for family in families for product in family.products for name in (product.title, *product.names)]
    return Named(
        words=frozenset(fold(word) for text in written for word in NAME_WORD.findall(text)) - common,
        domain="".join(NAME_WORD.findall(fold(message.sender.domain.partition(".")[0]))) if message.sender else "",
        common=common,
        free=frozenset(fold(word) for name in own for word in NAME_WORD.findall(name)),
    )


def _greets(statement: Statement, start: int, end: int) -> bool:
    words = len(statement.text[start:end].split())
    return words <= _GREETING and _has(statement, WORD + "greetings", start, end)


def _has(statement: Statement, id_: str, start: int, end: int) -> bool:
    return any(start <= hit.start < end for hit in statement.found(id_))


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _joined(kept: Sequence[str]) -> str:
    return " ".join(kept).replace(" \n", "\n").strip()
