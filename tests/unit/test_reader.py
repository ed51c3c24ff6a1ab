"""The door that every mail passes: what it gives back, and that nothing of it is lost between two processes."""

import pickle
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadbot.model.errors import OutOfReach
from leadbot.model.reading import Reading, Unreadable
from leadbot.reader import MAXIMUM_OCTETS, InProcessReader, Reader
from leadbot.reader.frames import receive, send
from support.office import ALFA, CLIENT, PROGRAM, form, mail, moment

CORPUS = Path(__file__).parents[1] / "mails"
MAIL = mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00"))


@pytest.mark.parametrize("folder", sorted(path.name for path in CORPUS.iterdir() if path.is_dir()))
def test_every_reading_of_the_corpus_is_the_same_after_pickling(folder: str) -> None:
    for path in sorted((CORPUS / folder).glob("*.eml")):
        reading = InProcessReader().read(path.read_bytes(), PROGRAM, None)

        assert isinstance(reading, Reading)
        assert pickle.loads(pickle.dumps(reading, pickle.HIGHEST_PROTOCOL)) == reading


def test_the_program_is_the_same_after_pickling() -> None:
    assert pickle.loads(pickle.dumps(PROGRAM)) == PROGRAM


@settings(max_examples=50)
@given(st.binary(max_size=2000))
def test_the_reader_in_this_process_never_raises(raw: bytes) -> None:
    assert isinstance(InProcessReader().read(raw, PROGRAM, None), Reading | Unreadable)


def test_an_error_while_reading_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> None:
        raise ValueError("no such month")

    monkeypatch.setattr("leadbot.reading.read", fall)

    unreadable = InProcessReader().read(MAIL, PROGRAM, None)

    assert isinstance(unreadable, Unreadable)
    assert (unreadable.code, unreadable.final) == ("reader-failed", False)
    assert unreadable.detail.startswith("ValueError: no such month (fall:")


def test_too_little_memory_is_never_half_a_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("leadbot.mime.parsing._read", fall)

    unreadable = InProcessReader().read(MAIL, PROGRAM, None)

    assert isinstance(unreadable, Unreadable)
    assert unreadable.code == "reader-memory"


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("subprocess.Popen", refuse)


@pytest.mark.usefixtures("no_processes")
def test_a_mail_too_large_needs_no_process() -> None:
    with Reader() as reader:
        unreadable = reader.read(b"x" * (MAXIMUM_OCTETS + 1), PROGRAM, None)

    assert isinstance(unreadable, Unreadable)
    assert (unreadable.code, unreadable.final) == ("too-large", True)


@pytest.mark.usefixtures("no_processes")
def test_a_system_without_processes_is_out_of_reach_and_no_fault_of_the_mail() -> None:
    with Reader() as reader, pytest.raises(OutOfReach, match="temporarily unavailable"):
        reader.read(MAIL, PROGRAM, None)


def test_a_process_that_ends_before_it_is_ready_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadbot.reader.process.START", "raise SystemExit(7)")

    with Reader() as reader, pytest.raises(OutOfReach, match="ended with status 7"):
        reader.read(MAIL, PROGRAM, None)


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_frames_arrive_as_they_were_sent(payloads: list[bytes]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for payload in payloads:
            send(ours, payload)

        assert [receive(theirs) for _ in payloads] == payloads


def test_half_a_frame_is_the_end_of_the_channel() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        with ours:
            ours.sendall(b"\0\0\0\0\0\0\0\5abc")

        with pytest.raises(EOFError):
            receive(theirs)


def test_a_frame_that_does_not_come_is_waited_for_until_the_deadline() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(TimeoutError):
        receive(theirs, deadline=0.0)
