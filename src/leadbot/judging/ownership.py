"""The rule about what the client owns already, and what counts as a move."""

from collections.abc import Sequence
from enum import Enum, auto

from leadbot.judging.case import Case, Findings, failed, needs_person, passed
from leadbot.judging.products import items_wanting
from leadbot.model.rules import OwnsAlready

SERVICES = "client.existing_services"


class _Move(Enum):
    """What the wanted items are to somebody who owns these services."""

    WHOLLY = auto()
    PARTLY = auto()
    NOT = auto()
    UNKNOWN = auto()


def owns_already(rule: OwnsAlready, case: Case) -> Findings:
    """Judged by what the mail states and by the list of known owners.

    An entry of the list that names no service rejects only what would be rejected whatever the client owns; else a person looks.
    """
    if case.only_outside():
        return passed(rule)
    if case.draft.ambiguous(SERVICES):
        return needs_person(rule, rule.unclear_check)
    owned, unnamed = _owned(rule, case)
    if owned:
        return _by_move(rule, case, owned)
    if unnamed:
        return _unnamed(rule, case)
    if case.usable(SERVICES) is None and not case.list_fact(rule.list).in_use:
        return needs_person(rule, rule.unclear_check)
    return passed(rule)


def _by_move(rule: OwnsAlready, case: Case, owned: Sequence[str]) -> Findings:
    facts = {"owned": case.titles(owned), "wanted": case.titles(item.product for item in case.offered())}
    match _move(rule, case, owned):
        case _Move.WHOLLY:
            return passed(rule, **facts)
        case _Move.PARTLY:
            return needs_person(rule, rule.mixed_check, **facts)
        case _Move.NOT:
            return failed(rule, rule.reason, **facts)
        case _Move.UNKNOWN:
            return items_wanting(rule, case)


def _unnamed(rule: OwnsAlready, case: Case) -> Findings:
    """The client owns something unknown: taken as what would allow most."""
    match _move(rule, case, (rule.movable,)):
        case _Move.NOT:
            return failed(rule, rule.reason, wanted=case.titles(item.product for item in case.offered()))
        case _Move.UNKNOWN:
            return items_wanting(rule, case)
        case _:
            return needs_person(rule, rule.unclear_check)


def _owned(rule: OwnsAlready, case: Case) -> tuple[tuple[str, ...], bool]:
    """The owned services that count, and whether the list knows the client as an owner of it doesn't say what."""
    stated = (case.draft.services() or ()) if case.usable(SERVICES) else ()
    fact = case.list_fact(rule.list)
    entries = fact.entries if fact.in_use else ()
    known = case.program.catalogue.family_of
    services = dict.fromkeys((*stated, *(service for entry in entries for service in entry.services)))
    owned = tuple(service for service in services if (family := known(service)) and family.id in rule.families)
    unnamed = any(not entry.services or not all(known(service) for service in entry.services) for entry in entries)
    return owned, unnamed


def _move(rule: OwnsAlready, case: Case, owned: Sequence[str]) -> _Move:
    """Whoever owns anything but the movable family can't move; else every wanted plan is looked at against every owned one."""
    families = (case.program.catalogue.family_of(service) for service in owned)
    if any(family is not None and family.id != rule.movable for family in families):
        return _Move.NOT
    if not case.offered() or case.unknown():
        return _Move.UNKNOWN
    plans = [service for service in owned if case.program.catalogue.product(service)]
    moves = {_plan_move(rule, item.product, plans) for item in case.offered()}
    return moves.pop() if len(moves) == 1 else _Move.PARTLY


def _plan_move(rule: OwnsAlready, wanted: str, plans: Sequence[str]) -> _Move:
    """The very plan already owned, or one of lower rank, is no move."""
    if wanted not in rule.move_to:
        return _Move.NOT
    rank = rule.ranks.get
    up = [wanted != plan and rank(wanted, 0) >= rank(plan, 0) for plan in plans]
    return _Move.WHOLLY if all(up) else _Move.PARTLY if any(up) else _Move.NOT
