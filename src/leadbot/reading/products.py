"""What a statement says of products: wished for, owned already, owned by no means; with quantities and billing."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Span
from leadbot.reading.catalogue import Named, Naming
from leadbot.reading.counting import counted_numbers
from leadbot.reading.labels import Piece
from leadbot.reading.namings import (
    PEOPLE,
    is_joint,
    is_listed,
    is_meant,
    kind_at,
    wanted_since,
    with_families,
    without_unchanged,
)
from leadbot.reading.numbers import Number
from leadbot.reading.phrases import Hit
from leadbot.reading.quantities import pair
from leadbot.reading.replaced import Corrections, each_of, is_per_each, unreplaced
from leadbot.reading.sentences import sentences
from leadbot.reading.stances import Stance, is_had, stance_of
from leadbot.reading.strange_counts import strange_counts
from leadbot.reading.text import Spans, Statement
from leadbot.reading.vocabulary import WORD, Vocabulary

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A product named in a statement."""

    named: Named
    stance: Stance
    start: int
    end: int
    quantity: Number | None = None
    billing: str | None = None
    firm: bool = False
    """A label, a quantity or a verb says that it is wished for."""
    quote: str = ""
    span: Span | None = None
    source: str = "body"
    row: int | None = None
    same_family: bool = False
    """The mail says that it is of the family that the client has."""
    corrects: bool = False
    """It replaces what was said before."""
    at: int = 0
    """Its statement's index."""
    sentence: _Span = (0, 0)
    each: bool = False
    """The sentence says that there is one for each of another product."""
    per_each: bool = False
    """Its quantity is that for each of another product: `two monitors per workplace`."""
    referred: bool = False
    """It only says of what each has something (`on each notebook …`), or what is asked about."""
    each_of: tuple[str, ...] = ()
    """That product, where the sentence names it: `for each laptop`."""
    same_term: bool = False
    """The sentence says that its term is that of the product before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A quantity, a billing or a correction that stands in a sentence without a product."""

    start: int
    quantity: Number | None = None
    billing: str | None = None
    replaces: int | None = None
    corrects: bool = False
    quote: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTalk:
    """All that a statement says of products, by place."""

    spoken: tuple[Spoken, ...] = ()
    loose: tuple[Loose, ...] = ()
    machines: tuple[Number, ...] = ()
    """Counts of computers."""
    nothing_owned: str = ""
    """The sentence that says the client has no such service; empty where none does."""


def read_products(
    statement: Statement, pieces: tuple[Piece, ...], spans: Spans, found: Iterable[Naming], vocabulary: Vocabulary
) -> ProductTalk:
    """The talk of the products `found` in a statement; `spans` holds what is explained already (names, addresses, ids)."""
    namings = [n for n in found if spans.free(n.start, n.end) and not _is_unit(statement, n)]
    busy = Spans([*spans.taken, *((n.start, n.end) for n in namings)])
    numbers = counted_numbers(statement, pieces, spans, busy, vocabulary)
    if not namings and not numbers and not statement.has_any(_TOLD_WITHOUT):
        return _NOTHING
    kept = Corrections(statement, numbers, vocabulary)
    spoken: list[Spoken] = []
    loose: list[Loose] = []
    places = [n.start for n in namings], [n.start for n in kept.numbers]
    billed = statement.has_any(_BILLING)
    for sentence in sentences(statement):
        first, second = [(bisect_left(starts, sentence[0]), bisect_left(starts, sentence[1])) for starts in places]
        if not (billed or first[0] < first[1] or second[0] < second[1]):
            continue
        inside, counts = namings[slice(*first)], list(kept.numbers[slice(*second)])
        if counts:
            strange = strange_counts(statement, sentence, inside, counts, spans, vocabulary.catalogue)
            counts = [n for n in counts if n.start not in strange or n.start in kept.replaced]
        merged = with_families(statement, inside, counts, vocabulary.catalogue)
        said = _sentence(statement, sentence, without_unchanged(statement, sentence, merged, counts), counts, pieces)
        said = _as_corrected(said, counts, kept)
        spoken.extend(said)
        used = {s.quantity.start for s in said if s.quantity is not None}
        loose.extend(_loose(statement, sentence, [n for n in counts if n.start not in used], said, pieces, kept))
    nothing = _nothing_owned(statement, pieces, spoken)
    return ProductTalk(
        spoken=tuple(spoken), loose=tuple(loose), machines=tuple(n for n in kept.numbers if n.machines), nothing_owned=nothing
    )


def _as_corrected(said: list[Spoken], counts: list[Number], kept: Corrections) -> list[Spoken]:
    """The products of a sentence that corrects a number; the only one has that number, wherever it stands: `18 ipv 15 (Notebook Pro)`."""
    new = [n for n in counts if n.start in kept.replaced]
    if len(said) == 1 and len(new) == 1 and said[0].quantity is None and not new[0].aside and not new[0].machines:
        return [replace(said[0], quantity=new[0], stance=Stance.WISH, firm=True, corrects=True)]
    return [replace(s, corrects=True) for s in said] if new else said


_NOTHING = ProductTalk()
_BILLING = frozenset(WORD + id_ for id_ in ("annual", "monthly", "annual_value", "monthly_value"))
_TOLD_WITHOUT = _BILLING | {WORD + "deny"}
"""Phrases that say something of products where neither a product nor a number stands."""


def _is_unit(statement: Statement, naming: Naming) -> bool:
    """Whether a bare name is a unit of measure there: `250 m3`."""
    units = statement.found(WORD + "other_units") if naming.named.weak else ()
    same = any((h.start, h.end) == (naming.start, naming.end) for h in units)
    return same and statement.text[naming.start].islower() and statement.text[: naming.start].rstrip()[-1:].isdigit()


def _sentence(statement: Statement, sentence: _Span, merged: list[Naming], counts: list[Number], pieces: tuple[Piece, ...]) -> list[Spoken]:
    if not merged:
        return []
    usable = [n for n in counts if not n.machines and not n.people and not _counts_part(statement, n, merged)]
    quantities = pair([_with_qualifiers(n, statement) for n in merged], usable, statement.folded)
    said: list[Spoken] = []
    for at, naming in enumerate(merged):
        if naming.named.everyday and not is_meant(statement, merged, at, pieces):
            continue
        until = merged[at + 1].start if at + 1 < len(merged) else sentence[1]
        beside = any(q is not None for q in quantities[:at] + quantities[at + 1 :])
        listed = is_listed(statement, merged, at)
        spoken = _spoken(statement, sentence, merged, at, quantities[at], pieces, beside=beside, listed=listed)
        if spoken is not None:
            said.append(replace(spoken, billing=_billing(statement, naming.end, until)))
    said = _firm_in_lists(statement, said)
    stand = unreplaced(statement, [(s.start, s.end) for s in said])
    return _share_billing(statement, sentence, [s for s, stands in zip(said, stand, strict=True) if stands])


def _firm_in_lists(statement: Statement, said: list[Spoken]) -> list[Spoken]:
    """The products; one that stands in a list right before a counted one is wanted as plainly: `a VPS and fifteen mailboxes`."""
    made = list(said)
    for at in range(len(said) - 2, -1, -1):
        one, after = said[at], made[at + 1]
        counted = after.firm and after.quantity is not None and one.stance is after.stance is Stance.WISH
        if counted and after.quantity is not None and is_joint(statement.folded[one.end : min(after.start, after.quantity.start)]):
            made[at] = replace(one, firm=True)
    return made


def _with_qualifiers(naming: Naming, statement: Statement) -> _Span:
    """Where a product's name stands, words such as `extra` or `new` before it included: they part no number from it."""
    start = naming.start
    for hit in reversed(statement.found(WORD + "qualifiers")):
        if hit.end == start - 1:
            start = hit.start
    return start, naming.end


def _counts_part(statement: Statement, number: Number, merged: list[Naming]) -> bool:
    """Whether it counts the thing that a product's name begins with, or a word made of it (`3 WaaS-zaken`), or something else behind the
    product: `tape services, 3 tapes`."""
    ahead = [n for n in merged if 0 < n.start - number.end <= _NEXT and not _CUT.search(statement.text, number.end, n.start)]
    units = statement.found(WORD + "other_units")
    return number.aside and (not ahead or any(h.start == ahead[0].start or 0 <= h.start - ahead[0].end <= 1 for h in units))


_CUT = re.compile(r"[,;:] |\(")
_NEXT = 16
"""How far behind a number the product may stand that it counts, a word between."""


def _spoken(
    statement: Statement,
    sentence: _Span,
    merged: list[Naming],
    at: int,
    quantity: Number | None,
    pieces: tuple[Piece, ...],
    *,
    beside: bool,
    listed: bool,
) -> Spoken | None:
    """The product with its stance; None where only the word shows. `beside`: another product of the sentence is counted;
    `listed`: one stands next to it in a list."""
    naming = merged[at]
    kinds = kind_at(pieces, naming.start)
    if kinds and kinds <= PEOPLE and wanted_since(statement, pieces, naming):
        kinds = frozenset()
    named = naming.named
    stance, by_word = stance_of(statement, sentence, (naming.start, naming.end), counted=quantity is not None)
    noted = kinds == {"other"} and by_word and stance is Stance.OWNED
    if kinds & _NO_PRODUCT and not noted and not (named.hint and "description" in kinds):
        return None
    if "existing" in kinds and not by_word:
        stance = Stance.OWNED
    labelled = bool(kinds & {"product", "quantity"})
    if labelled and not by_word:
        stance = Stance.WISH
    with_it = naming.named.accessory and beside and not _is_measured(statement, naming)
    if naming.named.weak and not (labelled or quantity is not None or by_word or with_it or listed or "existing" in kinds):
        if naming.end - naming.start < _TELLING or naming.named.everyday:
            return None
        named = replace(named, hint=True)
    return Spoken(
        named=named,
        stance=stance,
        start=naming.start,
        end=naming.end,
        quantity=quantity,
        firm=labelled or quantity is not None or with_it or (by_word and stance is Stance.WISH),
        quote=statement.text[sentence[0] : sentence[1]].strip(),
        source=statement.place.source,
        row=statement.place.row,
        same_family=_said(statement, sentence, "same_family"),
        corrects=_said(statement, sentence, "correction_cues"),
        sentence=sentence,
        each=_said(statement, sentence, "one_each"),
        per_each=quantity is not None and is_per_each(statement, (quantity.start, quantity.end), (naming.start, naming.end)),
        referred=quantity is None and (_is_asked(statement, sentence) or _follows_each(statement, naming) or _is_beside(statement, naming)),
        each_of=each_of(statement, sentence, merged),
        same_term=_said(statement, sentence, "same_term"),
    )


def _is_asked(statement: Statement, sentence: _Span) -> bool:
    return statement.place.kind is SegmentKind.OWN and statement.text[sentence[0] : sentence[1]].rstrip().endswith("?")


def _is_beside(statement: Statement, naming: Naming) -> bool:
    """Whether a bracket only says what another thing goes with: `5x O365 (for the notebooks)`."""
    opened = statement.text.rfind("(", 0, naming.start)
    if opened < 0 or ")" in statement.text[opened : naming.start]:
        return False
    return any(opened < h.start and h.end <= naming.start <= h.end + 2 for h in statement.found(WORD + "goes_with"))


def _follows_each(statement: Statement, naming: Naming) -> bool:
    each = statement.found(WORD + "one_each")
    return any(0 <= naming.start - h.end <= 2 or (h.start <= naming.start and naming.end <= h.end) for h in each)


def _is_measured(statement: Statement, naming: Naming) -> bool:
    """Whether a measure right before it makes it a property of another product: `15 inch scherm`."""
    units = statement.found(WORD + "other_units")
    return any(0 < naming.start - h.end <= 2 and "," not in statement.text[h.end : naming.start] for h in units)


_TELLING = 10
"""Letters of a plain word that names a product wherever no other is named: `tietojenpalautus`."""
_NO_PRODUCT = frozenset({"other", "other_number", "email", "website", "contact", "person", "address"})


def _said(statement: Statement, sentence: _Span, id_: str) -> bool:
    return any(sentence[0] <= h.start < sentence[1] for h in statement.found(WORD + id_))


def _billing(statement: Statement, start: int, end: int) -> str | None:
    """The commitment named in that stretch: annual beats monthly (paid monthly), two offered with `or` are none."""
    excluded = [(h.start, h.end) for h in statement.found(WORD + "not_billing")]
    hits = [
        h
        for h in statement.found(WORD + "annual", WORD + "monthly")
        if start <= h.start < end and not any(s <= h.start < e for s, e in excluded)
    ]
    kinds = {h.id for h in hits}
    if len(kinds) == 2 and any(
        min(h.start for h in hits) < o.start < max(h.start for h in hits) for o in statement.found(WORD + "or_words")
    ):
        return None
    if WORD + "annual" in kinds:
        return "annual"
    return "monthly" if kinds else None


def _billing_value(statement: Statement, sentence: _Span, pieces: tuple[Piece, ...]) -> str | None:
    """Words that mean a commitment only as the answer to the question for it: `okres: rok`."""
    if "billing" not in kind_at(pieces, sentence[0]) and not any(p.label and "billing" in p.label.kinds for p in pieces):
        return None
    found = [b for b in ("annual", "monthly") if _said(statement, sentence, f"{b}_value")]
    return found[0] if len(found) == 1 else None


def _is_told_annual(statement: Statement, pieces: tuple[Piece, ...]) -> bool:
    """Whether a label for the commitment stands right before a word for a year: `term: year, payment: monthly`."""
    starts = [p.start for p in pieces if p.label is not None and "billing" in p.label.kinds]
    return any(0 <= h.start - start <= _NEXT_TO for start in starts for h in statement.found(WORD + "annual_value"))


_NEXT_TO = 2


def _share_billing(statement: Statement, sentence: _Span, said: list[Spoken]) -> list[Spoken]:
    """A billing named once in a sentence counts for all its products."""
    named = {s.billing for s in said if s.billing}
    general = _billing(statement, *sentence) if not named else (named.pop() if len(named) == 1 else None)
    return [replace(s, billing=s.billing or general) if s.stance is Stance.WISH else s for s in said]


def _loose(
    statement: Statement, sentence: _Span, counts: list[Number], said: list[Spoken], pieces: tuple[Piece, ...], kept: Corrections
) -> Iterator[Loose]:
    text = statement.text[sentence[0] : sentence[1]].strip()
    corrects = _said(statement, sentence, "correction_cues")
    wishes = [s for s in said if s.stance is Stance.WISH]
    for number in counts:
        replaces = kept.replaced.get(number.start)
        alone = _is_alone(statement, number, pieces)
        total = _is_total(statement, sentence, number, counts)
        if (
            number.machines
            or number.people
            or (number.aside and replaces is None)
            or not (number.licences or replaces is not None or alone or total)
            or (replaces is None and not (alone or corrects or total) and is_had(statement, sentence[0], number.start))
        ):
            continue
        if not wishes or replaces is not None:
            yield Loose(
                start=number.start, quantity=number, replaces=replaces, corrects=corrects or total, quote=text, row=statement.place.row
            )
    billing = _billing(statement, *sentence) or _billing_value(statement, sentence, pieces)
    if billing == "monthly" and _is_told_annual(statement, pieces):
        billing = "annual"
    if billing is not None and not said and _about_billing(statement, sentence, pieces):
        yield Loose(start=sentence[0], billing=billing, quote=text, row=statement.place.row)


def _is_total(statement: Statement, sentence: _Span, number: Number, counts: list[Number]) -> bool:
    """Whether it sums up licences that the same sentence adds: `2 more licences, so 20 in all`."""
    cued = any(sentence[0] <= h.start and 0 <= number.start - h.end <= _NEXT for h in statement.found(WORD + "total_cues"))
    return cued and any(n.licences and n.start < number.start for n in counts)


def _is_alone(statement: Statement, number: Number, pieces: tuple[Piece, ...]) -> bool:
    """A bare number that is the whole answer to a question for the quantity."""
    kinds = kind_at(pieces, number.start)
    return "quantity" in kinds or ("product" in kinds and len(statement.tokens) <= 2)


def _about_billing(statement: Statement, sentence: _Span, pieces: tuple[Piece, ...]) -> bool:
    words = sum(sentence[0] <= t.start < sentence[1] for t in statement.tokens)
    labels = any(sentence[0] <= h.start < sentence[1] for h in statement.found("label:billing", "word:licensing_csp", "word:licence_units"))
    return "billing" in kind_at(pieces, sentence[0]) or words <= 6 or labels


def _nothing_owned(statement: Statement, pieces: tuple[Piece, ...], spoken: list[Spoken]) -> str:
    """The words that deny that the client has any service: a sentence, or a `none` after the label."""
    if not statement.has(WORD + "deny"):
        return ""
    for piece in pieces:
        asked = piece.label is not None and "existing" in piece.label.kinds and not any(s.start >= piece.start for s in spoken)
        if asked and any(piece.start <= h.start < piece.end for h in statement.found(WORD + "deny")):
            return statement.text[piece.start : piece.end].strip()
    for start, end in sentences(statement):
        for clause in _claims(statement, start, end):
            if clause:
                return statement.text[start:end].strip()
    return ""


def _claims(statement: Statement, start: int, end: int) -> Iterator[bool]:
    def holds(id_: str) -> list[Hit]:
        return [h for h in statement.found(WORD + id_) if start <= h.start < end]

    deny, owns, cloud = holds("deny"), holds("has") + holds("has_after"), holds("cloud")
    if deny and owns and cloud:
        first_want = min((h.start for h in holds("wants") if len(statement.folded[h.start : h.end]) > 3), default=end)
        near = [d for d in deny if any(abs(o.start - d.start) < 60 for o in owns) and any(abs(c.start - d.start) < 60 for c in cloud)]
        yield any(d.start < first_want or not holds("wants") for d in near)
