"""What a program must know of a lead before it can be judged: required fields and the parts of items."""

from collections.abc import Sequence

from leadbot.judging.case import Case, Findings, is_blank, named
from leadbot.model.message import Kind
from leadbot.model.program import FieldSpec, Need
from leadbot.model.submission import Item, Money
from leadbot.model.verdict import Finding, Reason, Result

RULE = "fields"
"""The id under which findings about required fields stand."""


def field_findings(case: Case) -> Findings:
    """One question for each required field that is missing, invalid or ambiguous; one passed finding where none is."""
    asked = (finding for spec in case.program.fields if (finding := required_question(case, spec)))
    return tuple(asked) or (Finding(rule=RULE, result=Result.PASSED),)


def required_question(case: Case, spec: FieldSpec) -> Finding | None:
    """What to ask about the field, None where it is as it should be or is not required of this lead.

    What the program takes where the mail is silent is asked about where the mail gives two readings.
    """
    if spec.default is not None and case.draft.ambiguous(spec.id):
        return question(case, spec, ())
    asked = (question(case, spec, need.or_else) for need in spec.needs() if _applies(case, spec, need))
    return next((finding for finding in asked if finding is not None), None)


def _applies(case: Case, spec: FieldSpec, need: Need) -> bool:
    """An applicant that registers a lead at once is asked for that lead too; of itself it says what an applicant must."""
    if need.kind is not case.kind:
        of_lead = need.kind is Kind.LEAD and case.kind is Kind.APPLICATION and case.brings_lead()
        if not of_lead or spec.id.startswith(_OF_SENDER):
            return False
    return all(case.taken(id_) in values for id_, values in need.where.items())


_OF_SENDER = ("partner.", "contact.")


def question(case: Case, spec: FieldSpec, or_else: Sequence[str]) -> Finding | None:
    """What to ask about a field, None where it is as it should be.

    Of "one of A or B" any usable one does; else a given one that is wrong is asked about, and a missing one under the first's id.
    """
    ids = (spec.id, *or_else)
    if any(_is_known(case, id_) for id_ in ids):
        return _parts_question(case, spec) if spec.parts else None
    others = ", ".join(or_else)
    wrong = next((asked for id_ in ids if (asked := _wrong(case, id_, others))), None)
    return wrong or _ask(Reason("missing", spec.id), alternatives=others)


def _is_known(case: Case, field_id: str) -> bool:
    return bool(case.items()) if field_id == "items" else case.usable(field_id) is not None


def _wrong(case: Case, field_id: str, others: str) -> Finding | None:
    """The question about a value that is there and is none."""
    ambiguity = case.draft.ambiguous(field_id)
    if ambiguity is not None:
        return _ask(Reason("ambiguous", field_id), readings=" / ".join(ambiguity.readings), alternatives=others)
    found = case.draft.get(field_id)
    if found is None or is_blank(found.value) or found.value == ():
        return None
    return _ask(Reason("invalid", field_id), value=_shown(found.value), alternatives=others)


def _parts_question(case: Case, spec: FieldSpec) -> Finding | None:
    """What items of the programme lack; items outside it are not asked about."""
    judged = (*case.eligible(), *case.unknown())
    absurd = [item for item in judged if item.quantity is not None and item.quantity < 1]
    if absurd and "quantity" in spec.parts:
        return _ask(Reason("invalid", spec.id), value=str(absurd[0].quantity), products=case.titles(i.product for i in absurd))
    lacking = {part: wanting for part in spec.parts if (wanting := [item for item in judged if _lacks(case, item, part)])}
    if judged and all(case.program.catalogue.is_accessory(item.product) for item in judged):
        lacking = {"product": list(judged)} | lacking
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
