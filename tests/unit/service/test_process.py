"""One bad mail never stops the rest, and machines are never answered."""

from pathlib import Path

import pytest

from leadbot.model.errors import OutOfReach
from leadbot.model.message import Disposition, Kind
from leadbot.model.octets import whole
from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.submission import Thread
from leadbot.reader import MAXIMUM_OCTETS, InProcessReader
from support.hostile import CLASSES
from support.office import ALFA, CLIENT, Office, form, mail, moment


class Stumbling:
    """Fails on mails that hold a word, as often as it is told."""

    def __init__(self, word: bytes, times: int) -> None:
        self.word, self.left, self.tried = word, times, 0

    def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
        if self.word in raw:
            self.tried += 1
            if self.left:
                self.left -= 1
                return Unreadable(code="reader-failed", detail="it fell", final=False)
        return InProcessReader().read(raw, program, thread)


@pytest.mark.failure("F55")
def test_the_third_failed_attempt_parks_the_message_and_the_others_go_on(tmp_path: Path) -> None:
    office = Office(tmp_path, reader=Stumbling(b"Kowal", times=99))
    bad = mail("Kowal", at=moment("2026-11-16 09:00"))
    good = mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:01"))
    office.store_only(bad, at="2026-11-16 09:00")
    office.store_only(good, at="2026-11-16 09:01")

    office.process(at="2026-11-16 09:05")

    assert office.reader.tried == 3  # type: ignore[attr-defined]
    assert office.message(bad).disposition is Disposition.PARKED
    assert "it fell" in office.message(bad).error
    assert office.message(good).disposition is Disposition.ANSWERED
    office.close()


def test_a_second_attempt_that_succeeds_is_an_ordinary_end(tmp_path: Path) -> None:
    office = Office(tmp_path, reader=Stumbling(b"Browar", times=1))

    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert message.disposition is Disposition.ANSWERED
    assert len(office.leads()) == 1
    office.close()


@pytest.mark.failure("F56")
def test_a_parked_message_is_processed_once_after_the_repair(tmp_path: Path) -> None:
    office = Office(tmp_path, reader=Stumbling(b"Browar", times=3))
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    assert message.disposition is Disposition.PARKED

    with office.registry.begin() as uow:
        uow.messages.retry(message.key)
    office.process(at="2026-11-16 10:00")
    office.process(at="2026-11-16 11:00")

    assert office.dispositions() == [Disposition.ANSWERED]
    assert len(office.outbox()) == 1
    assert office.leads()[0].received_at == moment("2026-11-16 09:00")
    office.close()


def test_a_mail_of_thirty_megabytes_is_parked_with_its_size(office: Office) -> None:
    raw = mail("x" * 70 + "\n" + "A" * (MAXIMUM_OCTETS + 5), at=moment("2026-11-16 09:00"))

    message = office.take_raw(raw, at="2026-11-16 09:00")

    assert (message.disposition, message.reason) == (Disposition.PARKED, "too-large")
    with office.registry.begin() as uow:
        assert whole(uow.messages.raw(message.key)) == raw


@pytest.mark.failure("F34")
def test_an_out_of_office_reply_is_silent(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers="Auto-Submitted: auto-replied\n")

    assert (message.kind, message.disposition) == (Kind.AUTOMATIC, Disposition.SILENT)
    assert office.leads() == []


@pytest.mark.failure("F38")
def test_our_own_mail_come_back_is_silent(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender="csp@promise.pl")

    assert message.disposition is Disposition.SILENT


@pytest.mark.failure("F33")
def test_an_empty_mail_is_not_answered_with_a_verdict(office: Office) -> None:
    message = office.take("", at="2026-11-16 09:00", subject="")

    assert office.leads() == []
    assert message.disposition in {Disposition.SILENT, Disposition.WITH_STAFF}


def test_a_mail_without_one_clear_sender_goes_to_staff(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender="a@alfa.example, b@beta.example")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "sender-unclear")


def test_a_question_goes_to_staff(office: Office) -> None:
    message = office.take(
        "Dzień dobry, czy za leada z 260 licencjami w modelu miesięcznym przysługuje nam 5% czy 2%?", at="2026-11-16 09:00"
    )

    assert (message.kind, message.disposition) == (Kind.QUESTION, Disposition.WITH_STAFF)


def test_a_header_in_the_subject_stays_a_word_of_the_subject(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", subject="=?utf-8?Q?Lead=0D=0ABcc:_evil@elsewhere.example?=")
    office.deliver()

    raw, recipients = office.transport.sent[0].raw, office.transport.sent[0].recipients
    assert message.disposition is Disposition.ANSWERED
    assert list(recipients) == ["jan.nowak@alfa.example"]
    assert b"\nBcc:" not in raw


def test_a_registry_that_can_not_be_written_loses_nothing(office: Office) -> None:
    raw = mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00"))
    office.store_only(raw, at="2026-11-16 09:00")

    class Broken:
        def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
            raise OutOfReach("disk full")

    office.reader, working = Broken(), office.reader
    with pytest.raises(OutOfReach):
        office.process(at="2026-11-16 09:05")
    office.reader = working
    office.process(at="2026-11-16 09:10")

    assert office.message(raw).disposition is Disposition.ANSWERED


@pytest.mark.failure("F55")
def test_a_mail_at_which_the_whole_process_dies_is_read_three_times_and_no_more(office: Office) -> None:
    deadly = mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00"))
    office.store_only(deadly, at="2026-11-16 09:00")

    class Killed(BaseException):
        pass

    class Deadly:
        def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
            raise Killed

    office.reader, sound = Deadly(), office.reader
    for minute in range(3):
        with pytest.raises(Killed):
            office.process(at=f"2026-11-16 09:1{minute}")
    office.reader = sound
    office.process(at="2026-11-16 09:20")

    assert (office.message(deadly).disposition, office.message(deadly).reason) == (Disposition.PARKED, "reader-died")


@pytest.mark.failure("F55")
def test_a_message_in_whose_attempts_the_process_died_three_times_is_parked(tmp_path: Path) -> None:
    office = Office(tmp_path)
    deadly = mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00"))
    office.store_only(deadly, at="2026-11-16 09:00")
    with office.registry.begin() as uow:
        key = uow.messages.all()[0].key
        for _ in range(3):
            uow.messages.count_attempt([key])

    office.process(at="2026-11-16 09:05")

    assert (office.message(deadly).disposition, office.message(deadly).reason) == (Disposition.PARKED, "reader-died")
    with office.registry.begin() as uow:
        uow.messages.retry(key)
    office.process(at="2026-11-16 09:10")
    assert office.message(deadly).disposition is Disposition.ANSWERED
    office.close()


@pytest.mark.failure("F32")
@pytest.mark.parametrize("name", ["tnef", "encrypted"])
def test_a_mail_that_can_not_be_read_goes_to_staff(tmp_path: Path, name: str) -> None:
    office = Office(tmp_path)

    message = office.take_raw(CLASSES[name](name), at="2026-11-16 09:00")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "not-read")
    office.close()
