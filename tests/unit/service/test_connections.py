"""A long outbox goes out over several connections, and no mail goes twice."""

from collections.abc import Sequence
from threading import Barrier, Lock

import pytest

from leadbot.model.errors import OutOfReach
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult, OutboxState, Purpose
from leadbot.model.stored import OutboxEntry
from leadbot.service.deliver import DeliveryReport, deliver_due
from support.office import Office, moment

MANY = 45


class Server:
    """Takes mails on so many connections, and refuses more."""

    def __init__(self, takes: int, *, first_wait_for_each_other: int = 1) -> None:
        self.takes = takes
        self.opened: list[Line] = []
        self.taken: list[bytes] = []
        self.lock = Lock()
        self.meeting = Barrier(first_wait_for_each_other, timeout=60)
        self.first = first_wait_for_each_other

    def open(self) -> "Line":
        self.opened.append(Line(self, allowed=len(self.opened) < self.takes))
        return self.opened[-1]


class Line:
    """One connection."""

    connections = 4

    def __init__(self, server: Server, *, allowed: bool) -> None:
        self.server, self.allowed, self.closed = server, allowed, False
        self.sent = 0

    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult:
        if not self.allowed:
            raise OutOfReach("too many connections")
        self.sent += 1
        with self.server.lock:
            self.server.taken.append(raw)
            early = len(self.server.taken) <= self.server.first
        if early:
            self.server.meeting.wait()
        return DeliveryResult(outcome=DeliveryOutcome.SENT, detail="ok")

    def close(self) -> None:
        self.closed = True


def fill(office: Office, count: int) -> None:
    """So many mails wait."""
    with office.registry.begin() as uow:
        for number in range(count):
            uow.outbox.put(
                OutboxEntry(
                    key=f"digest:{number}",
                    program=office.desk.program.id,
                    purpose=Purpose.DIGEST,
                    answers=None,
                    references=(),
                    sender="csp@promise.pl",
                    recipients=(f"anna{number}@promise.pl",),
                    subject="Leady",
                    message_id=f"<{number}@promise.pl>",
                    thread=f"<{number}@promise.pl>",
                    registers=False,
                    raw=b"Subject: %d\r\n\r\n" % number,
                    created_at=moment("2026-11-16 08:00"),
                    state=OutboxState.QUEUED,
                )
            )


def deliver(office: Office, server: Server) -> DeliveryReport:
    return deliver_due(office.registry, office.desk.program.id, server.open, office.now)


def test_many_mails_go_side_by_side_each_once(office: Office) -> None:
    fill(office, MANY)
    server = Server(takes=4, first_wait_for_each_other=4)

    assert deliver(office, server).sent == MANY
    assert len(set(server.taken)) == len(server.taken) == MANY
    assert len(server.opened) == 4
    assert all(line.closed for line in server.opened)


def test_what_is_open_serves_to_the_last_mail(office: Office) -> None:
    fill(office, 48)
    server = Server(takes=4)

    assert deliver(office, server).sent == 48
    assert [line.sent for line in server.opened] == [12] * 4


def test_few_mails_need_one_connection(office: Office) -> None:
    fill(office, 9)
    server = Server(takes=4)

    assert deliver(office, server).sent == 9
    assert len(server.opened) == 1


def test_a_server_that_takes_fewer_connections_gets_every_mail_over_those(office: Office) -> None:
    fill(office, MANY)
    server = Server(takes=2)

    report = deliver(office, server)

    assert (report.sent, report.put_off, report.failed) == (MANY, 0, 0)
    assert {(row.state, row.attempts) for row in office.outbox()} == {(OutboxState.SENT, 1)}


def test_without_any_connection_all_mails_wait_with_no_attempt_counted(office: Office) -> None:
    fill(office, MANY)

    with pytest.raises(OutOfReach, match="too many"):
        deliver(office, Server(takes=0))

    assert {(row.state, row.attempts) for row in office.outbox()} == {(OutboxState.QUEUED, 0)}


def test_a_mail_that_somebody_took_back_meanwhile_is_not_sent(office: Office) -> None:
    fill(office, 3)
    with office.registry.begin() as uow:
        ids = [row.id for row in uow.outbox.due(office.desk.program.id, office.now, 50)]
        uow.outbox.set_state(ids[1], OutboxState.CANCELLED, at=office.now)

        begun = uow.outbox.begin_sending(ids, office.now)

    assert [mail.id for mail in begun] == [ids[0], ids[2]]
    assert [row.state for row in office.outbox()] == [OutboxState.SENDING, OutboxState.CANCELLED, OutboxState.SENDING]
