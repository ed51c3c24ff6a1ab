"""Staff's daily mail: what waits for a person."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from leadbot.judging import CHANGED
from leadbot.lifecycle import business_days_before, is_business_day, next_business_days
from leadbot.model.digest import Digest, DigestCase
from leadbot.model.lead import EXTENSION, Lead, LeadState
from leadbot.model.message import Disposition, Kind
from leadbot.model.outgoing import OutboxState, Purpose
from leadbot.model.program import Program
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.bounces import BOUNCE_UNCLEAR, STAFF_UNREACHED, UNREACHED
from leadbot.service.desk import Desk
from leadbot.service.extensions import extension_cases
from leadbot.service.gates import gate_cases
from leadbot.service.incoming import LEAD_OF_A_LIST, UNPROVEN_ORDER
from leadbot.service.orders import numbered
from leadbot.service.posting import post
from leadbot.service.resemblance import beside, rival_checks
from leadbot.service.tenders import tender_cases
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.service.versions import program_of
from leadbot.writing import by_due_date, compose_digest, text_part

OWN_KINDS = {"reply-cap": "silenced", UNPROVEN_ORDER: "unproven"}
"""Mails that are no message to be answered, by their reason."""
UNREACHED_REASONS = frozenset({UNREACHED, STAFF_UNREACHED})
SHOWN_ALL_THE_SAME = UNREACHED_REASONS | {BOUNCE_UNCLEAR, LEAD_OF_A_LIST}
"""Reasons of silent mails that a person must know of."""
BROKEN = {OutboxState.FAILED: "failed", OutboxState.UNKNOWN: "unknown"}


def send_digests(registry: Registry, desk: Desk, now: datetime) -> int:
    """Put today's digest for each of the staff in the outbox, once its hour has come and where there is something to tell.

    Business days only. The unique key of the mail keeps it to one a day, however often this runs. Returns how many were put.
    """
    local = now.astimezone(desk.zone())
    if local.time() < desk.digest_at or not desk.staff or not is_business_day(local.date(), desk.program.calendar):
        return 0
    with registry.begin() as uow:
        missing = [person for person in desk.staff if uow.outbox.by_key(digest_key(desk, person.email, now)) is None]
        cases = open_cases(uow, desk, now) if missing else ()
        if all(case.kind == STAFF_UNREACHED for case in cases):  # a mail about a mail that did not arrive brings the next one
            return 0
        for person in missing:
            digest = Digest(
                program=desk.program.id,
                person=person.email,
                day=desk.day(now),
                next_days=tuple(next_business_days(desk.day(now), 2, desk.program.calendar)),
                cases=cases,
                by_reply=desk.proves_senders,
            )
            mail = compose_digest(digest, desk.program, desk.templates, sender=desk.address, person=person, now=now)
            post(uow, mail, about=(), thread=mail.message_id, registers=True)
            uow.orders.put_cases(numbered(uow, desk, mail.message_id, person.email, by_due_date(digest)))
        return len(missing)


def digest_key(desk: Desk, person: str, now: datetime) -> str:
    """The unique key of a person's digest of that day."""
    return f"{Purpose.DIGEST}:{desk.program.id}:{person}:{desk.day(now)}"


def open_cases(uow: UnitOfWork, desk: Desk, now: datetime) -> tuple[DigestCase, ...]:
    """Everything that waits for a person: checks and broken things as long as they last, mails since the last digest."""
    program = desk.program.id
    told = uow.outbox.last_digest(program, now)
    parked = uow.messages.ended(program, Disposition.PARKED)
    new = uow.messages.ended(program, Disposition.WITH_STAFF, Disposition.SILENT, after=told)
    own_cases = {Kind.TENDER.value} if desk.program.tenders else set()
    told_now = (message for message in new if _is_told(message) and message.reason not in own_cases)
    messages = sorted((*parked, *told_now), key=lambda message: message.received_at)
    return (
        *(case for lead in uow.leads.in_state(program, LeadState.IN_REVIEW) for case in _checks(uow, lead, desk)),
        *extension_cases(uow, desk),
        *gate_cases(uow, desk, now),
        *tender_cases(uow, desk),
        *(_held(uow, row) for row in uow.outbox.in_state(program, OutboxState.HELD)),
        *(_broken(row) for row in uow.outbox.in_state(program, *BROKEN)),
        *(_message(uow, message) for message in messages if message.reason not in UNREACHED_REASONS),
        *_unreached(uow, [message for message in messages if message.reason in UNREACHED_REASONS]),
    )


def _checks(uow: UnitOfWork, lead: Lead, desk: Desk) -> Iterator[DigestCase]:
    rivals = rival_checks(desk.program)
    pinned = program_of(uow, desk.program, lead.program_version)
    for check in (check for check in lead.open_checks() if check.id != EXTENSION):
        spec = pinned.check(check.id)
        yield DigestCase(
            kind="check",
            received_at=lead.received_at,
            reference=lead.reference,
            about=lead.kind,
            client=lead.draft.text("client.name") if lead.kind == Kind.LEAD else "",
            partner=lead.partner.name or lead.partner.address,
            due_at=lead.due_at,
            target_at=_target(lead, desk.program),
            question=spec.question.get(desk.program.language, "") if spec else "",
            reasons=(f"check:{check.id}",),
            note=_last_change(uow, lead) if check.id == CHANGED else check.note,
            beside=beside(uow, desk, lead) if check.id in rivals else (),
        )


def _last_change(uow: UnitOfWork, lead: Lead) -> str:
    """What the partner's latest mail changed, or would have other than it is."""
    return next((e.detail for e in reversed(uow.leads.history(lead.reference)) if e.event in {"changed", "sent-again"}), "")


def _target(lead: Lead, program: Program) -> datetime | None:
    """The day on which the lead should be answered, within the days of its promise."""
    if program.target_days is None:
        return None
    return business_days_before(lead.due_at, program.promise_days - program.target_days, program.calendar)


def _held(uow: UnitOfWork, row: OutboxRow) -> DigestCase:
    """A held answer is shown as it would go out."""
    _, _, raw = uow.outbox.envelope(row.id)
    leads = [uow.leads.get(reference) for reference in row.references]
    return DigestCase(
        kind="shadow" if row.detail.startswith("mode shadow") else "held",
        received_at=row.created_at,
        reference=row.references[0] if row.references else None,
        outbox_id=row.id,
        client=", ".join(filter(None, (lead.draft.text("client.name") for lead in leads))),
        partner=row.to,
        due_at=min((lead.due_at for lead in leads), default=None),
        reasons=tuple(sorted({str(reason) for lead in leads for reason in lead.verdict.reasons})),
        note=row.detail,
        withheld=text_part(raw),
    )


def _broken(row: OutboxRow) -> DigestCase:
    return DigestCase(kind=BROKEN[row.state], received_at=row.created_at, outbox_id=row.id, partner=row.to, note=row.detail)


def _is_told(message: StoredMessage) -> bool:
    """A mail whose answer is held is shown with that answer."""
    read = message.disposition is Disposition.WITH_STAFF and message.reason != "reply-held"
    return read or message.kind is Kind.UNRELATED or message.reason in SHOWN_ALL_THE_SAME


def _message(uow: UnitOfWork, message: StoredMessage) -> DigestCase:
    lead = uow.leads.get(message.references[0]) if message.references else None
    parked = message.disposition is Disposition.PARKED
    kind = "parked" if parked else OWN_KINDS.get(message.reason, "with_staff")
    return DigestCase(
        kind=kind,
        received_at=message.received_at,
        reference=message.references[0] if message.references else None,
        message_key=message.key,
        client=lead.draft.text("client.name") if lead else "",
        partner=message.sender,
        reasons=(message.reason,),
        note=message.error if parked else message.subject,
    )


def _unreached(uow: UnitOfWork, bounces: Sequence[StoredMessage]) -> Iterator[DigestCase]:
    """A case for each address that took no mail, with the leads that it was about."""
    by_address: dict[tuple[str, str], list[StoredMessage]] = {}
    for bounce in bounces:
        by_address.setdefault((bounce.reason, bounce.error), []).append(bounce)
    for (reason, addresses), same in by_address.items():
        references = list(dict.fromkeys(reference for bounce in same for reference in bounce.references))
        lead = uow.leads.get(references[0]) if references and reason == UNREACHED else None
        yield DigestCase(
            kind=reason,
            received_at=same[0].received_at,
            reference=lead.reference if lead else None,
            message_key=same[0].key,
            client=lead.draft.text("client.name") if lead else "",
            partner=(lead.partner.name or lead.partner.address) if lead else "",
            note=": ".join(filter(None, (addresses, ", ".join(references[1:])))),
        )
