"""What a program must know of a lead before it can be judged: required fields and the parts of items."""

from leadbot.judging.case import Case, Findings, is_blank, named
from leadbot.model.program import FieldSpec
from leadbot.model.submission import Item, Money
from leadbot.model.verdict import Finding, Reason, Result

RULE = "fields"
"""The id under which findings about required fields stand."""


def field_findings(case: Case) -> Findings:
    """One question for each required field that is missing, invalid or ambiguous; one passed finding where none is."""
    asked = tuple(finding for spec in case.program.fields if spec.required and (finding := question(case, spec)))
    return asked or (Finding(rule=RULE, result=Result.PASSED),)


def question(case: Case, spec: FieldSpec) -> Finding | None:
    """What to ask about a required field, None where it is as it should be.

    Of "one of A or B" any usable one does; else a given one that is wrong is asked about, and a missing one under the first's id.
    """
    ids = (spec.id, *spec.or_else)
    if any(_is_known(case, id_) for id_ in ids):
        return _parts_question(case, spec) if spec.parts else None
    return next((asked for id_ in ids if (asked := _wrong(case, id_))), None) or _ask(Reason("missing", spec.id))


def _is_known(case: Case, field_id: str) -> bool:
    return bool(case.items()) if field_id == "items" else case.usable(field_id) is not None


def _wrong(case: Case, field_id: str) -> Finding | None:
    """The question about a value that is there and is none."""
    ambiguity = case.draft.ambiguous(field_id)
    if ambiguity is not None:
        return _ask(Reason("ambiguous", field_id), readings=" / ".join(ambiguity.readings))
    found = case.draft.get(field_id)
    if found is None or is_blank(found.value) or found.value == ():
        return None
    return _ask(Reason("invalid", field_id), value=_shown(found.value))


def _parts_question(case: Case, spec: FieldSpec) -> Finding | None:
    """What items of the programme lack; items outside it are not asked about."""
    judged = (*case.offered(), *case.unknown())
    absurd = [item for item in judged if item.quantity is not None and item.quantity < 1]
    if absurd and "quantity" in spec.parts:
        return _ask(Reason("invalid", spec.id), value=str(absurd[0].quantity), products=case.titles(i.product for i in absurd))
    lacking = {part: wanting for part in spec.parts if (wanting := [item for item in judged if _lacks(case, item, part)])}
    if not lacking:
        return None
    products = case.titles(item.product for items in lacking.values() for item in items)
    return _ask(Reason("missing", spec.id), products=products, parts=", ".join(lacking))


def _lacks(case: Case, item: Item, part: str) -> bool:
    return item in case.unknown() if part == "product" else getattr(item, part) is None


def _ask(reason: Reason, **facts: str) -> Finding:
    return Finding(rule=RULE, result=Result.NEEDS_DATA, reason=reason, facts=named({"field": reason.subject, **facts}))


def _shown(value: object) -> str:
    return f"{value.amount} {value.currency}" if isinstance(value, Money) else str(value) if isinstance(value, str | int) else ""
