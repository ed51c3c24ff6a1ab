"""The items that a lead wants and the services that its client has, from all that is said of products."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from leadbot.model.submission import Ambiguity, Evidence, FieldValue, Item
from leadbot.reading.catalogue import CatalogueBook
from leadbot.reading.evidence import JOINT
from leadbot.reading.fold import key
from leadbot.reading.item_terms import Place, by_place
from leadbot.reading.numbers import Number
from leadbot.reading.products import Loose, Spoken
from leadbot.reading.stances import Stance
from leadbot.reading.terms import Term

_SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class _Wish:
    """An item in the making."""

    item: Item
    spoken: Spoken
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A field's value, or its ambiguity, or neither."""

    value: FieldValue | None = None
    ambiguity: Ambiguity | None = None


def read_items(
    spoken: Sequence[Spoken], loose: Sequence[Loose], book: CatalogueBook, terms: Sequence[Term] = (), *, renewed: bool = False
) -> Reading:
    """The field `items` of one lead. What a client has already is what it wants where its contract is renewed."""
    if renewed and not any(s.stance is Stance.WISH and s.named.products for s in spoken):
        spoken = [replace(s, stance=Stance.WISH, firm=True) if s.stance is Stance.OWNED else s for s in spoken]
    spoken = _named(spoken)
    said = _counted([s for s in _unreferred(spoken) if s.stance is Stance.WISH])
    families = _families([s for s in spoken if s.stance is Stance.WISH], book)
    owned = _families([s for s in spoken if s.stance is Stance.OWNED], book)
    wishes: list[_Wish] = []
    unclear: list[tuple[Spoken, tuple[str, ...]]] = []
    for one in said:
        candidates = _candidates(one, families | (owned if one.same_family else set()), book)
        if len(candidates) == 1:
            wishes.append(_wish(candidates[0], one))
        elif not (one.named.family and any(book.family(w.item.product) == one.named.family for w in wishes)):
            unclear.append((one, candidates))
    unclear = [u for u in unclear if not _explained(u, wishes, book)]
    if unclear:
        doubt = _ambiguous(*unclear[0], book)
        return Reading(ambiguity=replace(doubt, candidates=_candidate_items(unclear, wishes, book)))
    return _reading(_completed(wishes, said, loose, book, terms), book)


def _named(spoken: Sequence[Spoken]) -> Sequence[Spoken]:
    """The products named; where none is, what is hinted at, if that is one product alone."""
    named = [s for s in spoken if not s.named.hint]
    hinted = [s for s in spoken if s.named.hint and s.stance is not Stance.DENIED]
    if any(s.stance is Stance.WISH for s in named) or len({s.named.products for s in hinted}) != 1:
        return named
    return [*named, *(replace(s, stance=Stance.WISH, quantity=None) for s in hinted)]


def _unreferred(spoken: Sequence[Spoken]) -> Sequence[Spoken]:
    """Without what is only named as having something else, where anything else is wished for."""
    apart = [s for s in spoken if not s.referred]
    return apart if any(s.stance is Stance.WISH and s.quantity is not None and not s.named.accessory for s in apart) else spoken


def _counted(wishes: list[Spoken]) -> list[Spoken]:
    """The mentions that count: firm ones in the body, else firm ones in the subject, else any."""
    body = [w for w in wishes if w.source != _SUBJECT]
    for group in ([w for w in body if w.firm], [w for w in wishes if w.firm], body, wishes):
        products = [w for w in group if w.named.products]
        if products:
            return group
    return next((g for g in ([w for w in body if w.firm], [w for w in wishes if w.firm and w.quantity]) if g), [])


def _families(spoken: Iterable[Spoken], book: CatalogueBook) -> set[str]:
    """The families named, by themselves or by a name that several products of one family share."""
    named = [{s.named.family} if s.named.family else {book.family(p) for p in s.named.products} for s in spoken if _is_wide(s)]
    return {family for families in named if len(families) == 1 for family in families if family}


def _is_wide(spoken: Spoken) -> bool:
    return spoken.named.family is not None or len(spoken.named.products) > 1


def _candidates(one: Spoken, families: set[str], book: CatalogueBook) -> tuple[str, ...]:
    """The product meant; several where it stays open; all of the family where only that is named."""
    if one.named.family:
        family = book.catalogue.family_of(one.named.family)
        return tuple(p.id for p in family.products) if family else ()
    if len(one.named.products) == 1:
        return one.named.products
    fitting = tuple(p for p in one.named.products if book.family(p) in families)
    if len(fitting) == 1:
        return fitting
    return (one.named.wanted,) if one.named.wanted and not fitting else one.named.products


def _wish(product: str, one: Spoken) -> _Wish:
    quantity = one.quantity.value if one.quantity is not None and one.quantity.other is None else None
    return _Wish(Item(product=product, quantity=quantity, billing=one.billing), one)


def _explained(unclear: tuple[Spoken, tuple[str, ...]], wishes: list[_Wish], book: CatalogueBook) -> bool:
    """A family or shared name that a fuller name elsewhere explains, unless it has its own quantity."""
    one, candidates = unclear
    fuller = [w for w in wishes if w.item.product in candidates or (one.named.family and book.family(w.item.product) == one.named.family)]
    if not fuller:
        return False
    return one.quantity is None or any(w.item.quantity in (None, one.quantity.value) for w in fuller)


def _evidence(spoken: Sequence[Spoken]) -> Evidence:
    spans = tuple(dict.fromkeys(s.span for s in spoken if s.span is not None))
    return Evidence(source=spoken[0].source, quote=JOINT.join(dict.fromkeys(s.quote for s in spoken)), spans=spans)


def _ambiguous(one: Spoken, candidates: tuple[str, ...], book: CatalogueBook) -> Ambiguity:
    titles = tuple(book.catalogue.title(c) for c in candidates)
    return Ambiguity(field="items", readings=titles, evidence=_evidence([one]))


def _candidate_items(
    unclear: list[tuple[Spoken, tuple[str, ...]]], wishes: list[_Wish], book: CatalogueBook
) -> tuple[tuple[Item, ...], ...]:
    """The items for each product that the first unclear name may mean; the others unclear follow its family, else there are none."""
    readings: list[tuple[Item, ...]] = []
    for product in unclear[0][1]:
        placed = [(w.spoken, w.item) for w in wishes]
        for one, options in unclear:
            fitting = [o for o in options if book.family(o) == book.family(product)] if one is not unclear[0][0] else [product]
            if len(fitting) != 1:
                return ()
            placed.append((one, _wish(fitting[0], one).item))
        readings.append(tuple(item for _, item in placed))
    return tuple(readings)


def _completed(wishes: list[_Wish], said: list[Spoken], loose: Sequence[Loose], book: CatalogueBook, terms: Sequence[Term]) -> list[_Wish]:
    wishes = _merged(_with_terms(wishes, terms), book)
    wishes = _with_family_quantity(wishes, said)
    wishes = _with_loose_quantities(wishes, loose)
    return _with_accessories(_with_loose_billing(wishes, loose), book)


def _with_terms(wishes: list[_Wish], terms: Sequence[Term]) -> list[_Wish]:
    places = [Place(at=s.at, start=s.start, sentence=s.sentence, row=s.row, same=s.same_term) for s in (w.spoken for w in wishes)]
    return [_of_term(wish, term) for wish, term in zip(wishes, by_place(places, terms), strict=True)]


def _of_term(wish: _Wish, term: Term | None) -> _Wish:
    """The wish with that term; one that is open leaves the item without."""
    return replace(wish, item=replace(wish.item, term_months=term.months if term is not None and not term.others else None), term=term)


def _with_accessories(wishes: list[_Wish], book: CatalogueBook) -> list[_Wish]:
    """What goes with another product has that one's term, and, where there are so many to each, so many times its quantity.

    Where the mail counts what each has but not what has them, or several may have them, the quantity is asked for.
    """
    main: _Wish | None = None
    made: list[_Wish] = []
    others = [w for w in wishes if not book.catalogue.is_accessory(w.item.product)]
    for wish in wishes:
        if not book.catalogue.is_accessory(wish.item.product):
            main = wish
            made.append(wish)
            continue
        of = _each(wish, others) or main or (others[0] if len(others) == 1 else None)
        if of is not None and wish.term is None:
            wish = _of_term(wish, of.term)
        open_ = not wish.spoken.each_of and len(others) > 1
        if of is not None and wish.spoken.each and not open_ and wish.item.quantity is None and wish.spoken.quantity is None:
            wish = replace(wish, item=replace(wish.item, quantity=of.item.quantity))
        elif wish.spoken.per_each and wish.item.quantity is not None:
            times = of.item.quantity if of is not None and not open_ else None
            wish = replace(wish, item=replace(wish.item, quantity=wish.item.quantity * times if times is not None else None))
        made.append(wish)
    return made


def _each(wish: _Wish, others: list[_Wish]) -> _Wish | None:
    """The wish that a sentence names where there is one of something for each of it."""
    named = [o for o in others if o.item.product in wish.spoken.each_of]
    return named[0] if len(named) == 1 else None


def _are_two(wish: _Wish, other: _Wish, book: CatalogueBook) -> bool:
    """Whether two counted names of what stands for different things are two items: `2 MacBooks, 1 iMac`."""
    counted = wish.spoken.quantity is not None and other.spoken.quantity is not None
    return counted and book.catalogue.is_various(wish.item.product) and _called(wish.spoken) != _called(other.spoken)


def _called(spoken: Spoken) -> str:
    """The product's name as the mail has it."""
    return key(spoken.quote[spoken.start - spoken.sentence[0] : spoken.end - spoken.sentence[0]])


def _merged(wishes: list[_Wish], book: CatalogueBook) -> list[_Wish]:
    """Mentions of one product made one: a correction replaces, a quantity fills a gap; other differences stay."""
    kept: list[_Wish] = []
    for wish in wishes:
        twin = next((i for i, k in enumerate(kept) if k.item.product == wish.item.product and not _are_two(k, wish, book)), None)
        if twin is None:
            kept.append(wish)
            continue
        old = kept[twin].item
        if kept[twin].spoken.corrects and old.quantity is not None and kept[twin].spoken.source != wish.spoken.source:
            item = replace(old, billing=old.billing or wish.item.billing, term_months=old.term_months or wish.item.term_months)
            kept[twin] = replace(kept[twin], item=item, term=kept[twin].term or wish.term)
            continue
        if wish.spoken.corrects and wish.item.quantity is not None:
            billing, term = wish.item.billing or old.billing, wish.item.term_months or old.term_months
            item = replace(old, quantity=wish.item.quantity, billing=billing, term_months=term)
            kept[twin] = _Wish(item, wish.spoken, wish.term or kept[twin].term)
        elif _agree(old, wish.item):
            item = replace(
                old,
                quantity=old.quantity or wish.item.quantity,
                billing=old.billing or wish.item.billing,
                term_months=old.term_months or wish.item.term_months,
            )
            kept[twin] = replace(kept[twin], item=item, term=kept[twin].term or wish.term)
        else:
            kept.append(wish)
    return kept


def _agree(old: Item, new: Item) -> bool:
    """Whether two mentions of a product say the same, as far as they go."""
    if None not in (old.term_months, new.term_months) and old.term_months != new.term_months:
        return False
    return None in (old.quantity, new.quantity) or (old.quantity == new.quantity and new.billing in (None, old.billing))


def _with_family_quantity(wishes: list[_Wish], said: list[Spoken]) -> list[_Wish]:
    counts = [s.quantity for s in said if s.named.family and s.quantity is not None]
    bare = [i for i, w in enumerate(wishes) if w.item.quantity is None]
    if len(counts) == 1 and len(bare) == 1 and counts[0] is not None:
        wishes[bare[0]] = replace(wishes[bare[0]], item=replace(wishes[bare[0]].item, quantity=counts[0].value))
    return wishes


def _with_loose_quantities(wishes: list[_Wish], loose: Sequence[Loose]) -> list[_Wish]:
    for one in sorted(loose, key=lambda x: x.replaces is not None):
        if one.quantity is None or not wishes:
            continue
        at = _meant(wishes, one)
        if at is not None:
            spoken = replace(wishes[at].spoken, quantity=one.quantity)
            number = one.quantity.value if one.quantity.other is None else None
            wishes[at] = replace(wishes[at], item=replace(wishes[at].item, quantity=number), spoken=spoken)
    return wishes


def _meant(wishes: list[_Wish], one: Loose) -> int | None:
    """The wish that a quantity is meant for: the one it corrects, else the first without a quantity in its row."""
    if one.replaces is not None:
        same = [i for i, w in enumerate(wishes) if w.item.quantity == one.replaces]
        return same[-1] if same else (0 if len(wishes) == 1 else None)
    if one.corrects and len(wishes) == 1:
        return 0
    bare = [i for i, w in enumerate(wishes) if w.item.quantity is None and w.spoken.quantity is None and one.row in (None, w.spoken.row)]
    return bare[0] if bare else None


def _with_loose_billing(wishes: list[_Wish], loose: Sequence[Loose]) -> list[_Wish]:
    """The billings told apart from products; the yearly commitment beats the monthly payment, whichever stands first."""
    for one in sorted(loose, key=lambda x: x.billing != "annual"):
        if one.billing is None:
            continue
        for at, wish in enumerate(wishes):
            if wish.item.billing is None and one.row in (None, wish.spoken.row):
                wishes[at] = replace(wish, item=replace(wish.item, billing=one.billing))
    return wishes


def _reading(wishes: list[_Wish], book: CatalogueBook) -> Reading:
    if not wishes:
        return Reading()
    evidence = _evidence([w.spoken for w in wishes])
    ranged = next((w.spoken.quantity for w in wishes if w.spoken.quantity is not None and w.spoken.quantity.other is not None), None)
    open_ = next((w.term for w in wishes if w.term is not None and w.term.others), None)
    if open_ is not None:
        return Reading(ambiguity=_open_term(open_, wishes, evidence))
    twice = next((w for i, w in enumerate(wishes) if _rivals(w, [k for k in wishes[:i] if not _are_two(k, w, book)])), None)
    if ranged is not None:
        ends = (ranged.value, ranged.other)
        candidates = tuple(tuple(_with_end(w, ranged, end) for w in wishes) for end in ends)
        return Reading(
            ambiguity=Ambiguity(field="items", readings=tuple(str(end) for end in ends), evidence=evidence, candidates=candidates)
        )
    if twice is not None:
        rivals = [w for w in wishes if w.item.product == twice.item.product]
        readings = tuple(f"{book.catalogue.title(w.item.product)}: {w.item.quantity}" for w in rivals)
        rest = [w.item for w in wishes if w not in rivals]
        candidates = tuple((*rest, w.item) for w in rivals)
        return Reading(ambiguity=Ambiguity(field="items", readings=readings, evidence=evidence, candidates=candidates))
    return Reading(value=FieldValue(id="items", value=tuple(w.item for w in wishes), evidence=evidence))


def _open_term(term: Term, wishes: list[_Wish], evidence: Evidence) -> Ambiguity:
    months = sorted({term.months, *term.others})
    candidates = tuple(tuple(replace(w.item, term_months=m) if w.term == term else w.item for w in wishes) for m in months)
    return Ambiguity(field="items", readings=tuple(map(str, months)), evidence=evidence, candidates=candidates)


def _with_end(wish: _Wish, ranged: Number, end: int | None) -> Item:
    """The item with one end of its range; other items as they are."""
    return replace(wish.item, quantity=end) if wish.spoken.quantity == ranged else wish.item


def _rivals(wish: _Wish, earlier: list[_Wish]) -> bool:
    """Whether the same product stands there with another quantity, and neither table row nor billing nor term tells them apart."""
    for other in earlier:
        if other.item.product == wish.item.product and other.item.quantity != wish.item.quantity:
            rows = wish.spoken.row is not None and wish.spoken.row != other.spoken.row
            terms = {wish.item.term_months, other.item.term_months}
            apart = rows or wish.item.billing != other.item.billing or (len(terms) > 1 and None not in terms)
            if not apart:
                return True
    return False


def read_services(spoken: Sequence[Spoken], nothing: str, source: str, book: CatalogueBook) -> Reading:
    """The field `client.existing_services` of one lead."""
    owned = [s for s in spoken if s.stance is Stance.OWNED and (s.named.products or s.named.family)]
    owned = [s for s in owned if _offered(s, book)]
    if not owned:
        denied = [s for s in spoken if s.stance is Stance.DENIED][:1]
        if not nothing and not denied:
            return Reading()
        evidence = Evidence(source=source, quote=nothing) if nothing else _evidence(denied)
        return Reading(value=FieldValue(id=_SERVICES, value=(), evidence=evidence))
    evidence = _evidence(owned)
    families = {s.named.family for s in owned if s.named.family}
    ids: list[str] = []
    for one in owned:
        fitting = [p for p in one.named.products if len(one.named.products) == 1 or book.family(p) in families]
        if one.named.products and len(fitting) != 1:
            titles = tuple(book.catalogue.title(p) for p in one.named.products)
            return Reading(ambiguity=Ambiguity(field=_SERVICES, readings=titles, evidence=evidence))
        ids.extend(fitting)
    ids.extend(f for f in families if f and not any(book.family(p) == f for p in ids))
    return Reading(value=FieldValue(id=_SERVICES, value=tuple(dict.fromkeys(ids)), evidence=evidence))


_SERVICES = "client.existing_services"


def _offered(one: Spoken, book: CatalogueBook) -> bool:
    """Products outside the programme are no service that counts."""
    family = book.catalogue.family_of(one.named.family or (one.named.products[0] if one.named.products else ""))
    return family is not None and family.offered
