"""`python killed.py STEP N once`: the command, killed as it comes to that step for the N-th time.

Steps of the registry are told by what a commit has changed in the database, whatever statements did it.
"""

import imaplib
import os
import signal
import smtplib
import sqlite3
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

sys.path.append(str(Path(__file__).parents[1]))

from crash.steps import Step
from leadbot.cli import main
from leadbot.mailbox import ImapMailbox, MaildirMailbox
from leadbot.model.outgoing import DeliveryOutcome
from leadbot.transport import SmtpTransport

wanted, last = Step(sys.argv.pop(1)), int(sys.argv.pop(1))
steps = count(1)

LOOK = """SELECT (SELECT count(*) FROM message), (SELECT coalesce(sum(attempts), 0) FROM message),
(SELECT count(*) FROM message WHERE disposition <> 'pending'), (SELECT coalesce(sum(attempts), 0) FROM outbox),
(SELECT count(*) FROM outbox WHERE state IN ('sent', 'failed', 'unknown'))"""
GROWN = (Step.STORED, Step.COUNTED, Step.PROCESSED, Step.SENDING, Step.RECORDED)
"""What it means that a number of LOOK has grown."""
before: dict[int, tuple[int, ...]] = {}


def step(come: Step) -> None:
    """The process comes to that step."""
    if come is wanted and next(steps) == last:
        os.kill(os.getpid(), signal.SIGKILL)


def anything(*_: object) -> None:
    step(Step.ANY)


def after(owner: type, name: str, told: Callable[..., None]) -> None:
    """Call `told` with the result and the arguments after each call of that method."""
    method = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        result = method(*arguments, **named)
        told(result, *arguments)
        return result

    setattr(owner, name, wrapped)


def numbers(driver: sqlite3.Connection) -> tuple[int, ...]:
    try:
        return tuple(driver.execute(LOOK).fetchone())
    except sqlite3.OperationalError:  # no tables yet
        return (0,) * len(GROWN)


def watch(driver: sqlite3.Connection, _: object) -> None:
    before[id(driver)] = numbers(driver)
    driver.set_trace_callback(anything)


def committed(_: object, _dialect: object, connection: Any) -> None:
    now = numbers(connection.driver_connection)
    grown = [name for name, new, old in zip(GROWN, now, before[id(connection.driver_connection)], strict=True) if new > old]
    before[id(connection.driver_connection)] = now
    for name in grown:
        step(name)


def said(_: object, _client: object, words: Any) -> None:
    anything()
    if isinstance(words, bytes) and words.endswith(b"\r\n.\r\n"):
        step(Step.HANDED_OVER)


event.listen(Engine, "connect", watch)
sys.addaudithook(lambda name, _: anything() if name == "os.rename" else None)
after(DefaultDialect, "do_commit", committed)
after(imaplib.IMAP4, "send", anything)
after(smtplib.SMTP, "send", said)
for mailbox in (ImapMailbox, MaildirMailbox):
    after(mailbox, "fetch_new", lambda batch, *_: step(Step.FETCHED) if batch.messages else None)
    after(mailbox, "settle", lambda *_: step(Step.MARKED))
after(SmtpTransport, "send", lambda result, *_: step(Step.SENT) if result.outcome is DeliveryOutcome.SENT else None)
main()
