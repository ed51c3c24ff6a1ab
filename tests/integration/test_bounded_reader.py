"""Whatever a mail does to the process that reads it, it ends alone: the next mail is read."""

import os
import random
import select
import signal
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leadbot.app import App
from leadbot.mailbox import MaildirMailbox
from leadbot.model.message import Disposition
from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.reader import ChildProcess, InProcessReader, Limits, Reader
from leadbot.registry import open_registry
from leadbot.service.receive import receive
from support.files import mail_with, pdf
from support.office import ALFA, CLIENT, PROGRAM, Office, form, mail, moment
from support.tempted import Tempted, Verbose

LIMITS = Limits(cpu_seconds=1.0, memory_octets=128 * 1024 * 1024, wall_seconds=4.0)
AT = "2026-11-16 09:00"
CODES = {
    "burn": "reader-timeout",
    "burn_in_a_library": "reader-timeout",
    "hang": "reader-timeout",
    "eat": "reader-memory",
    "kill": "reader-died",
    "crash": "reader-died",
    "leave": "reader-died",
    "fall": "reader-failed",
}
"""What becomes of a mail with that subject."""


def lead(subject: str = "Zgłoszenie leada") -> bytes:
    return mail(form(CLIENT, ALFA), at=moment(AT), subject=subject, message_id=f"<{len(subject)}-{subject[:5].strip()}@partner.example>")


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader(Tempted(), LIMITS) as reader:
        yield reader


def who(reader: Reader, program: Program = PROGRAM) -> list[str]:
    """The process that reads, the program's place in its memory, and the program's id."""
    told = reader.read(lead("who"), program, None)
    assert isinstance(told, Unreadable)
    return told.detail.split()


@pytest.mark.failure("F81")
@pytest.mark.parametrize("deed", CODES)
def test_the_mail_that_is_too_much_is_named_and_the_next_is_read(reader: Reader, deed: str) -> None:
    bad = reader.read(lead(deed), PROGRAM, None)

    assert isinstance(bad, Unreadable)
    assert (bad.code, bad.final) == (CODES[deed], False)
    assert reader.read(lead(), PROGRAM, None) == InProcessReader().read(lead(), PROGRAM, None)


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("burn", "more than 1 s of CPU time"),
        ("kill", "the reading process ended by SIGKILL"),
        ("leave", "the reading process ended with status 3"),
    ],
)
def test_staff_hear_how_the_process_ended(deed: str, words: str) -> None:
    with Reader(Tempted(), replace(LIMITS, wall_seconds=60.0)) as reader:
        bad = reader.read(lead(deed), PROGRAM, None)

    assert isinstance(bad, Unreadable)
    assert bad.detail == words


def test_one_process_reads_mail_after_mail_and_is_given_the_program_once(reader: Reader) -> None:
    first = who(reader)

    assert who(reader) == first
    assert who(reader, replace(PROGRAM, id="another"))[2] == "another"
    assert who(reader, replace(PROGRAM, id="another"))[0] == first[0]


def test_a_process_that_grew_for_good_is_replaced() -> None:
    with Reader(Tempted()) as reader:
        before = who(reader)[0]
        grown = reader.read(lead("keep"), PROGRAM, None)

        assert isinstance(grown, Reading)
        assert who(reader)[0] != before


def test_a_process_that_went_between_two_mails_is_no_fault_of_the_next(reader: Reader) -> None:
    process = int(who(reader)[0])
    os.kill(process, signal.SIGKILL)
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)

    assert isinstance(reader.read(lead(), PROGRAM, None), Reading)


def test_the_signals_of_a_terminal_are_left_to_the_parent(reader: Reader) -> None:
    process = who(reader)[0]
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(int(process), number)

    assert who(reader)[0] == process


def test_the_process_outlives_the_thread_that_started_it(reader: Reader) -> None:
    told: list[str] = []
    thread = threading.Thread(target=lambda: told.extend(who(reader)))
    thread.start()
    thread.join()

    assert who(reader) == told


def test_threads_that_share_a_reader_get_their_own_answers(reader: Reader) -> None:
    mails = [lead(f"Lead {number}") for number in range(8)]
    told: dict[bytes, Reading | Unreadable] = {}
    threads = [threading.Thread(target=lambda raw=raw: told.update({raw: reader.read(raw, PROGRAM, None)})) for raw in mails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == {raw: InProcessReader().read(raw, PROGRAM, None) for raw in mails}


def test_a_reader_that_was_interrupted_reads_the_next_mail(reader: Reader) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    who(reader)
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    with pytest.raises(KeyboardInterrupt):
        reader.read(lead("hang"), PROGRAM, None)
    signal.signal(signal.SIGALRM, before)

    assert isinstance(reader.read(lead(), PROGRAM, None), Reading)


def test_a_closed_reader_leaves_no_process_behind(reader: Reader) -> None:
    process = int(who(reader)[0])

    reader.close()
    reader.close()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_process_ends_with_its_parent_even_in_the_midst_of_a_mail(tmp_path: Path, number: signal.Signals) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    program = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from leadbot.reader import Reader\nfrom support.office import PROGRAM\nfrom support.tempted import Whispering\n"
        f"Reader(Whispering({str(fifo)!r})).read(b'', PROGRAM, None)"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as parent, fifo.open("rb", buffering=0) as pipe:
        assert int(pipe.read(20)) != parent.pid

        parent.send_signal(number)

        assert select.select([pipe], [], [], 5)[0], "the reading process lives on"
        assert pipe.read(1) == b""


def test_staff_hear_that_there_was_no_answer_in_time() -> None:
    with Reader(Tempted(), Limits(wall_seconds=0.5)) as reader:
        bad = reader.read(lead("hang"), PROGRAM, None)

    assert isinstance(bad, Unreadable)
    assert bad.detail == "no answer in 0.5 s"


def test_an_answer_without_end_is_not_handed_on() -> None:
    with Reader(Verbose()) as reader:
        answer = reader.read(lead(), PROGRAM, None)

    assert isinstance(answer, Unreadable)
    assert answer.code == "reader-memory"


@pytest.mark.failure("F81")
@pytest.mark.parametrize(
    "line", ["Prosimy o ofertę na 25 szt. licencji, pozdrawiam\r\n".encode(), b"<p>a<b>c</b></p>\r\n", b"> " * 35 + b"x\r\n"]
)
def test_a_mail_of_twenty_five_megabytes_has_memory_enough(line: bytes) -> None:
    head, _, _ = lead().partition(b"\n\n")
    raw = head.replace(b"text/plain", b"text/html" if line.startswith(b"<") else b"text/plain") + b"\n\n"
    with Reader(limits=Limits(cpu_seconds=60.0, wall_seconds=300.0)) as reader:
        reading = reader.read(raw + line * ((25 * 1024 * 1024 - len(raw)) // len(line)), PROGRAM, None)

    assert isinstance(reading, Reading)


@pytest.mark.failure("F81")
def test_a_large_mail_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    raw = lead() + b"\n" + random.Random(1).randbytes(500_000) * 40
    for part in ("new", "cur", "tmp"):
        (tmp_path / "inbox" / part).mkdir(parents=True)
    (tmp_path / "inbox" / "new" / "1.host").write_bytes(raw)
    with closing(open_registry(f"sqlite:///{tmp_path}/leadbot.db")) as registry, Reader() as reader:
        reader.read(lead(), PROGRAM, None)
        tracemalloc.start()
        (key,) = receive(MaildirMailbox(tmp_path / "inbox"), registry, PROGRAM.id, moment("2026-11-16 12:00")).stored
        with registry.begin() as uow:
            kept = uow.messages.raw(key)
        reader.read(kept, PROGRAM, None)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert len(kept) == len(raw)
    assert most < 5_000_000


@pytest.mark.failure("F55")
@pytest.mark.parametrize("deed", ["burn", "eat", "kill"])
def test_three_failed_attempts_park_the_mail_and_the_others_are_answered(tmp_path: Path, reader: Reader, deed: str) -> None:
    office = Office(tmp_path, reader=reader)
    bad, good = lead(deed), lead()
    office.store_only(bad, at=AT)
    office.store_only(good, at="2026-11-16 09:01")

    office.process(at="2026-11-16 09:05")

    parked = office.message(bad)
    assert (parked.disposition, parked.reason, parked.attempts) == (Disposition.PARKED, CODES[deed], 3)
    assert office.message(good).disposition is Disposition.ANSWERED
    office.close()


CONFIGURATION = """\
database: sqlite:///leadbot.db
programs:
  - program: promise-generuj-leady
    address: csp@promise.pl
    inbox: maildir:inbox
    outgoing: maildir:sent
    staff: [anna@promise.pl]
"""
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "inbox" / name).mkdir(parents=True)
    (tmp_path / "leadbot.yaml").write_text(CONFIGURATION, "utf-8")
    app = App(str(tmp_path / "leadbot.yaml"), {})
    yield app
    app.close()
    app.registry.close()


def refuse(*_: object, **__: object) -> None:
    raise BlockingIOError(11, "Resource temporarily unavailable")


def test_an_empty_mailbox_starts_no_process(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", refuse)

    (cycle,) = app.once(NOW)

    assert cycle.out_of_reach == ()


def test_mail_waits_where_no_process_can_be_started(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    (app.base / "inbox" / "new" / "1").write_bytes(lead())
    with monkeypatch.context() as patched:
        patched.setattr("subprocess.Popen", refuse)
        cycles = [app.once(NOW)[0] for _ in range(4)]

    assert all("reading process" in cycle.out_of_reach[0] for cycle in cycles)
    with app.registry.begin() as uow:
        assert [message.attempts for message in uow.messages.all()] == [0]
    assert app.once(NOW)[0].ended == {Disposition.ANSWERED: 1}


def test_a_process_that_was_started_ahead_reads_the_mails(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    (app.base / "inbox" / "new" / "1").write_bytes(lead())
    reading = ChildProcess()
    monkeypatch.setattr("subprocess.Popen", refuse)

    with closing(App(str(app.path), {}, reading)) as ahead:
        assert ahead.once(NOW)[0].ended == {Disposition.ANSWERED: 1}

    assert not reading.alive
    ahead.registry.close()


def test_a_process_that_was_started_ahead_and_died_is_replaced(app: App) -> None:
    (app.base / "inbox" / "new" / "1").write_bytes(lead())
    reading = ChildProcess()
    reading.end(patience=0)

    with closing(App(str(app.path), {}, reading)) as ahead:
        assert ahead.once(NOW)[0].ended == {Disposition.ANSWERED: 1}

    ahead.registry.close()


def test_files_that_are_too_much_keep_the_rest_of_the_mail_from_nobody() -> None:
    page = [(50.0, 700.0 - 0.01 * line, "Klient Bolt S.A.") for line in range(3_000)]
    files = [(f"{number}.pdf", pdf([(50.0, 750.0, str(number)), *page], page, page)) for number in range(3)]
    raw = mail_with(form(CLIENT, ALFA), *files)

    with Reader(InProcessReader(), replace(LIMITS, cpu_seconds=0.8, wall_seconds=30.0)) as reader:
        reading = reader.read(raw, PROGRAM, None)

    assert isinstance(reading, Reading)
    assert [d.code for d in reading.submission.unread()] == ["attachment-costly"] * 3
    assert reading.submission.leads == InProcessReader(files=False).read(raw, PROGRAM, None).submission.leads != ()
