"""Ids that name nothing, and names that name two things."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from leadbot.judging.folding import fold
from leadbot.model.catalogue import Catalogue
from leadbot.model.errors import Problem
from leadbot.model.fields import FIELDS
from leadbot.model.program import CheckSpec, ConfirmationNote, FieldSpec, ListSpec, PartnerRegister, ProgramQuestion
from leadbot.model.reasons import REJECTING
from leadbot.model.rules import Differs, NotOnList, OnList
from leadbot.programs.parts import Parts, as_list
from leadbot.programs.payout_plans import plan_problems
from leadbot.programs.validation import suggestion
from leadbot.programs.yaml_source import Loc

PARAMETERS: Mapping[str, str] = {
    "field": "field",
    "known_by": "field",
    "pairs": "field",
    "unless_stated": "field",
    "list": "list",
    "check": "check",
    "unclear_check": "check",
    "mixed_check": "check",
    "possible_check": "check",
    "priority_check": "check",
    "previous": "field",
    "products": "product",
    "families": "family",
    "movable": "family",
    "move_to": "product",
    "ranks": "product",
}
"""What the parameters of rules name."""
CHANGED = "changed"
"""The check that every program needs: a confirmed lead whose data change waits for a person."""


def broken_references(parts: Parts) -> Iterator[Problem]:
    """Every unknown, doubled or misdirected id and name of a program file."""
    known = {
        "field": parts.ids("fields"),
        "list": parts.ids("lists"),
        "check": parts.ids("checks"),
        "family": set(_families(parts)),
        "product": set(_products(parts)),
    }
    return chain(
        _doubled_ids(parts),
        _unknown_fields(parts),
        _rule_references(parts, known),
        _list_directions(parts),
        _refusals(parts),
        _catalogue(parts, known),
        _needed_checks(parts),
        _register_list(parts, known),
        plan_problems(parts, known["family"], known["product"]),
    )


def _doubled_ids(parts: Parts) -> Iterator[Problem]:
    for section in ("fields", "rules", "checks", "lists", "faq", "payouts"):
        yield from _doubled(parts, [((section, i, "id"), e["id"]) for i, e in enumerate(as_list(parts.raw(section))) if _named(e)], "id")
    yield from _doubled(parts, [(loc, id_) for loc, id_ in _catalogue_ids(parts)], "id")


def _doubled(parts: Parts, found: list[tuple[Loc, str]], what: str) -> Iterator[Problem]:
    first: dict[str, Loc] = {}
    for loc, id_ in found:
        if id_ in first:
            line = parts.source.line_of(first[id_])
            yield parts.source.problem(loc, f"this {what} stands there already, in line {line}", "Give each its own", id_)
        first.setdefault(id_, loc)


def _unknown_fields(parts: Parts) -> Iterator[Problem]:
    """Fields must be leadbot's own, whose values it knows how to read."""
    for loc, spec in parts.each("fields", FieldSpec):
        named = [((*loc, "id"), spec.id), *(((*loc, "or_else", i), id_) for i, id_ in enumerate(spec.or_else))]
        for i, need in enumerate(spec.required_when):
            at = (*loc, "required_when", i)
            named += [*_values((*at, "where"), need.where), *_values((*at, "or_else"), need.or_else)]
        yield from _unknown(parts, named, FIELDS, "field")
    for loc, note in parts.each("confirmation_notes", ConfirmationNote):
        yield from _unknown(parts, list(_values((*loc, "where"), note.where)), parts.ids("fields"), "field")
    for loc, question in parts.each("questions", ProgramQuestion):
        yield from _unknown(parts, [((*loc, "fields", i), id_) for i, id_ in enumerate(question.fields)], parts.ids("fields"), "field")


def _rule_references(parts: Parts, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    for loc, rule in parts.rules():
        for parameter, what in PARAMETERS.items():
            named = list(_values((*loc, parameter), getattr(rule, parameter, None)))
            yield from _unknown(parts, named, known[what], what)
        if isinstance(rule, Differs):
            others = [((*loc, "pairs", one), other) for one, other in rule.pairs.items()]
            yield from _unknown(parts, others, known["field"], "field")


def _list_directions(parts: Parts) -> Iterator[Problem]:
    counts = {spec.id: spec.counts for _, spec in parts.each("lists", ListSpec)}
    for loc, rule in parts.rules():
        if not isinstance(rule, OnList | NotOnList):
            continue
        wanted = "admission" if isinstance(rule, OnList) else "exclusion"
        if counts.get(rule.list, wanted) != wanted:
            remedy = f"A rule of kind `{rule.kind}` needs a list that counts as {wanted}"
            yield parts.source.problem((*loc, "list"), f"this list counts as {counts[rule.list]}", remedy)


def _refusals(parts: Parts) -> Iterator[Problem]:
    """Reason codes that look like a misspelt one. A programme may have its own, so an unlike one passes."""
    own = {code for _, rule in parts.rules() for _, code in _values((), getattr(rule, "reason", None))}
    for loc, check in parts.each("checks", CheckSpec):
        if not check.refused:
            yield parts.source.problem((*loc, "refused"), "a check needs a reason code for its refusal", "Name at least one", "")
        for i, code in enumerate(check.refused):
            yield from _misspelt(parts, (*loc, "refused", i), code, REJECTING | own)
    for loc, rule in parts.rules():
        reasons = getattr(rule, "reasons", {})
        for place, code in (
            *_values((*loc, "reason"), getattr(rule, "reason", None)),
            *(((*loc, "reasons", k), v) for k, v in reasons.items()),
        ):
            yield from _misspelt(parts, place, code, REJECTING)


def _misspelt(parts: Parts, loc: Loc, code: str, known: Collection[str]) -> Iterator[Problem]:
    remedy = suggestion(code, known)
    if code not in known and remedy.startswith("Did you mean"):
        yield parts.source.problem(loc, "this reason code is unknown", remedy, code)


def _catalogue(parts: Parts, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    catalogue = parts.values.get("catalogue")
    if not isinstance(catalogue, Catalogue):
        return
    yield from _doubled_names(parts, catalogue)
    for i, shared in enumerate(catalogue.shared_names):
        at: Loc = ("catalogue", "shared_names", i)
        named = [((*at, "products", j), id_) for j, id_ in enumerate(shared.products)]
        yield from _unknown(parts, named, known["product"], "product")
        if shared.wanted is not None and shared.wanted not in shared.products:
            remedy = f"Name one of: {', '.join(shared.products)}"
            yield parts.source.problem((*at, "wanted"), "this product is none of those that share the name", remedy)


def _doubled_names(parts: Parts, catalogue: Catalogue) -> Iterator[Problem]:
    """A name, without case, diacritics and punctuation, belongs to one product or family; what several have stands under `shared_names`."""
    owners: dict[str, str] = {}
    for loc, owner, name in _all_names(catalogue):
        folded = fold(name)
        if owners.setdefault(folded, owner) != owner:
            remedy = "Keep it with one of them, or list it under shared_names"
            yield parts.source.problem(loc, f"this name belongs to {owners[folded]} already", remedy, name)


def _all_names(catalogue: Catalogue) -> Iterator[tuple[Loc, str, str]]:
    for i, family in enumerate(catalogue.families):
        at: Loc = ("catalogue", "families", i)
        yield from _names_of(at, family)
        for j, product in enumerate(family.products):
            yield from _names_of((*at, "products", j), product)
    for i, shared in enumerate(catalogue.shared_names):
        yield ("catalogue", "shared_names", i, "name"), f"shared name {i + 1}", shared.name


def _names_of(at: Loc, owner: Any) -> Iterator[tuple[Loc, str, str]]:
    yield (*at, "title"), owner.id, owner.title
    for key in ("names", "everyday_names", "hints"):
        yield from (((*at, key, i), owner.id, name) for i, name in enumerate(getattr(owner, key, ())))


def _register_list(parts: Parts, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    register = parts.values.get("partners")
    if isinstance(register, PartnerRegister):
        yield from _unknown(parts, [(("partners", "list"), register.list)], known["list"], "list")


def _needed_checks(parts: Parts) -> Iterator[Problem]:
    if CHANGED not in parts.ids("checks"):
        yield parts.source.problem(
            ("checks",), f"the check `{CHANGED}` is missing", "Add it: every program needs it for confirmed leads", ""
        )


def _unknown(parts: Parts, named: list[tuple[Loc, str]], known: Collection[str], what: str) -> Iterator[Problem]:
    for loc, id_ in named:
        if id_ not in known:
            yield parts.source.problem(loc, f"this {what} is unknown", suggestion(id_, known), id_)


def _values(loc: Loc, value: Any) -> Iterator[tuple[Loc, str]]:
    """The ids that one parameter names, with their places: a text, a list of texts, or the keys of a mapping."""
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, tuple):
        yield from (((*loc, i), id_) for i, id_ in enumerate(value))
    elif isinstance(value, Mapping):
        yield from (((*loc, id_), id_) for id_ in value)


def _families(parts: Parts) -> Iterator[str]:
    return (id_ for loc, id_ in _catalogue_ids(parts) if "products" not in loc)


def _products(parts: Parts) -> Iterator[str]:
    return (id_ for loc, id_ in _catalogue_ids(parts) if "products" in loc)


def _catalogue_ids(parts: Parts) -> Iterator[tuple[Loc, str]]:
    """The ids as the file has them, so that a mistake elsewhere in the catalogue makes no id unknown."""
    catalogue = parts.raw("catalogue")
    for i, family in enumerate(as_list(catalogue.get("families") if isinstance(catalogue, dict) else None)):
        at: Loc = ("catalogue", "families", i)
        if _named(family):
            yield (*at, "id"), family["id"]
        for j, product in enumerate(as_list(family.get("products") if isinstance(family, dict) else None)):
            if _named(product):
                yield (*at, "products", j, "id"), product["id"]


def _named(element: Any) -> bool:
    return isinstance(element, dict) and isinstance(element.get("id"), str)
