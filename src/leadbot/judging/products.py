"""Rules about what is wanted and how much of it."""

from leadbot.judging.case import Case, Findings, failed, needs_data, needs_person, passed
from leadbot.judging.required import required_question
from leadbot.model.rules import MinimumQuantity, ProductsChecked, ProductsOffered, Rule
from leadbot.model.verdict import Reason


def products_offered(rule: ProductsOffered, case: Case) -> Findings:
    """One item of an offered family is enough; what stands outside is only named."""
    outside = case.titles(item.product for item in case.items() if item not in case.offered())
    if case.offered():
        return passed(rule, outside=outside)
    if not case.only_outside():
        return items_wanting(rule, case)
    families = (family.id for family in case.program.catalogue.families if family.offered)
    return failed(rule, rule.reason, outside=outside, offered=case.titles(families))


def minimum_quantity(rule: MinimumQuantity, case: Case) -> Findings:
    """The offered items' quantities together, judged once all of them are known."""
    if case.only_outside():
        return passed(rule)
    quantities = [item.quantity for item in case.offered()]
    if not quantities or case.unknown():
        return items_wanting(rule, case)
    known = [quantity for quantity in quantities if quantity is not None and quantity > 0]
    if len(known) < len(quantities):
        return needs_data(rule, _items_question(case) or Reason("missing", "items"), field="items", parts="quantity")
    if sum(known) >= rule.minimum:
        return passed(rule, quantity=str(sum(known)))
    return failed(rule, rule.reason, quantity=str(sum(known)), minimum=str(rule.minimum))


def products_checked(rule: ProductsChecked, case: Case) -> Findings:
    """What is only sold case by case is for a person."""
    wanted = case.titles(item.product for item in case.eligible() if item.product in rule.products)
    return needs_person(rule, rule.check, wanted=wanted) if wanted else passed(rule)


def items_wanting(rule: Rule, case: Case) -> Findings:
    """The rule waits for the items, where the program asks for them; else nothing is wanted and nothing is judged."""
    reason = _items_question(case)
    return needs_data(rule, reason, field="items") if reason else passed(rule)


def _items_question(case: Case) -> Reason | None:
    spec = case.program.field_spec("items")
    asked = required_question(case, spec) if spec is not None else None
    return asked.reason if asked else None
