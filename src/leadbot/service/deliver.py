"""Send what is due, and know what became of each mail."""

from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadbot.model.errors import NotPossible, OutOfReach
from leadbot.model.message import Disposition
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult, OutboxState, Purpose
from leadbot.model.restoration import RESTORED, Restoration
from leadbot.model.stored import Dispatch, Dispatched, OutboxRow
from leadbot.service.connections import Connections, Transport
from leadbot.service.restore import hold_what_may_have_gone_out
from leadbot.service.unit_of_work import Registry, UnitOfWork

RETRIES = (5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440, 1440)
"""Minutes until the next attempt, after each temporary refusal; after the last one the mail has failed (about four days)."""

BATCH = 50
"""Mails looked up at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of mails that were due."""

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
    """One run of `Delivery` to its end. Raises OutOfReach."""
    with closing(Delivery(registry, program, open_transport, now, stopping, quiet=quiet)) as delivery:
        delivery.send_due()
    return delivery.report


class Delivery:
    """Sends a program's due mails, as often as it is asked, over connections that stay open until `close`.

    `sending` is committed before a mail is handed over, so that a killed process leaves at most one of unknown fate on each connection;
    such a mail is never sent again by itself. Where `quiet` (mode shadow), mails to partners that were queued before are held instead;
    those to `colleagues` go out. After a `restoration` whatever may have gone out before is held.
    """

    def __init__(
        self,
        registry: Registry,
        program: str,
        open_transport: Callable[[], Transport],
        now: datetime,
        stopping: Callable[[], bool] = lambda: False,
        *,
        quiet: bool = False,
        colleagues: frozenset[str] = frozenset(),
        restoration: Restoration | None = None,
    ) -> None:
        self._registry = registry
        self._program = program
        self._connections = Connections(open_transport)
        self._now = now
        self._stopping = stopping
        self._quiet = quiet
        self._colleagues = colleagues
        self._restoration = restoration
        self._looked_back = False
        """Whether mails that a killed process left in `sending` were looked for."""
        self.report = DeliveryReport()

    def send_due(self) -> None:
        """Send every due mail, oldest first, over several connections where there are many. Ends between two mails once `stopping`.

        Raises OutOfReach when the server can't be reached: the rest stays queued.
        """
        if not self._looked_back:
            self.report = DeliveryReport(unknown=_mark_interrupted(self._registry, self._program, self._now))
            self._looked_back = True
        ends: list[Dispatched] = []
        waiting: deque[int] = deque()
        while True:
            with self._registry.begin() as uow:
                uow.outbox.end_sending(ends, self._now)
                begun = [] if self._connections.lost or self._stopping() else self._begin(uow, waiting)
            if self._connections.lost:
                raise self._connections.lost
            if not begun:
                return
            became = self._connections.send(begun)
            ends = [_ended(mail, result, self._now) for mail, result in zip(begun, became, strict=True)]
            for end in ends:
                self.report = _count(self.report, end)

    def close(self) -> None:
        """Let go of the connections."""
        self._connections.close()

    def _begin(self, uow: UnitOfWork, waiting: deque[int]) -> list[Dispatch]:
        """The next mails, one for each connection, taken from those that were found waiting."""
        while True:
            if not waiting:
                waiting.extend(row.id for row in self._due(uow))
            if not waiting:
                return []
            count = min(len(waiting), self._connections.wanted(len(waiting)))
            if begun := uow.outbox.begin_sending([waiting.popleft() for _ in range(count)], self._now):
                return begun

    def _due(self, uow: UnitOfWork) -> list[OutboxRow]:
        only_to = self._colleagues if self._quiet else None
        rows = _due(uow, self._program, self._now, only_to)
        while self._restoration is not None and hold_what_may_have_gone_out(uow, rows, self._restoration, self._now):
            rows = _due(uow, self._program, self._now, only_to)
        return rows


def _mark_interrupted(registry: Registry, program: str, now: datetime) -> int:
    with registry.begin() as uow:
        rows = uow.outbox.interrupted(program)
        for row in rows:
            uow.outbox.set_state(row.id, OutboxState.UNKNOWN, at=now, detail="the process ended while this mail was being sent")
        return len(rows)


def _due(uow: UnitOfWork, program: str, now: datetime, only_to: frozenset[str] | None) -> list[OutboxRow]:
    """Due mails; where they go out to some people only, digests and mails to these: others are held."""
    rows = uow.outbox.due(program, now, BATCH)
    while only_to is not None and (to_partners := [row for row in rows if row.purpose is not Purpose.DIGEST and row.to not in only_to]):
        for row in to_partners:
            _hold_back(uow, row, now)
        rows = uow.outbox.due(program, now, BATCH)
    return rows


def _hold_back(uow: UnitOfWork, row: OutboxRow, now: datetime) -> None:
    uow.outbox.set_state(row.id, OutboxState.HELD, at=now, detail="mode shadow")
    if row.answers is not None:
        uow.messages.redispose(row.answers, Disposition.WITH_STAFF, "reply-held")


def _ended(mail: Dispatch, became: DeliveryResult | OutOfReach, now: datetime) -> Dispatched:
    if isinstance(became, OutOfReach):
        return Dispatched(id=mail.id, state=OutboxState.QUEUED, detail=str(became)[:300], next_at=now, attempted=False)
    state, next_at = _after(became.outcome, mail.attempts, now)
    return Dispatched(id=mail.id, state=state, detail=became.detail, next_at=next_at)


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


def _count(report: DeliveryReport, end: Dispatched) -> DeliveryReport:
    match end.state:
        case OutboxState.SENT:
            return replace(report, sent=report.sent + 1)
        case OutboxState.QUEUED if end.attempted:
            return replace(report, put_off=report.put_off + 1)
        case OutboxState.FAILED:
            return replace(report, failed=report.failed + 1)
        case OutboxState.UNKNOWN:
            return replace(report, unknown=report.unknown + 1)
        case _:
            return report


def resolve(uow: UnitOfWork, id_: int, *, resend: bool, now: datetime) -> None:
    """A person says how a mail of unknown fate, or a failed one, ends, or lets a held one go; one sent again keeps its Message-ID.

    One that is held because it may have been sent before a restore is ended likewise. Raises UnknownReference, NotPossible.
    """
    row = uow.outbox.get(id_)
    held = row.state is OutboxState.HELD and (resend or row.detail == RESTORED)
    if not held and row.state not in {OutboxState.UNKNOWN, OutboxState.FAILED}:
        raise NotPossible(f"mail {id_} is {row.state}; only an unknown or failed one can be resolved, and a held one sent")
    if held and row.answers is not None:
        uow.messages.redispose(row.answers, Disposition.ANSWERED, "")
    state = OutboxState.QUEUED if resend else OutboxState.SENT
    uow.outbox.set_state(id_, state, at=now, next_at=now if resend else None, detail="resolved by staff")
