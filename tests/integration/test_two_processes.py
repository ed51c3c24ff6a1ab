"""One process works at a time, and one that is ended by a signal leaves nothing behind but the rest of its work."""

import signal
import subprocess
from collections import Counter

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from support.hostile import ordinary_lead
from support.installation import COMMAND, Installation, Sink

NOW = "2026-11-16T10:00:00+01:00"
MANY = 40


class Signalling(Sink):
    """Sends the sender a signal as it takes the n-th mail."""

    process: "subprocess.Popen[bytes]"
    number = signal.SIGTERM
    left = 5

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.left -= 1
        if self.left == 0:
            self.process.send_signal(self.number)
        return await super().handle_DATA(server, session, envelope)


def signalled(installation: Installation, number: signal.Signals) -> int:
    """The service over many mails, sent a signal amid its answers; its exit status."""
    for mail in range(MANY):
        installation.drop(f"{mail:03}", ordinary_lead(mail))
    sink = installation.sink = installation.server.handler = Signalling()
    sink.number = number
    with subprocess.Popen([COMMAND, "run"], cwd=installation.folder, env=installation.environment(NOW)) as service:
        sink.process = service
        try:
            return service.wait(120)
        finally:
            service.kill()


@pytest.mark.failure("F57")
def test_a_service_told_to_stop_amid_its_mails_ends_between_two_of_them(installation: Installation) -> None:
    assert signalled(installation, signal.SIGTERM) == 0

    states = Counter(row["state"] for row in installation.rows("outbox"))
    assert states.keys() <= {"sent", "queued"}
    installation.run("once", now=NOW)
    assert [len(installation.sink.answers_to(f"<ordinary-{number}@hostile.example>")) for number in range(MANY)] == [1] * MANY
    assert {row["state"] for row in installation.rows("outbox")} == {"sent"}


@pytest.mark.failure("F54")
def test_the_lock_of_a_killed_service_is_free_at_once(installation: Installation) -> None:
    assert signalled(installation, signal.SIGKILL) == -signal.SIGKILL

    assert "another process" not in installation.run("once", now=NOW, status=1)

    assert {row["disposition"] for row in installation.rows("messages")} == {"answered"}
    assert {row["state"] for row in installation.rows("outbox")} == {"sent", "unknown"}
