"""Every received mail is kept once, with its bytes, and has one end."""

import random

import pytest
from sqlalchemy import exc

from leadbot.model.errors import NotPossible, UnknownReference
from leadbot.model.lead import Reference
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.octets import LARGE_OCTETS, whole
from leadbot.registry import SqlUnitOfWork
from leadbot.registry.fresh import EMPTY
from leadbot.spool import Spooled

ENDED = {"kind": Kind.LEAD, "reason": "", "references": (), "sender": "anna@acme.example", "subject": "Lead", "correspondence": None}


@pytest.mark.failure("F90")
def test_a_stored_mail_comes_back_octet_for_octet(uow: SqlUnitOfWork, make) -> None:
    raw = bytes(range(256)) * 40
    message = make.message("m", thread_ids=("<a@b>", "<c@d>"))

    assert uow.messages.store((message, raw))
    assert uow.messages.raw(MessageKey("m")) == raw
    assert uow.messages.get(MessageKey("m")) == message


@pytest.mark.failure("F93")
def test_a_redelivery_is_another_sighting_of_the_same_message(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b"first"))

    assert not uow.messages.store((make.message("m", minutes=5), b"again"))
    assert uow.messages.sightings(MessageKey("m")) == 2
    assert uow.messages.all() == [make.message("m")]
    assert uow.messages.raw(MessageKey("m")) == b"first"


def test_a_reused_message_id_is_marked_on_the_newcomer_alone(uow: SqlUnitOfWork, make) -> None:
    for key in ("first", "second"):
        uow.messages.store((make.message(key, message_id="<same@x>"), b""))
    uow.messages.store((make.message("elsewhere", message_id="<same@x>", program="other"), b""))

    assert {m.key: m.message_id_reused for m in uow.messages.all()} == {"first": False, "second": True, "elsewhere": False}


def test_mails_without_message_id_do_not_mark_one_another(uow: SqlUnitOfWork, make) -> None:
    for key in ("first", "second"):
        uow.messages.store((make.message(key, message_id=None), b""))

    assert not any(m.message_id_reused for m in uow.messages.all())


@pytest.mark.failure("F90")
def test_what_no_text_column_holds_is_replaced(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m", message_id="<a\x00\udc80@x>"), b""))
    uow.messages.finish(MessageKey("m"), Disposition.SILENT, **ENDED | {"subject": "a\x00b\ud800c"})

    stored = uow.messages.get(MessageKey("m"))

    assert (stored.message_id, stored.subject) == ("<a\ufffd\ufffd@x>", "a\ufffdb\ufffdc")
    assert uow.messages.knows("demo", "<a\x00\udc80@x>")


class TestWaiting:
    def test_messages_come_by_time_of_receipt_then_of_storing(self, uow: SqlUnitOfWork, make) -> None:
        for key, minutes in (("late", 9), ("b", 0), ("a", 0)):
            uow.messages.store((make.message(key, minutes=minutes), b""))

        assert [m.key for m in uow.messages.pending("demo", 50)] == ["b", "a", "late"]

    def test_no_more_come_than_asked_for_and_none_of_another_program(self, uow: SqlUnitOfWork, make) -> None:
        uow.messages.store((make.message("other", minutes=-5, program="other"), b""))
        for key in ("a", "b", "c"):
            uow.messages.store((make.message(key), b""))

        assert [m.key for m in uow.messages.pending("demo", 2)] == ["a", "b"]

    def test_a_message_with_an_earlier_attempt_stands_alone(self, uow: SqlUnitOfWork, make) -> None:
        for key in ("a", "b", "c"):
            uow.messages.store((make.message(key), b""))
        uow.messages.count_attempt([MessageKey("a")])

        assert [m.key for m in uow.messages.pending("demo", 50)] == ["a"]

    def test_a_batch_ends_before_a_message_with_an_earlier_attempt(self, uow: SqlUnitOfWork, make) -> None:
        for key in ("a", "b", "c", "d"):
            uow.messages.store((make.message(key), b""))
        uow.messages.count_attempt([MessageKey("c")])

        assert [m.key for m in uow.messages.pending("demo", 50)] == ["a", "b"]

    def test_nothing_waiting_is_an_empty_list(self, uow: SqlUnitOfWork) -> None:
        assert uow.messages.pending("demo", 50) == []


def test_attempts_and_the_last_error_are_kept(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b""))

    uow.messages.count_attempt([MessageKey("m")])
    uow.messages.count_attempt([MessageKey("m")])
    uow.messages.note_error(MessageKey("m"), "timeout: 10 s")

    stored = uow.messages.get(MessageKey("m"))
    assert (stored.attempts, stored.error, stored.disposition) == (2, "timeout: 10 s", Disposition.PENDING)


def test_an_attempt_that_was_none_is_taken_back(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b""))
    uow.messages.count_attempt([MessageKey("m")])

    uow.messages.uncount_attempt([MessageKey("m")])
    uow.messages.uncount_attempt([])

    assert uow.messages.get(MessageKey("m")).attempts == 0


def test_counting_attempts_of_nothing_does_nothing(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b""))

    uow.messages.count_attempt([])

    assert uow.messages.get(MessageKey("m")).attempts == 0


def test_an_end_is_kept_with_all_that_is_needed_to_answer_later(uow: SqlUnitOfWork, make) -> None:
    lead = make.stored_lead(uow, "DM-2026-00001")
    uow.messages.store((make.message("m"), b""))
    references = (lead.reference,)

    uow.messages.finish(
        MessageKey("m"), Disposition.ANSWERED, **ENDED | {"references": references, "correspondence": make.correspondence()}
    )

    stored = uow.messages.get(MessageKey("m"))
    assert (stored.disposition, stored.kind, stored.references) == (Disposition.ANSWERED, Kind.LEAD, references)
    assert (stored.sender, stored.correspondence) == ("anna@acme.example", make.correspondence())
    assert "m" not in [m.key for m in uow.messages.pending("demo", 50)]


def test_references_keep_their_order_and_lose_repeats(uow: SqlUnitOfWork, make) -> None:
    for reference in ("DM-2026-00001", "DM-2026-00002"):
        make.stored_lead(uow, reference)
    uow.messages.store((make.message("m"), b""))

    named = [Reference(f"DM-2026-0000{n}") for n in (2, 1, 2)]
    uow.messages.finish(MessageKey("m"), Disposition.SILENT, **ENDED | {"references": named})

    assert uow.messages.get(MessageKey("m")).references == ("DM-2026-00002", "DM-2026-00001")


def test_finishing_again_replaces_the_end(uow: SqlUnitOfWork, make) -> None:
    lead = make.stored_lead(uow, "DM-2026-00001")
    uow.messages.store((make.message("m"), b""))

    uow.messages.finish(MessageKey("m"), Disposition.SILENT, **ENDED | {"references": [lead.reference]})
    uow.messages.finish(MessageKey("m"), Disposition.WITH_STAFF, **ENDED | {"reason": "question"})

    stored = uow.messages.get(MessageKey("m"))
    assert (stored.disposition, stored.reason, stored.references) == (Disposition.WITH_STAFF, "question", ())


def test_an_end_names_only_leads_that_are_there(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b""))

    with pytest.raises(UnknownReference):
        uow.messages.finish(MessageKey("m"), Disposition.SILENT, **ENDED | {"references": [Reference("DM-2026-99999")]})


def test_a_message_that_waited_for_staff_is_answered_once_its_reply_goes_out(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b""))
    uow.messages.finish(MessageKey("m"), Disposition.WITH_STAFF, **ENDED | {"reason": "reply-held"})

    uow.messages.redispose(MessageKey("m"), Disposition.ANSWERED, "")

    stored = uow.messages.get(MessageKey("m"))
    assert (stored.disposition, stored.reason, stored.kind) == (Disposition.ANSWERED, "", Kind.LEAD)


def test_a_parked_message_can_be_tried_afresh(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b""))
    uow.messages.count_attempt([MessageKey("m")])
    uow.messages.finish(MessageKey("m"), Disposition.PARKED, **ENDED | {"kind": None, "reason": "timeout"})

    uow.messages.retry(MessageKey("m"))

    assert [(m.key, m.attempts) for m in uow.messages.pending("demo", 50)] == [("m", 0)]


def test_only_a_parked_message_can_be_tried_afresh(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b""))

    with pytest.raises(NotPossible, match="not parked"):
        uow.messages.retry(MessageKey("m"))


def test_an_unknown_message_is_said_to_be_unknown(uow: SqlUnitOfWork) -> None:
    nobody = MessageKey("nobody")
    for ask in (uow.messages.get, uow.messages.raw, uow.messages.retry):
        with pytest.raises(UnknownReference, match="nobody"):
            ask(nobody)
    with pytest.raises(UnknownReference):
        uow.messages.note_error(nobody, "")
    with pytest.raises(UnknownReference):
        uow.messages.redispose(nobody, Disposition.SILENT, "")
    with pytest.raises(UnknownReference):
        uow.messages.finish(nobody, Disposition.SILENT, **ENDED)
    assert uow.messages.sightings(nobody) == 0


def test_a_program_knows_the_mails_it_received_and_sent(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m", message_id="<in@x>"), b""))
    uow.outbox.put(make.entry(message_id="<out@x>"))

    known = {(p, id_): uow.messages.knows(p, id_) for p in ("demo", "other") for id_ in ("<in@x>", "<out@x>", "<none@x>")}

    assert [pair for pair, is_known in known.items() if is_known] == [("demo", "<in@x>"), ("demo", "<out@x>")]


def test_listings_can_be_kept_to_one_program(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("a"), b""))
    uow.messages.store((make.message("b", program="other"), b""))

    assert [m.key for m in uow.messages.all("other")] == ["b"]
    assert [m.key for m in uow.messages.all()] == ["a", "b"]


def test_received_bytes_can_never_be_changed(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b"what was said"))

    with pytest.raises(exc.IntegrityError, match="received bytes are never changed"):
        uow.connection.exec_driver_sql("UPDATE message_raw SET deflated = ''")


def test_a_mail_of_any_other_disposition_is_refused_by_the_database(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message("m"), b""))

    with pytest.raises(exc.IntegrityError, match="ck_message_disposition"):
        uow.connection.exec_driver_sql("UPDATE message SET disposition = 'lost'")


LARGE = b"Subject: x\r\n\r\n" + random.Random(1).randbytes(2 * LARGE_OCTETS) + b"a" * 5_000_000


@pytest.mark.failure("F90")
def test_a_large_mail_comes_back_octet_for_octet(uow: SqlUnitOfWork, make) -> None:
    small, large = make.message(key="small"), make.message(key="large", size=len(LARGE))
    assert uow.messages.store((small, b"small"), (large, Spooled([LARGE]))) == ["small", "large"]

    assert whole(uow.messages.raw(MessageKey("large"))) == LARGE
    assert {key: whole(raw) for key, raw in uow.messages.raws([MessageKey("small"), MessageKey("large")]).items()} == {
        "small": b"small",
        "large": LARGE,
    }


def test_a_large_mail_is_kept_as_any_other(uow: SqlUnitOfWork, make) -> None:
    """Its row is what a mail that is in memory as a whole would have."""
    one, other = make.message(key="one", size=len(LARGE)), make.message(key="other", size=len(LARGE))
    uow.messages.store((one, LARGE), (other, Spooled([LARGE])))
    assert whole(uow.messages.raw(MessageKey("one"))) == whole(uow.messages.raw(MessageKey("other"))) == LARGE


def test_a_large_mail_that_was_forgotten_has_no_octets(uow: SqlUnitOfWork, make) -> None:
    uow.messages.store((make.message(key="large", size=len(LARGE)), Spooled([LARGE])))
    uow.connection.exec_driver_sql(f"UPDATE message_raw SET deflated = {EMPTY}")
    assert uow.messages.raw(MessageKey("large")) == b""
