"""Staff answer checks, repair misreadings and judge anew. Decisions and changes are kept, never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from leadbot.lifecycle import due_at
from leadbot.lifecycle.course import state_after
from leadbot.model.errors import NotPossible
from leadbot.model.lead import DOUBTED, EXTENSION, HOLDING, Check, CheckState, Lead, LeadState, Reference
from leadbot.model.message import Kind
from leadbot.model.obstacles import Obstacle
from leadbot.model.outgoing import Occasion
from leadbot.model.restoration import RESTORED
from leadbot.model.submission import FieldValue, LeadDraft
from leadbot.model.verdict import Reason
from leadbot.service.answering import notify, release, unsent
from leadbot.service.desk import Desk, Mode
from leadbot.service.extensions import Word, answer_extension, without_wish
from leadbot.service.judgement import WAITING, ask_again, entry, judged, keep, verdict_line, with_draft
from leadbot.service.memory import remember, vouched_for
from leadbot.service.partners import TERMS, accepted, open_terms, settled, welcome
from leadbot.service.protection import Protections
from leadbot.service.storing import changes_line
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.service.versions import program_of

CORRECTED, DECIDED, IN_DOUBT = "corrected", "decided", "in-doubt"
"""The event of a decision, which needs no second look; repairs are judged like mails. `in-doubt`: staff think that a rejection is wrong."""

VENDOR_DISCRETION = "vendor-discretion"
"""Staff may reject any lead for a reason in words (docs/domain.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Staff's answer."""

    approve: bool
    check: str | None = None
    """The check it answers; None: all open ones."""
    reason: str | None = None
    """The reason code of a refusal; None: the check's first."""
    note: str = ""
    by: str = "staff"
    until: date | None = None
    """The new last day of a lead whose partner asks for more time; None: the one that it asks for."""


def decide(uow: UnitOfWork, desk: Desk, reference: Reference, decision: Decision, now: datetime) -> Lead:
    """Answer a lead's checks and tell its partner what follows. Raises UnknownReference, NotPossible, HeldByAnother."""
    lead = uow.leads.get(reference)
    if decision.check == TERMS and open_terms(lead):
        return _terms(uow, desk, lead, decision, now)
    wished = [check for check in lead.open_checks() if check.id == EXTENSION]
    more_time = decision.check == EXTENSION or (lead.state is LeadState.INCOMPLETE and decision.until is not None)
    if more_time or (wished and wished == list(lead.open_checks()) and decision.check is decision.reason is None):
        word = Word(granted=decision.approve, until=decision.until, note=decision.note, by=decision.by)
        return answer_extension(uow, desk, lead, word, now)
    if not _judged_checks(lead):
        return _without_checks(uow, desk, lead, decision, now)
    pinned = replace(desk, program=program_of(uow, desk.program, lead.program_version))
    answered = _meant(pinned, lead, decision)
    checks = tuple(_answered(pinned, check, decision, now) if check in answered else check for check in lead.checks)
    line = f"{'approve' if decision.approve else 'reject'} {', '.join(c.id for c in answered)} {decision.reason or ''} {decision.note}"
    return _settle(uow, desk, lead, replace(lead, checks=checks), DECIDED, decision.by, line.strip(), now)


def _terms(uow: UnitOfWork, desk: Desk, application: Lead, decision: Decision, now: datetime) -> Lead:
    """Staff record that the terms were accepted otherwise than by a reply: `--note` says how."""
    if not decision.approve:
        raise NotPossible(
            f"{application.reference}: terms that are not accepted hold the partner number. Reject the application to end it."
        )
    if not decision.note:
        raise NotPossible(f"{application.reference}: say with --note how and when the terms were accepted")
    partner = accepted(uow, desk, application, decision.note, decision.by, now)
    notify(uow, desk, partner, DECIDED, now, by_staff=True)
    welcome(uow, desk, application, partner, now)
    return partner


def correct(uow: UnitOfWork, desk: Desk, reference: Reference, values: Sequence[FieldValue], by: str, now: datetime) -> Lead:
    """Put right what was misread, with staff as evidence, and judge anew. Raises UnknownReference, NotPossible, HeldByAnother."""
    lead = uow.leads.get(reference)
    if lead.state is LeadState.WITHDRAWN:
        raise NotPossible(f"{reference} is withdrawn: reopen it first", Obstacle.WITHDRAWN)
    ids = {value.id for value in values}
    draft = LeadDraft(
        fields=(*(f for f in lead.draft.fields if f.id not in ids), *values),
        ambiguities=tuple(a for a in lead.draft.ambiguities if a.field not in ids),
    )
    line = changes_line(lead.draft, draft, tuple(value.id for value in values))
    changed = tuple(id_ for id_ in lead.changed if id_ not in ids)
    return _settle(uow, desk, lead, replace(with_draft(lead, draft), changed=changed), CORRECTED, by, line, now)


def ask(uow: UnitOfWork, desk: Desk, reference: Reference, fields: Sequence[str], by: str, now: datetime) -> Lead:
    """Ask the partner for these fields anew: what was read of them no longer counts, and the lead is judged without it.

    Raises UnknownReference, HeldByAnother, and NotPossible where the program would not ask for one of them.
    """
    lead = uow.leads.get(reference)
    if lead.state is LeadState.WITHDRAWN:
        raise NotPossible(f"{reference} is withdrawn: reopen it first", Obstacle.WITHDRAWN)
    draft = LeadDraft(
        fields=tuple(f for f in lead.draft.fields if f.id not in fields),
        ambiguities=tuple(a for a in lead.draft.ambiguities if a.field not in fields),
    )
    asked = _settle(uow, desk, lead, with_draft(lead, draft), "asked", by, ", ".join(fields), now)
    open_fields = {reason.subject for reason in asked.verdict.reasons if reason.code in {"missing", "invalid", "ambiguous"}}
    if unasked := [field for field in fields if field not in open_fields]:
        named = ", ".join(unasked)
        raise NotPossible(
            f"{reference}: the program does not ask for {named}; write to the partner yourself", Obstacle.NOT_ASKED, fields=named
        )
    return asked


def reopen(uow: UnitOfWork, desk: Desk, reference: Reference, by: str, now: datetime) -> Lead:
    """Take back what was decided and judge anew, as of the lead's receipt. Raises UnknownReference, NotPossible, HeldByAnother."""
    lead = uow.leads.get(reference)
    pinned = program_of(uow, desk.program, lead.program_version)
    return _settle(uow, desk, lead, ask_again(lead, pinned, now), "reopened", by, f"was {lead.state}", now)


def doubt(uow: UnitOfWork, desk: Desk, reference: Reference, note: str, by: str, now: datetime) -> Lead:
    """Staff think that a rejection is wrong: each of its reasons becomes a check, which they pass or refuse after all.

    A held mail with the rejection is never sent. Raises UnknownReference, NotPossible where the lead is not rejected, HeldByAnother.
    """
    lead = uow.leads.get(reference)
    if lead.state is not LeadState.REJECTED:
        raise NotPossible(f"{reference} is {lead.state}: only a rejection can be put to review", Obstacle.NO_SUCH_ANSWER)
    fresh = judged(uow, desk.program, lead, now)
    codes = sorted({str(reason) for reason in (*lead.verdict.reasons, *fresh.verdict.reasons) if not reason.subject})
    checks = (Check(id=f"{DOUBTED}{code}", state=CheckState.OPEN, opened_at=now, note=note) for code in codes)
    line = verdict_line(lead.verdict)
    return _settle(uow, desk, lead, replace(lead, checks=(*lead.checks, *checks)), IN_DOUBT, by, line, now)


def doubt_held(uow: UnitOfWork, desk: Desk, reference: Reference, note: str, by: str, now: datetime) -> Lead:
    """As `doubt`, for every rejected lead that the lead's held mails tell of. Raises NotPossible where there is none, HeldByAnother."""
    told = dict.fromkeys(of for row in uow.outbox.held(reference) if row.detail != RESTORED for of in row.references)
    rejected = [of for of in told if uow.leads.get(of).state is LeadState.REJECTED]
    if not rejected:
        raise NotPossible(f"{reference}: no rejection is held; correct what was misread, or reopen it", Obstacle.NO_SUCH_ANSWER)
    in_review = [doubt(uow, desk, of, note, by, now) for of in rejected]
    return in_review[0]


def apply_today(uow: UnitOfWork, desk: Desk, reference: Reference, by: str, now: datetime) -> Lead:
    """Judge a lead that is not decided yet by today's version of the program, and pin it to that. Raises UnknownReference, NotPossible."""
    lead = uow.leads.get(reference)
    today = desk.program.version
    if lead.state not in WAITING:
        raise NotPossible(f"{reference} is {lead.state} and keeps the version that it was judged by; only undecided leads take a newer one")
    if lead.program_version == today:
        return lead
    line = f"{lead.program_version} → {today}"
    return _settle(uow, desk, lead, replace(lead, program_version=today), "version", by, line, now)


def _without_checks(uow: UnitOfWork, desk: Desk, lead: Lead, decision: Decision, now: datetime) -> Lead:
    """What agrees with the verdict lets a held mail go out; a rejection of another verdict is staff's own."""
    agreed = LeadState.CONFIRMED if decision.approve else LeadState.REJECTED
    if lead.state is agreed and decision.reason is None and release(uow, desk, lead.reference, decision.by, now):
        uow.leads.note(lead.reference, entry(now, "released", decision.by, "the held answer goes out"))
        return lead
    if decision.approve:
        message = f"{lead.reference} has no open check. To change its verdict, correct what was misread or reopen it."
        raise NotPossible(message, Obstacle.NO_CHECK)
    if decision.check is not None or (lead.state is LeadState.REJECTED and decision.reason is None):
        named = f" {decision.check}" if decision.check else ""
        raise NotPossible(f"{lead.reference} is {lead.state} and has no open check{named}.", Obstacle.NO_CHECK)
    if decision.reason not in {None, VENDOR_DISCRETION} or not decision.note:
        message = f"{lead.reference} has no open check. Reject it with --reason {VENDOR_DISCRETION} and a --note that says why."
        raise NotPossible(message, Obstacle.NEEDS_WORDS)
    own = _refusal(VENDOR_DISCRETION, VENDOR_DISCRETION, decision, now)
    return _settle(uow, desk, lead, replace(lead, checks=(*lead.checks, own)), DECIDED, decision.by, f"reject {decision.note}", now)


def _meant(desk: Desk, lead: Lead, decision: Decision) -> list[Check]:
    """The open checks that a decision answers: the named one, else all; of these, those that can be refused with its reason."""
    named = [check for check in _judged_checks(lead) if decision.check in {None, check.id}]
    if not named:
        message = f"{lead.reference} has no open check {decision.check}. Open: {', '.join(c.id for c in lead.open_checks())}"
        raise NotPossible(message, Obstacle.NO_CHECK)
    fitting = [check for check in named if decision.approve or decision.reason is None or _knows(desk, check, decision.reason)]
    if not fitting:
        known = "; ".join(f"{check.id}: {', '.join(_reasons(desk, check))}" for check in named)
        raise NotPossible(
            f"{lead.reference} can't be rejected with {decision.reason}. Reasons by check are {known}",
            Obstacle.REASON_DOES_NOT_FIT,
            reason=decision.reason or "",
            reasons=", ".join(dict.fromkeys(code for check in named for code in _reasons(desk, check))),
        )
    return fitting


def _judged_checks(lead: Lead) -> list[Check]:
    """The open checks that hold its verdict."""
    return [check for check in lead.open_checks() if check.id != EXTENSION]


def _knows(desk: Desk, check: Check, code: str) -> bool:
    """A check that the program does not describe is staff's own, and takes any reason."""
    return desk.program.check(check.id) is None or code in _reasons(desk, check)


def _reasons(desk: Desk, check: Check) -> tuple[str, ...]:
    spec = desk.program.check(check.id)
    doubted = (check.id.removeprefix(DOUBTED),) if check.id.startswith(DOUBTED) else ()
    return tuple(dict.fromkeys((*doubted, *(spec.refused if spec else ()), VENDOR_DISCRETION)))


def _answered(desk: Desk, check: Check, decision: Decision, now: datetime) -> Check:
    if decision.approve:
        return replace(check, state=CheckState.APPROVED, note=decision.note, answered_by=decision.by, answered_at=now)
    known = _reasons(desk, check)
    code = decision.reason or known[0]
    if code == VENDOR_DISCRETION and not decision.note:
        message = f"check {check.id}: give a --note that says why, or a --reason out of {', '.join(known)}"
        raise NotPossible(message, Obstacle.NEEDS_WORDS)
    return replace(_refusal(check.id, code, decision, now), opened_at=check.opened_at)


def _refusal(check_id: str, code: str, decision: Decision, now: datetime) -> Check:
    return Check(
        id=check_id,
        state=CheckState.REFUSED,
        opened_at=now,
        reason=Reason(code),
        note=decision.note,
        answered_by=decision.by,
        answered_at=now,
    )


def _settle(uow: UnitOfWork, desk: Desk, before: Lead, lead: Lead, event: str, by: str, line: str, now: datetime) -> Lead:
    """Judge anew, store, keep the history, and tell every partner whose lead stands otherwise than it was told."""
    again = _with_promise(uow, before, _as_events_say(uow, desk, judged(uow, desk.program, lead, now), now), desk, now)
    if before.state is LeadState.INCOMPLETE and again.state is not LeadState.INCOMPLETE:
        again = replace(again, checks=without_wish(again.checks))  # more time to complete it is of no use
    stored, moved = keep(uow, desk.program, again, now)
    judged_now = entry(now, "judged", "leadbot", verdict_line(stored.verdict))
    uow.leads.note(lead.reference, entry(now, event, by, line), judged_now)
    if event == CORRECTED and vouched_for(uow, stored):
        remember(uow, desk, stored, stored.partner.address, now)
    kept, stored = stored, settled(uow, desk, stored, now)
    if _is_news(uow, desk, before, stored, event):
        notify(uow, desk, stored, event, now, by_staff=event in {DECIDED, IN_DOUBT})
    elif event == CORRECTED and _was_told_otherwise(uow, before, stored):
        notify(uow, desk, stored, event, now, by_staff=False, occasion=Occasion.CORRECTED)
    for other in moved:
        notify(uow, desk, other, "moved", now, by_staff=False)
    welcome(uow, desk, kept, stored, now)
    return stored


def _as_events_say(uow: UnitOfWork, desk: Desk, lead: Lead, now: datetime) -> Lead:
    """A lead that is confirmed now and was won, lost or expired before stands so again at once: nobody is told of it in between."""
    if lead.state is not LeadState.CONFIRMED or lead.kind != Kind.LEAD:
        return lead
    events = uow.deals.events_of(lead.reference)
    protection = Protections(uow, desk.program).of(lead)
    return replace(lead, state=state_after(lead.state, events, desk.day(now), protection))


def _with_promise(uow: UnitOfWork, before: Lead, lead: Lead, desk: Desk, now: datetime) -> Lead:
    """A lead that staff complete or bring back starts a new full promise, as one that a mail completes.

    Where the partner was told nothing yet, since the rejection is held, the promise of its receipt goes on.
    """
    untold = before.state is LeadState.REJECTED and desk.mode is not Mode.SHADOW and bool(uow.outbox.held(before.reference))
    if untold or before.state in (*HOLDING, LeadState.IN_LINE) or lead.state is not LeadState.IN_REVIEW:
        return lead
    return replace(lead, due_at=due_at(now, desk.program.promise_days, desk.program.calendar))


def _is_news(uow: UnitOfWork, desk: Desk, before: Lead, lead: Lead, event: str) -> bool:
    """Whether the partner was told otherwise, or would be by a held mail that a repair made stale."""
    if lead.state is not before.state:
        return True
    if lead.verdict.reasons != before.verdict.reasons and not _only_checks(lead):
        return True
    return event != DECIDED and desk.mode is not Mode.SHADOW and bool(uow.outbox.held(lead.reference) or unsent(uow, lead.reference))


def _was_told_otherwise(uow: UnitOfWork, before: Lead, lead: Lead) -> bool:
    """Whether what we read back to the partner is not what we have now."""
    read_back = {field.id: field.value for field in before.draft.fields}
    changed = any(read_back.get(field.id) != field.value for field in lead.draft.fields)
    origin = uow.messages.get(lead.from_message).correspondence
    return changed and origin is not None and any(row.to == origin.to.email for row in uow.outbox.about(lead.reference))


def _only_checks(lead: Lead) -> bool:
    """One check answered of several: the partner was told that it is in review, and it still is."""
    return all(reason.code == "check" for reason in lead.verdict.reasons) and bool(lead.verdict.reasons)
