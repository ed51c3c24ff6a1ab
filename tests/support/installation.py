"""A whole installation in a folder: configuration, Maildir inbox, an SMTP server on loopback, and the real command."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from leadbot.cli.audit import audit_row
from leadbot.cli.rendering import lead_row, message_row, outbox_row
from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.registry import SqlUnitOfWork, audit, open_registry
from support.smtp import LoopbackServer

COMMAND = Path(sys.executable).with_name("leadbot")

ROWS: dict[str, Callable[[SqlUnitOfWork], list[Any]]] = {
    "messages": lambda uow: list(map(message_row, uow.messages.all())),
    "leads": lambda uow: list(map(lead_row, uow.leads.all())),
    "outbox": lambda uow: [outbox_row(row) for row in uow.outbox.all() if row.state is not OutboxState.CANCELLED],
    "parked": lambda uow: [{**message_row(m), "error": m.error} for m in uow.messages.all() if m.disposition is Disposition.PARKED],
    "audit": lambda uow: [audit_row(audit(uow))],
}
"""The lists by the commands' names."""


@dataclass
class Sink:
    """Takes every mail."""

    mails: list[Message] = field(default_factory=list)
    octets: list[bytes] = field(default_factory=list)
    """The same mails as they came over the wire."""
    arrived: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        self.octets.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.arrived.set()
        return "250 OK"

    def answers_to(self, message_id: str) -> list[Message]:
        return [mail for mail in self.mails if mail["In-Reply-To"] == message_id]


class Installation:
    """Runs `leadbot` in its own folder and with its own clock."""

    def __init__(
        self,
        folder: Path,
        *,
        mode: str = "live",
        staff: str = "[anna@promise.pl]",
        outgoing: str | None = None,
        inbox: str = "maildir:inbox",
        processed: str = "keyword",
        program: str = "promise-generuj-leady",
        address: str = "csp@promise.pl",
    ) -> None:
        self.folder = folder
        self.sink = Sink()
        self.server = LoopbackServer(self.sink, hostname="127.0.0.1", port=0)
        self.server.start()
        self.port = self.server.port
        for name in ("new", "cur", "tmp"):
            (folder / "inbox" / name).mkdir(parents=True)
        self.more_environment: dict[str, str] = {}
        self.config = folder / "leadbot.yaml"
        self.config.write_text(
            "database: sqlite:///leadbot.db\n"
            "poll_every: 1\n"
            "programs:\n"
            f"  - program: {program}\n"
            f"    mode: {mode}\n"
            f"    address: {address}\n"
            f"    inbox: {inbox}\n"
            f"    processed: {processed}\n"
            f"    outgoing: {outgoing or f'smtp://127.0.0.1:{self.port}?tls=none'}\n"
            f"    staff: {staff}\n"
            "    trust: {authserv_id: mx.promise.example}\n",
            "utf-8",
        )

    def stop(self) -> None:
        self.server.stop()

    def drop(self, name: str, raw: bytes) -> None:
        """A mail arrives in the inbox."""
        (self.folder / "inbox" / "new" / name).write_bytes(raw)

    def environment(self, now: str | None) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LEADBOT_")}
        return {**kept, "LEADBOT_CONFIG": str(self.config), **({"LEADBOT_NOW": now} if now else {}), **self.more_environment}

    def run(self, *words: str, now: str | None = None, status: int | None = 0) -> str:
        """Run a command; its standard output. Fails on another exit status."""
        done = subprocess.run(
            [COMMAND, *words], cwd=self.folder, env=self.environment(now), capture_output=True, text=True, check=False, timeout=300
        )
        assert status is None or done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        self.complaint = done.stderr
        return done.stdout

    def rows(self, name: str) -> list[dict[str, Any]]:
        """What `leadbot NAME --json` prints, without the time that a process takes to start."""
        with closing(open_registry(f"sqlite:///{self.folder / 'leadbot.db'}")) as registry, registry.begin() as uow:
            return list(map(json.loads, map(json.dumps, ROWS[name](uow))))
