"""The table of rule kinds: what judges each, and which fields it looks at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leadbot.judging.case import Case, Findings
from leadbot.judging.lists import not_on_list, on_list
from leadbot.judging.ownership import SERVICES, owns_already
from leadbot.judging.products import minimum_quantity, products_checked, products_offered
from leadbot.judging.rivals import not_registered
from leadbot.judging.statements import differs, said_in_mail
from leadbot.judging.terms import allowed_terms, maximum_total_term
from leadbot.judging.values import (
    allowed_values,
    budget,
    excluded_values,
    id_of_type,
    name_suggests,
    national_id,
    not_suspended,
    persons_check,
    window,
)
from leadbot.model import rules
from leadbot.model.program import Program
from leadbot.model.rules import Rule

CHECK_PARAMETERS = ("check", "unclear_check", "mixed_check", "possible_check", "priority_check")
"""The parameters of rules that name a check."""


@dataclass(frozen=True, slots=True)
class RuleKind:
    """One kind of rule."""

    judge: Callable[[Any, Case], Findings]
    """Pure: what the rule says of the case."""
    fields: Callable[[Any, Program], tuple[str, ...]]
    """The fields whose change may change what it says."""


def _no_fields(_rule: Rule, _program: Program) -> tuple[str, ...]:
    return ()


def _own_field(rule: Any, _program: Program) -> tuple[str, ...]:
    return (rule.field,)


def _name_fields(rule: rules.NameSuggests, _program: Program) -> tuple[str, ...]:
    return (rule.field, *([rule.unless_stated] if rule.unless_stated else ()))


def _pair_fields(rule: rules.Differs, _program: Program) -> tuple[str, ...]:
    return (*rule.pairs, *rule.pairs.values())


def _term_fields(rule: rules.MaximumTotalTerm, _program: Program) -> tuple[str, ...]:
    return ("items", rule.field, rule.previous)


def _items(_rule: Rule, _program: Program) -> tuple[str, ...]:
    return ("items",)


def _list_fields(rule: Any, program: Program) -> tuple[str, ...]:
    subject = next((spec.subject for spec in program.lists if spec.id == rule.list), "client")
    if known_by := getattr(rule, "known_by", ()):
        return tuple(known_by)
    return (f"{subject}.tax_id", f"{subject}.name", "client.registry_id" if subject == "client" else "partner.number")


def _ownership_fields(rule: rules.OwnsAlready, program: Program) -> tuple[str, ...]:
    return ("items", SERVICES, *_list_fields(rule, program))


def _rival_fields(_rule: Rule, program: Program) -> tuple[str, ...]:
    """Names and contacts tell clients apart only where the program does not insist on a client's id."""
    keys = ("client.tax_id", "client.registry_id")
    insists = any((spec := program.field_spec(id_)) and spec.required for id_ in keys)
    return (*keys, "items", *(() if insists else ("client.name", "client.contact.email", "client.contact.phone")))


KINDS: Mapping[type, RuleKind] = {
    rules.Window: RuleKind(window, _no_fields),
    rules.NationalId: RuleKind(national_id, _own_field),
    rules.IdOfType: RuleKind(id_of_type, _own_field),
    rules.ExcludedValues: RuleKind(excluded_values, _own_field),
    rules.AllowedValues: RuleKind(allowed_values, _own_field),
    rules.NameSuggests: RuleKind(name_suggests, _name_fields),
    rules.SaidInMail: RuleKind(said_in_mail, _no_fields),
    rules.Differs: RuleKind(differs, _pair_fields),
    rules.NotSuspended: RuleKind(not_suspended, _no_fields),
    rules.OnList: RuleKind(on_list, _list_fields),
    rules.NotOnList: RuleKind(not_on_list, _list_fields),
    rules.ProductsOffered: RuleKind(products_offered, _items),
    rules.MinimumQuantity: RuleKind(minimum_quantity, _items),
    rules.AllowedTerms: RuleKind(allowed_terms, _items),
    rules.MaximumTotalTerm: RuleKind(maximum_total_term, _term_fields),
    rules.ProductsChecked: RuleKind(products_checked, _items),
    rules.OwnsAlready: RuleKind(owns_already, _ownership_fields),
    rules.NotRegistered: RuleKind(not_registered, _rival_fields),
    rules.PersonsCheck: RuleKind(persons_check, _no_fields),
    rules.Budget: RuleKind(budget, _no_fields),
}


def rule_checks(rule: Rule) -> Iterator[str]:
    """The checks that a rule may ask for."""
    return (check for name in CHECK_PARAMETERS if (check := getattr(rule, name, None)))
