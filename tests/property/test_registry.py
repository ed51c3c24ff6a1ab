"""Whatever happens in whatever order, the registry's invariants hold."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadbot.model.errors import HeldByAnother
from leadbot.model.lead import HOLDING, ClientKeys, Lead, LeadState, PartnerIdentity, Reference
from leadbot.model.message import Disposition, MessageKey
from leadbot.model.outgoing import OutboxState, Purpose
from leadbot.model.stored import OutboxEntry, StoredMessage
from leadbot.model.submission import LeadDraft
from leadbot.model.verdict import Outcome, Verdict
from leadbot.registry import SqlRegistry, audit, open_registry

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FEW = settings(max_examples=40, deadline=None)


@contextmanager
def registry() -> Iterator[SqlRegistry]:
    with tempfile.TemporaryDirectory() as folder:
        opened = open_registry(f"sqlite:///{Path(folder) / 'leadbot.db'}")
        yield opened
        opened.close()


def message(key: str, minutes: int = 0, message_id: str | None = None) -> StoredMessage:
    at = NOON + timedelta(minutes=minutes)
    return StoredMessage(key=MessageKey(key), program="demo", message_id=message_id, thread_ids=(), received_at=at, stored_at=at, size=0)


def lead(reference: str, state: LeadState) -> Lead:
    return Lead(
        reference=Reference(reference),
        program="demo",
        program_version="1",
        kind="lead",
        state=state,
        verdict=Verdict(outcome=Outcome.CONFIRMED, reasons=(), findings=()),
        draft=LeadDraft(),
        received_at=NOON,
        due_at=NOON,
        place_until=None,
        from_message=MessageKey("m"),
        partner=PartnerIdentity(address=f"{reference}@x.example", domain=""),
        language="pl",
    )


@pytest.mark.failure("F51")
@FEW
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 5), st.binary(max_size=30)), max_size=12))
def test_every_delivery_is_a_sighting_of_exactly_one_message(deliveries: list[tuple[str, int, bytes]]) -> None:
    with registry() as opened, opened.begin() as uow:
        new = [uow.messages.store((message(key, minutes), raw)) for key, minutes, raw in deliveries]
        stored = uow.messages.all()

        first = {key: (minutes, raw) for key, minutes, raw in reversed(deliveries)}
        assert sum(map(len, new)) == len(stored) == len(first)
        assert {m.key: (m.received_at - NOON).seconds // 60 for m in stored} == {key: minutes for key, (minutes, _) in first.items()}
        assert {m.key: uow.messages.raw(m.key) for m in stored} == {key: raw for key, (_, raw) in first.items()}
        assert sum(uow.messages.sightings(m.key) for m in stored) == len(deliveries)
        assert [m.received_at for m in stored] == sorted(m.received_at for m in stored)


@FEW
@given(st.lists(st.booleans(), min_size=1, max_size=8), st.integers(1, 5))
def test_every_waiting_message_has_its_turn(tried: list[bool], most: int) -> None:
    with registry() as opened, opened.begin() as uow:
        for n, was_tried in enumerate(tried):
            uow.messages.store((message(f"m{n}"), b""))
            uow.messages.count_attempt([MessageKey(f"m{n}")] * was_tried)

        seen = []
        while batch := uow.messages.pending("demo", most):
            assert len(batch) == 1 or not any(m.attempts for m in batch)
            assert len(batch) <= most
            for one in batch:
                seen.append(one.key)
                uow.messages.finish(
                    one.key, Disposition.SILENT, kind=None, reason="", references=(), sender="", subject="", correspondence=None
                )
        assert seen == [f"m{n}" for n in range(len(tried))]


puts = st.tuples(
    st.sampled_from("ABC"), st.sampled_from(list(LeadState)), st.sampled_from(["", "tax:1", "tax:2"]), st.sets(st.sampled_from(["x", "y"]))
)


@FEW
@given(st.lists(puts, max_size=15))
def test_no_family_of_a_client_is_ever_held_twice(several: list[tuple[str, LeadState, str, set[str]]]) -> None:
    held: dict[str, set[tuple[str, str]]] = {}
    known: dict[str, Lead] = {}
    with registry() as opened, opened.begin() as uow:
        uow.messages.store((message("m"), b""))
        for reference, state, key, families in several:
            wanted = {(key, family) for family in families if key and state in HOLDING}
            free = not any(wanted & theirs for whose, theirs in held.items() if whose != reference)
            keys = ClientKeys(key=key, folded_name="", contact_email="", contact_phone="")
            try:
                uow.leads.put(lead(reference, state), keys, sorted(family for _, family in wanted))
            except HeldByAnother:
                assert not free
            else:
                assert free
                held[reference], known[reference] = wanted, lead(reference, state)

        assert uow.leads.all() == [known[reference] for reference in sorted(known)]
        assert {finding.code for finding in audit(uow).findings} <= {"pending", "hold-missing", "confirmed-twice"}


@FEW
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(list(OutboxState)), st.booleans()), max_size=15))
def test_a_mail_is_put_once_and_never_leaves_sent(steps: list[tuple[int, OutboxState, bool]]) -> None:
    plain = OutboxEntry(
        key="",
        program="demo",
        purpose=Purpose.NOTICE,
        answers=None,
        references=(),
        sender="",
        recipients=("a@b.example",),
        subject="",
        message_id="",
        thread="",
        registers=False,
        raw=b"",
        created_at=NOON,
        state=OutboxState.QUEUED,
    )
    states: dict[str, OutboxState] = {}
    with registry() as opened, opened.begin() as uow:
        for number, state, again in steps:
            key = f"notice:{number}"
            assert uow.outbox.put(replace(plain, key=key, message_id=f"<{number}{again}@x>")) is (key not in states)
            row = uow.outbox.by_key(key)
            if states.get(key) is not OutboxState.SENT:
                uow.outbox.set_state(row.id, state, at=NOON)
                states[key] = state

        assert {row.key: row.state for row in uow.outbox.all()} == states
        assert all((row.next_at is None) is (row.state is not OutboxState.QUEUED) for row in uow.outbox.all())
        assert {row.key for row in uow.outbox.due("demo", NOON, 99)} == {k for k, s in states.items() if s is OutboxState.QUEUED}
