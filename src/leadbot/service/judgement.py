"""Judge a lead against what the registry knows, and keep what follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from leadbot.judging import client_keys, conclude, judge
from leadbot.lifecycle import due_at
from leadbot.model.errors import HeldByAnother
from leadbot.model.lead import HOLDING, Check, CheckState, HistoryEntry, Lead, LeadState
from leadbot.model.program import Program
from leadbot.model.rules import NotRegistered
from leadbot.model.verdict import Outcome, Verdict
from leadbot.service.unit_of_work import UnitOfWork

STATE_OF = {
    Outcome.CONFIRMED: LeadState.CONFIRMED,
    Outcome.IN_REVIEW: LeadState.IN_REVIEW,
    Outcome.INCOMPLETE: LeadState.INCOMPLETE,
    Outcome.REJECTED: LeadState.REJECTED,
}


def judged(uow: UnitOfWork, program: Program, lead: Lead, now: datetime) -> Lead:
    """The lead with its verdict of today: state, checks and place follow from it. Nothing is stored."""
    facts = uow.facts(
        program,
        client_keys(lead.draft, program),
        lead.partner,
        partner_number=lead.draft.text("partner.number"),
        exclude=lead.reference,
        checks=lead.checks,
        changed=lead.changed,
    )
    verdict = conclude(judge(lead.draft, program, facts, lead.received_at))
    state = _state(verdict, program)
    place = due_at(max(now, lead.received_at), program.place_days, program.calendar) if state is LeadState.INCOMPLETE else None
    return replace(lead, verdict=verdict, state=state, checks=_checks(lead.checks, verdict, now), place_until=place)


def keep(uow: UnitOfWork, program: Program, lead: Lead, now: datetime) -> tuple[Lead, tuple[Lead, ...]]:
    """Store the lead and judge anew whoever its fate concerns. Returns the lead as stored, and those others whose state changed.

    Others are put first, so that the key they lose is free for this lead. Raises HeldByAnother where a person decided against the
    one that holds the key.
    """
    uow.leads.put(lead, client_keys(lead.draft, program), ())
    moved = rejudge_rivals(uow, program, lead, now)
    uow.leads.put(lead, client_keys(lead.draft, program), _holds(lead, program))
    return lead, moved


def keep_or_ask(uow: UnitOfWork, program: Program, lead: Lead, now: datetime) -> tuple[Lead, tuple[Lead, ...]]:
    """As `keep`; where another lead holds the key by a person's decision, this one waits for a person too."""
    try:
        with uow.savepoint():
            return keep(uow, program, lead, now)
    except HeldByAnother:
        priority = next(rule.priority_check for rule in program.rules if isinstance(rule, NotRegistered))
        asked = Check(id=priority, state=CheckState.OPEN, opened_at=now)
        return keep(uow, program, replace(lead, checks=(*lead.checks, asked)), now)


def rejudge_rivals(uow: UnitOfWork, program: Program, lead: Lead, now: datetime) -> tuple[Lead, ...]:
    """Judge anew other partners' waiting leads for that client, in order of receipt; those whose state changed are stored and returned."""
    moved = []
    for other in uow.leads.alike(program.id, client_keys(lead.draft, program)):
        if other.reference == lead.reference or other.state not in {LeadState.IN_REVIEW, LeadState.IN_LINE}:
            continue
        again = judged(uow, program, other, now)
        if again.verdict == other.verdict and again.checks == other.checks and again.state is other.state:
            continue
        uow.leads.put(again, client_keys(again.draft, program), _holds(again, program))
        uow.leads.note(again.reference, entry(now, "judged", "leadbot", verdict_line(again.verdict)))
        if again.state is not other.state:
            moved.append(again)
    return tuple(moved)


def entry(at: datetime, event: str, by: str, detail: str) -> HistoryEntry:
    """One line of a lead's history."""
    return HistoryEntry(at=at, event=event, by=by, detail=detail)


def verdict_line(verdict: Verdict) -> str:
    """A verdict on one line, for the history."""
    return " ".join([verdict.outcome.value, *map(str, verdict.reasons)])


def _state(verdict: Verdict, program: Program) -> LeadState:
    """In a program with a line, a lead that only another partner's lead rejects waits for its turn."""
    duplicates = {rule.reason for rule in program.rules if isinstance(rule, NotRegistered)}
    if program.line and verdict.outcome is Outcome.REJECTED and all(reason.code in duplicates for reason in verdict.reasons):
        return LeadState.IN_LINE
    return STATE_OF[verdict.outcome]


def _checks(checks: Sequence[Check], verdict: Verdict, now: datetime) -> tuple[Check, ...]:
    """Open what the verdict asks, close what it no longer asks; answers stay."""
    asked = {reason.subject for reason in verdict.reasons if reason.code == "check"}
    kept = tuple(replace(c, state=CheckState.CLOSED) if c.state is CheckState.OPEN and c.id not in asked else c for c in checks)
    known = {c.id for c in kept if c.state is CheckState.OPEN}
    return kept + tuple(Check(id=id_, state=CheckState.OPEN, opened_at=now) for id_ in sorted(asked - known))


def _holds(lead: Lead, program: Program) -> tuple[str, ...]:
    """The families for which the lead holds its client's key; a contested lead holds nothing until a person has decided."""
    contested = {id_ for rule in program.rules if isinstance(rule, NotRegistered) for id_ in (rule.possible_check, rule.priority_check)}
    if lead.state not in HOLDING or any(c.id in contested for c in lead.open_checks()):
        return ()
    families = {f.id for item in lead.draft.items() if (f := program.catalogue.family_of(item.product)) and f.offered}
    return tuple(sorted(families)) or ("",)
