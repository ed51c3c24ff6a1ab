"""The audit counts everything, and finds what the invariants forbid."""

from dataclasses import replace

import pytest

from leadbot.model.audit import AuditFinding, AuditReport
from leadbot.model.lead import Check, CheckState, LeadState
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.outgoing import OutboxState, Purpose
from leadbot.registry import SqlUnitOfWork, audit


def end(uow: SqlUnitOfWork, key: str, disposition: Disposition, kind: Kind | None = Kind.LEAD) -> None:
    uow.messages.finish(MessageKey(key), disposition, kind=kind, reason="", references=(), sender="", subject="", correspondence=None)


def found(report: AuditReport, code: str) -> AuditFinding | None:
    return next((finding for finding in report.findings if finding.code == code), None)


def by_hand(uow: SqlUnitOfWork, *changes: str) -> None:
    """What only somebody with a tool of his own can do to the database."""
    for change in changes:
        uow.connection.exec_driver_sql(change)


@pytest.fixture
def answered(uow: SqlUnitOfWork, make):
    """Stores a message that is answered with one reply."""

    def store(key: str) -> None:
        uow.messages.store((make.message(key), b"raw"))
        end(uow, key, Disposition.ANSWERED)
        uow.outbox.put(make.entry(f"reply:{key}", purpose=Purpose.REPLY, answers=MessageKey(key)))

    return store


def test_an_empty_registry_is_sound(uow: SqlUnitOfWork) -> None:
    report = audit(uow)

    assert (report.stored, report.findings, report.adds_up, report.broken) == (0, (), True, False)
    assert set(report.messages) == set(Disposition)
    assert set(report.outbox) == set(OutboxState)


def test_everything_is_counted(uow: SqlUnitOfWork, make, answered) -> None:
    answered("a")
    answered("b")
    uow.messages.store((make.message("c"), b""))
    end(uow, "c", Disposition.SILENT, Kind.AUTOMATIC)
    make.stored_lead(uow, "DM-2026-00001", "suite")

    report = audit(uow)

    assert report.stored == 4
    assert {k: n for k, n in report.messages.items() if n} == {Disposition.ANSWERED: 2, Disposition.SILENT: 1, Disposition.PENDING: 1}
    assert {k: n for k, n in report.kinds.items() if n} == {Kind.LEAD: 2, Kind.AUTOMATIC: 1}
    assert {k: n for k, n in report.leads.items() if n} == {LeadState.CONFIRMED: 1}
    assert {k: n for k, n in report.outbox.items() if n} == {OutboxState.QUEUED: 2}
    assert report.adds_up


def test_waiting_messages_are_news_and_parked_ones_are_broken(uow: SqlUnitOfWork, make) -> None:
    for key in ("waiting", "parked"):
        uow.messages.store((make.message(key), b""))
    assert not audit(uow).broken

    end(uow, "parked", Disposition.PARKED, None)

    report = audit(uow)
    assert found(report, "pending").ids == ("waiting",)
    assert found(report, "parked").ids == ("parked",)
    assert (found(report, "pending").broken, found(report, "parked").broken, report.broken) == (False, True, True)


@pytest.mark.parametrize(
    ("state", "code", "broken"),
    [
        (OutboxState.SENDING, "mail-sending", False),
        (OutboxState.FAILED, "mail-failed", True),
        (OutboxState.UNKNOWN, "mail-unknown", True),
    ],
)
def test_mails_that_did_not_arrive_are_named(uow: SqlUnitOfWork, make, state: OutboxState, code: str, broken: bool) -> None:
    uow.outbox.put(make.entry("notice:1"))
    id_ = uow.outbox.by_key("notice:1").id
    uow.outbox.set_state(id_, state, at=make.noon)

    finding = found(audit(uow), code)

    assert (finding.ids, finding.broken) == ((str(id_),), broken)


def test_an_answered_message_needs_its_reply(uow: SqlUnitOfWork, make, answered) -> None:
    answered("well")
    uow.messages.store((make.message("ill"), b""))
    end(uow, "ill", Disposition.ANSWERED)
    uow.outbox.put(make.entry("notice:1", answers=MessageKey("ill")))

    assert found(audit(uow), "reply-count").ids == ("ill",)


@pytest.mark.parametrize("kind", [Kind.AUTOMATIC, Kind.BOUNCE])
def test_machines_are_never_answered(uow: SqlUnitOfWork, answered, kind: Kind) -> None:
    answered("person")
    answered("machine")
    end(uow, "machine", Disposition.ANSWERED, kind)

    assert found(audit(uow), "machine-answered").ids == ("machine",)


def test_what_is_of_no_concern_is_answered_only_where_it_ends_so(uow: SqlUnitOfWork, answered) -> None:
    answered("staff's word")
    end(uow, "staff's word", Disposition.ANSWERED, Kind.UNRELATED)
    answered("thanks")
    end(uow, "thanks", Disposition.SILENT, Kind.UNRELATED)

    assert found(audit(uow), "machine-answered").ids == ("thanks",)


def test_a_message_without_bytes_and_bytes_without_message_are_named(uow: SqlUnitOfWork, make) -> None:
    for key in ("bytes", "message"):
        uow.messages.store((make.message(key), b""))
    by_hand(
        uow,
        "DELETE FROM message_raw WHERE message = 'message'",
        "PRAGMA defer_foreign_keys = ON",
        "DELETE FROM sighting",
        "DELETE FROM message WHERE key = 'bytes'",
    )

    report = audit(uow)
    by_hand(uow, "DELETE FROM message_raw")

    assert (found(report, "bytes-missing").ids, found(report, "message-missing").ids) == (("message",), ("bytes",))
    assert report.broken


def test_counts_that_do_not_add_up_are_broken(uow: SqlUnitOfWork, make) -> None:
    for key in ("a", "b"):
        uow.messages.store((make.message(key), b""))
    by_hand(uow, "DELETE FROM message_raw WHERE message = 'a'")

    report = audit(uow)

    assert (report.stored, report.adds_up, report.broken) == (1, False, True)


def test_a_lead_without_its_message_is_named(uow: SqlUnitOfWork, make) -> None:
    lead = make.stored_lead(uow, "DM-2026-00001", "suite")
    by_hand(uow, "PRAGMA defer_foreign_keys = ON", "UPDATE lead SET from_message = 'gone'")

    report = audit(uow)
    uow.leads.put(lead, make.keys(), ["suite"])

    assert found(report, "lead-without-message").ids == ("DM-2026-00001",)


class TestHolding:
    @pytest.mark.parametrize("state", [LeadState.IN_REVIEW, LeadState.CONFIRMED])
    def test_a_lead_that_ought_to_hold_and_does_not_is_named(self, uow: SqlUnitOfWork, make, state: LeadState) -> None:
        make.stored_lead(uow, "DM-2026-00001", state=state)

        assert found(audit(uow), "hold-missing").ids == ("DM-2026-00001",)

    @pytest.mark.parametrize("check", ["priority", "possible-duplicate"])
    def test_a_contested_lead_need_not_hold_while_its_check_is_open(self, uow: SqlUnitOfWork, make, check: str) -> None:
        opened = Check(id=check, state=CheckState.OPEN, opened_at=make.noon)
        lead = make.stored_lead(uow, "DM-2026-00001", state=LeadState.IN_REVIEW, checks=(opened,))
        assert found(audit(uow), "hold-missing") is None

        uow.leads.put(replace(lead, checks=(replace(opened, state=CheckState.APPROVED),)), make.keys(), ())
        assert found(audit(uow), "hold-missing").ids == ("DM-2026-00001",)

    def test_any_other_open_check_excuses_nothing(self, uow: SqlUnitOfWork, make) -> None:
        opened = Check(id="credit", state=CheckState.OPEN, opened_at=make.noon)
        make.stored_lead(uow, "DM-2026-00001", state=LeadState.IN_REVIEW, checks=(opened,))

        assert found(audit(uow), "hold-missing").ids == ("DM-2026-00001",)

    def test_a_lead_without_key_has_nothing_to_hold(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, "DM-2026-00001", keys=make.keys(""))

        assert audit(uow).findings == (found(audit(uow), "pending"),)

    def test_a_hold_of_a_lead_that_may_hold_none_is_named(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, "DM-2026-00001", "suite", state=LeadState.LOST)
        make.stored_lead(uow, "DM-2026-00002", "extra")

        assert found(audit(uow), "hold-stray").ids == ("DM-2026-00001",)

    def test_two_confirmed_leads_of_one_client_need_a_hold_each(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, "DM-2026-00001", "suite")
        second = make.stored_lead(uow, "DM-2026-00002", "extra")
        make.stored_lead(uow, "DM-2026-00003", "suite", program="other")
        assert found(audit(uow), "confirmed-twice") is None

        uow.leads.put(second, make.keys(), ())
        assert found(audit(uow), "confirmed-twice").ids == ("DM-2026-00001", "DM-2026-00002")
