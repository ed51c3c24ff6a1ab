"""The gathered offers go to the customer, when their time is over or staff say so."""

import logging
from collections.abc import Iterator
from datetime import datetime

from leadbot.mime import parse
from leadbot.model.errors import NotPossible
from leadbot.model.lead import Reference
from leadbot.model.octets import whole
from leadbot.model.outgoing import MailFile
from leadbot.model.tenders import Closed, Offered, PassedOn, Tender, TenderState
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.looks import Looks
from leadbot.service.tenders.calls import customer_of
from leadbot.service.tenders.mailing import send
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import tender_letters as letters

LEADBOT = "leadbot"
MOST_OCTETS = 12 * 2**20
"""Of all files in one mail to the customer; of further ones it gets the names."""

log = logging.getLogger(__name__)


def pass_on_due(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> int:
    """Pass on the offers of every call whose time is over, unless staff still have to look at one. Returns how many calls.

    One that fails is told in the log. Raises OutOfReach.
    """
    if desk.program.tenders is None:
        return 0

    def look(uow: UnitOfWork) -> Iterator[Tender | None]:
        return (_tried(uow, desk, tender, now) for tender in uow.tenders.all(desk.program.id) if _is_over(desk, tender, now))

    return len((looks or Looks()).each("pass-on", registry, desk, now, look))


def pass_on(uow: UnitOfWork, desk: Desk, reference: Reference, *, by: str, now: datetime) -> Tender:
    """Send the customer all offers as one list, or that there are none, which ends the call. Raises UnknownReference, NotPossible."""
    tender = uow.tenders.get(reference)
    if tender.state is not TenderState.RELEASED:
        raise NotPossible(f"{reference} is {tender.state}: only offers on a released call are passed on")
    open_ = [offer.number for offer in tender.offers if tender.allowed(offer) is None]
    if open_:
        raise NotPossible(
            f"{reference}: decide first on the offers of {', '.join(open_)}: leadbot tender {reference} allow|exclude --partner N"
        )
    offers = [offer for offer in tender.offers if tender.allowed(offer)]
    names = {to.number: to for to in (tender.released.sent if tender.released else ())}
    files = _files(uow, offers)
    message_id, _ = send(
        uow,
        desk,
        customer_of(uow, tender),
        reference,
        "offers",
        lambda words: letters.offers(reference, [(names[o.number], o) for o in offers], words),
        now,
        files=files,
    )
    passed = PassedOn(at=now, by=by, numbers=tuple(offer.number for offer in offers), message_id=message_id)
    uow.tenders.add(desk.program.id, reference, passed if offers else Closed(at=now, by=by), at=now)
    return uow.tenders.get(reference)


def _is_over(desk: Desk, tender: Tender, now: datetime) -> bool:
    over = tender.state is TenderState.RELEASED and tender.released is not None and desk.day(now) > tender.released.until
    return over and all(tender.allowed(offer) is not None for offer in tender.offers)


def _tried(uow: UnitOfWork, desk: Desk, tender: Tender, now: datetime) -> Tender | None:
    return tried(
        uow,
        lambda: pass_on(uow, desk, tender.reference, by=LEADBOT, now=now),
        log,
        "offers could not be passed on",
        action="pass-on-failed",
        reference=tender.reference,
    )


def _files(uow: UnitOfWork, offers: list[Offered]) -> tuple[MailFile, ...]:
    """The files of the offers as they came, each named with the place of its offer, as far as one mail holds them."""
    found, left = [], MOST_OCTETS
    for place, offer in enumerate(offers, start=1):
        for each in parse(whole(uow.messages.raw(offer.message))).attachments if offer.files else ():
            if each.name in offer.files and each.content and len(each.content) <= left:
                left -= len(each.content)
                found.append(MailFile(name=f"{place}-{each.name}", media_type=each.media_type, octets=each.content))
    return tuple(found)
