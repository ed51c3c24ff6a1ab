"""What an answer adds to the items of a known lead: a number or a term without a product."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Asked, Evidence, FieldValue, Item, LeadDraft, Thread
from leadbot.reading.analysis import Analysed
from leadbot.reading.evidence import JOINT, in_statement
from leadbot.reading.sentences import sentences
from leadbot.reading.stances import is_had
from leadbot.reading.terms import Use, terms_with_unit
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

_LONGEST = 5
"""Digits of a bare number at most."""
_FEWEST_MONTHS = 6
"""A bare number below it may be of years."""
_Part = tuple[int, Evidence]
_CORRECTIONS = frozenset({WORD + "correction_cues", WORD + "instead_of", LABEL + "quantity"})
_WISHES = _CORRECTIONS | {WORD + "wants"}


def with_known_items(draft: LeadDraft, own: Sequence[Analysed], thread: Thread | None, vocabulary: Vocabulary) -> LeadDraft:
    """The draft with the known items that its number or term completes or corrects, where it names no product itself.

    A number is one item's: of the only one, or of the only one that lacks it. A term is all items'. Where the mail says two, a person
    reads it.
    """
    lead = _meant(draft, thread)
    if lead is None or not lead.items or draft.get("items") is not None or draft.ambiguous("items"):
        return draft
    said = [a for a in own if a.statement.place.kind in (SegmentKind.OWN, SegmentKind.DOCUMENT) and a.statement.place.depth == 0]
    asked = "items" in lead.fields
    quantity = _one([*_quantities(said, asked=asked), *_bare(said, lead, "quantity", vocabulary)])
    term = _one([*_terms(said, asked=asked), *_bare(said, lead, "term_months", vocabulary), *_answered_terms(said, lead, vocabulary)])
    changed = dict(_changed(lead.items, quantity, term))
    if not changed:
        return draft
    evidence = [part[1] for part in (quantity, term) if part is not None]
    value = FieldValue(id="items", value=tuple(changed.values()), evidence=_together(evidence))
    return replace(draft, fields=(*draft.fields, value))


def _meant(draft: LeadDraft, thread: Thread | None) -> Asked | None:
    """The lead that the draft speaks of: the only one of the thread, or the one whose reference it carries."""
    leads = thread.leads if thread is not None else ()
    if len(leads) == 1:
        return leads[0]
    return next((lead for lead in leads if draft.reference and lead.reference == draft.reference), None)


def _changed(items: Sequence[Item], quantity: _Part | None, term: _Part | None) -> Iterator[tuple[str, Item]]:
    lacking = [item for item in items if item.quantity is None]
    counted = items[0] if len(items) == 1 else lacking[0] if len(lacking) == 1 else None
    termless = [item for item in items if item.term_months is None] or items
    for item in items:
        made = replace(item, quantity=quantity[0]) if quantity is not None and item is counted else item
        made = replace(made, term_months=term[0]) if term is not None and item in termless else made
        if made != item:
            yield item.product, made


def _quantities(said: Sequence[Analysed], *, asked: bool) -> Iterator[_Part]:
    """Numbers that count licences, bundles or services, not those that the client has already."""
    for one in said:
        for loose in one.talk.loose:
            number = loose.quantity
            if number is None or not number.licences or number.people or number.aside or number.other is not None:
                continue
            start, end = _sentence(one, number.start)
            added = any(start <= hit.start < number.start for hit in one.statement.found(WORD + "added_to"))
            if (
                not added
                and not is_had(one.statement, start, number.start)
                and (asked or _told(one, (start, end), number.start, _CORRECTIONS))
            ):
                yield number.value, in_statement(one.statement, (number.start, number.end))


def _terms(said: Sequence[Analysed], *, asked: bool) -> Iterator[_Part]:
    for one in said:
        for term in one.terms:
            stated = term.use in (Use.TERM, Use.ADDED) and not term.others and not _denied(one, term.sentence[0], term.start)
            if stated and (asked or term.corrects or _told(one, term.sentence, term.start, _WISHES)):
                yield term.months, in_statement(one.statement, (term.start, term.end))


def _answered_terms(said: Sequence[Analysed], lead: Asked, vocabulary: Vocabulary) -> Iterator[_Part]:
    """Months or years in an answer to the question for them alone, whatever the sentence: `the client takes 36 months`."""
    if not vocabulary.reads_terms or not _asked_for(lead, "term_months", vocabulary):
        return
    for one in said:
        found = () if one.terms or one.statement.place.source == "subject" else tuple(terms_with_unit(one.statement, vocabulary))
        for term in found:
            start, _ = _sentence(one, term.start)
            past = any(start <= hit.start < term.end for hit in one.statement.found(WORD + "term_previous", WORD + "not_term_before"))
            if not term.others and not past and not _denied(one, start, term.start) and not is_had(one.statement, start, term.start):
                yield term.months, in_statement(one.statement, (term.start, term.end))


def _asked_for(lead: Asked, part: str, vocabulary: Vocabulary) -> bool:
    """Whether that part of items is all that the lead lacks."""
    parts = next((spec.parts for spec in vocabulary.program.fields if spec.id == "items"), ())
    return lead.fields == ("items",) and {name for name in parts for item in lead.items if getattr(item, name) is None} == {part}


def _bare(said: Sequence[Analysed], lead: Asked, part: str, vocabulary: Vocabulary) -> Iterator[_Part]:
    """The number that is all of a line, where it can only be the part that was asked for."""
    if not _asked_for(lead, part, vocabulary):
        return
    for one in said:
        tokens = one.statement.tokens
        numbers = [token for token in tokens if token.text.isdigit()]
        if one.talk.loose or one.terms or len(numbers) != 1 or len(tokens) > 1 or one.statement.place.source == "subject":
            continue
        value = int(numbers[0].text) if len(numbers[0].text) <= _LONGEST else 0
        if value >= (_FEWEST_MONTHS if part == "term_months" else 1):
            yield value, in_statement(one.statement, (numbers[0].start, numbers[0].end))


def _denied(one: Analysed, start: int, at: int) -> bool:
    return any(start <= hit.start < at for hit in one.statement.found(WORD + "deny"))


def _told(one: Analysed, sentence: tuple[int, int], at: int, cues: frozenset[str]) -> bool:
    """Whether a cue stands in the sentence, or a label or word of what is ordered before the value."""
    start, end = sentence
    kinds = {kind for piece in one.pieces if piece.label is not None for kind in piece.label.kinds}
    said = any(start <= hit.start < (at if hit.id.startswith(LABEL) else end) for hit in one.statement.hits if hit.id in cues)
    return said or bool(kinds & {"quantity", "term", "term_months", "term_years"})


def _sentence(one: Analysed, at: int) -> tuple[int, int]:
    return next((s for s in sentences(one.statement) if s[0] <= at < s[1]), (0, len(one.statement.text)))


def _one(parts: Sequence[_Part]) -> _Part | None:
    """The part that all of them name; None where they differ."""
    return parts[0] if parts and len({value for value, _ in parts}) == 1 else None


def _together(evidence: Sequence[Evidence]) -> Evidence:
    first = evidence[0]
    spans = tuple(dict.fromkeys(span for one in evidence for span in one.spans))
    return replace(
        first,
        quote=JOINT.join(dict.fromkeys(one.quote for one in evidence)),
        words=JOINT.join(dict.fromkeys(one.words for one in evidence)),
        spans=spans,
    )
