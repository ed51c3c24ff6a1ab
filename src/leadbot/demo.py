"""The tour: a fresh folder, a mailbox full of lifelike mails, two cycles and a staff decision between them, on the tour's own clock."""

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from pathlib import Path

from leadbot.app import App
from leadbot.model.audit import AuditReport
from leadbot.model.lead import Lead
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.registry import audit
from leadbot.resources import shipped
from leadbot.service.cycle import Cycle
from leadbot.service.decide import Decision, decide
from leadbot.service.receive import message_key
from leadbot.transport import open_transport
from leadbot.writing import text_part

PROGRAM = "promise-generuj-leady"
FIRST_CYCLE = datetime.fromisoformat("2026-11-17T10:00:00+01:00")
DECISIONS = datetime.fromisoformat("2026-11-17T14:30:00+01:00")
SECOND_CYCLE = datetime.fromisoformat("2026-11-18T12:00:00+01:00")
APPROVED = "01-complete-outlook.eml"
"""The first mail whose lead staff approve between the cycles."""
SHOWN = "09-three-leads-in-one-table.eml"
"""The first mail whose answer is shown in full."""

CONFIGURATION = f"""\
database: sqlite:///leadbot.db
programs:
  - program: {PROGRAM}
    mode: live
    address: csp@promise.pl
    inbox: maildir:inbox
    outgoing: maildir:sent
    staff: [anna@promise.pl]
    trust: {{authserv_id: mx.promise.example}}
"""

ANSWERED_HEADER = re.compile(rb"^X-Demo-Answers: *(\S+)\r?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """What there is to see after the tour."""

    folder: Path
    cycles: tuple[Cycle, ...]
    messages: tuple[StoredMessage, ...]
    leads: tuple[Lead, ...]
    outbox: tuple[OutboxRow, ...]
    shown: str
    """One reply, as it went out: its text part."""
    audit: AuditReport


def tour(folder: Path) -> Tour:
    """Run the tour in an empty folder. Raises OutOfReach where it can't be written."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "leadbot.yaml").write_text(CONFIGURATION, "utf-8")
    first = _mails("first")
    with closing(App(str(folder / "leadbot.yaml"), environment={})) as app:
        for raw in first.values():
            _deliver(app, raw)
        cycles = app.once(FIRST_CYCLE)
        _decide(app, first)
        for raw in _mails("second").values():
            _deliver(app, _answering(app, raw, first))
        cycles += app.once(SECOND_CYCLE)
        return _seen(app, folder, tuple(cycles))


def _mails(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((shipped("config") / "demo" / folder).glob("*.eml"))}


def _deliver(app: App, raw: bytes) -> None:
    open_transport(f"maildir:{app.base / 'inbox'}").send(raw, "", ("csp@promise.pl",))


def _decide(app: App, first: Mapping[str, bytes]) -> None:
    with app.registry.begin() as uow:
        lead = uow.messages.get(message_key(PROGRAM, first[APPROVED])).references[0]
        decide(uow, app.desk(PROGRAM), lead, Decision(approve=True, note="Microsoft: OK", by="anna@promise.pl"), DECISIONS)


def _answering(app: App, raw: bytes, first: Mapping[str, bytes]) -> bytes:
    """A second mail with the place holders of its answer filled in from the mail of ours that it answers."""
    named = ANSWERED_HEADER.search(raw)
    if named is None:
        return raw
    row = _answer_to(app, first[named[1].decode()])
    filled = ANSWERED_HEADER.sub(b"", raw)
    values = {
        b"@MESSAGE-ID@": row.message_id.encode(),
        b"@SUBJECT@": Header(row.subject.removeprefix("Re: "), "utf-8", maxlinelen=900).encode().encode(),
        b"@REFERENCE@": row.references[0].encode(),
    }
    for holder, value in values.items():
        filled = filled.replace(holder, value)
    return filled


def _answer_to(app: App, raw: bytes) -> OutboxRow:
    with app.registry.begin() as uow:
        row = uow.outbox.by_key(f"reply:{message_key(PROGRAM, raw)}")
    if row is None:
        raise LookupError("the tour's mail has no answer")
    return row


def _seen(app: App, folder: Path, cycles: tuple[Cycle, ...]) -> Tour:
    shown = _answer_to(app, _mails("first")[SHOWN])
    with app.registry.begin() as uow:
        _, _, raw = uow.outbox.envelope(shown.id)
        return Tour(
            folder=folder,
            cycles=cycles,
            messages=tuple(uow.messages.all()),
            leads=tuple(uow.leads.all()),
            outbox=tuple(uow.outbox.all()),
            shown=f"To: {shown.to}\nSubject: {shown.subject}\n\n{text_part(raw)}",
            audit=audit(uow),
        )
