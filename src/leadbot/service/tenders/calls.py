"""A call for offers from its mail to partners: kept, shown to staff, released or refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from leadbot.lifecycle import due_at
from leadbot.model.digest import DigestCase
from leadbot.model.errors import NotPossible
from leadbot.model.lead import Reference
from leadbot.model.message import Address, Kind
from leadbot.model.outgoing import Correspondence
from leadbot.model.partner import Partner
from leadbot.model.tenders import Called, Closed, Offered, Released, SentTo, Tender, TenderState
from leadbot.service.answering import UNPROVEN
from leadbot.service.desk import Desk
from leadbot.service.incoming import Ending, Incoming, with_staff
from leadbot.service.tenders.mailing import send
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import tender_letters as letters


def register_call(incoming: Incoming) -> Ending:
    """Keep a customer's call for staff to release. Nobody hears of it before."""
    uow, desk, call = incoming.uow, incoming.desk, incoming.reading.submission.call
    if not incoming.proven:
        return with_staff(UNPROVEN)
    if desk.program.tenders is not None and call is not None:
        called = Called(
            message=incoming.stored.key,
            at=incoming.stored.received_at,
            language=incoming.to.language,
            description=call.description,
            until=call.until,
            omitted=call.omitted,
        )
        uow.tenders.add(desk.program.id, uow.tenders.next_reference(desk.program), called, at=incoming.now)
    return with_staff(Kind.TENDER.value)


def release(
    uow: UnitOfWork,
    desk: Desk,
    reference: Reference,
    *,
    by: str,
    now: datetime,
    until: date | None = None,
    text: str = "",
    partners: Sequence[str] = (),
) -> Tender:
    """Send the call to the matching active partners, or to these numbers alone, and tell the customer.

    `until` and `text` go before what was read. Raises UnknownReference, NotPossible.
    """
    tender = uow.tenders.get(reference)
    if tender.state is not TenderState.WAITING:
        raise NotPossible(f"{reference} is {tender.state}: only a call that waits can be released")
    last, description = until or tender.called.until, text.strip() or tender.called.description
    if last is None or last < desk.day(now):
        raise NotPossible(f"{reference}: until when can offers come? Add --until DATE, today or later")
    if not description:
        raise NotPossible(f"{reference}: every sentence of the mail names the customer. Write what partners may read: --text TEXT")
    chosen = _chosen(uow, desk, tender, partners)
    if not chosen:
        raise NotPossible(f"{reference}: no active partner matches. Name some: --partner NUMBER (leadbot partners lists them)")
    sent = tuple(_call(uow, desk, reference, partner, description, last, now) for partner in chosen)
    released = Released(at=now, by=by, until=last, description=description, sent=sent)
    uow.tenders.add(desk.program.id, reference, released, at=now)
    customer = customer_of(uow, tender)
    send(uow, desk, customer, reference, "released", lambda words: letters.released(reference, len(sent), last, words), now)
    return uow.tenders.get(reference)


def close_tender(uow: UnitOfWork, desk: Desk, reference: Reference, *, by: str, now: datetime, note: str = "") -> Tender:
    """End a call without a choice; its customer hears so, and partners that made an offer. Raises UnknownReference, NotPossible."""
    tender = uow.tenders.get(reference)
    if tender.state in {TenderState.CHOSEN, TenderState.CLOSED}:
        raise NotPossible(f"{reference} is over already: {tender.state}")
    uow.tenders.add(desk.program.id, reference, Closed(at=now, by=by, note=note), at=now)
    send(uow, desk, customer_of(uow, tender), reference, "closed", lambda words: letters.closed(tender, note, words), now)
    for offer in tender.offers:
        tell_bidder(uow, desk, tender, offer, f"closed-{offer.number}", now)
    return uow.tenders.get(reference)


def tell_bidder(uow: UnitOfWork, desk: Desk, tender: Tender, offer: Offered, event: str, now: datetime) -> None:
    """A polite no to a partner that made an offer."""
    to = uow.messages.get(offer.message).correspondence
    if to is not None:
        send(uow, desk, to, tender.reference, event, lambda words: letters.not_chosen(tender.reference, words), now)


def customer_of(uow: UnitOfWork, tender: Tender) -> Correspondence:
    """Whom the call came from, and in which conversation. Raises NotPossible where that mail can't be answered."""
    found = uow.messages.get(tender.called.message).correspondence
    if found is None:
        raise NotPossible(f"{tender.reference}: its customer can't be written to")
    return replace(found, language=tender.called.language)


def tender_cases(uow: UnitOfWork, desk: Desk) -> list[DigestCase]:
    """Calls that wait to be released, and offers that staff have to look at."""
    if desk.program.tenders is None:
        return []
    found = []
    for tender in uow.tenders.all(desk.program.id):
        if tender.state is TenderState.WAITING:
            found.append(_waiting(uow, desk, tender))
        if tender.state is TenderState.RELEASED:
            found += [_doubtful(desk, tender, offer) for offer in tender.offers if tender.allowed(offer) is None]
    return found


def _waiting(uow: UnitOfWork, desk: Desk, tender: Tender) -> DigestCase:
    program, called = desk.program, tender.called
    matching = len(_matching(uow, desk, tender))
    command = f"leadbot tender {tender.reference}"
    return DigestCase(
        kind="tender",
        received_at=called.at,
        partner=uow.messages.get(called.message).sender,
        due_at=due_at(called.at, program.promise_days, program.calendar),
        note=letters.staff_note(tender, matching, desk.program, desk.templates),
        withheld=called.description,
        commands=(
            f"{command} release{'' if called.until else ' --until DATE'}{'' if called.description else ' --text TEXT'}",
            f"{command} close",
        ),
    )


def _doubtful(desk: Desk, tender: Tender, offer: Offered) -> DigestCase:
    """Due with the last day for offers: until it is decided, the customer gets none."""
    last = tender.released.until if tender.released else None
    by = tender.sent_to(offer.number)
    command = f"leadbot tender {tender.reference}"
    return DigestCase(
        kind="tender-offer",
        received_at=offer.at,
        due_at=datetime.combine(last, time.max, desk.zone()) if last else None,
        partner=by.name if by else offer.number,
        note=f"{tender.reference} · {offer.number} · {', '.join(offer.others)}",
        commands=(f"{command} allow --partner {offer.number}", f"{command} exclude --partner {offer.number}"),
    )


def _chosen(uow: UnitOfWork, desk: Desk, tender: Tender, numbers: Sequence[str]) -> list[Partner]:
    if not numbers:
        return _matching(uow, desk, tender)
    active = {partner.number: partner for partner in _active(uow, desk)}
    unknown = [number for number in numbers if number.upper() not in active]
    if unknown:
        raise NotPossible(f"{', '.join(unknown)}: no active partner of {desk.program.id} has that number")
    return [active[number.upper()] for number in dict.fromkeys(numbers)]


def _matching(uow: UnitOfWork, desk: Desk, tender: Tender) -> list[Partner]:
    """The active partners whose profile fits the call, as the program says what must fit."""
    spec = desk.program.tenders
    by_language = spec is not None and "language" in spec.match
    return [partner for partner in _active(uow, desk) if not by_language or _language(uow, partner) == tender.called.language]


def _active(uow: UnitOfWork, desk: Desk) -> list[Partner]:
    return [partner for partner in uow.partners.all(desk.program.id) if partner.ended_at is None]


def _language(uow: UnitOfWork, partner: Partner) -> str:
    return uow.leads.get(partner.application).language


def _call(uow: UnitOfWork, desk: Desk, reference: Reference, partner: Partner, description: str, until: date, now: datetime) -> SentTo:
    """The call to one partner, in a conversation of its own."""
    address = partner.contact_email or partner.address
    named = {field.id: str(field.value) for field in partner.fields}
    name = named.get("contact.name") if address == partner.contact_email else None
    to = Correspondence(
        to=Address(name=name or partner.name, email=address),
        cc=(),
        subject="",
        message_id=None,
        references=(),
        language=_language(uow, partner),
    )
    condition = desk.program.tenders.condition if desk.program.tenders else {}
    message_id, _ = send(
        uow,
        desk,
        to,
        reference,
        f"call-{partner.number}",
        lambda words: letters.call(reference, description, until, condition, desk.program, words),
        now,
    )
    return SentTo(
        number=partner.number,
        name=partner.name,
        address=address,
        domain=desk.own_domain(address),
        language=to.language,
        message_id=message_id,
    )
