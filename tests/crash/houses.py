"""Where the exam's mails arrive, and an SMTP server that keeps what it got."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from support.dovecot import Dovecot
from support.installation import Installation, Sink

FIRST_RECEIPT = datetime(2026, 11, 16, 8, tzinfo=UTC)
KINDS = ("imap, keyword", "imap, folder:Done", "maildir, keyword", "maildir, folder:Done")
"""Kind of mailbox, and what becomes of processed mail there."""
MARK = b"$LeadbotProcessed"


class PipeliningSink(Sink):
    """Takes envelopes in one piece."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]


@dataclass(frozen=True)
class House:
    """An installation, and the hands that put mail into its mailbox."""

    installation: Installation
    deliver: Callable[[int, bytes], None]
    """A mail of that number arrives."""
    unsettled: Callable[[], int]
    """How many mails are still to be processed, as other programs see it."""


@contextmanager
def house(kind: str, folder: Path, dovecot: Dovecot, *, pipelining: bool) -> Iterator[House]:
    """A house of one of KINDS in that new folder."""
    door, _, processed = kind.partition(", ")
    built = (_imap if door == "imap" else _maildir)(folder, processed, dovecot)
    installation = built.installation
    if pipelining:
        installation.sink = installation.server.handler = PipeliningSink()
    with closing(_Stopping(installation)):
        yield built


def _imap(folder: Path, processed: str, dovecot: Dovecot) -> House:
    account = dovecot.account()
    moved = processed.partition(":")[2]

    def unsettled() -> int:
        return account.count() if moved else sum(MARK not in flags for flags in account.flags().values())

    return House(
        Installation(folder, inbox=account.url(), processed=processed),
        lambda number, raw: account.deliver(raw, FIRST_RECEIPT + timedelta(seconds=number)),
        unsettled,
    )


def _maildir(folder: Path, processed: str, _: Dovecot) -> House:
    installation = Installation(folder, processed=processed)
    new = folder / "inbox" / "new"
    return House(installation, lambda number, raw: installation.drop(f"{number:05}", raw), lambda: len(list(new.iterdir())))


@dataclass(frozen=True)
class _Stopping:
    installation: Installation

    def close(self) -> None:
        self.installation.stop()
