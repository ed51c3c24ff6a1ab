"""A process killed at any step or moment loses no mail, registers nothing twice and answers nobody twice (`make crash`: more of it)."""

import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from crash.exam import run
from crash.steps import NAMED
from support.dovecot import Dovecot
from support.hostile import ordinary_lead
from support.installation import COMMAND, Installation, Sink

NOW = "2026-11-16T10:00:00+01:00"


@pytest.mark.failure("F50")
@pytest.mark.parametrize(("kind", "seed"), [("imap, folder:Done", 20), ("maildir, keyword", 21)])
def test_a_kill_at_every_step_and_at_random_moments(tmp_path: Path, dovecot: Dovecot, kind: str, seed: int) -> None:
    done = run(seed, kind, tmp_path / "house", dovecot, chain=2)

    assert done.problems == []
    assert set(done.kills) >= set(NAMED)


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


@pytest.mark.failure("F50")
def test_a_kill_after_the_final_dot_leaves_one_mail_unknown_until_a_person_ends_it(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    killer = _Killer()
    installation.sink = installation.server.handler = killer
    leads = [f"<ordinary-{number}@hostile.example>" for number in range(5)]
    for number in range(len(leads)):
        installation.drop(str(number), ordinary_lead(number))
    with subprocess.Popen([COMMAND, "once"], cwd=tmp_path, env=installation.environment(NOW)) as process:
        killer.process = process
        assert process.wait(60) == -signal.SIGKILL

    installation.run("once", now=NOW, status=1)

    assert Counter(row["state"] for row in installation.rows("outbox")) == {"sent": 5, "unknown": 1}
    assert [len(installation.sink.answers_to(lead)) for lead in leads] == [1] * len(leads)
    findings = {finding["code"]: finding["ids"] for finding in installation.rows("audit")[0]["findings"]}
    assert len(findings["mail-unknown"]) == 1
    installation.run("outbox", "--resolve", findings["mail-unknown"][0], "sent", now=NOW)
    installation.run("once", now=NOW)
    installation.stop()
