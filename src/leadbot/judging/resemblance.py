"""Two leads side by side: what a person looks at who must say whether they are about one client."""

from collections.abc import Callable

from leadbot.judging.client_keys import folded_name
from leadbot.judging.folding import fold
from leadbot.model.program import Program
from leadbot.model.resemblance import Compared, Likeness
from leadbot.model.submission import FieldValue, Item, LeadDraft

_FIELDS = (
    *("client.name", "client.tax_id", "client.registry_id", "client.address"),
    *("client.contact.name", "client.contact.email", "client.contact.phone", "items"),
)


def compare(one: LeadDraft, other: LeadDraft, program: Program, own_domain: Callable[[str], str]) -> tuple[Compared, ...]:
    """The fields that tell clients apart, those that neither lead has left out.

    Names are compared without legal form, branch, case and diacritics. `own_domain` tells a company's domain of an address, or an empty
    text for one that many strangers share.
    """
    pairs = ((id_, one.get(id_), other.get(id_)) for id_ in _FIELDS)
    return tuple(Compared(field=id_, one=a, other=b, likeness=_likeness(id_, a, b, program, own_domain)) for id_, a, b in pairs if a or b)


def _likeness(id_: str, one: FieldValue | None, other: FieldValue | None, program: Program, own_domain: Callable[[str], str]) -> Likeness:
    if one is None or other is None:
        return Likeness.OTHER
    if id_ == "items":
        return _of_items(one, other)
    texts = [str(value.value) for value in (one, other)]
    folded = [folded_name(text, program) if id_ == "client.name" else fold(text) for text in texts]
    if folded[0] == folded[1]:
        return Likeness.SAME
    if id_ == "client.contact.email":
        domains = [own_domain(text) for text in texts]
        return Likeness.CLOSE if domains[0] and domains[0] == domains[1] else Likeness.OTHER
    words = [set(text.split()) for text in folded]
    near = id_ in {"client.name", "client.address"} and all(words) and (words[0] <= words[1] or words[1] <= words[0])
    return Likeness.CLOSE if near else Likeness.OTHER


def _of_items(one: FieldValue, other: FieldValue) -> Likeness:
    products = [{item.product for item in v.value if isinstance(item, Item)} if isinstance(v.value, tuple) else set() for v in (one, other)]
    if one.value == other.value:
        return Likeness.SAME
    return Likeness.CLOSE if products[0] & products[1] else Likeness.OTHER
