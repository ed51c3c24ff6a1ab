"""Partners are told what was paid to them, once for each payout, with how it comes about."""

import logging
import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

from leadbot.model.deals import EventKind
from leadbot.model.lead import Reference
from leadbot.model.outgoing import Purpose
from leadbot.model.payout import Payout, PayoutState
from leadbot.service.answering import send_letter
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.pay import payouts_today, stamp
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.service.versions import program_of
from leadbot.writing import payment_notice

log = logging.getLogger(__name__)

_TOLD = re.compile(rf"{Purpose.NOTICE}:[^:]+:paid-(.+)")
_JOINT = "+"


def tell_payments(registry: Registry, desk: Desk, now: datetime) -> int:
    """Tell of every payout that a paid event covers and whose partner was not told. Returns how many mails are written.

    One that fails is told in the log. Raises OutOfReach.
    """
    if not desk.program.payouts:
        return 0
    with registry.begin() as uow:
        done, at = _DONE.setdefault(registry, {}), stamp(uow, desk.program, now)
        if done.get(desk.program.id) == at:
            return 0
        told = [_tried(uow, desk, reference, of_lead, now) for reference, of_lead in _paid(registry, uow, desk, now).items()]
    if None not in told:
        done[desk.program.id] = at
    return told.count(True)


_DONE: WeakKeyDictionary[Registry, dict[str, Hashable]] = WeakKeyDictionary()
"""What all payouts were last looked through at, by program."""


def _paid(registry: Registry, uow: UnitOfWork, desk: Desk, now: datetime) -> dict[Reference, list[Payout]]:
    """The payouts that are paid, by lead."""
    if not any(event.event is EventKind.PAID for event in uow.deals.events(desk.program.id)):
        return {}
    paid: defaultdict[Reference, list[Payout]] = defaultdict(list)
    for payout in payouts_today(registry, uow, desk.program, now).payouts:
        if payout.state is PayoutState.PAID and payout.amount:
            paid[payout.reference].append(payout)
    return paid


def _tried(uow: UnitOfWork, desk: Desk, reference: Reference, paid: Sequence[Payout], now: datetime) -> bool | None:
    """Whether its partner is told now; None where that failed."""
    return tried(
        uow,
        lambda: _tell(uow, desk, reference, paid, now),
        log,
        "a partner could not be told of its payment",
        action="tell-failed",
        reference=reference,
    )


def _tell(uow: UnitOfWork, desk: Desk, reference: Reference, paid: Sequence[Payout], now: datetime) -> bool:
    told = {id_ for row in uow.outbox.about(reference) if (known := _TOLD.fullmatch(row.key)) for id_ in known[1].split(_JOINT)}
    new = tuple(payout for payout in paid if _id(payout) not in told)
    if not new:
        return False
    lead = uow.leads.get(reference)
    program = program_of(uow, desk.program, lead.program_version)
    key = f"{Purpose.NOTICE}:{reference}:paid-{_JOINT.join(map(_id, new))}"
    client = lead.draft.text("client.name")
    return send_letter(uow, desk, lead, key, lambda words: payment_notice(new, client, program, words), now)


def _id(payout: Payout) -> str:
    """What tells it from other payouts of its lead: `referral-fee@2026-Q3`."""
    return f"{payout.rule}@{payout.period}" if payout.period else payout.rule
