"""Judge a lead against what the registry knows, and keep what follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from leadbot.judging import asked_by_program, client_keys, conclude, folded_name, judge, partner_number
from leadbot.lifecycle import due_at
from leadbot.model.errors import HeldByAnother
from leadbot.model.lead import DOUBTED, EXTENSION, HOLDING, Check, CheckState, ClientKeys, HistoryEntry, Lead, LeadState, Reference
from leadbot.model.message import Kind
from leadbot.model.program import Program
from leadbot.model.rules import NotRegistered
from leadbot.model.submission import LeadDraft, Standing
from leadbot.model.verdict import Finding, Outcome, Reason, Result, Verdict
from leadbot.service.pay import spent
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.service.versions import program_of

STATE_OF = {
    Outcome.CONFIRMED: LeadState.CONFIRMED,
    Outcome.IN_REVIEW: LeadState.IN_REVIEW,
    Outcome.INCOMPLETE: LeadState.INCOMPLETE,
    Outcome.REJECTED: LeadState.REJECTED,
}


WAITING = (LeadState.INCOMPLETE, LeadState.IN_REVIEW, LeadState.IN_LINE)
"""States that another lead's fate may change; a confirmed lead is never displaced."""

ANSWERED = (CheckState.APPROVED, CheckState.REFUSED)
TURN_MAY_END = (LeadState.INCOMPLETE, *HOLDING)
"""States of a lead behind which others wait in line."""


def judged(uow: UnitOfWork, program: Program, lead: Lead, now: datetime) -> Lead:
    """The lead with its verdict of today, by the version of the program that it is pinned to. Nothing is stored.

    State, checks and place follow from the verdict.
    """
    program = program_of(uow, program, lead.program_version)
    lead = _asked_whether_known(uow, program, lead, now)
    facts = uow.facts(
        program,
        keys_of(lead, program),
        lead.partner,
        partner_number=_valid(lead.draft, "partner.number"),
        partner_name=folded_name(_valid(lead.draft, "partner.name"), program),
        exclude=lead.reference,
        checks=tuple(check for check in lead.checks if check.id != EXTENSION),  # a wish holds no verdict
        changed=lead.changed,
    )
    facts = replace(facts, spent=spent(uow, program, now))
    kind = Kind(lead.kind)
    verdict = conclude(judge(lead.draft, program, facts, lead.received_at, kind))
    number = partner_number(lead.draft, program, facts, lead.received_at) if kind is Kind.LEAD else lead.partner.number
    known = replace(lead, program_version=program.version, partner=replace(lead.partner, number=number))
    return _stands(known, verdict, program, now, waits=any(other.state in TURN_MAY_END for other in facts.others))


def keys_of(lead: Lead, program: Program) -> ClientKeys:
    """The lead's client keys. An application has none: the lead that it brings along is registered once its partner is."""
    return client_keys(lead.draft, program) if lead.kind == Kind.LEAD else NO_KEYS


NO_KEYS = ClientKeys(key="", folded_name="", contact_email="", contact_phone="")


def _valid(draft: LeadDraft, field_id: str) -> str:
    found = draft.get(field_id)
    return draft.text(field_id) if found is not None and found.standing is Standing.VALID else ""


def _asked_whether_known(uow: UnitOfWork, program: Program, lead: Lead, now: datetime) -> Lead:
    """An application with a question to staff, once, where its tax id is that of a partner on another application."""
    if lead.kind != Kind.APPLICATION or not lead.partner.tax_id or any(check.id == KNOWN_PARTNER for check in lead.checks):
        return lead
    known = [p for p in uow.partners.matching(program.id, tax_id=lead.partner.tax_id) if p.application != lead.reference]
    if not known:
        return lead
    check = Check(id=KNOWN_PARTNER, state=CheckState.OPEN, opened_at=now, note=f"partner {known[0].number}")
    return replace(lead, checks=(*lead.checks, check))


KNOWN_PARTNER = "known-partner"
"""The check of an applicant whose company is a partner already, on another application."""


def with_draft(lead: Lead, draft: LeadDraft) -> Lead:
    """The lead with other data, and with its partner as these tell it."""
    tax_id = _valid(draft, "partner.tax_id") or lead.partner.tax_id
    partner = replace(lead.partner, tax_id=tax_id, name=draft.text("partner.name") or lead.partner.name)
    return replace(lead, draft=draft, partner=partner)


def ask_again(lead: Lead, program: Program, now: datetime, *ids: str) -> Lead:
    """Staff's answers to these checks (all, where none is named) no longer count: what the program asks is open again. They are kept."""
    latest = {check.id: check for check in lead.checks}
    stale = [c.id for c in latest.values() if c.state in ANSWERED and (not ids or c.id in ids)]
    asked = asked_by_program(program)
    again = (Check(id=id_, state=CheckState.OPEN if id_ in asked else CheckState.CLOSED, opened_at=now) for id_ in stale)
    return replace(lead, checks=(*lead.checks, *again))


def keep(uow: UnitOfWork, program: Program, lead: Lead, now: datetime) -> tuple[Lead, tuple[Lead, ...]]:
    """Store the lead and judge anew whoever its fate concerns. Returns the lead as stored, and those others whose state changed.

    Others are put first, so that the key they lose is free for this lead. Raises HeldByAnother where a person decided against the
    one that holds the key.
    """
    keys = keys_of(lead, program)
    clients = (uow.leads.find_keys(lead.reference) or keys, keys)
    moved: tuple[Lead, ...] = ()
    if _rivals(uow, program, lead.reference, clients):
        uow.leads.put(lead, keys, ())
        moved = rejudge_rivals(uow, program, lead.reference, clients, now)
    uow.leads.put(lead, keys, _holds(lead, program))
    return lead, moved


def keep_or_ask(uow: UnitOfWork, program: Program, lead: Lead, now: datetime) -> tuple[Lead, tuple[Lead, ...]]:
    """As `keep`; where another lead holds the key by a person's decision, this one waits for a person too."""
    try:
        with uow.savepoint():
            return keep(uow, program, lead, now)
    except HeldByAnother:
        return keep(uow, program, _contested(lead, program, now), now)


def rejudge_rivals(uow: UnitOfWork, program: Program, of: Reference, clients: Sequence[ClientKeys], now: datetime) -> tuple[Lead, ...]:
    """Judge anew the other leads for these clients that wait, in order of receipt; those whose state changed are stored and returned."""
    moved = []
    for other in _rivals(uow, program, of, clients):
        again = judged(uow, program, other, now)
        if again.verdict == other.verdict and again.checks == other.checks and again.state is other.state:
            continue
        if other.state is LeadState.IN_LINE and again.state is not LeadState.IN_LINE:
            # What was promised at its receipt is over; its turn has a promise of its own.
            again = replace(again, due_at=due_at(now, program.promise_days, program.calendar))
        again = _put(uow, program, again, now)
        uow.leads.note(again.reference, entry(now, "judged", "leadbot", verdict_line(again.verdict)))
        if again.state is not other.state:
            moved.append(again)
    return tuple(moved)


def _rivals(uow: UnitOfWork, program: Program, of: Reference, clients: Sequence[ClientKeys]) -> list[Lead]:
    """The other leads for these clients that wait, in order of receipt."""
    alike = {lead.reference: lead for keys in dict.fromkeys(clients) for lead in uow.leads.alike(program.id, keys)}
    waiting = (lead for lead in alike.values() if lead.reference != of and lead.state in WAITING)
    return sorted(waiting, key=lambda lead: (lead.received_at, lead.reference))


def _put(uow: UnitOfWork, program: Program, lead: Lead, now: datetime) -> Lead:
    """Store one lead by itself; it waits for a person where another holds its key."""
    keys = keys_of(lead, program)
    try:
        uow.leads.put(lead, keys, _holds(lead, program))
    except HeldByAnother:
        lead = _contested(lead, program, now)
        uow.leads.put(lead, keys, ())
    return lead


def _contested(lead: Lead, program: Program, now: datetime) -> Lead:
    """The lead with the question who has priority."""
    rule = next(rule for rule in program.rules if isinstance(rule, NotRegistered))
    asked = Finding(rule=rule.id, result=Result.NEEDS_PERSON, reason=Reason("check", rule.priority_check))
    return _stands(lead, conclude((*lead.verdict.findings, asked)), program, now)


def entry(at: datetime, event: str, by: str, detail: str) -> HistoryEntry:
    """One line of a lead's history."""
    return HistoryEntry(at=at, event=event, by=by, detail=detail)


def verdict_line(verdict: Verdict) -> str:
    """A verdict on one line, for the history."""
    return " ".join([verdict.outcome.value, *map(str, verdict.reasons)])


def _stands(lead: Lead, verdict: Verdict, program: Program, now: datetime, *, waits: bool = True) -> Lead:
    """The lead as its verdict makes it stand: an incomplete one keeps the place it was given first."""
    state = _state(verdict, program, waits)
    given = lead.place_until if lead.state is LeadState.INCOMPLETE else None
    place = given or due_at(max(now, lead.received_at), program.place_days, program.calendar)
    kept = place if state is LeadState.INCOMPLETE else None
    return replace(lead, verdict=verdict, state=state, checks=_checks(lead.checks, verdict, now), place_until=kept)


def _state(verdict: Verdict, program: Program, waits: bool) -> LeadState:
    """In a program with a line, a lead that only another partner's lead rejects waits for its turn; behind one that was won none comes."""
    duplicates = {rule.reason for rule in program.rules if isinstance(rule, NotRegistered)}
    if waits and program.line and verdict.outcome is Outcome.REJECTED and all(reason.code in duplicates for reason in verdict.reasons):
        return LeadState.IN_LINE
    return STATE_OF[verdict.outcome]


def _checks(checks: Sequence[Check], verdict: Verdict, now: datetime) -> tuple[Check, ...]:
    """Open what the verdict asks, close what it no longer asks; answers stay, and what no verdict asks."""
    asked = {EXTENSION, *(reason.subject for reason in verdict.reasons if reason.code == "check")}
    kept = tuple(replace(c, state=CheckState.CLOSED) if c.state is CheckState.OPEN and c.id not in asked else c for c in checks)
    known = {c.id for c in kept if c.state is CheckState.OPEN}
    return kept + tuple(Check(id=id_, state=CheckState.OPEN, opened_at=now) for id_ in sorted(asked - known - {EXTENSION}))


def _holds(lead: Lead, program: Program) -> tuple[str, ...]:
    """The families for which the lead holds its client's key; a contested lead holds nothing until a person has decided."""
    rivals = [rule for rule in program.rules if isinstance(rule, NotRegistered)]
    contested = {id_ for rule in rivals for id_ in (rule.possible_check, rule.priority_check, f"{DOUBTED}{rule.reason}")}
    if lead.state not in HOLDING or any(c.id in contested for c in lead.open_checks()):
        return ()
    families = {f.id for item in lead.draft.items() if (f := program.catalogue.family_of(item.product)) and f.offered}
    return tuple(sorted(families)) or ("",)
