"""A process killed at any moment loses no mail, registers nothing twice and answers nobody twice."""

import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from support.hostile import ordinary_lead
from support.installation import COMMAND, Installation, Sink

NOW = "2026-11-16T10:00:00+01:00"
ROUNDS = 20
STEPS = 400
"""About as many as a cycle with three new mails has."""
KILLED = Path(__file__).parents[1] / "support" / "killed.py"


def kill_at(installation: Installation, step: int) -> bool:
    """Run a cycle and kill it at that step; False where it ended before."""
    command = [sys.executable, KILLED, str(step), "once"]
    done = subprocess.run(command, cwd=installation.folder, env=installation.environment(NOW), capture_output=True, check=False)
    assert done.returncode in (0, 1, -signal.SIGKILL), done.stderr
    return done.returncode == -signal.SIGKILL


def states(installation: Installation) -> Counter[str]:
    return Counter(row["state"] for row in installation.rows("outbox"))


def replies(installation: Installation, sent: list[str]) -> dict[str, int]:
    """How many replies each mail has had."""
    return {id_: len(installation.sink.answers_to(id_)) for id_ in sent}


def test_twenty_kills_at_random_moments(installation: Installation) -> None:
    steps = random.Random(20)
    sent = []
    kills = 0
    for round_ in range(ROUNDS):
        for number in range(3 * round_, 3 * round_ + 3):
            installation.drop(str(number), ordinary_lead(number))
            sent.append(f"<ordinary-{number}@hostile.example>")
        kills += kill_at(installation, steps.randrange(1, STEPS))

    installation.run("once", now=NOW, status=None)
    for row in installation.rows("parked"):  # three kills of the process at one mail look like the mail's fault
        installation.run("parked", "--retry", row["key"])
    installation.run("once", now=NOW, status=None)

    assert kills > ROUNDS // 2
    messages, leads, outbox = (installation.rows(name) for name in ("messages", "leads", "outbox"))
    assert sorted(row["message_id"] for row in messages) == sorted(sent)
    assert {row["disposition"] for row in messages} == {"answered"}
    assert len({lead["from_message"] for lead in leads}) == len(leads) == len(sent)
    ids = {row["key"]: row["message_id"] for row in messages}
    unknown = {ids[row["answers"]] for row in outbox if row["state"] == "unknown"}
    had = replies(installation, sent)
    assert {row["state"] for row in outbox} <= {"sent", "unknown"}
    assert {count for id_, count in had.items() if id_ not in unknown} == {1}
    assert {count for id_, count in had.items() if id_ in unknown} <= {0, 1}
    assert installation.rows("audit")[0]["adds_up"]
    installation.run("once", now=NOW, status=1 if unknown else 0)
    assert replies(installation, sent) == had


class _Killer(Sink):
    """Kills the sender of the n-th mail after the final dot, before it has heard that the mail was taken."""

    process: "subprocess.Popen[bytes] | None" = None
    left = 3

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        self.left -= 1
        if self.left == 0 and self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        return answer


def test_a_kill_after_the_final_dot_leaves_one_mail_unknown_which_is_never_sent_again(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    killer = _Killer()
    installation.sink = killer
    installation.server.handler = killer
    for number in range(5):
        installation.drop(str(number), ordinary_lead(number))
    with subprocess.Popen([COMMAND, "once"], cwd=tmp_path, env=installation.environment(NOW)) as process:
        killer.process = process
        assert process.wait(60) == -signal.SIGKILL

    installation.run("once", now=NOW, status=1)

    assert states(installation) == {"sent": 5, "unknown": 1}
    assert set(replies(installation, [f"<ordinary-{number}@hostile.example>" for number in range(5)]).values()) == {1}
    findings = {finding["code"]: finding["ids"] for finding in installation.rows("audit")[0]["findings"]}
    assert len(findings["mail-unknown"]) == 1
    installation.run("outbox", "--resolve", findings["mail-unknown"][0], "sent", now=NOW)
    installation.run("once", now=NOW)
    installation.stop()
