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


def started(installation: Installation, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [COMMAND, *words],
        cwd=installation.folder,
        env=installation.environment(NOW),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Its exit status, and what it complained of."""
    with process:
        _, complaint = process.communicate(timeout=300)
    return process.returncode, complaint


def answers(installation: Installation) -> list[int]:
    return [len(installation.sink.answers_to(f"<ordinary-{number}@hostile.example>")) for number in range(MANY)]


@pytest.mark.failure("F54")
def test_two_cycles_at_the_same_moment_answer_each_mail_once(installation: Installation) -> None:
    for number in range(MANY):
        installation.drop(f"{number:03}", ordinary_lead(number))

    both = [started(installation, "once"), started(installation, "once")]

    assert [ended(process) for process in both] == [(0, ""), (0, "")]
    assert answers(installation) == [1] * MANY
    assert len(installation.rows("leads")) == MANY


@pytest.mark.failure("F91")
def test_staff_decide_import_and_back_up_while_the_service_works(installation: Installation) -> None:
    installation.drop("000", ordinary_lead(0))
    installation.run("once", now=NOW)
    for number in range(1, MANY):
        installation.drop(f"{number:03}", ordinary_lead(number))
    (installation.folder / "list.csv").write_text("tax_id;name\n6423171456;Browar Sp. z o.o.\n", "utf-8")

    service = started(installation, "run")
    beside = [
        started(installation, "decide", "GL-2026-00001", "approve"),
        started(installation, "import", "--program", "promise-generuj-leady", "existing-clients", "list.csv"),
        started(installation, "backup", "copy.db"),
        started(installation, "leads", "--json"),
    ]
    told = [ended(process) for process in beside]
    while 0 in answers(installation) and service.poll() is None:
        installation.sink.arrived.wait(1)
        installation.sink.arrived.clear()
    service.send_signal(signal.SIGTERM)

    assert told == [(0, "")] * len(beside)
    assert ended(service)[0] == 0
    assert answers(installation)[1:] == [1] * (MANY - 1)
    assert [row["state"] for row in installation.rows("leads")].count("confirmed") == 1
    assert installation.rows("audit")[0]["findings"] == []
    assert (installation.folder / "copy.db").is_file()
