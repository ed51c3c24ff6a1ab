"""One run of the exam: a mailbox whose installation is killed again and again, and what is wrong afterwards."""

import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crash.houses import House, house
from crash.steps import BEFORE_SENDING, NAMED, SENDING, Step
from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.registry import SqlUnitOfWork, audit, open_registry
from leadbot.transport import SmtpTransport
from support.dovecot import Dovecot
from support.hostile import ordinary_lead

KILLED = Path(__file__).with_name("killed.py")
NOW = "2026-11-16T12:00:00+01:00"
FEW, MANY = 3, 35
"""Mails of a round; many need every connection to the SMTP server."""
MOMENTS = 500
"""About as many moments as a cycle with few mails has."""
STRETCH, CHAIN = 3, 4
"""Kills at named steps, and at random moments, with no cycle in between that ends."""


@dataclass
class Run:
    """What one run did."""

    seed: int
    kind: str
    mails: int = 0
    kills: Counter[Step] = field(default_factory=Counter)
    survived: int = 0
    """Cycles that ended before their moment came."""
    unknown: int = 0
    """Replies and digests that were on their way at a kill."""
    arrived: int = 0
    """Those of them that the server has got."""
    most_unknown: int = 0
    """After one kill."""
    problems: list[str] = field(default_factory=list)
    """What should not be."""


def run(seed: int, kind: str, folder: Path, dovecot: Dovecot, *, chain: int = CHAIN) -> Run:
    """Every step once, in an order and after a number of times of the seed's; then `chain` kills at random moments.

    Each cycle begins with what the killed one before it has left; every third may end, and then comes a look at everything.
    """
    dice = random.Random(seed)
    done = Run(seed, kind)
    with house(kind, folder, dovecot, pipelining=dice.random() < 0.5) as built:
        exam = _Exam(built, done, dice)
        order = dice.sample(NAMED, len(NAMED))
        for start in range(0, len(order), STRETCH):
            exam.stretch(order[start : start + STRETCH])
        if chain:
            exam.stretch([Step.ANY] * chain)
        exam.finish()
    return done


class _Exam:
    def __init__(self, built: House, done: Run, dice: random.Random) -> None:
        self._house = built
        self._run = done
        self._dice = dice
        self._on_their_way: set[int] = set()
        """Ids of all mails that were left in `sending` by any kill."""

    def stretch(self, steps: Sequence[Step]) -> None:
        """New mails and a kill for each of these steps, then a cycle that ends."""
        for step in steps:
            many = step in SENDING and self._dice.random() < 0.4
            self._deliver(MANY if many else FEW)
            self._kill(step, self._times(step, many=many))
        self._cycle()
        self._look(", ".join(steps))

    def _times(self, step: Step, *, many: bool) -> int:
        """How often the process comes to that step before it is killed."""
        if step is Step.ANY:
            return self._dice.randrange(1, MOMENTS)
        if step not in SENDING:
            return 1
        # Over several connections what happens to several mails is committed at once.
        return self._dice.randrange(1, MANY // SmtpTransport.connections if many else FEW + 1)

    def finish(self) -> None:
        """A last cycle changes nothing, and the command `audit` finds nothing but mails of unknown fate."""
        before = len(self._house.installation.sink.mails)
        self._cycle()
        if len(self._house.installation.sink.mails) != before:
            self._wrong("at the end", "a cycle with nothing new sent mail")
        report = self._house.installation.rows("audit")[0]
        codes = {finding["code"] for finding in report["findings"] if finding["broken"]}
        if not report["adds_up"] or codes - {"mail-unknown"}:
            self._wrong("at the end", f"leadbot audit: {report}")

    def _deliver(self, count: int) -> None:
        for number in range(self._run.mails, self._run.mails + count):
            self._house.deliver(number, ordinary_lead(number))
        self._run.mails += count

    def _kill(self, step: Step, times: int) -> None:
        """A cycle that is killed there, or ends before it comes there so often."""
        installation = self._house.installation
        command = [sys.executable, KILLED, step, str(times), "once"]
        ended = subprocess.run(command, cwd=installation.folder, env=installation.environment(NOW), capture_output=True, check=False)
        died = ended.returncode == -signal.SIGKILL
        if died:
            self._run.kills[step] += 1
        elif step is Step.ANY and ended.returncode in (0, 1):
            self._run.survived += 1
        else:
            self._wrong(f"{step} ({times})", f"exit {ended.returncode}, not killed: {ended.stderr.decode()}")
        left = self._left_in_sending() - self._on_their_way
        self._on_their_way |= left
        self._run.most_unknown = max(self._run.most_unknown, len(left))
        most = 0 if step in BEFORE_SENDING or not died else SmtpTransport.connections
        if len(left) > most:
            self._wrong(f"{step} ({times})", f"{len(left)} mails in sending, at most {most} may be")
        if died and step in {Step.SENDING, Step.HANDED_OVER, Step.SENT} and not left:
            self._wrong(f"{step} ({times})", "no mail is in sending")

    def _left_in_sending(self) -> set[int]:
        file = self._house.installation.folder / "leadbot.db"
        with closing(sqlite3.connect(file)) as database:
            try:
                return {id_ for (id_,) in database.execute("SELECT id FROM outbox WHERE state = 'sending'")}
            except sqlite3.OperationalError:  # killed before there were tables
                return set()

    def _cycle(self) -> None:
        """Until nothing waits: three kills at one mail look like the mail's fault, and an operator lets it go again."""
        installation = self._house.installation
        installation.run("once", now=NOW, status=None)
        with self._registry() as uow:
            parked = [message.key for message in uow.messages.all() if message.disposition is Disposition.PARKED]
        for key in parked:
            installation.run("parked", "--retry", key, now=NOW)
        if parked:
            installation.run("once", now=NOW, status=None)

    @contextmanager
    def _registry(self) -> Iterator[SqlUnitOfWork]:
        with closing(open_registry(f"sqlite:///{self._house.installation.folder / 'leadbot.db'}")) as registry, registry.begin() as uow:
            yield uow

    def _look(self, after: str) -> None:
        with self._registry() as uow:
            self._look_at_mails(after, uow)
            self._look_at_outbox(after, uow)
            report = audit(uow)
        if not report.adds_up or {finding.code for finding in report.findings} - {"mail-unknown"}:
            self._wrong(after, f"audit: {report}")
        if unsettled := self._house.unsettled():
            self._wrong(after, f"{unsettled} mails are not marked in the mailbox")

    def _look_at_mails(self, after: str, uow: SqlUnitOfWork) -> None:
        messages, leads = uow.messages.all(), uow.leads.all()
        expected = Counter(f"<ordinary-{number}@hostile.example>" for number in range(self._run.mails))
        if (stored := Counter(message.message_id for message in messages)) != expected:
            self._wrong(after, f"lost {expected - stored}, twice {stored - expected}")
        if odd := [message for message in messages if message.disposition is not Disposition.ANSWERED]:
            self._wrong(after, f"not answered: {odd}")
        if Counter(lead.from_message for lead in leads) != Counter(message.key for message in messages):
            self._wrong(after, "a mail has no lead, or more than one")

    def _look_at_outbox(self, after: str, uow: SqlUnitOfWork) -> None:
        rows = uow.outbox.all()
        copies = Counter(str(mail["Message-ID"]) for mail in self._house.installation.sink.mails)
        if twice := [row.key for row in rows if copies[row.message_id] > 1]:
            self._wrong(after, f"sent twice: {twice}")
        if stray := copies.keys() - {row.message_id for row in rows}:
            self._wrong(after, f"sent and not in the outbox: {stray}")
        if odd := [row for row in rows if row.state not in {OutboxState.SENT, OutboxState.UNKNOWN}]:
            self._wrong(after, f"neither sent nor unknown: {odd}")
        if lost := [row.key for row in rows if row.state is OutboxState.SENT and not copies[row.message_id]]:
            self._wrong(after, f"never arrived, but sent: {lost}")
        unknown = {row.id: row for row in rows if row.state is OutboxState.UNKNOWN}
        if unknown.keys() != self._on_their_way:
            self._wrong(after, f"unknown are {sorted(unknown)}, on their way were {sorted(self._on_their_way)}")
        self._run.unknown = len(unknown)
        self._run.arrived = sum(copies[row.message_id] for row in unknown.values())

    def _wrong(self, after: str, words: str) -> None:
        self._run.problems.append(f"seed {self._run.seed}, {self._run.kind}, {after}: {words}")
