"""Mails about a call for offers: partners' offers, the customer's choice; anything else is for staff."""

import re
from dataclasses import replace
from datetime import datetime

from leadbot.judging import folded_name, named_in
from leadbot.model.errors import NotPossible
from leadbot.model.lead import Reference
from leadbot.model.message import Disposition, Message
from leadbot.model.outgoing import OutboxState
from leadbot.model.tenders import Chosen, OfferDecided, Offered, SentTo, Tender, TenderState
from leadbot.service.answering import UNPROVEN
from leadbot.service.desk import Desk
from leadbot.service.incoming import Ending, Incoming, with_staff
from leadbot.service.judgement import NO_KEYS
from leadbot.service.tenders.calls import customer_of, tell_bidder
from leadbot.service.tenders.mailing import send
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import tender_letters as letters

ABOUT_TENDER = "about-tender"
"""Why staff have a mail about a call that is neither an offer nor a choice."""
PROGRAMS = "attachment-program"
"""The defect of a file that is a program: such a file is not passed on."""
_COUNT = re.compile(r"(?<![\w.,])(\d{1,2})(?![\w%]|[.,]\d)")


def tender_of_mail(incoming: Incoming) -> Tender | None:
    """The call that a mail is about: by its conversation, else by the reference in its subject or own words.

    A form's mail is about none: it proves nothing about whom it names.
    """
    uow, program, stored = incoming.uow, incoming.desk.program, incoming.stored
    if program.tenders is None or incoming.by_form:
        return None
    tenders = {tender.reference: tender for tender in uow.tenders.all(program.id)} if stored.thread_ids or _mentions(incoming) else {}
    for id_ in stored.thread_ids:
        thread = uow.outbox.thread_of(id_)
        found = tenders.get(Reference(thread)) if thread else None
        found = found or next((t for t in tenders.values() if uow.messages.get(t.called.message).message_id == id_), None)
        if found is not None:
            return found
    named = [tenders[reference] for reference in _mentions(incoming) if reference in tenders]
    return named[0] if len(named) == 1 else None


def about_tender(incoming: Incoming, tender: Tender) -> Ending:
    """An offer of a partner that got the call, or the choice of its customer; nobody else has a say in it."""
    if not incoming.proven:
        return with_staff(UNPROVEN)
    sender, domain = incoming.sender.email, incoming.desk.own_domain(incoming.sender.email)
    customer = customer_of(incoming.uow, tender).to.email
    if sender == customer or (domain and domain == incoming.desk.own_domain(customer)):
        return _of_customer(incoming, tender)
    by = _bidder(tender, sender, domain)
    return _of_partner(incoming, tender, by) if by else with_staff("not-their-reference")


def decide_offer(uow: UnitOfWork, desk: Desk, reference: Reference, number: str, *, allowed: bool, by: str, now: datetime) -> Tender:
    """Staff's word on an offer that names others' products; the partner of one that is not passed on is told.

    Raises UnknownReference, NotPossible.
    """
    tender = uow.tenders.get(reference)
    offer = next((offer for offer in tender.offers if offer.number == number), None)
    if offer is None or tender.state is not TenderState.RELEASED or tender.allowed(offer) is not None:
        raise NotPossible(f"{reference}: no offer of {number} waits for a decision")
    uow.tenders.add(desk.program.id, reference, OfferDecided(at=now, by=by, number=number, allowed=allowed), at=now)
    to = uow.messages.get(offer.message).correspondence
    if not allowed and to is not None:
        send(uow, desk, to, reference, f"excluded-{offer.message}", lambda words: letters.excluded(reference, offer.others, words), now)
    return uow.tenders.get(reference)


def choose(uow: UnitOfWork, desk: Desk, reference: Reference, number: str, *, by: str, now: datetime) -> Tender:
    """The customer's choice: the chosen partner gets the contact, the others a polite no. Raises UnknownReference, NotPossible."""
    tender = uow.tenders.get(reference)
    if tender.state is not TenderState.PASSED_ON or tender.passed_on is None or number not in tender.passed_on.numbers:
        raise NotPossible(f"{reference}: {number} is none of the offers that its customer has")
    uow.tenders.add(desk.program.id, reference, Chosen(at=now, by=by, number=number), at=now)
    customer = customer_of(uow, tender)
    own_words = uow.messages.get(tender.called.message)
    for offer in tender.offers:
        if offer.number != number:
            tell_bidder(uow, desk, tender, offer, f"not-chosen-{offer.number}", now)
            continue
        to = uow.messages.get(offer.message).correspondence
        if to is not None:
            send(uow, desk, to, reference, "chosen", lambda words: letters.chosen(reference, customer.to, own_words.subject, words), now)
    return uow.tenders.get(reference)


def _mentions(incoming: Incoming) -> list[Reference]:
    text = f"{incoming.reading.message.subject}\n{incoming.reading.submission.own_text}".upper()
    return [Reference(found) for found in dict.fromkeys(re.findall(rf"\b{re.escape(incoming.desk.program.prefix)}-T-\d{{4,7}}\b", text))]


def _bidder(tender: Tender, sender: str, domain: str) -> SentTo | None:
    sent = tender.released.sent if tender.released else ()
    exact = [to for to in sent if to.address == sender]
    same_company = [to for to in sent if domain and to.domain == domain]
    return exact[0] if exact else (same_company[0] if len(same_company) == 1 else None)


def _of_partner(incoming: Incoming, tender: Tender, by: SentTo) -> Ending:
    """Its offer, where the mail is one and comes in time. A question, or what leadbot makes nothing of, is for staff."""
    uow, desk = incoming.uow, incoming.desk
    submission, signs = incoming.reading.submission, incoming.reading.submission.tender_signs
    in_time = tender.released is not None and desk.day(incoming.stored.received_at) <= tender.released.until
    if tender.state is not TenderState.RELEASED or not in_time:
        return with_staff("offer-late")
    if not (signs.offers or (signs.attached and not signs.asks)):
        return with_staff(ABOUT_TENDER)
    offer = Offered(
        at=incoming.stored.received_at,
        number=by.number,
        message=incoming.stored.key,
        text=submission.own_text,
        files=_files(incoming.reading.message),
        others=signs.others,
    )
    uow.tenders.add(desk.program.id, tender.reference, offer, at=incoming.now)
    until = tender.released.until if tender.released else desk.day(incoming.now)
    _, state = send(
        uow,
        desk,
        incoming.to,
        tender.reference,
        "",
        lambda words: letters.offer_received(tender.reference, until, signs.others, words),
        incoming.now,
        answers=incoming.stored.key,
    )
    return _ended(state)


def _files(message: Message) -> tuple[str, ...]:
    """Names of its files that may be passed on."""
    programs = {defect.detail for defect in message.defects if defect.code == PROGRAMS}
    return tuple(each.name for each in message.attachments if not each.inline and each.name and each.name not in programs)


def _of_customer(incoming: Incoming, tender: Tender) -> Ending:
    """Its choice, where the mail names one offer and nothing is asked."""
    uow, desk, signs = incoming.uow, incoming.desk, incoming.reading.submission.tender_signs
    if tender.state is not TenderState.PASSED_ON or tender.passed_on is None or not signs.chooses or signs.asks:
        return with_staff(ABOUT_TENDER)
    named = _named_offers(incoming, tender, tender.passed_on.numbers)
    if len(named) != 1:
        return with_staff("choice-unclear")
    (number,) = named
    choose(uow, desk, tender.reference, number, by=incoming.stored.key, now=incoming.now)
    partner = tender.sent_to(number)
    _, state = send(
        uow,
        desk,
        incoming.to,
        tender.reference,
        "",
        lambda words: letters.choice_received(tender.reference, partner.name if partner else number, words),
        incoming.now,
        answers=incoming.stored.key,
    )
    return _ended(state)


def _named_offers(incoming: Incoming, tender: Tender, numbers: tuple[str, ...]) -> set[str]:
    """The offers that its words name: by place in our list, by the partner's number or its name."""
    text = incoming.reading.submission.own_text
    places = {int(found) for found in _COUNT.findall(text)}
    found = {number for place, number in enumerate(numbers, start=1) if place in places}
    for number in numbers:
        partner = tender.sent_to(number)
        name = folded_name(partner.name, incoming.desk.program) if partner else ""
        if number.upper() in text.upper() or named_in(text, replace(NO_KEYS, folded_name=name)):
            found.add(number)
    return found


def _ended(state: OutboxState) -> Ending:
    held = state is OutboxState.HELD
    return Ending(disposition=Disposition.WITH_STAFF if held else Disposition.ANSWERED, reason="reply-held" if held else "")
