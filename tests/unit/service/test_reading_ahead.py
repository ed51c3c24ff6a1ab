"""The next mails are read while the last ones are judged, each under what was asked when it is judged."""

from concurrent.futures import Future, wait
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event

import pytest

from leadbot.model.errors import OutOfReach
from leadbot.model.message import Disposition
from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.submission import Thread
from leadbot.reader import InProcessReader
from leadbot.service import process as processing
from leadbot.service import reading_ahead
from leadbot.service.process import process_pending
from leadbot.service.reading_ahead import ReadAhead, Waiting
from leadbot.service.receive import receive
from leadbot.testing import FakeMailbox
from support.hostile import ordinary_lead
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, mail, moment

NINE = "2026-11-16 09:00"


class Watched:
    """Reads, and keeps what it was asked."""

    def __init__(self, *, meeting: Barrier | None = None, fails_at: int | None = None) -> None:
        self.asked: list[Thread | None] = []
        self.meeting, self.fails_at = meeting, fails_at

    def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
        self.asked.append(thread)
        if len(self.asked) == self.fails_at:
            raise OutOfReach("no process to be had")
        if self.meeting is not None and len(self.asked) <= self.meeting.parties:
            self.meeting.wait()
        return InProcessReader(authserv_id="mx.promise.example", own_addresses=frozenset({"csp@promise.pl"})).read(raw, program, thread)


def store(office: Office, *raws: bytes) -> None:
    inbox = FakeMailbox()
    for number, raw in enumerate(raws):
        inbox.deliver(raw, moment(f"2026-11-16 08:{number:02}"))
    receive(inbox, office.registry, office.desk.program.id, moment(NINE))


def dispositions(office: Office) -> list[Disposition]:
    with office.registry.begin() as uow:
        return [message.disposition for message in uow.messages.all()]


def test_an_answer_in_the_same_batch_as_its_lead_is_read_by_what_the_lead_made_us_ask(office: Office) -> None:
    question = mail(form(CLIENT, ALFA, Liczba_PC=None), at=moment(NINE), message_id="<first@alfa.example>")
    answer = mail("Liczba PC: 30", at=moment(NINE), headers="In-Reply-To: <first@alfa.example>\n", message_id="<second@alfa.example>")
    store(office, question, answer)
    reader = Watched()

    process_pending(office.registry, office.desk, reader, moment(NINE))

    assert [thread and [lead.fields for lead in thread.leads] for thread in reader.asked] == [None, None, [("client.pc_count",)]]
    assert [lead.draft.get("client.pc_count") is not None for lead in office.leads()] == [True]


@pytest.mark.parametrize("per_batch", [1, 2, 50])
def test_every_mail_ends_once_however_many_make_a_batch(office: Office, monkeypatch: pytest.MonkeyPatch, per_batch: int) -> None:
    monkeypatch.setattr(processing, "BATCH", per_batch)
    store(office, *(ordinary_lead(number) for number in range(5)))
    reader = Watched()

    ended = process_pending(office.registry, office.desk, reader, moment(NINE))

    assert ended == {Disposition.ANSWERED: 5}
    assert len(reader.asked) == 5
    with office.registry.begin() as uow:
        assert {message.attempts for message in uow.messages.all()} == {1}


def test_a_batch_of_heavy_mails_is_cut_by_their_octets(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "BATCH_OCTETS", 1)
    store(office, *(ordinary_lead(number) for number in range(3)))

    assert process_pending(office.registry, office.desk, Watched(), moment(NINE)) == {Disposition.ANSWERED: 3}


def test_many_mails_are_read_side_by_side_and_end_in_their_order(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_ahead, "BEHIND", 0)
    store(office, *(ordinary_lead(number) for number in range(24)))

    process_pending(office.registry, office.desk, Watched(meeting=Barrier(2, timeout=60)), moment(NINE), read_at_once=2)

    assert [lead.draft.text("client.name") for lead in office.leads()] == [f"Zakład Numer {number} sp. z o.o." for number in range(24)]


def test_while_one_mail_is_read_for_long_the_others_of_its_batch_are_read_by_whoever_is_free(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ahead, "BEHIND", 0)
    store(office, *(ordinary_lead(number) for number in range(24)))
    others_read = Event()

    class Held(Watched):
        def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
            first = not self.asked
            reading = super().read(raw, program, thread)
            if first:
                assert others_read.wait(timeout=60)
            elif len(self.asked) == 24:
                others_read.set()
            return reading

    assert process_pending(office.registry, office.desk, Held(), moment(NINE), read_at_once=2) == {Disposition.ANSWERED: 24}


class Opening(Future[dict[int, Reading | Unreadable]]):
    """A part of a batch that nobody reads before it is asked for."""

    def __init__(self, part: Future[dict[int, Reading | Unreadable]], gate: Event) -> None:
        super().__init__()
        self.part, self.gate = part, gate

    def result(self, timeout: float | None = None) -> dict[int, Reading | Unreadable]:
        self.gate.set()
        return self.part.result(timeout)


def waiting(office: Office) -> list[Waiting]:
    with office.registry.begin() as uow:
        pending = uow.messages.pending(office.desk.program.id, 50)
        raws = uow.messages.raws([stored.key for stored in pending])
    return [Waiting(stored, raws[stored.key], None) for stored in pending]


def test_one_reads_as_long_as_reading_keeps_ahead_of_judging(office: Office) -> None:
    store(office, *(ordinary_lead(number) for number in range(24)))
    readers = []

    with ReadAhead(Watched(), office.desk.program, at_once=2) as ahead:
        for _ in range(4):
            batch = ahead.begin(waiting(office))
            wait(batch.parts)
            readers.append((len(batch.parts), len(ahead.readings(batch))))

    assert readers == [(1, 24)] * 4


def test_two_read_once_judging_has_waited_for_two_batches(office: Office) -> None:
    store(office, *(ordinary_lead(number) for number in range(24)))
    gate = Event()
    readers = []

    class Held(Watched):
        def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
            assert gate.wait(timeout=60)
            return super().read(raw, program, thread)

    with ReadAhead(Held(), office.desk.program, at_once=2) as ahead:
        for _ in range(4):
            gate.clear()
            batch = ahead.begin(waiting(office))
            held = replace(batch, parts=tuple(Opening(part, gate) for part in batch.parts))
            readers.append((len(batch.parts), len(ahead.readings(held))))

    assert readers == [(1, 24), (1, 24), (2, 24), (2, 24)]


def test_where_no_mail_can_be_read_no_attempt_is_counted_of_this_batch_or_the_next(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "BATCH", 2)
    store(office, *(ordinary_lead(number) for number in range(5)))

    with pytest.raises(OutOfReach, match="no process"):
        process_pending(office.registry, office.desk, Watched(fails_at=2), moment(NINE))

    with office.registry.begin() as uow:
        assert [(message.disposition, message.attempts) for message in uow.messages.all()] == [(Disposition.PENDING, 0)] * 5


def test_told_to_stop_it_ends_after_the_batch_and_counts_no_attempt_at_the_next(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "BATCH", 2)
    store(office, *(ordinary_lead(number) for number in range(5)))
    reader = Watched()

    process_pending(office.registry, office.desk, reader, moment(NINE), stopping=lambda: Disposition.ANSWERED in dispositions(office))

    with office.registry.begin() as uow:
        ended = [(message.disposition, message.attempts) for message in uow.messages.all()]
    assert ended == [(Disposition.ANSWERED, 1)] * 2 + [(Disposition.PENDING, 0)] * 3


def test_the_registry_can_be_written_while_mails_are_read(office: Office, tmp_path: Path) -> None:
    written = []

    class Writing(Watched):
        def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
            if not written:
                with other.registry.begin() as uow:
                    written.append(uow.outbox.all())
            return super().read(raw, program, thread)

    store(office, mail(form(CLIENT, BETA), at=moment(NINE), sender=EWA))
    other = Office(tmp_path)

    process_pending(office.registry, office.desk, Writing(), moment(NINE))

    other.close()
    assert written == [[]]
