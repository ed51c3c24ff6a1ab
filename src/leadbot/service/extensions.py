"""More time for a lead: a partner asks for it by mail, staff decide, the partner hears both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from leadbot.judging import client_keys, named_in
from leadbot.lifecycle import due_at
from leadbot.lifecycle.course import state_after
from leadbot.lifecycle.payouts.periods import plus_months
from leadbot.model.deals import ExtensionAnswer, ExtensionRequest
from leadbot.model.digest import DigestCase
from leadbot.model.errors import NotPossible
from leadbot.model.lead import EXTENSION, Check, CheckState, Lead, LeadState
from leadbot.model.obstacles import Obstacle
from leadbot.model.outgoing import Purpose
from leadbot.model.submission import WantedExtension
from leadbot.service.corrections import find_day
from leadbot.service.desk import Desk
from leadbot.service.incoming import Ending, Incoming, ended, with_staff
from leadbot.service.judgement import entry, keep_or_ask
from leadbot.service.letters import reply_by_letter, send_letter
from leadbot.service.pay import record
from leadbot.service.protection import Protections
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import extension_answered, extension_late, extension_received, extension_wish

ASKABLE = (LeadState.INCOMPLETE, LeadState.IN_REVIEW, LeadState.CONFIRMED, LeadState.EXPIRED, LeadState.WON)
"""States of leads for which time or the fee can be asked for, of an incomplete one time to complete it; of an expired one staff may still
take it."""


_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Staff's word on a wish for more time."""

    granted: bool
    until: date | None = None
    """Another last day than the one asked for, or the one where none was."""
    note: str = ""
    by: str = "staff"


def ask_for_extension(incoming: Incoming, leads: Sequence[Lead]) -> Ending:
    """A wish for more time becomes a question to staff, and its sender hears that it was received; an unclear one is staff's to read.

    `leads`: those of the sender that the mail goes by; none: the one whose client it names.
    """
    uow, desk = incoming.uow, incoming.desk
    wanted = incoming.reading.submission.extension
    lead = _meant(incoming, leads)
    ends = _ends(uow, desk, lead, incoming.stored.received_at) if lead else None
    if lead is None or wanted is None or ends is None:
        return with_staff(EXTENSION, *leads)
    request = _request(lead, wanted, ends, incoming.stored.received_at)
    if not (request.time or request.fee):
        return with_staff(EXTENSION, *leads)
    record(uow, desk.program, request, incoming.stored.key, incoming.now)
    asked = Check(id=EXTENSION, state=CheckState.OPEN, opened_at=incoming.now, note=wanted.evidence.quote)
    keep_or_ask(uow, desk.program, replace(lead, checks=(*without_wish(lead.checks), asked)), incoming.now)
    client, due, today = lead.draft.text("client.name"), _due(desk, request), desk.day(incoming.now)
    sent = reply_by_letter(
        uow,
        desk,
        incoming.stored,
        incoming.to,
        lead,
        lambda words: extension_received(request, client, desk.day(due), today, words),
        incoming.now,
    )
    return ended(sent, [lead.reference])


def answer_extension(uow: UnitOfWork, desk: Desk, lead: Lead, word: Word, now: datetime) -> Lead:
    """Staff's word on the lead's open wish is kept, the lead stands by its new day, and its partner is told.

    An incomplete lead may be given more time without a wish. Raises NotPossible where time is granted and nobody said until when.
    """
    if lead.state is LeadState.INCOMPLETE:
        return _answer_place(uow, desk, lead, word, now)
    protections = Protections(uow, desk.program)
    request, protection = protections.open_requests.get(lead.reference), protections.of(lead)
    if request is None or request.place or protection is None:
        raise NotPossible(f"{lead.reference}: no wish for more time is open", Obstacle.NO_WISH)
    until = _granted_until(lead, request, word, protection.until, "the client has") if word.granted and request.time else None
    note = "" if word.granted and find_day(word.note) else word.note
    answer = ExtensionAnswer(
        reference=lead.reference, at=now, granted=word.granted, until=until, fee=word.granted and request.fee, note=note
    )
    record(uow, desk.program, answer, word.by, now)
    answered = replace(lead, checks=tuple(_answered(check, word, now) for check in lead.checks))
    state = state_after(lead.state, uow.deals.events_of(lead.reference), desk.day(now), Protections(uow, desk.program).of(answered))
    stored, _ = keep_or_ask(uow, desk.program, replace(answered, state=state), now)
    if stored.state is not lead.state:
        uow.leads.note(lead.reference, entry(now, stored.state.value, word.by, f"was {lead.state}"))
    _tell(uow, desk, stored, request, answer, now)
    return stored


def _answer_place(uow: UnitOfWork, desk: Desk, lead: Lead, word: Word, now: datetime) -> Lead:
    """As `answer_extension`, of the time in which an incomplete lead is to be completed."""
    request = Protections(uow, desk.program).open_requests.get(lead.reference)
    if lead.place_until is None or (request is None and not word.granted):
        raise NotPossible(f"{lead.reference}: no wish for more time is open", Obstacle.NO_WISH)
    ends = desk.day(lead.place_until)
    request = request or ExtensionRequest(reference=lead.reference, at=now, ends=ends, time=True, place=True)
    until = _granted_until(lead, request, word, max(ends, desk.day(now)), "its data may come") if word.granted else None
    note = "" if word.granted and find_day(word.note) else word.note
    answer = ExtensionAnswer(reference=lead.reference, at=now, granted=word.granted, until=until, note=note, place=True)
    record(uow, desk.program, answer, word.by, now)
    place_until = datetime.combine(until, _LAST_SECOND, desk.zone()) if until else lead.place_until
    answered = replace(lead, checks=tuple(_answered(check, word, now) for check in lead.checks), place_until=place_until)
    stored, _ = keep_or_ask(uow, desk.program, answered, now)
    _tell(uow, desk, stored, request, answer, now)
    return stored


def _granted_until(lead: Lead, request: ExtensionRequest, word: Word, has: date, who_has: str) -> date:
    """The new last day: staff's, else the partner's. Raises NotPossible where nobody named one, or one no later than the day there is."""
    until = word.until or find_day(word.note) or request.until
    if until is None:
        message = f"{lead.reference}: the partner named no day. Say until when: --until DATE, or by reply “ok, 2027-03-31”"
        raise NotPossible(message, Obstacle.NO_DAY)
    if until <= has:
        message = f"{lead.reference}: {until} gives no more time; {who_has} until {has} already"
        raise NotPossible(message, Obstacle.TOO_EARLY, until=until.isoformat(), has=has.isoformat())
    return until


def tell_late(uow: UnitOfWork, desk: Desk, lead: Lead, now: datetime) -> bool:
    """The answer to a wish was promised by now: its partner hears that it is not decided yet. `lead`: as of `promised_wishes`."""
    request = Protections(uow, desk.program).open_requests[lead.reference]
    key = f"{Purpose.NOTICE}:{lead.reference}:{EXTENSION}-late-{desk.day(request.at)}"
    client, due = lead.draft.text("client.name"), desk.day(lead.due_at)
    return send_letter(uow, desk, lead, key, lambda words: extension_late(request, client, due, words), now)


def _tell(uow: UnitOfWork, desk: Desk, lead: Lead, request: ExtensionRequest, answer: ExtensionAnswer, now: datetime) -> None:
    key = f"{Purpose.NOTICE}:{lead.reference}:{EXTENSION}-{len(uow.leads.history(lead.reference))}"
    client, today = lead.draft.text("client.name"), desk.day(now)
    send_letter(uow, desk, lead, key, lambda words: extension_answered(request, answer, client, today, words), now)


def close_wish(lead: Lead, protections: Protections) -> Lead:
    """The lead without an open wish that its end has answered: time is no question any more once it is won or lost."""
    request = protections.open_requests.get(lead.reference)
    wins_fee = lead.state is LeadState.WON and request is not None and request.fee
    over = lead.state in {LeadState.WON, LeadState.LOST} and not wins_fee
    return replace(lead, checks=without_wish(lead.checks)) if over else lead


def extension_cases(uow: UnitOfWork, desk: Desk) -> list[DigestCase]:
    """The wishes that wait for staff, with what each asks for."""
    return [_case(desk, lead, check, request) for lead, check, request in _open(uow, desk)]


def promised_wishes(uow: UnitOfWork, desk: Desk) -> list[Lead]:
    """The leads whose wishes wait for staff, each due when its wish is to be answered."""
    return [replace(lead, checks=(check,), due_at=_due(desk, request)) for lead, check, request in _open(uow, desk)]


def _open(uow: UnitOfWork, desk: Desk) -> Iterator[tuple[Lead, Check, ExtensionRequest]]:
    for reference, request in Protections(uow, desk.program).open_requests.items():
        lead = uow.leads.get(reference)
        yield from ((lead, check, request) for check in lead.open_checks() if check.id == EXTENSION)


def _case(desk: Desk, lead: Lead, check: Check, request: ExtensionRequest) -> DigestCase:
    spec = desk.program.check(EXTENSION)
    return DigestCase(
        kind="check",
        received_at=request.at,
        reference=lead.reference,
        draft=lead.draft,
        client=lead.draft.text("client.name"),
        partner=lead.partner.name or lead.partner.address,
        due_at=_due(desk, request),
        question=spec.question.get(desk.program.language, "") if spec else "",
        reasons=(f"check:{EXTENSION}",),
        note=extension_wish(request, check.note, desk.program, desk.templates),
    )


def _due(desk: Desk, request: ExtensionRequest) -> datetime:
    """Until when it is to be answered: the program's promise holds for it too."""
    return due_at(request.at, desk.program.promise_days, desk.program.calendar)


def _meant(incoming: Incoming, leads: Sequence[Lead]) -> Lead | None:
    """The one lead that is meant: of several, or where none is named, the one whose client the mail names."""
    if len(leads) == 1:
        return leads[0]
    desk = incoming.desk
    known = leads or incoming.uow.leads.own(desk.program.id, incoming.sender.email, desk.own_domain(incoming.sender.email))
    text = incoming.reading.submission.own_text
    named = [lead for lead in known if lead.state in ASKABLE and named_in(text, client_keys(lead.draft, desk.program))]
    return named[0] if len(named) == 1 else None


def _ends(uow: UnitOfWork, desk: Desk, lead: Lead, at: datetime) -> date | None:
    """The last day as it is: of an incomplete lead that of its place, else that for the client's yes; None where there is none."""
    if lead.state is LeadState.INCOMPLETE:
        return desk.day(lead.place_until) if lead.place_until and lead.place_until >= at else None
    protection = Protections(uow, desk.program).of(lead)
    return protection.until if protection and lead.state in ASKABLE else None


def _request(lead: Lead, wanted: WantedExtension, ends: date, at: datetime) -> ExtensionRequest:
    """What is asked for, from the last day as it is; a day that brings no more time is none."""
    place = lead.state is LeadState.INCOMPLETE
    added = plus_months(ends, wanted.months) if wanted.months else ends + timedelta(days=wanted.days)
    until = wanted.until or added
    return ExtensionRequest(
        reference=lead.reference,
        at=at,
        ends=ends,
        time=wanted.time,
        until=until if wanted.time and until > ends else None,
        fee=wanted.fee and not place,
        place=place,
        words=wanted.evidence.quote,
    )


def without_wish(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks, an open wish closed."""
    open_ = CheckState.OPEN
    return tuple(replace(c, state=CheckState.CLOSED) if c.id == EXTENSION and c.state is open_ else c for c in checks)


def _answered(check: Check, word: Word, now: datetime) -> Check:
    if check.id != EXTENSION or check.state is not CheckState.OPEN:
        return check
    state = CheckState.APPROVED if word.granted else CheckState.REFUSED
    note = word.note or check.note
    return replace(check, state=state, note=note, answered_by=word.by, answered_at=now)
