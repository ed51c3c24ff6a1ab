"""What a later mail changes in a lead's data."""

from dataclasses import dataclass, replace

from leadbot.model.submission import Ambiguity, FieldContent, FieldValue, Item, LeadDraft, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A draft with what a later mail supplied, and the ids of the fields that are other than before."""

    draft: LeadDraft
    changed: tuple[str, ...]


def merge(known: LeadDraft, later: LeadDraft) -> Merged:
    """Take over what the later draft supplies or corrects.

    Who writes is not whom to call: a From header or a signature fills a gap in the partner's and contact's data, but corrects nothing.
    """
    fields = {value.id: value for value in known.fields}
    doubts = {doubt.field: doubt for doubt in known.ambiguities}
    changed: list[str] = []
    for value in later.fields:
        if not _takes_over(fields.get(value.id), value):
            continue
        merged = replace(value, value=_merged(fields.get(value.id) or _meant(doubts.get(value.id), value), value))
        if value.id in doubts or value.id not in fields or fields[value.id].value != merged.value:
            changed.append(value.id)
        fields[value.id] = merged
        doubts.pop(value.id, None)
    for doubt in later.ambiguities:
        if not _repeats(doubt, doubts.get(doubt.field)):
            changed.append(doubt.field)
        fields.pop(doubt.field, None)
        doubts[doubt.field] = doubt
    remarks = tuple(dict.fromkeys((*known.remarks, *later.remarks)))
    draft = LeadDraft(fields=tuple(fields.values()), ambiguities=tuple(doubts.values()), remarks=remarks)
    return Merged(draft=draft, changed=tuple(dict.fromkeys(changed)))


def _takes_over(old: FieldValue | None, new: FieldValue) -> bool:
    if old is None or old.standing is not Standing.VALID:
        return old is None or new.standing is Standing.VALID or new.value != old.value
    about_partner = new.id.startswith(("contact.", "partner."))
    return not (about_partner and new.evidence.source in {"from", "signature"})


def _meant(doubt: Ambiguity | None, new: FieldValue) -> FieldValue | None:
    """The one of two readings that an answer names: what the answer leaves out stands there."""
    if doubt is None or not isinstance(new.value, tuple):
        return None
    products = {item.product for item in new.value if isinstance(item, Item)}
    for candidate in doubt.candidates:
        if isinstance(candidate, tuple) and products <= {item.product for item in candidate if isinstance(item, Item)}:
            return replace(new, value=candidate)
    return None


def _repeats(new: Ambiguity, old: Ambiguity | None) -> bool:
    return old is not None and old.readings == new.readings


def _merged(old: FieldValue | None, new: FieldValue) -> FieldContent:
    if new.id != "items" or old is None:
        return new.value
    known = tuple(item for item in old.value if isinstance(item, Item)) if isinstance(old.value, tuple) else ()
    later = tuple(item for item in new.value if isinstance(item, Item)) if isinstance(new.value, tuple) else ()
    return merge_items(known, later)


def merge_items(known: tuple[Item, ...], later: tuple[Item, ...]) -> tuple[Item, ...]:
    """A later mail that names a known product corrects that one and leaves the rest; one that names only others replaces all."""
    if not {item.product for item in known} & {item.product for item in later}:
        return later
    by_product = {item.product: item for item in known}
    for item in later:
        old = by_product.get(item.product)
        by_product[item.product] = item if old is None else _filled(item, old)
    return tuple(by_product.values())


def items_differ(known: tuple[Item, ...], later: tuple[Item, ...]) -> bool:
    """Whether the later items hold another product, or say of a known one something else; what they leave out says nothing."""
    by_product = {item.product: item for item in known}
    return any((old := by_product.get(item.product)) is None or _filled(item, old) != old for item in later)


def _filled(item: Item, old: Item) -> Item:
    return replace(
        item,
        quantity=old.quantity if item.quantity is None else item.quantity,
        billing=item.billing or old.billing,
        term_months=old.term_months if item.term_months is None else item.term_months,
    )
