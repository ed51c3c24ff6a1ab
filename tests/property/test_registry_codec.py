"""Whatever a mail says comes back from the database as it was."""

import json
from datetime import UTC
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadbot.model.lead import Check, CheckState
from leadbot.model.message import Address
from leadbot.model.outgoing import Correspondence
from leadbot.model.submission import Ambiguity, Evidence, FieldValue, Item, LeadDraft, Money, Standing
from leadbot.model.verdict import Finding, Outcome, Reason, Result, Verdict
from leadbot.registry.codec import dump, load, storable

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
moments = st.datetimes(timezones=st.just(UTC))


UNTIMED = settings(deadline=None)


def many(one: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=most).map(tuple)


items = st.builds(
    Item, product=words, quantity=st.none() | st.integers(), billing=st.none() | words, term_months=st.none() | st.integers(0, 99)
)
money = st.builds(Money, amount=st.decimals(allow_nan=False), currency=words)
contents = st.one_of(words, st.integers(), many(words), many(items), money)
evidence = st.builds(Evidence, source=words, quote=words)
values = st.builds(FieldValue, id=words, value=contents, evidence=evidence, standing=st.sampled_from(Standing), confidence=st.floats(0, 1))
drafts = st.builds(
    LeadDraft, fields=many(values), ambiguities=many(st.builds(Ambiguity, field=words, readings=many(words), evidence=evidence))
)
reasons = st.builds(Reason, words, words)
findings = st.builds(Finding, rule=words, result=st.sampled_from(Result), reason=st.none() | reasons, facts=many(st.tuples(words, words)))
verdicts = st.builds(Verdict, outcome=st.sampled_from(Outcome), reasons=many(reasons), findings=many(findings))
addresses = st.builds(Address, name=words, email=words)
correspondences = st.builds(
    Correspondence,
    to=addresses,
    cc=many(addresses),
    subject=words,
    message_id=st.none() | words,
    references=many(words),
    language=words,
)
checks = many(
    st.builds(
        Check,
        id=words,
        state=st.sampled_from(CheckState),
        opened_at=moments,
        reason=st.none() | reasons,
        note=words,
        answered_by=words,
        answered_at=st.none() | moments,
    )
)


@UNTIMED
@given(drafts)
def test_a_draft_comes_back_as_it_was(draft: LeadDraft) -> None:
    again = load(LeadDraft, dump(draft))

    assert again == draft
    assert [type(f.value) for f in again.fields] == [type(f.value) for f in draft.fields]


@UNTIMED
@given(st.decimals(allow_nan=False))
def test_an_amount_keeps_its_digits(amount: Decimal) -> None:
    assert str(load(Money, dump(Money(amount=amount, currency="PLN"))).amount) == str(amount)


@UNTIMED
@given(verdicts)
def test_a_verdict_comes_back_as_it_was(verdict: Verdict) -> None:
    assert load(Verdict, dump(verdict)) == verdict


@UNTIMED
@given(correspondences)
def test_a_correspondence_comes_back_as_it_was(correspondence: Correspondence) -> None:
    assert load(Correspondence, dump(correspondence)) == correspondence


@UNTIMED
@given(checks)
def test_checks_come_back_as_they_were(several: tuple[Check, ...]) -> None:
    assert load(tuple[Check, ...], dump(several)) == several


@pytest.mark.failure("F23", "F92")
@UNTIMED
@given(st.text(st.characters(codec=None, categories=["Cs", "Cc", "L"])))
def test_any_text_at_all_can_be_stored(text: str) -> None:
    kept = storable(text)

    kept.encode()
    assert "\x00" not in kept
    assert len(kept) == len(text)
    assert storable(kept) == kept


@UNTIMED
@given(st.text(st.sampled_from("\\u0\x00\ud800x")))
def test_text_inside_a_value_is_stored_like_any_other(text: str) -> None:
    assert load(Item, dump(Item(product=text))).product == storable(text)


@UNTIMED
@given(drafts, st.dictionaries(words, words))
def test_a_newer_versions_keys_harm_nothing(draft: LeadDraft, more: dict[str, str]) -> None:
    written = json.loads(dump(draft))

    assert load(LeadDraft, json.dumps({f"new {key}": value for key, value in more.items()} | written)) == draft
