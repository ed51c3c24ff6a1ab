#!/usr/bin/env python3
"""Cycles over a registry with years of history: the first, idle ones after it, one with a new mail, the day's digest, and the lists.

    PYTHONPATH=tests:. .venv/bin/python benchmarks/idle_cycle.py [--leads 10000] [--confirmed 3000] [--program P] [--steps] [--keep DIR]

Prints seconds and the process' memory of each. `--steps` tells which functions of the idle cycle took longest.
"""

import argparse
import cProfile
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from tests.payouts.run import stored_lead

from leadbot.app import App, program_by_name
from leadbot.model.deals import DealEvent, EventKind
from leadbot.model.lead import Check, CheckState, ClientKeys, Lead, LeadState
from leadbot.model.message import Address, Disposition, Kind
from leadbot.model.outgoing import Correspondence, OutboxState, Purpose
from leadbot.model.program import Program
from leadbot.model.stored import OutboxEntry, StoredMessage
from leadbot.registry import SqlUnitOfWork, open_registry
from leadbot.service.judgement import entry

T = TypeVar("T")

MORNING = datetime(2026, 11, 17, 5, 30, tzinfo=UTC)
"""Before any digest; a Tuesday, a business day everywhere."""
OTHERS = (LeadState.REJECTED, LeadState.LOST, LeadState.EXPIRED, LeadState.WON, LeadState.WITHDRAWN, LeadState.LAPSED)
OPEN = 300
"""Leads in review, and as many incomplete ones."""
BATCH = 500
CONFIGURATION = """database: sqlite:///leadbot.db
programs:
  - program: {program}
    mode: live
    address: partners@vendor.example
    inbox: maildir:inbox
    outgoing: maildir:out
    staff: [anna@vendor.example, piotr@vendor.example]
    digest_at: "08:00"
    trust: {{authserv_id: mx.vendor.example, require: none}}
"""
MAIL = """From: Jan Virtanen <jan@partner-7.example>
To: partners@vendor.example
Subject: IO-2026-00007
Date: Tue, 17 Nov 2026 07:40:00 +0200
Message-ID: <new@partner-7.example>
Received: from mail.partner-7.example by mx.vendor.example; Tue, 17 Nov 2026 07:40:01 +0200
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Mikä on asiakasviitteen IO-2026-00007 tila?
"""


def filled(folder: Path, program: Program, leads: int, confirmed: int) -> None:
    """A registry in which every lead has its mail, our reply and its history; those won were paid by the client and by us."""
    registry = open_registry(f"sqlite:///{folder / 'leadbot.db'}")
    for first in range(0, leads, BATCH):
        with registry.begin() as uow:
            for number in range(first, min(first + BATCH, leads)):
                _fill(uow, program, number, _state(number, confirmed))
    registry.close()


def _state(number: int, confirmed: int) -> LeadState:
    if number < confirmed:
        return LeadState.CONFIRMED
    if number < confirmed + 2 * OPEN:
        return (LeadState.IN_REVIEW, LeadState.INCOMPLETE)[number % 2]
    return OTHERS[number % len(OTHERS)]


def _fill(uow: SqlUnitOfWork, program: Program, number: int, state: LeadState) -> None:
    received = MORNING - timedelta(days=number % 170, minutes=number % 600)
    if state not in {LeadState.CONFIRMED, LeadState.IN_REVIEW, LeadState.INCOMPLETE}:
        received -= timedelta(days=200)
    partner = number % 400
    row = {
        "reference": f"{program.prefix}-2026-{number:05d}",
        "received_at": received.isoformat(),
        "state": state.value,
        "client": {"name": f"Asiakas {number} Oy", "tax_id": f"{number:08d}"},
        "items": [{"product": program.catalogue.families[0].products[0].id, "quantity": 5}],
        "partner": {"name": f"Kumppani {partner} Oy", "tax_id": f"9{partner:07d}"},
    }
    lead = stored_lead(program, row)
    partner_of = replace(lead.partner, address=f"jan@partner-{partner}.example", domain=f"partner-{partner}.example")
    lead = replace(lead, partner=partner_of, place_until=MORNING + timedelta(days=6) if state is LeadState.INCOMPLETE else None)
    if state is LeadState.IN_REVIEW:
        check = Check(id=program.checks[0].id, state=CheckState.OPEN, opened_at=received)
        lead = replace(lead, due_at=MORNING + timedelta(days=1 + number % 5), checks=(check,))
    _fill_mails(uow, program, lead)
    keys = ClientKeys(key=f"tax:{number:08d}", folded_name=f"asiakas {number} oy", contact_email="", contact_phone="")
    uow.leads.put(lead, keys, ())
    uow.messages.redispose(lead.from_message, Disposition.ANSWERED, "")
    uow.leads.note(lead.reference, *(entry(received, event, "leadbot", "") for event in ("registered", "judged", state.value)))
    if state is LeadState.WON:
        on = received.date() + timedelta(days=20)
        events = [_event(lead, EventKind.WON, on), _event(lead, EventKind.CLIENT_PAID, on + timedelta(days=9))]
        uow.deals.add_events(program.id, events, at=received, by="staff")


def _event(lead: Lead, kind: EventKind, on: date) -> DealEvent:
    amount, currency = (Decimal("1000.00"), "EUR") if kind is EventKind.CLIENT_PAID else (None, "")
    return DealEvent(reference=lead.reference, event=kind, on=on, amount=amount, currency=currency)


def _fill_mails(uow: SqlUnitOfWork, program: Program, lead: Lead) -> None:
    """Its mail, and our reply, which was sent."""
    subject, address, received = f"Asiakasviite {lead.reference}", lead.partner.address, lead.received_at
    message_id = f"<{lead.reference}@{address.partition('@')[2]}>"
    message = StoredMessage(
        key=lead.from_message,
        program=program.id,
        message_id=message_id,
        thread_ids=(),
        received_at=received,
        stored_at=received,
        size=1200,
    )
    uow.messages.store((message, subject.encode() * 50))
    to = Correspondence(to=Address(name="Jan", email=address), cc=(), subject=subject, message_id=message_id, references=(), language="fi")
    uow.messages.finish(
        message.key,
        Disposition.ANSWERED,
        kind=Kind.LEAD,
        reason="",
        references=(),
        sender=address,
        subject=subject,
        correspondence=to,
        at=received,
    )
    reply = OutboxEntry(
        key=f"reply:{message.key}",
        program=program.id,
        purpose=Purpose.REPLY,
        answers=message.key,
        references=(),
        sender="partners@vendor.example",
        recipients=(address,),
        subject=f"Re: {subject}",
        message_id=f"<leadbot.{lead.reference}@vendor.example>",
        thread=message_id,
        registers=True,
        raw=subject.encode() * 100,
        created_at=received,
        state=OutboxState.QUEUED,
    )
    uow.outbox.put(reply)
    row = uow.outbox.by_key(reply.key)
    assert row is not None
    uow.outbox.set_state(row.id, OutboxState.SENT, at=received)


def measured(name: str, act: Callable[[], T]) -> T:
    """What that comes to; its seconds, and the process' memory after it, are printed."""
    begun = time.perf_counter()
    found = act()
    seconds = time.perf_counter() - begun
    print(f"{name:<42}{seconds:9.3f} s   now {_resident():6.1f} MB, at most {_peak():6.1f} MB", flush=True)
    return found


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cycles(folder: Path, steps: bool) -> None:
    """Cycles of one process, as the service runs them."""
    with closing(App(str(folder / "leadbot.yaml"))) as app:
        measured("first cycle", lambda: app.once(MORNING))
        measured("second cycle", lambda: app.once(MORNING + timedelta(minutes=1)))
        for minute in (2, 3):
            measured("idle cycle", lambda: app.once(MORNING + timedelta(minutes=minute)))  # noqa: B023 - called at once
        if steps:
            _profiled(lambda: app.once(MORNING + timedelta(minutes=4)))
        (folder / "inbox" / "new" / "1.mail").write_text(MAIL.replace("IO-", f"{_prefix(app)}-"), "utf-8")
        measured("a cycle with one new mail", lambda: app.once(MORNING + timedelta(minutes=20)))
        measured("the cycle after it", lambda: app.once(MORNING + timedelta(minutes=21)))
        measured("the cycle of the two digests", lambda: app.once(MORNING + timedelta(hours=2)))
        measured("the cycle after them", lambda: app.once(MORNING + timedelta(hours=2, minutes=1)))
        measured("idle cycle", lambda: app.once(MORNING + timedelta(hours=2, minutes=2)))


def _prefix(app: App) -> str:
    ((desk, _),) = app.desks.values()
    return desk.program.prefix


def _profiled(act: Callable[[], object]) -> None:
    profile = cProfile.Profile()
    profile.runcall(act)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(40)


def commands(folder: Path, program: str) -> None:
    """The lists, each in a process of its own."""
    leadbot = Path(sys.executable).with_name("leadbot")
    environment = os.environ | {"LEADBOT_NOW": (MORNING + timedelta(hours=3)).isoformat()}
    for words in (
        ["leads", "--json"],
        ["audit"],
        ["payouts", "--program", program, "--json"],
        ["messages", "--json"],
        ["digest", "--preview"],
    ):
        command = [str(leadbot), *words]
        measured(
            f"leadbot {' '.join(words)}",
            lambda: subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False),  # noqa: B023
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=10_000)
    parser.add_argument("--confirmed", type=int, default=3_000)
    parser.add_argument("--program", default="ibas-ontrack")
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="leadbot-idle-"))
    if not (folder / "leadbot.db").exists():
        for name in ("inbox/new", "inbox/cur", "inbox/tmp", "out/new", "out/cur", "out/tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "leadbot.yaml").write_text(CONFIGURATION.format(program=asked.program), "utf-8")
        measured(
            f"{asked.leads} leads, {asked.confirmed} confirmed",
            lambda: filled(folder, program_by_name(asked.program), asked.leads, asked.confirmed),
        )
    cycles(folder, asked.steps)
    commands(folder, asked.program)


if __name__ == "__main__":
    main()
