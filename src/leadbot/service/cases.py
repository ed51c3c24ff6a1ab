"""What of a program waits for a person, as staff are told it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from leadbot.judging import CHANGED, doubted_fields
from leadbot.lifecycle import business_days_before
from leadbot.model.digest import DigestCase, Quoted
from leadbot.model.lead import EXTENSION, Lead, LeadState
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.outgoing import OutboxState
from leadbot.model.program import Program
from leadbot.model.restoration import RESTORED
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.model.verdict import Finding
from leadbot.service.bounces import BOUNCE_UNCLEAR, STAFF_UNREACHED, UNREACHED
from leadbot.service.contact import is_contacted
from leadbot.service.desk import Desk
from leadbot.service.extensions import extension_cases
from leadbot.service.gates import gate_cases
from leadbot.service.incoming import LEAD_OF_A_LIST, UNPROVEN_ORDER
from leadbot.service.lead_stores import LONG_AGO
from leadbot.service.open_questions import question_cases
from leadbot.service.resemblance import beside, rival_checks
from leadbot.service.staff_questions import FOR_A_PERSON
from leadbot.service.tenders import tender_cases
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.service.unmatched import unmatched_cases
from leadbot.service.versions import program_of
from leadbot.writing import text_part

OWN_KINDS = {"reply-cap": "silenced", UNPROVEN_ORDER: "unproven"}
"""Mails that are no message to be answered, by their reason."""
UNREACHED_REASONS = frozenset({UNREACHED, STAFF_UNREACHED})
SHOWN_ALL_THE_SAME = UNREACHED_REASONS | {BOUNCE_UNCLEAR, LEAD_OF_A_LIST}
"""Reasons of silent mails that a person must know of."""
BROKEN = {OutboxState.FAILED: "failed", OutboxState.UNKNOWN: "unknown"}
SAYS_ALL = {Kind.LEAD: ("items", "deal.description"), Kind.APPLICATION: ("partner.name", "partner.tax_id", "partner.website")}
"""Where a person must look at the whole of it: what is wanted, or who applies."""
MOST_QUOTES = 4


def open_cases(
    uow: UnitOfWork, desk: Desk, now: datetime, told: datetime | None = None, excerpts: Mapping[MessageKey, str] | None = None
) -> tuple[DigestCase, ...]:
    """Everything that waits for a person: checks and broken things as long as they last, mails that ended after staff were `told` last."""
    return tuple(each_case(uow, desk, now, told, excerpts))


def each_case(
    uow: UnitOfWork, desk: Desk, now: datetime, told: datetime | None = None, excerpts: Mapping[MessageKey, str] | None = None
) -> Iterator[DigestCase]:
    """As `open_cases`, one after the other: there may be more of them than memory has room for."""
    program = desk.program.id
    for lead in uow.leads.received_since(program, LeadState.IN_REVIEW, LONG_AGO):
        yield from _checks(uow, lead, desk)
    yield from extension_cases(uow, desk)
    yield from gate_cases(uow, desk, now)
    yield from tender_cases(uow, desk)
    yield from unmatched_cases(uow, desk, now, told)
    for row in uow.outbox.in_state(program, OutboxState.HELD):
        yield _may_be_out(row) if row.detail == RESTORED else _held(uow, row)
    for row in uow.outbox.in_state(program, *BROKEN):
        yield _broken(row)
    messages = mails_to_tell(uow, desk.program, told)
    yield from question_cases(uow, desk, excerpts or {}, now)
    for message in messages:
        if message.reason not in UNREACHED_REASONS:
            yield _message(uow, message, (excerpts or {}).get(message.key, ""))
    yield from _unreached(uow, [message for message in messages if message.reason in UNREACHED_REASONS])


def mails_to_tell(uow: UnitOfWork, program: Program, told: datetime | None) -> list[StoredMessage]:
    """The parked mails, and those that staff must read and were not told of, oldest receipt first."""
    parked = uow.messages.ended(program.id, Disposition.PARKED)
    new = uow.messages.ended(program.id, Disposition.WITH_STAFF, Disposition.SILENT, after=told)
    own_cases = FOR_A_PERSON | ({Kind.TENDER.value} if program.tenders else set())
    told_now = (message for message in new if _is_told(message) and message.reason not in own_cases)
    return sorted((*parked, *told_now), key=lambda message: message.received_at)


def _checks(uow: UnitOfWork, lead: Lead, desk: Desk) -> Iterator[DigestCase]:
    rivals = rival_checks(desk.program)
    pinned = program_of(uow, desk.program, lead.program_version)
    for check in (check for check in lead.open_checks() if check.id != EXTENSION):
        spec = pinned.check(check.id)
        asked = _asked_by(lead, check.id)
        case = DigestCase(
            kind="check",
            received_at=lead.received_at,
            question=spec.question.get(desk.program.language, "") if spec else "",
            reasons=(f"check:{check.id}",),
            note=_last_change(uow, lead) if check.id == CHANGED else check.note,
            beside=beside(uow, desk, lead) if check.id in rivals else (),
            rule=asked.rule if asked else "",
            quotes=_quotes(lead, asked, pinned),
        )
        yield _about(case, lead, desk.program, contacted=is_contacted(uow, desk.program, lead.reference))


def _about(case: DigestCase, lead: Lead, program: Program, *, contacted: bool) -> DigestCase:
    """The case with what the lead says of itself; a promise that a contact has kept has no day any more."""
    return replace(
        case,
        reference=lead.reference,
        about=lead.kind,
        client=lead.draft.text("client.name") if lead.kind == Kind.LEAD else "",
        partner=lead.partner.name or lead.partner.address,
        due_at=None if contacted else lead.due_at,
        target_at=None if contacted else _target(lead, program),
        draft=lead.draft,
        verdict=lead.verdict,
    )


def _asked_by(lead: Lead, check: str) -> Finding | None:
    """The finding that asks for that check."""
    return next((f for f in lead.verdict.findings if f.reason and (f.reason.code, f.reason.subject) == ("check", check)), None)


def _quotes(lead: Lead, asked: Finding | None, program: Program) -> tuple[Quoted, ...]:
    """The sender's words for what is in doubt; of a matter that no field is about, its words for what it wants."""
    rule = asked.rule if asked else ""
    said = [Quoted(field="", evidence=remark.evidence) for remark in lead.draft.remarks if remark.rule == rule]
    named = tuple(asked.fact("fields").split(", ")) if asked and asked.fact("fields") else ()
    doubted = named or doubted_fields(program, rule) or (() if said else SAYS_ALL[Kind(lead.kind)])
    fields = (lead.draft.get(id_) for id_ in doubted)
    found = [*said, *(Quoted(field=field.id, evidence=field.evidence) for field in fields if field and field.evidence.quote)]
    return tuple({quoted.evidence.quote: quoted for quoted in reversed(found)}.values())[::-1][:MOST_QUOTES]


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
        withheld=text_part(raw),
        draft=leads[0].draft if len(leads) == 1 else None,
        verdict=leads[0].verdict if len(leads) == 1 else None,
        about=leads[0].kind if leads else "lead",
    )


def _may_be_out(row: OutboxRow) -> DigestCase:
    """What is held after a restore may have been sent before: a person sees whether it was."""
    return DigestCase(kind=BROKEN[OutboxState.UNKNOWN], received_at=row.created_at, outbox_id=row.id, partner=row.to, note=row.subject)


def _broken(row: OutboxRow) -> DigestCase:
    return DigestCase(kind=BROKEN[row.state], received_at=row.created_at, outbox_id=row.id, partner=row.to, note=row.detail)


def _is_told(message: StoredMessage) -> bool:
    """A mail whose answer is held is shown with that answer."""
    read = message.disposition is Disposition.WITH_STAFF and message.reason != "reply-held"
    return read or message.kind is Kind.UNRELATED or message.reason in SHOWN_ALL_THE_SAME


def _message(uow: UnitOfWork, message: StoredMessage, excerpt: str) -> DigestCase:
    lead = uow.leads.get(message.references[0]) if message.references else None
    return DigestCase(
        kind=_kind(message),
        received_at=message.received_at,
        reference=message.references[0] if message.references else None,
        message_key=message.key,
        client=lead.draft.text("client.name") if lead else "",
        partner=message.sender,
        reasons=(message.reason,),
        note=message.error if message.disposition is Disposition.PARKED else "",
        subject=message.subject,
        excerpt=excerpt,
    )


def _kind(message: StoredMessage) -> str:
    if message.disposition is Disposition.PARKED:
        return "parked"
    return OWN_KINDS.get(message.reason, "with_staff")


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
