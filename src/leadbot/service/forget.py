"""Forget a person on request, and what is older than the program keeps it. What happened stays; whom it concerned goes."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadbot.mime import parse
from leadbot.model.errors import NotPossible
from leadbot.model.lead import LIVE, Lead, Reference
from leadbot.model.message import Disposition, MessageKey
from leadbot.model.octets import whole
from leadbot.model.outgoing import OutboxState
from leadbot.model.program import Program
from leadbot.model.submission import Evidence, FieldValue, LeadDraft
from leadbot.model.tenders import TenderState
from leadbot.service.desk import Desk
from leadbot.service.unit_of_work import Registry, UnitOfWork

PERSONAL = frozenset(
    [
        *("client.contact.name", "client.contact.phone", "client.contact.email"),
        *("contact.name", "contact.phone", "contact.email"),
        "deal.description",
    ]
)
"""Fields that say something of people; free words may."""
REDACTED = "[redacted]"
AT_ONCE = 200
"""Rows of a sort in one transaction: others wait no longer."""
REQUEST, RETENTION = "request", "retention"
ENDED = frozenset({Disposition.ANSWERED, Disposition.SILENT, Disposition.WITH_STAFF})
OVER = (TenderState.CHOSEN, TenderState.CLOSED)
"""States of calls for offers that nobody has to act on any more."""
GONE_OUT = frozenset({OutboxState.SENT, OutboxState.FAILED, OutboxState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something that stays, and why."""

    what: str
    ids: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """The proof of what went."""

    program: str
    counts: tuple[tuple[str, int], ...]
    """By what it was; nothing else of it is kept."""
    kept: tuple[Kept, ...] = ()


def forget(uow: UnitOfWork, desk: Desk, address: str, by: str, now: datetime) -> Forgotten:
    """Whatever this program's registry says of that person. Raises NotPossible for an address of the vendor's own."""
    if address in desk.colleagues() or address == desk.address.email:
        raise NotPossible(f"{address} is the vendor's own. Take it out of leadbot.yaml first.")
    program, erasing = desk.program.id, uow.erasing
    erasing.begin()
    leads = [uow.leads.get(reference) for reference in erasing.leads_of(program, address)]
    still_open = frozenset(lead.reference for lead in leads if lead.state in LIVE)
    closed = [lead for lead in leads if lead.reference not in still_open]
    counts, kept = Counter[str](), list[Kept]()
    if still_open:
        why = "open: withdraw or decide them, then forget again; until then their partner must be answered"
        kept.append(Kept(what="leads", ids=tuple(sorted(still_open)), why=why))
    ours = frozenset(lead.reference for lead in closed)
    calls = _forget_calls(uow, program, address, counts, kept)
    _forget_received(uow, desk, address, ours, still_open, counts, kept, calls)
    _forget_sent(uow, desk, address, ours, still_open, counts, kept)
    for lead in closed:
        counts["history entries"] += _redact_lead(uow, lead, [address])
        counts["leads"] += 1
    if closed:
        why = "company, tax ids, items, dates, amounts and decisions stay: for accounting, and to tell who was first"
        kept.append(Kept(what="leads without their people", ids=tuple(sorted(ours)), why=why))
    counts["facts of deals"] += erasing.redact_facts(program, address)
    counts["orders"] += erasing.redact_orders(program, address)
    if not still_open:
        counts["remembered companies"] += erasing.forget_remembered(program, address)
    _forget_partners(uow, program, address, counts, kept)
    return _noted(uow, program, counts, kept, cause=REQUEST, by=by, now=now)


def purge(registry: Registry, program: Program, now: datetime) -> Forgotten:
    """Empty what is older than the program keeps it, a part at a time. Raises OutOfReach."""
    total = Counter[str]()
    while True:
        with registry.begin() as uow:
            uow.erasing.begin()
            counts = _purge_part(uow, program, now)
            if counts.total():
                _noted(uow, program.id, counts, [], cause=RETENTION, by="leadbot", now=now)
        total += counts
        if max(counts.values(), default=0) < AT_ONCE:
            return Forgotten(program=program.id, counts=tuple(sorted(total.items())))


def _purge_part(uow: UnitOfWork, program: Program, now: datetime) -> Counter[str]:
    counts = Counter[str]()
    for what, ids, empty in _outdated(uow, program, now, AT_ONCE):
        if ids:
            empty(ids)
            counts[what] += len(ids)
    if program.retention.personal_days is not None:
        before = now - timedelta(days=program.retention.personal_days)
        counts["remembered companies"] += uow.erasing.forget_remembered_before(program.id, before)
        counts["partners"] += uow.erasing.unname_partners_before(program.id, before)
        for tender in uow.tenders.all(program.id) if program.tenders is not None else ():
            ended = tender.chosen or tender.closed
            if ended is not None and ended.at < before:
                counts["facts of calls for offers"] += uow.erasing.redact_tender(tender.reference)
    return +counts


def _outdated(
    uow: UnitOfWork, program: Program, now: datetime, most: int
) -> Iterable[tuple[str, Sequence[object], Callable[[Sequence[object]], None]]]:
    """What each sort is called, its ids, and what empties them."""
    erasing, keeps, id_ = uow.erasing, program.retention, program.id

    def redact(references: Sequence[Reference]) -> None:
        for reference in references:
            _redact_lead(uow, uow.leads.get(reference), [])

    found: list[tuple[str, Sequence[object], Callable[..., None]]] = []
    if keeps.raw_mail_days is not None:
        before = now - timedelta(days=keeps.raw_mail_days)
        found.append(("received mails emptied", erasing.received_before(id_, before, most), erasing.empty_received))
        found.append(("sent mails emptied", erasing.sent_before(id_, before, most), erasing.empty_sent))
    if keeps.personal_days is not None:
        before = now - timedelta(days=keeps.personal_days)
        found.append(("leads without their people", erasing.closed_before(id_, before, most), redact))
        found.append(("received mails without sender", erasing.named_before(id_, before, most), erasing.unname_received))
        found.append(("sent mails without recipient", erasing.addressed_before(id_, before, most), erasing.unname_sent))
    return found


def _forget_calls(uow: UnitOfWork, program: str, address: str, counts: Counter[str], kept: list[Kept]) -> frozenset[MessageKey]:
    """Calls for offers that are over lose their people. Returns the mails of those that are open."""
    open_, mails = [], set[MessageKey]()
    for tender in uow.tenders.all(program):
        messages = {tender.called.message, *(offer.message for offer in tender.offers)}
        addresses = {to.address for to in (tender.released.sent if tender.released else ())}
        if address not in addresses and all(_sender(uow, message) != address for message in messages):
            continue
        if tender.state in OVER:
            counts["facts of calls for offers"] += uow.erasing.redact_tender(tender.reference)
        else:
            open_.append(tender.reference)
            mails |= messages
    if open_:
        why = "open: their offers and their customer's choice are still to come. Close them (`leadbot tender REF close`), then forget again"
        kept.append(Kept(what="calls for offers", ids=tuple(sorted(open_)), why=why))
    return frozenset(mails)


def _sender(uow: UnitOfWork, message: MessageKey) -> str:
    return uow.messages.get(message).sender


def _forget_received(
    uow: UnitOfWork,
    desk: Desk,
    address: str,
    ours: frozenset[Reference],
    still_open: frozenset[Reference],
    counts: Counter[str],
    kept: list[Kept],
    of_open_calls: frozenset[MessageKey],
) -> None:
    going: list[MessageKey] = []
    waiting: list[MessageKey] = []
    for key, sender, disposition, references in uow.erasing.messages(desk.program.id):
        if still_open & set(references) or key in of_open_calls:
            continue
        if sender != address and not ours & set(references) and not _names(whole(uow.messages.raw(key)), address, desk.program):
            continue
        (going if disposition in ENDED else waiting).append(key)
    uow.erasing.empty_received(going)
    uow.erasing.unname_received(going)
    counts["received mails"] += len(going)
    if waiting:
        why = "they wait to be handled: retry them or wait for the next cycle, then forget again"
        kept.append(Kept(what="received mails", ids=tuple(waiting), why=why))


def _forget_sent(
    uow: UnitOfWork,
    desk: Desk,
    address: str,
    ours: frozenset[Reference],
    still_open: frozenset[Reference],
    counts: Counter[str],
    kept: list[Kept],
) -> None:
    going: list[int] = []
    waiting: list[int] = []
    for id_, state, to_them, raw, references in uow.erasing.mails(desk.program.id, address):
        if still_open & set(references):
            continue
        if not to_them and not ours & set(references) and not _names(raw, address, desk.program):
            continue
        (going if state in GONE_OUT else waiting).append(id_)
    uow.erasing.empty_sent(going)
    uow.erasing.unname_sent(going)
    counts["sent mails"] += len(going)
    if waiting:
        why = "they wait to be sent or for a person: `leadbot outbox --resolve` ends them, then forget again"
        kept.append(Kept(what="sent mails", ids=tuple(map(str, waiting)), why=why))


def _forget_partners(uow: UnitOfWork, program: str, address: str, counts: Counter[str], kept: list[Kept]) -> None:
    for number, active in uow.erasing.partners_of(program, address):
        if active:
            why = "a partner still: withdraw its application first"
            kept.append(Kept(what="partners", ids=(number,), why=why))
        else:
            uow.erasing.unname_partner(program, number)
            counts["partners"] += 1


def _redact_lead(uow: UnitOfWork, lead: Lead, also: Sequence[str]) -> int:
    """The lead without its people; how many entries of its history went. `also` are words that go with them."""
    values = [str(field.value) for field in lead.draft.fields if field.id in PERSONAL and field.id != "deal.description"]
    words = {*also, *values, lead.partner.address, *uow.leads.addresses(lead.reference)} - {""}
    keys = replace(uow.leads.keys(lead.reference), contact_email="", contact_phone="")
    partner = replace(lead.partner, address="")
    checks = tuple(
        replace(check, note=_without(check.note, words), answered_by=_without(check.answered_by, words)) for check in lead.checks
    )
    gates = tuple(replace(gate, words="") for gate in lead.gates)
    uow.leads.put(replace(lead, draft=_redacted(lead.draft), partner=partner, checks=checks, gates=gates), keys, ())
    uow.erasing.forget_addresses(lead.reference)
    uow.erasing.redact_words(lead.reference)
    for address in filter(lambda word: "@" in word, words):
        uow.erasing.redact_facts(lead.program, address, lead.reference)
    return uow.erasing.redact_history(lead.reference, sorted(words))


def _redacted(draft: LeadDraft) -> LeadDraft:
    """What is said of companies and goods, without the mail's words."""
    fields = tuple(replace(field, evidence=_bare(field)) for field in draft.fields if field.id not in PERSONAL)
    return replace(draft, fields=fields, ambiguities=(), remarks=())


def _bare(field: FieldValue) -> Evidence:
    return Evidence(source=field.evidence.source, quote=REDACTED, basis=field.evidence.basis)


def _without(text: str, words: Iterable[str]) -> str:
    return REDACTED if any(word.casefold() in text.casefold() for word in words) else text


def _names(raw: bytes, address: str, program: Program) -> bool:
    """Whether that address stands in the mail, encoded or not."""
    if address.encode() in raw.lower():
        return True
    message = parse(raw, program.mail_words, None)
    people = [*([message.sender] if message.sender else []), *message.cc]
    return address in message.text().lower() or any(person.email == address for person in people)


def _noted(uow: UnitOfWork, program: str, counts: Counter[str], kept: Sequence[Kept], *, cause: str, by: str, now: datetime) -> Forgotten:
    rows = tuple(sorted((what, count) for what, count in counts.items() if count))
    if rows:
        uow.erasing.note(program, rows, cause=cause, by=by, at=now)
    return Forgotten(program=program, counts=rows, kept=tuple(kept))
