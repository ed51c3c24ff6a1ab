"""Everything that one statement says, before anybody asks whose it is."""

import re
from collections.abc import Hashable, Iterator, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from leadbot.model.submission import Standing
from leadbot.reading.addresses import find_addresses, labelled_address
from leadbot.reading.callings import beside_number, called, owned
from leadbot.reading.emails import find_emails
from leadbot.reading.evidence import span_in
from leadbot.reading.fold import squash
from leadbot.reading.hinted import with_hinted
from leadbot.reading.introduced import INTRODUCE_NAMES, introduced
from leadbot.reading.labelled_names import OF_PEOPLE, announces_name, labelled_name
from leadbot.reading.labels import Piece, pieces
from leadbot.reading.names import FORMS, chunk_before, find_companies
from leadbot.reading.people import TELL_OF_PEOPLE, find_people
from leadbot.reading.phones import find_phones
from leadbot.reading.products import ProductTalk, read_products
from leadbot.reading.registry_ids import find_registry_ids
from leadbot.reading.sentences import sentences_with, writes_small
from leadbot.reading.tax_ids import find_tax_ids
from leadbot.reading.terms import Term, find_terms
from leadbot.reading.text import PLACE, Label, Mention, Spans, Statement, What
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary
from leadbot.reading.websites import find_websites

_BLOCKED = re.compile(
    r"[hw\dA-Z](?:"
    r"(?<=h)ttps?://\S{1,300}|(?<=w)ww\.\S{1,200}"
    r"|(?<=\d)(?<!\w.)(?:(?<![.\-/].)\d?[./\-]\d{1,2}[./\-]\d{2,4}(?![\w\-]|\.\d)|\d{3}-\d{2}-\d{2}(?!\w)|(?<!\..)\d?[:.]\d{2}(?=\s|$|,)"
    r"|\d(?:[ ]?\d{4}){4,7}(?!\w)|\d{0,3}/\d{4}(?![\w/]))"
    r"|(?<=[A-Z])(?<!\w.)(?:[A-Z]\d{2}(?:[ ]?\d{4}){4,7}(?!\w)|[A-Z]\d{2}[ ]?[A-Z]{4}(?:[ ]?\d{4}){2,4}(?:[ ]?\d{1,3})?(?!\w)"
    r"|[A-Z]\d{2}(?:[ ]?\d{4}){3,7}(?:[ ]?\d[\dA-Z]{0,3})?(?!\w)|[A-Z]{1,2}/\d[\w/]{2,20}"
    r"|(?<=I)P[\w \-]{0,12}:?\s{0,2}\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d))"
    r")"
)
"""Web and network addresses, dates, times, account and document numbers: digits that are no field's value.

All begin with a character of one class, at which alone the rest is tried; what stands before it is looked at from behind it.
"""


class Sought(NamedTuple):
    """Which countries' numbers a mail may hold."""

    id_types: tuple[str, ...]
    """python-stdnum modules, in the program's order."""
    regions: tuple[str, ...]
    """Of telephone numbers without a country code, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """A statement, cut at its labels, with what was found in it."""

    index: int
    """Counts the mail's statements."""
    statement: Statement
    pieces: tuple[Piece, ...]
    mentions: tuple[Mention, ...]
    talk: ProductTalk
    terms: tuple[Term, ...] = ()
    """How long contracts run."""


def analyse(index: int, statement: Statement, vocabulary: Vocabulary, sought: Sought) -> Analysed:
    """The mentions by place, and the talk of products."""
    found = vocabulary.remembered(_what_tells(statement, sought), statement.text, lambda: _found(statement, vocabulary, sought))
    return _placed(found, index, statement)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a line says wherever it stands."""

    pieces: tuple[Piece, ...]
    mentions: tuple[Mention, ...]
    talk: ProductTalk
    terms: tuple[Term, ...]


def _what_tells(statement: Statement, sought: Sought) -> tuple[Hashable, ...]:
    """All that an analysis looks at besides the text and the vocabulary."""
    place = statement.place
    return statement.label, place.kind, place.source, place.depth, place.row, sought


def _found(statement: Statement, vocabulary: Vocabulary, sought: Sought) -> _Found:
    cut = pieces(statement, vocabulary)
    spans, numbers = _explained(statement, vocabulary)
    found = list(find_websites(statement, cut, spans)) if "." in statement.text or "://" in statement.text else []
    found += _values(statement, vocabulary, sought, spans, cut)
    namings = with_hinted(statement, vocabulary.catalogue.find(statement.folded, statement.tokens), vocabulary)
    found += _names(statement, spans, cut, found, [(n.start, n.end) for n in namings if not n.named.weak], vocabulary)
    terms = find_terms(statement, cut, [(n.start, n.end) for n in namings], spans, vocabulary)
    talk = read_products(statement, cut, spans, namings, vocabulary)
    found += _vague_counts(statement, cut, talk)
    if statement.has(WORD + "vendor"):
        vendor = {h.start for h in statement.found(WORD + "vendor")}
        found = [m for m in found if m.what is not What.NAME or m.start not in vendor]
    if numbers:
        found = [beside_number(m, [end for _, end in numbers], found) for m in found]
    return _Found(cut, tuple(sorted([_labelled(m, cut, statement) for m in found], key=PLACE)), talk, terms)


def _explained(statement: Statement, vocabulary: Vocabulary) -> tuple[Spans, list[tuple[int, int]]]:
    """What is no field's value, and among it the partner's numbers."""
    text = statement.text
    spans = Spans([m.span() for m in _BLOCKED.finditer(text)] if statement.has_digits or "://" in text or "www." in text else [])
    numbers: list[tuple[int, int]] = []
    if statement.has_digits and vocabulary.prefix in statement.folded:
        numbers = [m.span() for m in vocabulary.partner_number.finditer(text)]
        spans.taken.extend([*(m.span() for m in vocabulary.reference.finditer(text)), *numbers])
    if statement.has(WORD + "postponed"):
        spans.taken.extend(sentences_with(statement, WORD + "postponed"))
    return spans, numbers


def _placed(found: _Found, index: int, statement: Statement) -> Analysed:
    """The findings with their place in the mail."""
    mentions = tuple([m.at(span_in(statement, m.start, m.end)) for m in found.mentions])
    talk = found.talk
    if talk.spoken:
        talk = replace(talk, spoken=tuple(replace(s, at=index, span=span_in(statement, *s.sentence)) for s in talk.spoken))
    terms = tuple([replace(t, at=index) for t in found.terms])
    return Analysed(index, statement, found.pieces, mentions, talk, terms)


def _whole(cut: tuple[Piece, ...]) -> Label | None:
    """The label, where one label speaks for the whole statement."""
    return cut[0].label if cut else None


def _label_at(cut: tuple[Piece, ...], at: int) -> Label | None:
    return next((p.label for p in cut if p.start <= at < p.end), None)


def _values(statement: Statement, vocabulary: Vocabulary, sought: Sought, spans: Spans, cut: tuple[Piece, ...]) -> list[Mention]:
    """Addresses, ids, phone numbers and companies with their form, in the order in which they take their places."""
    label = _whole(cut)
    found: list[Mention] = []
    if "@" in statement.text:
        found += find_emails(statement, spans, lambda at: _label_at(cut, at))
    if spans.leave_digits(statement):
        found += find_registry_ids(statement, vocabulary, spans, label)
        found += find_tax_ids(statement, sought.id_types, spans, label)
    if spans.leave_digits(statement):
        found += find_addresses(statement, vocabulary, spans, label)
    if statement.has_any(FORMS):
        found += find_companies(statement, spans)
    if spans.leave_digits(statement):
        found += find_phones(statement, sought.regions, spans, label)
    for piece in cut:
        kinds = piece.label.kinds if piece.label is not None else frozenset()
        if kinds and kinds <= _OF_ADDRESS and not _is_unknown(statement, piece):
            found += _labelled_address(statement, piece, kinds, spans)
    return found


_OF_ADDRESS = frozenset({"address", "street", "postcode", "city"})


def _labelled_address(statement: Statement, piece: Piece, kinds: Set[str], spans: Spans) -> Iterator[Mention]:
    """What stands under a label for an address that none was found in, or for parts of one."""
    if kinds == {"address"}:
        if not _holds_address(statement, spans, piece):
            made = labelled_address(statement, piece.start, piece.end, spans)
            if made is not None:
                yield made
    elif "address" not in kinds:
        yield from _address_part(statement, piece, spans)


def _holds_address(statement: Statement, spans: Spans, piece: Piece) -> bool:
    """Whether a long stretch inside a piece is already explained: an address found in it."""
    return any(piece.start <= s and e <= piece.end and e - s > _LONG and " " in statement.text[s:e] for s, e in spans.taken)


_LONG = 8


def _address_part(statement: Statement, piece: Piece, spans: Spans) -> Iterator[Mention]:
    value = squash(statement.text[piece.start : piece.end]).strip(" ,;.")
    if value:
        spans.take(piece.start, piece.end)
        yield Mention(what=What.ADDRESS, value=value, start=piece.start, end=piece.end, certain=False)


def _is_unknown(statement: Statement, piece: Piece) -> bool:
    value = statement.text[piece.start : piece.end].strip(" .,-–?")
    if not value:
        return True
    return any(piece.start <= h.start <= piece.start + 20 and h.end <= piece.end for h in statement.found(WORD + "unknown"))


def _names(
    statement: Statement,
    spans: Spans,
    cut: tuple[Piece, ...],
    found: list[Mention],
    products: list[tuple[int, int]],
    vocabulary: Vocabulary,
) -> list[Mention]:
    made: list[Mention] = []
    for piece in cut:
        if piece.label is not None and not piece.heading and announces_name(piece.label) and not _is_unknown(statement, piece):
            made.extend([m for m in labelled_name(statement, piece, spans, found, vocabulary) if not _is_product(m, products)])
    spans.taken.extend([(m.start, m.end) for m in made])
    peopled = statement.has_any(TELL_OF_PEOPLE)
    if peopled and writes_small(statement):
        made.extend(find_people(statement, vocabulary, spans))
    if statement.has_any(INTRODUCE_NAMES):
        for cue in introduced(statement, spans, [*found, *made]):
            if not _is_product(cue, products):
                made.append(cue)
                spans.take(cue.start, cue.end)
    companies = [m for m in found if m.what is What.NAME]
    for mention in [m for m in found if m.what in _STAND_BEHIND_NAMES]:
        named = _before_value(statement, mention, spans, [*companies, *made])
        if named is not None and not _is_product(named, products) and not _holds_postcode(named, vocabulary):
            made.append(named)
            spans.take(named.start, named.end)
    if peopled:
        made.extend(find_people(statement, vocabulary, spans))
    return made


_STAND_BEHIND_NAMES = frozenset({What.ADDRESS, What.TAX_ID, What.REGISTRY_ID})


def _holds_postcode(mention: Mention, vocabulary: Vocabulary) -> bool:
    return vocabulary.postcodes is not None and vocabulary.postcodes.search(str(mention.value)) is not None


def _is_product(mention: Mention, products: list[tuple[int, int]]) -> bool:
    """Whether a would-be name is a product's: `it is about Microsoft 365 E3`."""
    return any(start <= mention.start and mention.end <= end + 1 for start, end in products)


def _before_value(statement: Statement, mention: Mention, spans: Spans, companies: list[Mention]) -> Mention | None:
    """A name that only its place before an address or id shows."""
    at = mention.start
    if not at or statement.place.source == "subject":
        return None
    if mention.what is not What.ADDRESS:
        labels = [h for h in statement.found(LABEL + mention.what.value) if h.end <= at <= h.end + 12]
        at = labels[-1].start if labels else at
    if any(at - 40 < m.end <= at and not re.search(r"\w", statement.text[m.end : at]) for m in companies):
        return None
    run = chunk_before(statement, at, spans)
    if run is None or not spans.free(*run):
        return None
    text = squash(statement.text[run[0] : run[1]])
    if len(text.split()) < 2 and '"' not in text and not (text.isupper() or "-" in text):
        return None
    return Mention(what=What.NAME, value=text, start=run[0], end=run[1], certain=False)


def _vague_counts(statement: Statement, cut: tuple[Piece, ...], talk: ProductTalk) -> Iterator[Mention]:
    for number in talk.machines:
        options = (str(number.value), str(number.other)) if number.other is not None else ()
        yield Mention(what=What.PC_COUNT, value=number.value, start=number.start, end=number.end, options=options)
    for piece in cut:
        if (
            piece.label is not None
            and piece.label.kinds == {"pc_count"}
            and not any(piece.start <= n.start < piece.end for n in talk.machines)
        ):
            vague = [h for h in statement.found(WORD + "vague_numbers") if piece.start <= h.start < piece.end]
            if vague:
                value = squash(statement.text[piece.start : piece.end])
                yield Mention(what=What.PC_COUNT, value=value, start=piece.start, end=piece.end, standing=Standing.INVALID)


def _labelled(mention: Mention, cut: tuple[Piece, ...], statement: Statement) -> Mention:
    """The mention with the label of its piece, its source, and the words around it as evidence."""
    label = mention.label or owned(mention, statement) or _label_of(mention, cut)
    if mention.what is What.PERSON and (label is None or label.kinds.isdisjoint(OF_PEOPLE)):
        label = called(mention, statement) or label
    words = squash(statement.text[mention.start : mention.end])
    return mention.told(label, statement.place.source, _quote(statement.text, mention), words)


def _label_of(mention: Mention, cut: tuple[Piece, ...]) -> Label | None:
    for piece in cut:
        if piece.start <= mention.start < max(piece.end, piece.start + 1):
            return piece.label
    return None


def _quote(text: str, mention: Mention) -> str:
    """The mention with the words before it, for whoever checks it."""
    start = max(0, mention.start - _BEFORE)
    if start:
        start = min(text.find(" ", start, mention.start) + 1 or mention.start, mention.start)
    return squash(text[start : mention.end])


_BEFORE = 60
"""Characters before a mention that its quote may hold."""
