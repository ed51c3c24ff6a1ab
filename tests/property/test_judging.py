"""Judging is total, keeps its promises on arbitrary leads, and does not depend on order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.judging.samples import EVIDENCE, program

from leadbot.judging import client_keys, conclude, judge
from leadbot.judging.folding import fold
from leadbot.model.facts import Facts, ListEntry, ListFact, OtherLead
from leadbot.model.fields import FIELDS
from leadbot.model.lead import Check, CheckState, LeadState, Reference
from leadbot.model.submission import Ambiguity, FieldValue, Item, LeadDraft, Money, Standing
from leadbot.model.verdict import Finding, Outcome, Reason, Result

PRODUCTS = [product.id for family in program().catalogue.families for product in family.products]
SERVICES = [*PRODUCTS, *(family.id for family in program().catalogue.families), "unheard-of", ""]
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
TEXTS = st.text(max_size=30)
ITEMS = st.builds(Item, product=st.sampled_from(SERVICES), quantity=st.none() | st.integers(-2, 600))
VALUES: st.SearchStrategy[Any] = st.one_of(
    TEXTS,
    st.sampled_from(["public", "commercial", "csp", "open", "6797280418", "Urząd Gminy"]),
    st.integers(-5, 10**9),
    st.lists(ITEMS, max_size=4).map(tuple),
    st.lists(st.sampled_from(SERVICES), max_size=3).map(tuple),
    st.builds(Money, amount=st.decimals(allow_nan=False, allow_infinity=False), currency=TEXTS),
)
IDS = st.sampled_from([*FIELDS, "no.such.field"])
FIELD_VALUES = st.builds(FieldValue, id=IDS, value=VALUES, evidence=st.just(EVIDENCE), standing=st.sampled_from(Standing))
AMBIGUITIES = st.builds(Ambiguity, field=IDS, readings=st.lists(TEXTS, max_size=3).map(tuple), evidence=st.just(EVIDENCE))
DRAFTS = st.builds(
    LeadDraft,
    fields=st.lists(FIELD_VALUES, max_size=20).map(tuple),
    ambiguities=st.lists(AMBIGUITIES, max_size=3).map(tuple),
)
REFERENCES = st.integers(0, 99).map(lambda number: Reference(f"GL-2026-{number:05}"))
OTHERS = st.builds(
    OtherLead,
    reference=REFERENCES,
    state=st.sampled_from(LeadState),
    received_at=MOMENTS,
    place_until=st.none() | MOMENTS,
    same_partner=st.booleans(),
    same_key=st.booleans(),
    alike=st.just(("client.name",)),
    products=st.lists(st.sampled_from(SERVICES), max_size=3).map(tuple),
    keyed=st.booleans(),
)
CHECK_IDS = st.sampled_from([*(spec.id for spec in program().checks), "vendor-discretion"])
CHECKS = st.builds(
    Check,
    id=CHECK_IDS,
    state=st.sampled_from(CheckState),
    opened_at=MOMENTS,
    reason=st.none() | st.just(Reason("duplicate")),
)
ENTRIES = st.builds(
    ListEntry,
    dated=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    services=st.lists(st.sampled_from(SERVICES), max_size=2).map(tuple),
)
LISTS = st.builds(
    ListFact,
    list=st.sampled_from([spec.id for spec in program().lists]),
    in_use=st.booleans(),
    entries=st.lists(ENTRIES, max_size=2).map(tuple),
)
FACTS = st.builds(
    Facts,
    reference=st.none() | REFERENCES,
    lists=st.lists(LISTS, max_size=3).map(tuple),
    others=st.lists(OTHERS, max_size=4).map(tuple),
    checks=st.lists(CHECKS, max_size=4).map(tuple),
    changed=st.lists(IDS, max_size=2).map(tuple),
    spent=st.decimals(0, 200_000, places=2),
)
FINDINGS = st.builds(
    Finding,
    rule=st.sampled_from("abc"),
    result=st.sampled_from(Result),
    reason=st.none() | st.builds(Reason, st.sampled_from(["missing", "check", "duplicate"]), st.sampled_from(["", "x", "y"])),
    facts=st.lists(st.tuples(st.sampled_from("pq"), st.sampled_from("12")), max_size=2).map(tuple),
)


@given(DRAFTS, FACTS, MOMENTS)
def test_every_lead_whatever_it_says_gets_a_verdict_with_its_reasons(draft: LeadDraft, facts: Facts, received_at: datetime) -> None:
    verdict = conclude(judge(draft, program(), facts, received_at))
    assert bool(verdict.reasons) == (verdict.outcome is not Outcome.CONFIRMED)
    assert all((finding.reason is None) == (finding.result is Result.PASSED) for finding in verdict.findings)
    assert all(value for finding in verdict.findings for _, value in finding.facts)


@given(DRAFTS, FACTS, MOMENTS)
def test_no_question_is_put_twice(draft: LeadDraft, facts: Facts, received_at: datetime) -> None:
    asked = [f.reason for f in judge(draft, program(), facts, received_at) if f.result is Result.NEEDS_DATA and f.rule == "fields"]
    ruled = {f.reason for f in judge(draft, program(), facts, received_at) if f.result is Result.NEEDS_DATA and f.rule != "fields"}
    assert len(asked) == len(set(asked))
    assert not ruled & set(asked)


@given(DRAFTS, FACTS, MOMENTS, OTHERS)
def test_what_may_be_the_same_partners_lead_makes_nobody_a_duplicate(
    draft: LeadDraft, facts: Facts, received_at: datetime, other: OtherLead
) -> None:
    unanswered = replace(facts, checks=())
    with_own = replace(unanswered, others=(*facts.others, replace(other, same_partner=True, same_key=True)))
    failed = {f.reason for f in judge(draft, program(), with_own, received_at) if f.result is Result.FAILED}
    assert failed == {f.reason for f in judge(draft, program(), unanswered, received_at) if f.result is Result.FAILED}


@given(DRAFTS, FACTS, MOMENTS, OTHERS)
def test_a_later_lead_that_is_not_confirmed_changes_nothing(
    draft: LeadDraft, facts: Facts, received_at: datetime, other: OtherLead
) -> None:
    state = LeadState.IN_REVIEW if other.state is LeadState.CONFIRMED else other.state
    later = replace(other, received_at=received_at + timedelta(seconds=1), state=state)
    with_later = replace(facts, others=(*facts.others, later))
    assert judge(draft, program(), with_later, received_at) == judge(draft, program(), facts, received_at)


@given(st.lists(FINDINGS, max_size=8), st.randoms())
def test_the_verdict_does_not_depend_on_the_order_of_findings(findings: list[Finding], random: Any) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)
    assert conclude(shuffled) == conclude(findings)


@given(DRAFTS)
def test_keys_are_made_of_any_lead(draft: LeadDraft) -> None:
    keys = client_keys(draft, program())
    assert keys.folded_name == fold(keys.folded_name)


@settings(max_examples=300)
@given(st.text())
def test_folding_leaves_only_plain_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert "  " not in folded


@given(st.decimals(0, 10**9, places=2))
def test_the_pool_is_used_up_exactly_from_its_amount_on(spent: Decimal) -> None:
    findings = judge(LeadDraft(), program(), Facts(spent=spent), datetime(2026, 5, 5, tzinfo=UTC))
    (budget,) = (finding for finding in findings if finding.rule == "budget")
    assert (budget.result is Result.FAILED) == (spent >= 100_000)
