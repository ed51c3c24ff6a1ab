"""What the operator was told, and how the work stands, outlive a process and a full disk; alarms take whatever way is open."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from leadbot import watch as room
from leadbot.model.alarms import TROUBLES, Alarm, Trouble
from leadbot.model.errors import OutOfReach
from leadbot.model.message import Address
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult, OutgoingMail
from leadbot.testing import FakeTransport
from leadbot.watch import BOOK, HEALTH, Watch
from leadbot.writing import compose_alarm, text_part
from support.office import TEMPLATES, moment

NOW = moment("2026-11-16 10:00")
DISK = Trouble(code="disk-low", detail="12 MB are free.")
PARKED = Trouble(code="parked", program="generuj", ids=("0123abcd",))


def compose(alarm: Alarm) -> OutgoingMail:
    sender, to = Address(name="leadbot", email="csp@promise.pl"), Address(name="", email="ops@promise.pl")
    return compose_alarm(alarm, TEMPLATES, sender=sender, to=to, now=NOW)


class NoNullSender(FakeTransport):
    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult:
        if not sender:
            return DeliveryResult(outcome=DeliveryOutcome.PERMANENT, detail="no empty sender here")
        return super().send(raw, sender, recipients)


def test_a_new_process_knows_what_was_told(tmp_path: Path) -> None:
    way = FakeTransport()

    for minute in range(3):
        Watch(tmp_path).alarm([DISK], NOW + timedelta(minutes=minute), compose, [lambda: way])

    assert len(way.sent) == 1


def test_the_second_way_is_taken_where_the_first_is_closed(tmp_path: Path) -> None:
    closed, way = FakeTransport(), FakeTransport()
    closed.answers = [OutOfReach("down")]

    assert Watch(tmp_path).alarm([DISK], NOW, compose, [lambda: closed, lambda: way]) == 1
    assert [sent.recipients for sent in way.sent] == [("ops@promise.pl",)]


def test_where_no_way_is_open_it_is_told_at_the_next_look(tmp_path: Path) -> None:
    way = FakeTransport()
    way.answers = [OutOfReach("down")]
    watch = Watch(tmp_path)

    assert watch.alarm([DISK], NOW, compose, [lambda: way]) == 0
    assert watch.alarm([DISK], NOW + timedelta(minutes=1), compose, [lambda: way]) == 1


@pytest.mark.failure("F42")
def test_what_comes_of_an_alarm_comes_back_to_nobody(tmp_path: Path) -> None:
    way, strict = FakeTransport(), NoNullSender()

    Watch(tmp_path).alarm([DISK], NOW, compose, [lambda: way])
    (tmp_path / BOOK).unlink()
    Watch(tmp_path).alarm([DISK], NOW, compose, [lambda: strict])

    assert way.sent[0].sender == ""
    assert b"Auto-Submitted: auto-generated" in way.sent[0].raw
    assert strict.sent[0].sender == "csp@promise.pl"


def test_a_full_disk_makes_no_storm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    way = FakeTransport()
    Watch(tmp_path).alarm([PARKED], NOW, compose, [lambda: way])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room, "_replace", full)
    for minute in range(1, 4):
        Watch(tmp_path).alarm([PARKED, DISK], NOW + timedelta(minutes=minute), compose, [lambda: way])

    assert len(way.sent) == 2


def test_a_damaged_book_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / BOOK).write_text('[{"code": "of-a-newer-leadbot"', "utf-8")

    assert Watch(tmp_path).alarm([DISK], NOW, compose, [FakeTransport]) == 1


def test_the_mail_says_what_since_when_and_what_to_do() -> None:
    raw = room.to_bytes(compose(Alarm(trouble=PARKED, since=NOW)))
    text = text_part(raw)

    assert b"Subject: leadbot alarm: generuj: mails could not be handled" in raw
    for words in ("0123abcd", "2026-11-16 10:00", "leadbot parked --retry KEY", "once a day"):
        assert words in " ".join(text.split())


def test_the_last_mail_says_that_it_is_over() -> None:
    raw = room.to_bytes(compose(Alarm(trouble=PARKED, since=NOW, over=True)))

    assert b"Subject: leadbot over: generuj" in raw
    assert "This is over" in text_part(raw)


def test_every_alarm_is_a_mail_of_few_lines() -> None:
    for code in TROUBLES:
        text = text_part(room.to_bytes(compose(Alarm(trouble=Trouble(code=code, program="p", ids=tuple(map(str, range(50)))), since=NOW))))
        assert "and 30 more" in text
        assert len(text.splitlines()) < 60


def test_health_keeps_the_last_good_cycle(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    assert watch.health() is None

    watch.note([], NOW, good=True)
    watch.note([PARKED], NOW + timedelta(minutes=1), good=False)

    health = watch.health()
    assert health is not None
    assert (health.good_at, health.cycle_at) == (NOW, NOW + timedelta(minutes=1))
    assert [trouble.code for trouble in health.troubles] == ["parked"]


def test_a_damaged_health_file_is_none(tmp_path: Path) -> None:
    (tmp_path / HEALTH).write_bytes(b"\xff{}")

    assert Watch(tmp_path).health() is None
