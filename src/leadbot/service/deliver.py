"""Send what is due, and know what became of each mail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from leadbot.model.errors import NotPossible, OutOfReach
from leadbot.model.message import Disposition
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult, OutboxState, Purpose
from leadbot.model.stored import OutboxRow
from leadbot.service.unit_of_work import Registry, UnitOfWork

RETRIES = (5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440, 1440)
"""Minutes until the next attempt, after each temporary refusal; after the last one the mail has failed (about four days)."""

BATCH = 50


class Transport(Protocol):
    """Hands mails to the world."""

    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult:
        """One attempt. Raises OutOfReach where the server can't be reached or refuses us: no attempt was made then."""

    def close(self) -> None:
        """Let go of the connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What one run of `deliver_due` did."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    unknown: int = 0


def deliver_due(
    registry: Registry,
    program: str,
    open_transport: Callable[[], Transport],
    now: datetime,
    stopping: Callable[[], bool] = lambda: False,
    *,
    quiet: bool = False,
) -> DeliveryReport:
    """Send every due mail of a program, oldest first.

    `sending` is committed before a mail is handed over, so that a killed process leaves at most one of unknown fate; such a mail is
    never sent again by itself. Where `quiet` (mode shadow), mails to partners that were queued before are held instead. Ends between two
    mails once `stopping`. Raises OutOfReach when the server can't be reached: the rest stays queued.
    """
    report = DeliveryReport(unknown=_mark_interrupted(registry, program, now))
    transport: Transport | None = None
    try:
        while not stopping() and (rows := _take(registry, program, now, quiet=quiet)):
            transport = transport or open_transport()
            for row in rows:
                if not stopping():
                    report = _count(report, _send(registry, transport, row, now))
        return report
    finally:
        if transport is not None:
            transport.close()


def _mark_interrupted(registry: Registry, program: str, now: datetime) -> int:
    with registry.begin() as uow:
        rows = uow.outbox.interrupted(program)
        for row in rows:
            uow.outbox.set_state(row.id, OutboxState.UNKNOWN, at=now, detail="the process ended while this mail was being sent")
        return len(rows)


def _take(registry: Registry, program: str, now: datetime, *, quiet: bool) -> list[OutboxRow]:
    with registry.begin() as uow:
        rows = uow.outbox.due(program, now, BATCH)
        while quiet and (to_partners := [row for row in rows if row.purpose is not Purpose.DIGEST]):
            for row in to_partners:
                _hold_back(uow, row, now)
            rows = uow.outbox.due(program, now, BATCH)
        return rows


def _hold_back(uow: UnitOfWork, row: OutboxRow, now: datetime) -> None:
    uow.outbox.set_state(row.id, OutboxState.HELD, at=now, detail="mode shadow")
    if row.answers is not None:
        uow.messages.redispose(row.answers, Disposition.WITH_STAFF, "reply-held")


def _send(registry: Registry, transport: Transport, row: OutboxRow, now: datetime) -> DeliveryOutcome:
    with registry.begin() as uow:
        sender, recipients, raw = uow.outbox.envelope(row.id)
        uow.outbox.set_state(row.id, OutboxState.SENDING, at=now)
    try:
        result = transport.send(raw, sender, recipients)
    except OutOfReach as error:
        with registry.begin() as uow:
            uow.outbox.set_state(row.id, OutboxState.QUEUED, at=now, next_at=now, detail=str(error)[:300], attempted=False)
        raise
    with registry.begin() as uow:
        state, next_at = _after(result.outcome, row.attempts + 1, now)
        uow.outbox.set_state(row.id, state, at=now, next_at=next_at, detail=result.detail)
    return DeliveryOutcome.PERMANENT if state is OutboxState.FAILED else result.outcome


def _after(outcome: DeliveryOutcome, attempts: int, now: datetime) -> tuple[OutboxState, datetime | None]:
    match outcome:
        case DeliveryOutcome.SENT:
            return OutboxState.SENT, None
        case DeliveryOutcome.UNKNOWN:
            return OutboxState.UNKNOWN, None
        case DeliveryOutcome.PERMANENT:
            return OutboxState.FAILED, None
        case DeliveryOutcome.TEMPORARY if attempts > len(RETRIES):
            return OutboxState.FAILED, None
        case DeliveryOutcome.TEMPORARY:
            return OutboxState.QUEUED, now + timedelta(minutes=RETRIES[attempts - 1])


def _count(report: DeliveryReport, outcome: DeliveryOutcome) -> DeliveryReport:
    match outcome:
        case DeliveryOutcome.SENT:
            return replace(report, sent=report.sent + 1)
        case DeliveryOutcome.TEMPORARY:
            return replace(report, put_off=report.put_off + 1)
        case DeliveryOutcome.PERMANENT:
            return replace(report, failed=report.failed + 1)
        case DeliveryOutcome.UNKNOWN:
            return replace(report, unknown=report.unknown + 1)


def resolve(uow: UnitOfWork, id_: int, *, resend: bool, now: datetime) -> None:
    """A person says how a mail of unknown fate, or a failed one, ends, or lets a held one go; one sent again keeps its Message-ID.

    Raises UnknownReference, NotPossible.
    """
    row = uow.outbox.get(id_)
    held = row.state is OutboxState.HELD and resend
    if not held and row.state not in {OutboxState.UNKNOWN, OutboxState.FAILED}:
        raise NotPossible(f"mail {id_} is {row.state}; only an unknown or failed one can be resolved, and a held one sent")
    if held and row.answers is not None:
        uow.messages.redispose(row.answers, Disposition.ANSWERED, "")
    state = OutboxState.QUEUED if resend else OutboxState.SENT
    uow.outbox.set_state(id_, state, at=now, next_at=now if resend else None, detail="resolved by staff")
