"""The register of partners: who is admitted, with which number, and what follows for the leads that waited for it."""

from dataclasses import replace
from datetime import datetime, timedelta

from leadbot.judging import folded_name, not_registered
from leadbot.lifecycle import due_at
from leadbot.model.lead import CheckState, Gate, Lead, LeadState, Reference
from leadbot.model.message import Kind
from leadbot.model.partner import Partner
from leadbot.model.program import PartnerRegister, Terms
from leadbot.model.submission import Evidence, FieldValue, LeadDraft, Standing
from leadbot.model.verdict import Reason
from leadbot.service.answering import notify
from leadbot.service.desk import Desk
from leadbot.service.judgement import NO_KEYS, entry, judged, keep_or_ask, verdict_line, with_draft
from leadbot.service.memory import COMPANY, CONTACT, NUMBER, REGISTRY, filled, vouched_for
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.service.versions import program_of

TERMS = "terms"
"""The gate of an applicant that has not accepted the terms yet."""

NO_LONGER = (LeadState.REJECTED, LeadState.WITHDRAWN)
"""States of an application whose company is no partner."""


def settled(uow: UnitOfWork, desk: Desk, application: Lead, now: datetime) -> Lead:
    """An application, stored as judged, with what follows for its company: terms to accept, a number, or the end of the partnership.

    Whoever tells the applicant calls `welcome` next. Raises NotPossible where the same company is a partner on another application.
    """
    register = _register(uow, desk, application)
    if application.kind != Kind.APPLICATION or register is None:
        return application
    if application.state in NO_LONGER:
        return _ended(uow, application, now)
    if application.state is not LeadState.CONFIRMED:
        return application
    application = _with_terms(uow, application, register.terms, now)
    return application if application.open_gates() else _admitted(uow, desk, application, now)


def accepted(uow: UnitOfWork, desk: Desk, application: Lead, words: str, by: str, now: datetime) -> Lead:
    """The application once its terms are accepted, in words kept with the text's version and day. Raises NotPossible, as `settled`."""
    gates = tuple(
        _passed(gate, words, by, now) if gate.id == TERMS and gate.state is CheckState.OPEN else gate for gate in application.gates
    )
    application = replace(application, gates=gates)
    text = next(f"version {gate.version} of {gate.dated}" for gate in reversed(gates) if gate.id == TERMS)
    uow.leads.put(application, NO_KEYS, ())
    uow.leads.note(application.reference, entry(now, "terms-accepted", by, f"{text}: {words}"))
    return settled(uow, desk, application, now)


def welcome(uow: UnitOfWork, desk: Desk, before: Lead, application: Lead, now: datetime) -> None:
    """Where an application has just got its number: the lead that came with it is registered, and those that waited are judged anew.

    Their partners are told in mails of their own.
    """
    if application.kind == Kind.APPLICATION and application.partner.number and not before.partner.number:
        _register_brought(uow, desk, application, now)
        _judge_waiting(uow, desk, application, now)


def _register(uow: UnitOfWork, desk: Desk, application: Lead) -> PartnerRegister | None:
    """By the version of the program that the application is pinned to: its terms are those that the reply shows."""
    return program_of(uow, desk.program, application.program_version).partners


def open_terms(application: Lead) -> Gate | None:
    """The gate that waits for the applicant's yes."""
    return next((gate for gate in application.open_gates() if gate.id == TERMS), None)


def _passed(gate: Gate, words: str, by: str, now: datetime) -> Gate:
    return replace(gate, state=CheckState.APPROVED, words=words, answered_by=by, answered_at=now)


def _with_terms(uow: UnitOfWork, application: Lead, terms: Terms | None, now: datetime) -> Lead:
    """What is asked is the text of the application's version; what was accepted stays accepted."""
    if terms is None or any(gate.id == TERMS and gate.state is CheckState.APPROVED for gate in application.gates):
        return application
    asked = open_terms(application)
    if asked and (asked.version, asked.dated) == (terms.version, terms.dated):
        return application
    others = tuple(gate for gate in application.gates if gate != asked)
    gate = Gate(id=TERMS, state=CheckState.OPEN, opened_at=now, version=terms.version, dated=terms.dated)
    application = replace(application, gates=(*others, gate))
    uow.leads.put(application, NO_KEYS, ())
    uow.leads.note(application.reference, entry(now, "terms-asked", "leadbot", f"version {terms.version} of {terms.dated}"))
    return application


def _ended(uow: UnitOfWork, application: Lead, now: datetime) -> Lead:
    partner = uow.partners.of_application(application.reference)
    if partner is not None and partner.ended_at is None:
        uow.partners.end(application.reference, now)
        uow.leads.note(application.reference, entry(now, "partnership-ended", "leadbot", partner.number))
    return application


def _admitted(uow: UnitOfWork, desk: Desk, application: Lead, now: datetime) -> Lead:
    """The application with the partner number, which it gets once."""
    earlier = uow.partners.of_application(application.reference)
    partner = uow.partners.admit(desk.program, _company(desk, application, now))
    if earlier is not None and earlier.ended_at is None:
        return application
    application = replace(application, partner=replace(application.partner, number=partner.number))
    uow.leads.put(application, NO_KEYS, ())
    uow.leads.note(application.reference, entry(now, "admitted", "leadbot", f"partner number {partner.number}"))
    return application


def _company(desk: Desk, application: Lead, now: datetime) -> Partner:
    draft, partner = application.draft, application.partner
    fields = tuple(f for f in draft.fields if f.id.startswith((COMPANY, CONTACT)) and f.standing is Standing.VALID)
    return Partner(
        program=desk.program.id,
        number="",
        application=application.reference,
        name=partner.name,
        folded_name=folded_name(partner.name, desk.program),
        tax_id=partner.tax_id,
        address=partner.address,
        email_domain=partner.domain,
        contact_email=next((str(f.value) for f in fields if f.id == "contact.email"), ""),
        fields=fields,
        since=now,
    )


def _register_brought(uow: UnitOfWork, desk: Desk, application: Lead, now: datetime) -> None:
    """The lead of a mail that applied and registered it at once: judged as of that mail's receipt."""
    draft, program = application.draft, desk.program
    if not brings_lead(draft):
        return
    number = FieldValue(id=NUMBER, value=application.partner.number, evidence=Evidence(source=REGISTRY, quote=application.reference))
    lead = replace(
        application,
        reference=uow.leads.next_reference(program, application.received_at),
        kind=Kind.LEAD.value,
        state=LeadState.INCOMPLETE,
        draft=replace(draft, fields=(*(f for f in draft.fields if f.id != NUMBER), number)),
        due_at=due_at(now, program.promise_days, program.calendar),
        place_until=None,
        checks=(),
        changed=(),
        gates=(),
    )
    lead = _stored(uow, desk, judged(uow, program, lead, now), "registered", f"came with application {application.reference}", now)
    uow.leads.add_address(lead.reference, *uow.leads.addresses(application.reference))
    notify(uow, desk, lead, "registered", now, by_staff=False)


def brings_lead(draft: LeadDraft) -> bool:
    """Whether an application registers a lead at once."""
    return bool(draft.get("client.name") or draft.get("items") or draft.ambiguous("items"))


def _judge_waiting(uow: UnitOfWork, desk: Desk, application: Lead, now: datetime) -> None:
    """Leads that were rejected for want of registration are judged anew, as of their first receipt, where the application came in time.

    One that came while the application waited is always in time.
    """
    program = desk.program
    register, reason = _register(uow, desk, application), not_registered(program)
    if register is None or reason is None:
        return
    days = register.application_days
    since = application.received_at if days is None else desk.day_start(application.received_at) - timedelta(days=days)
    for lead in uow.leads.received_since(program.id, LeadState.REJECTED, since):
        if reason in lead.verdict.reasons:
            _judge_one(uow, desk, lead, reason, application.reference, now)


def _judge_one(uow: UnitOfWork, desk: Desk, lead: Lead, reason: Reason, application: Reference, now: datetime) -> None:
    """Only a lead that the new partner sent is another's now; who is told of its number is its proven sender alone."""
    vouched = vouched_for(uow, lead)
    known = with_draft(lead, filled(uow, desk, lead.draft, lead.partner.address)) if vouched else lead
    again = judged(uow, desk.program, known, now)
    if reason in again.verdict.reasons:
        return
    if again.state is not LeadState.REJECTED:
        again = replace(again, due_at=due_at(now, desk.program.promise_days, desk.program.calendar))
    again = _stored(uow, desk, again, "judged-anew", f"its partner is registered on {application}", now)
    if again.state is not lead.state:
        notify(uow, desk, again, "registered-partner", now, by_staff=False)


def _stored(uow: UnitOfWork, desk: Desk, lead: Lead, event: str, detail: str, now: datetime) -> Lead:
    lead, moved = keep_or_ask(uow, desk.program, lead, now)
    judgement = entry(now, "judged", "leadbot", verdict_line(lead.verdict))
    uow.leads.note(lead.reference, entry(now, event, "leadbot", detail), judgement)
    for other in moved:
        notify(uow, desk, other, "moved", now, by_staff=False)
    return lead
