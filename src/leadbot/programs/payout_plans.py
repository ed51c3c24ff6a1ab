"""Payout plans that are well-formed and still can't be meant."""

import re
from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from leadbot.model.errors import Problem
from leadbot.model.fields import FIELDS
from leadbot.model.payout_plans import PayoutPlan, Period, PriceList, VolumeBands, YearlyTiers
from leadbot.model.rules import Budget, Window
from leadbot.programs.parts import Parts
from leadbot.programs.validation import suggestion
from leadbot.programs.yaml_source import Loc

RATES = ("rate", "rates", "highest_rate")
COUNTS = ("up_to", "licences", "deals_a_month", "split_days", "months", "acceptance_days", "due_days", "invoice_months")
AMOUNTS = ("amount", "minimum_a_year")
NAMES = {"removed": "lists", "earlier": "lists"}
GATE = "gate:"


def plan_problems(parts: Parts, families: Collection[str], products: Collection[str]) -> Iterator[Problem]:
    """Everything in the section `payouts` that contradicts itself, the rest of the file, or the world."""
    for index, plan in parts.elements["payouts"]:
        loc: Loc = ("payouts", index)
        yield from _circumstances(parts, loc, plan)
        for place, value in _leaves(loc, plan):
            yield from _leaf(parts, place, value)
        if isinstance(plan, VolumeBands):
            yield from _bands(parts, loc, plan, families)
        elif isinstance(plan, PriceList):
            yield from _prices(parts, loc, plan)
        elif isinstance(plan, YearlyTiers):
            yield from _tiers(parts, loc, plan)
        for name in ("products", "by_hand"):
            named = [((*loc, name, i), id_) for i, id_ in enumerate(getattr(plan, name, ()))]
            yield from _unknown(parts, named, products, "product")


def _leaf(parts: Parts, loc: Loc, value: Any) -> Iterator[Problem]:
    """One number, id or day, judged by the key it stands under."""
    keys = [part for part in loc if isinstance(part, str)]
    key = next((part for part in reversed(keys) if part in {*RATES, *COUNTS, *AMOUNTS, *NAMES, "currency", "gate", "gates"}), "")
    problem = parts.source.problem
    if key in RATES and isinstance(value, Decimal) and not (value.is_finite() and 0 <= value <= 1):
        yield problem(loc, "a rate is a decimal fraction from 0 to 1", "Write 0.20 for 20 %")
    if key in AMOUNTS and isinstance(value, Decimal) and not (value.is_finite() and value > 0):
        yield problem(loc, "an amount above 0 is expected", "Correct it, or remove it")
    if key in COUNTS and isinstance(value, int) and value < 1:
        yield problem(loc, "at least 1 is expected", "Correct the number, or remove it")
    if key == "currency" and not re.fullmatch(r"[A-Z]{3}", str(value)):
        yield problem(loc, "a currency is three capital letters (ISO 4217)", "Write such as `EUR`")
    if key in {"gate", "gates"} and not str(value).startswith(GATE):
        yield problem(loc, "a gate's id begins with `gate:`", f'Write "{GATE}{value}", in quotes')
    if key in NAMES and value is not None:
        yield from _unknown(parts, [(loc, value)], parts.ids(NAMES[key]), "list")


def _circumstances(parts: Parts, loc: Loc, plan: PayoutPlan) -> Iterator[Problem]:
    for id_, values in plan.where.items():
        place = (*loc, "where", id_)
        yield from _unknown(parts, [(place, id_)], parts.ids("fields"), "field")
        yield from _never(parts, place, id_, values)


def _bands(parts: Parts, loc: Loc, plan: VolumeBands, families: Collection[str]) -> Iterator[Problem]:
    problem = parts.source.problem
    rules = dict.fromkeys(parts.ids("rules")) | {rule.id: rule for _, rule in parts.rules()}
    if not isinstance(rules.get(plan.window, ""), Window | None):
        yield problem((*loc, "window"), "no rule of kind `window` has this id", "Name the rule that says when leads are received")
    pool = rules.get(plan.pool.rule, "") if plan.pool is not None else None
    if not (pool is None or (isinstance(pool, Budget) and pool.currency == plan.currency)):
        yield problem((*loc, "pool", "rule"), f"no rule of kind `budget` has this id and the currency {plan.currency}", "Name that rule")
    yield from _period(parts, (*loc, "settlement"), plan.settlement)
    if not plan.bands:
        yield problem((*loc, "bands"), "at least one band is needed", "Add one", "")
    limits = [band.up_to for band in plan.bands]
    if any(one is None or (other is not None and other <= one) for one, other in pairwise(limits)):
        yield problem((*loc, "bands"), "bands ascend, and only the last has no `up_to`", "Order them by `up_to`", "")
    for index, band in enumerate(plan.bands):
        place = (*loc, "bands", index)
        if (band.rate is None) == (not band.rates):
            yield problem(place, "a band needs either `rate` or `rates`", "Keep one of the two", "")
        named = [((*place, "rates", billing, family), family) for billing, of in band.rates.items() for family in of]
        yield from _unknown(parts, named, families, "family")


def _prices(parts: Parts, loc: Loc, plan: PriceList) -> Iterator[Problem]:
    yield from _unknown(parts, [((*loc, "by"), plan.by)], parts.ids("fields"), "field")
    for value in plan.gates:
        yield from _never(parts, (*loc, "gates", value), plan.by, [value])


def _tiers(parts: Parts, loc: Loc, plan: YearlyTiers) -> Iterator[Problem]:
    problem = parts.source.problem
    for currency in (*plan.tiers, *plan.minimum_a_year):
        if not re.fullmatch(r"[A-Z]{3}", currency):
            yield problem((*loc, "tiers", currency), "a currency is three capital letters (ISO 4217)", "Write such as `EUR`", currency)
    for currency, tiers in plan.tiers.items():
        if not tiers or any(other.least <= one.least for one, other in pairwise(tiers)):
            yield problem((*loc, "tiers", currency), "tiers ascend by `least`", "Order them, the lowest first", "")
    if not plan.tiers:
        yield problem((*loc, "tiers"), "at least one currency is needed", "Add its tiers", "")


def _period(parts: Parts, loc: Loc, period: Period) -> Iterator[Problem]:
    if period.first > period.last:
        yield parts.source.problem((*loc, "last"), f"this ends before it begins, on {period.first}", "Exchange the two dates")


def _never(parts: Parts, loc: Loc, field_id: str, values: Collection[str]) -> Iterator[Problem]:
    choices = FIELDS[field_id].choices if field_id in FIELDS else ()
    for value in values:
        if field_id in FIELDS and value not in choices:
            yield parts.source.problem(loc, "the field never has this value", suggestion(value, choices), value)


def _unknown(parts: Parts, named: list[tuple[Loc, str]], known: Collection[str], what: str) -> Iterator[Problem]:
    for loc, id_ in named:
        if id_ not in known:
            yield parts.source.problem(loc, f"this {what} is unknown", suggestion(id_, known), id_)


def _leaves(loc: Loc, value: Any) -> Iterator[tuple[Loc, Any]]:
    """Every plain value with its place."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _leaves((*loc, field.name), getattr(value, field.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves((*loc, key), inner)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _leaves((*loc, index), inner)
    elif isinstance(value, str | int | Decimal | date):
        yield loc, value
