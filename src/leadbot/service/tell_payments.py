"""Partners are told what was paid to them, once for each payout, with how it comes about."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING
from leadbot.lifecycle.payouts.our_payments import payout_id
from leadbot.model.deals import EventKind
from leadbot.model.lead import Reference
from leadbot.model.outgoing import Purpose
from leadbot.model.payout import Payout
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.letters import send_letter
from leadbot.service.looks import Looks
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.service.versions import program_of
from leadbot.writing import payment_notice

log = logging.getLogger(__name__)

_TOLD = re.compile(rf"{Purpose.NOTICE}:[^:]+:paid-(.+)")
_JOINT = "+"
_SUM = "="
"""Before the sum that was told of a payout, VAT left out."""


def tell_payments(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> int:
    """Tell of all that paid events have paid of payouts, and of which the partner was not told. Returns how many mails are written.

    One that fails is told in the log. Raises OutOfReach.
    """
    if not desk.program.payouts:
        return 0
    known = looks or Looks()

    def look(uow: UnitOfWork) -> Iterator[bool | None]:
        return (_tried(uow, desk, reference, of_lead, now) for reference, of_lead in _paid(known, uow, desk, now).items())

    return sum(known.each("tell-payments", registry, desk, now, look))


def _paid(looks: Looks, uow: UnitOfWork, desk: Desk, now: datetime) -> dict[Reference, list[Payout]]:
    """The payouts that are paid, wholly or in part, by lead."""
    if not any(event.event is EventKind.PAID for event in uow.deals.events(desk.program.id)):
        return {}
    paid: defaultdict[Reference, list[Payout]] = defaultdict(list)
    for payout in looks.payouts(uow, desk.program, now).payouts:
        if payout.paid:
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
    told = _told(row.key for row in uow.outbox.about(reference))
    new = tuple((payout, before) for payout in paid if payout.paid > (before := told.get(payout_id(payout), NOTHING)))
    if not new:
        return False
    lead = uow.leads.get(reference)
    program = program_of(uow, desk.program, lead.program_version)
    key = f"{Purpose.NOTICE}:{reference}:paid-{_JOINT.join(f'{payout_id(payout)}{_SUM}{payout.paid}' for payout, _ in new)}"
    client = lead.draft.text("client.name")
    return send_letter(uow, desk, lead, key, lambda words: payment_notice(new, client, program, words), now)


def _told(keys: Iterable[str]) -> dict[str, Decimal]:
    """The most that was told of each payout; a key without a sum told of all of it."""
    told: dict[str, Decimal] = {}
    for known in filter(None, map(_TOLD.fullmatch, keys)):
        for each in known[1].split(_JOINT):
            id_, _, text = each.partition(_SUM)
            told[id_] = max(told.get(id_, NOTHING), Decimal(text or "Infinity"))
    return told
