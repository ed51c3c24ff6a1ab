"""Each outgoing mail is there once, and says honestly what became of it."""

from datetime import timedelta

import pytest
from sqlalchemy import exc

from leadbot.model.errors import NotPossible, UnknownReference
from leadbot.model.lead import Reference
from leadbot.model.message import MessageKey
from leadbot.model.outgoing import OutboxState, Purpose
from leadbot.model.stored import OutboxRow
from leadbot.registry import SqlUnitOfWork


def put(uow: SqlUnitOfWork, entry) -> OutboxRow:
    assert uow.outbox.put(entry)
    return uow.outbox.by_key(entry.key)


def test_a_mail_comes_back_with_its_envelope(uow: SqlUnitOfWork, make) -> None:
    lead = make.stored_lead(uow, "DM-2026-00001")
    to = ("Anna@Acme.example", "eva@acme.example")
    raw = "Subject: żółć\r\n\r\n".encode() + bytes(range(256))

    row = put(uow, make.entry("notice:1", recipients=to, raw=raw, references=(lead.reference,)))

    assert uow.outbox.envelope(row.id) == ("csp@vendor.example", to, raw)
    assert (row.to, row.references, row.state, row.next_at, row.attempts) == (to[0], (lead.reference,), OutboxState.QUEUED, make.noon, 0)
    assert uow.outbox.get(row.id) == row


@pytest.mark.failure("F93")
def test_a_key_that_is_there_already_changes_nothing(uow: SqlUnitOfWork, make) -> None:
    first = put(uow, make.entry("notice:1"))

    assert not uow.outbox.put(make.entry("notice:1", message_id="<other@x>", recipients=("eva@x.example",), raw=b"other"))
    assert uow.outbox.all() == [first]
    assert uow.outbox.envelope(first.id)[1:] == (("anna@acme.example",), b"Subject: x\r\n\r\ny\r\n")


def test_a_message_has_one_reply_whatever_its_key(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b""))
    reply = {"purpose": Purpose.REPLY, "answers": MessageKey("m")}
    put(uow, make.entry("reply:m", **reply))
    put(uow, make.entry("notice:about-m", answers=MessageKey("m")))

    with pytest.raises(exc.IntegrityError):
        uow.outbox.put(make.entry("reply:again", **reply))


def test_a_mail_names_only_messages_and_leads_that_are_there(uow: SqlUnitOfWork, make) -> None:
    with pytest.raises(UnknownReference):
        uow.outbox.put(make.entry(references=(Reference("DM-2026-99999"),)))
    with pytest.raises(UnknownReference):
        uow.outbox.put(make.entry(answers=MessageKey("nobody")))


class TestDue:
    def test_are_queued_mails_whose_time_has_come_oldest_first(self, uow: SqlUnitOfWork, make) -> None:
        for key, minutes in (("first", 0), ("second", 1)):
            put(uow, make.entry(key, minutes=minutes))
        later = put(uow, make.entry("later", minutes=2))
        uow.outbox.set_state(later.id, OutboxState.QUEUED, at=later.created_at, next_at=make.noon + timedelta(minutes=60))
        put(uow, make.entry("held", state=OutboxState.HELD))
        put(uow, make.entry("elsewhere", program="other"))
        now = make.noon + timedelta(minutes=5)

        assert [row.key for row in uow.outbox.due("demo", now, 50)] == ["first", "second"]
        assert [row.key for row in uow.outbox.due("demo", now, 1)] == ["first"]

    def test_waits_for_the_moment_of_the_next_attempt(self, uow: SqlUnitOfWork, make) -> None:
        row = put(uow, make.entry())
        later = make.noon + timedelta(minutes=15)

        uow.outbox.set_state(row.id, OutboxState.QUEUED, at=make.noon, detail="450 greylisted", next_at=later)

        assert uow.outbox.due("demo", later - timedelta(seconds=1), 9) == []
        assert [(r.detail, r.next_at) for r in uow.outbox.due("demo", later, 9)] == [("450 greylisted", later)]

    def test_what_a_clock_put_off_that_was_set_back_since_is_due(self, uow: SqlUnitOfWork, make) -> None:
        row = put(uow, make.entry(minutes=60 * 24 * 365))

        assert [r.id for r in uow.outbox.due("demo", make.noon, 9)] == [row.id]

    def test_a_released_mail_is_due_at_once(self, uow: SqlUnitOfWork, make) -> None:
        row = put(uow, make.entry(state=OutboxState.HELD, detail="mode hold"))
        assert row.next_at is None

        uow.outbox.set_state(row.id, OutboxState.QUEUED, at=make.noon)

        assert [r.id for r in uow.outbox.due("demo", make.noon, 9)] == [row.id]


class TestStates:
    def test_each_handing_over_counts_an_attempt(self, uow: SqlUnitOfWork, make) -> None:
        row = put(uow, make.entry())
        for state in (OutboxState.SENDING, OutboxState.QUEUED, OutboxState.SENDING):
            uow.outbox.set_state(row.id, state, at=make.noon)

        assert uow.outbox.get(row.id).attempts == 2

    def test_an_attempt_that_was_none_is_taken_back(self, uow: SqlUnitOfWork, make) -> None:
        row = put(uow, make.entry())
        uow.outbox.set_state(row.id, OutboxState.SENDING, at=make.noon)

        uow.outbox.set_state(row.id, OutboxState.QUEUED, at=make.noon, attempted=False)
        assert uow.outbox.get(row.id).attempts == 0

        uow.outbox.set_state(row.id, OutboxState.QUEUED, at=make.noon, attempted=False)
        assert uow.outbox.get(row.id).attempts == 0

    def test_only_a_queued_mail_has_a_next_moment(self, uow: SqlUnitOfWork, make) -> None:
        row = put(uow, make.entry())

        uow.outbox.set_state(row.id, OutboxState.FAILED, at=make.noon, next_at=make.noon)

        assert uow.outbox.get(row.id).next_at is None

    @pytest.mark.parametrize("state", list(OutboxState))
    def test_a_sent_mail_stays_sent(self, uow: SqlUnitOfWork, make, state: OutboxState) -> None:
        row = put(uow, make.entry())
        uow.outbox.set_state(row.id, OutboxState.SENT, at=make.noon)

        with pytest.raises(NotPossible, match="is sent"):
            uow.outbox.set_state(row.id, state, at=make.noon)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE outbox SET state = 'queued', next_at = created_at",
            "UPDATE outbox SET message_id = '<other@x>'",
            "UPDATE outbox_raw SET deflated = ''",
            "DELETE FROM outbox",
        ],
    )
    def test_the_database_itself_keeps_a_sent_mail(self, uow: SqlUnitOfWork, make, change: str) -> None:
        row = put(uow, make.entry())
        uow.outbox.set_state(row.id, OutboxState.SENT, at=make.noon)

        with pytest.raises(exc.IntegrityError, match="sent"):
            uow.connection.exec_driver_sql(change)

    def test_what_a_killed_process_left_is_found(self, uow: SqlUnitOfWork, make) -> None:
        left, _ = put(uow, make.entry()), put(uow, make.entry())
        uow.outbox.set_state(left.id, OutboxState.SENDING, at=make.noon)

        assert [row.id for row in uow.outbox.interrupted("demo")] == [left.id]
        assert uow.outbox.interrupted("other") == []

    def test_held_mails_are_found_by_lead(self, uow: SqlUnitOfWork, make) -> None:
        one, two = (make.stored_lead(uow, f"DM-2026-0000{n}").reference for n in (1, 2))
        both = put(uow, make.entry(state=OutboxState.HELD, references=(two, one)))
        put(uow, make.entry(state=OutboxState.HELD, references=(two,)))
        put(uow, make.entry(references=(one,)))

        assert uow.outbox.held(one) == [both]


class TestCounting:
    def test_counts_what_was_put_since_then(self, uow: SqlUnitOfWork, make) -> None:
        for minutes in (0, 10, 20):
            put(uow, make.entry(minutes=minutes))
        put(uow, make.entry(minutes=20, program="other"))
        cancelled = put(uow, make.entry(minutes=20, state=OutboxState.HELD))
        uow.outbox.set_state(cancelled.id, OutboxState.CANCELLED, at=make.noon)

        assert uow.outbox.count("demo", since=make.noon + timedelta(minutes=10)) == 2

    def test_counts_any_of_the_recipients_once_whatever_its_case(self, uow: SqlUnitOfWork, make) -> None:
        put(uow, make.entry(recipients=("anna@acme.example", "Eva@Acme.example", "eva@acme.example")))
        put(uow, make.entry(recipients=("anna@acme.example",)))

        assert uow.outbox.count("demo", since=make.noon, to="eva@acme.EXAMPLE") == 1

    def test_counts_a_conversation_and_what_registers_nothing(self, uow: SqlUnitOfWork, make) -> None:
        put(uow, make.entry(thread="<a@x>", registers=False))
        put(uow, make.entry(thread="<a@x>"))
        put(uow, make.entry(thread="<b@x>", registers=False))

        counted = [uow.outbox.count("demo", since=make.noon, thread="<a@x>", registers=r) for r in (None, True, False)]

        assert counted == [2, 1, 1]
        assert uow.outbox.count("demo", since=make.noon, registers=False) == 2


def test_a_conversation_is_found_by_any_of_our_mails_in_it(uow: SqlUnitOfWork, make) -> None:
    put(uow, make.entry(message_id="<ours@x>", thread="<root@partner.example>"))

    assert uow.outbox.thread_of("<ours@x>") == "<root@partner.example>"
    assert uow.outbox.thread_of("<theirs@x>") is None


def test_an_unknown_mail_is_said_to_be_unknown(uow: SqlUnitOfWork, make) -> None:
    for ask in (uow.outbox.get, uow.outbox.envelope):
        with pytest.raises(UnknownReference):
            ask(7)
    with pytest.raises(UnknownReference):
        uow.outbox.set_state(7, OutboxState.SENT, at=make.noon)
    assert uow.outbox.by_key("reply:nobody") is None


def test_mails_are_listed_by_program(uow: SqlUnitOfWork, make) -> None:
    for key, program in (("a", "demo"), ("b", "other")):
        put(uow, make.entry(key, program=program))

    assert [row.key for row in uow.outbox.all()] == ["a", "b"]
    assert [row.key for row in uow.outbox.all("other")] == ["b"]
