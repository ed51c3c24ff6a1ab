"""The rule about other leads for the same client (docs/domain.md, "One lead among others")."""

from leadbot.judging.case import Case, Findings, failed, needs_person, passed
from leadbot.judging.client_keys import client_keys
from leadbot.model.facts import OtherLead
from leadbot.model.lead import CheckState, LeadState
from leadbot.model.rules import NotRegistered
from leadbot.model.verdict import Finding

_BLOCKING = (LeadState.INCOMPLETE, LeadState.IN_REVIEW, LeadState.CONFIRMED, LeadState.WON)
"""States in which a lead can stand in another's way; one that is won is for a person, since what was sold may be another thing."""


def not_registered(rule: NotRegistered, case: Case) -> Findings:
    """The same client held by another partner's earlier lead rejects; what might be the same, or who was first, is for a person."""
    said = [finding for other in case.facts.others for finding in _against(rule, case, other)]
    return tuple(dict.fromkeys(said)) or passed(rule)


def _against(rule: NotRegistered, case: Case, other: OtherLead) -> tuple[Finding, ...]:
    """What one other lead means for this one; empty where it blocks nothing.

    A confirmed lead is never displaced, so even a later one makes an earlier lead a question of priority. What may be the same partner's
    lead is no duplicate before a person has looked, nor is one that staff called separate.
    """
    if _blocks_nobody(other, case):
        return ()
    earlier = _is_earlier(other, case)
    if not earlier and other.state is not LeadState.CONFIRMED:
        return ()
    if not other.same_key or other.same_partner or other.state is LeadState.WON or _other_families(other, case):
        return needs_person(rule, rule.possible_check)
    if not earlier or other.state is LeadState.INCOMPLETE or _called_separate(rule, case):
        return needs_person(rule, rule.priority_check)
    return failed(rule, rule.reason)


def _blocks_nobody(other: OtherLead, case: Case) -> bool:
    """A lead whose life or place is over, and one whose client has another key."""
    if other.state not in _BLOCKING:
        return True
    if other.keyed and not other.same_key and client_keys(case.draft, case.program).key:
        return True
    place_over = other.place_until is not None and other.place_until < case.received_at
    return other.state is LeadState.INCOMPLETE and place_over


def _is_earlier(other: OtherLead, case: Case) -> bool:
    """First in time is decided by the moment of receipt; of two at one moment the smaller reference was taken first."""
    own = case.facts.reference
    if own is None or other.received_at != case.received_at:
        return other.received_at <= case.received_at
    return other.reference < own


def _called_separate(rule: NotRegistered, case: Case) -> bool:
    """Whether staff answered that this lead is no duplicate of one that looked like it."""
    answer = case.facts.answer(rule.possible_check)
    return answer is not None and answer.state is CheckState.APPROVED


def _other_families(other: OtherLead, case: Case) -> bool:
    """True where both name offered products and have no family in common."""
    mine = _families(case, tuple(item.product for item in case.offered()))
    theirs = _families(case, other.products)
    return bool(mine and theirs) and not mine & theirs


def _families(case: Case, products: tuple[str, ...]) -> set[str]:
    found = (case.program.catalogue.family_of(product) for product in products)
    return {family.id for family in found if family is not None and family.offered}
