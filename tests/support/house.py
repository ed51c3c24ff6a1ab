"""An installation on a moving clock: mails come in, the service looks, people give commands; all in this process, over real servers."""

import json
import os
import re
from datetime import datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from click.testing import CliRunner

from leadbot.app import App
from leadbot.cli import leadbot
from support.dovecot import Account
from support.installation import Installation

STAFF, SUPERIOR, OPERATOR = "anna@vendor.example", "boss@vendor.example", "admin@vendor.example"
ADDRESS = "partners@vendor.example"
KEPT = "LEADBOT_KEPT_MAILS"
BORDER = "mx.promise.example"
"""Whose word on a sender counts (support.installation)."""


class House:
    """One program whose service looks into its mailbox whenever the clock is set. Moments are `2026-03-30 08:00` in the program's zone."""

    def __init__(
        self, folder: Path, *, program: str, zone: str, account: Account | None = None, more: str = "", **installation: Any
    ) -> None:
        self.program = program
        self.zone = ZoneInfo(zone)
        self.account = account
        inbox = {"inbox": account.url()} if account else {}
        self.installation = Installation(folder, staff=f"[{STAFF}]", program=program, address=ADDRESS, **inbox, **installation)
        config = self.installation.config
        whole = f"{config.read_text('utf-8')}    escalate_to: {SUPERIOR}\n{more}".replace("poll_every: 1\n", f"operator: {OPERATOR}\n")
        config.write_text(whole, "utf-8")
        self.app = App(str(config), {})
        self._arrived = 0

    def stop(self) -> None:
        """Servers and processes end. Where KEPT names a folder, what was sent goes there, for pictures of it."""
        self._leave()
        self.installation.stop()
        if folder := os.environ.get(KEPT):
            Path(folder).mkdir(parents=True, exist_ok=True)
            for octets in self.installation.sink.octets:
                (Path(folder) / f"{self.program}-{sha256(octets).hexdigest()[:12]}.eml").write_bytes(octets)

    def restart(self) -> None:
        """The service ends and another one begins."""
        self._leave()
        self.app = App(str(self.installation.config), {})

    def _leave(self) -> None:
        self.app.close()
        self.app.registry.close()

    def moment(self, text: str) -> datetime:
        """By the clocks of the program's zone."""
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)

    def arrives(
        self, text: str, *, at: str, sender: str, subject: str = "", answers: Message | None = None, proven: bool = True, headers: str = ""
    ) -> None:
        """A mail comes in at that moment; one that answers a mail of ours quotes it, as mail programs do."""
        self._arrived += 1
        moment = self.moment(at)
        domain = sender.rpartition("@")[2].rstrip(">")
        thread, quoted = "", ""
        if answers is not None:
            subject = subject or f"Re: {answers['Subject']}"
            thread = f"In-Reply-To: {answers['Message-ID']}\nReferences: {answers['Message-ID']}\n"
            quoted = "\n" + "".join(f"> {line}\n" for line in plain(answers).splitlines())
        raw = (
            f"Received: from mail.{domain} by {BORDER}; {format_datetime(moment)}\n"
            f"Authentication-Results: {BORDER}; dmarc={'pass' if proven else 'fail'} header.from={domain}\n"
            f"{headers}From: {sender}\nTo: {ADDRESS}\nSubject: {subject}\nDate: {format_datetime(moment)}\n"
            f"Message-ID: <{self._arrived}.{moment.timestamp()}@{domain}>\n{thread}"
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
            f"{text}\n{quoted}"
        ).encode()
        if self.account is not None:
            self.account.deliver(raw, moment)
        else:
            self.installation.drop(f"{self._arrived:06}", raw)

    def arrives_raw(self, rest: str, *, at: str) -> None:
        """A mail that is all but the lines in which the border server tells of it comes in at that moment, proven to be From's."""
        self._arrived += 1
        moment = self.moment(at)
        domain = rest.partition("\n")[0].rpartition("@")[2].rstrip(">")
        proof = f"Authentication-Results: {BORDER}; dmarc=pass header.from={domain}\nDate: {format_datetime(moment)}\n"
        raw = f"Received: from mail.{domain} by {BORDER}; {format_datetime(moment)}\n{proof}{rest}".encode()
        if self.account is not None:
            self.account.deliver(raw, moment)
        else:
            self.installation.drop(f"{self._arrived:06}", raw)

    def look(self, *moments: str) -> list[Message]:
        """The service's cycles at these moments; what it sent in them."""
        before = len(self.mails)
        for moment in moments:
            self.at(self.moment(moment))
        return self.mails[before:]

    def at(self, moment: datetime) -> None:
        """One cycle, in which nothing fails."""
        for cycle in self.app.once(moment):
            assert (cycle.out_of_reach, cycle.failed) == ((), ())

    def command(self, *words: str, at: str) -> str:
        """What a command of the operator or of staff prints."""
        environment = {"LEADBOT_CONFIG": str(self.installation.config), "LEADBOT_NOW": self.moment(at).isoformat()}
        done = CliRunner().invoke(leadbot, words, env=environment, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    @property
    def mails(self) -> list[Message]:
        """All that the service sent, in its order."""
        return self.installation.sink.mails

    def to(self, person: str) -> list[Message]:
        """What one person got."""
        return [each for each in self.mails if person in str(each["To"])]

    def states(self) -> dict[str, str]:
        """Of all leads, by reference."""
        return {row["reference"]: row["state"] for row in self.installation.rows("leads")}

    def payouts(self, at: str) -> list[list[Any]]:
        """Amount, state and reasons of each payout."""
        lines = self.command("payouts", "--json", at=at).splitlines()
        return [[row["amount"], row["state"], *row["reasons"]] for row in map(json.loads, lines)]


def plain(message: Message) -> str:
    """Its text part, lines ended by a line feed, spaces that do not break as plain ones."""
    text: str = message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    return re.sub("[\u00a0\u202f]", " ", text.replace("\r\n", "\n"))


def references(message: Message) -> set[str]:
    """The leads that its text names."""
    return set(re.findall(r"\b[A-Z]{2}-20\d\d-\d{5}\b", plain(message)))


def assert_told(mails: list[Message], *expected: tuple[str, str]) -> None:
    """That these are the mails: for each its day, as `2026-03-30`, and words that its text has."""
    got = [(parsedate_to_datetime(str(each["Date"])).date().isoformat(), plain(each)) for each in mails]
    found = [(day, words if words in text else text) for (day, text), (_, words) in zip_longest(got, expected, fillvalue=("", ""))]
    assert found == list(expected)
