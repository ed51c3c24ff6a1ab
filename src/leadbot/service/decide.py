"""Staff answer checks, repair misreadings and judge anew. Decisions and changes are kept, never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadbot.model.errors import NotPossible
from leadbot.model.lead import Check, CheckState, Lead, Reference
from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.model.submission import FieldValue, LeadDraft
from leadbot.model.verdict import Reason
from leadbot.service.answering import notify
from leadbot.service.desk import Desk
from leadbot.service.judgement import entry, judged, keep, verdict_line
from leadbot.service.unit_of_work import UnitOfWork

VENDOR_DISCRETION = "vendor-discretion"
"""Staff may reject any lead for a reason in words (PROGRAMS.md)."""


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


def decide(uow: UnitOfWork, desk: Desk, reference: Reference, decision: Decision, now: datetime) -> Lead:
    """Answer a lead's checks and tell its partner what follows. Raises UnknownReference, NotPossible, HeldByAnother."""
    lead = uow.leads.get(reference)
    if not lead.open_checks():
        return _without_checks(uow, desk, lead, decision, now)
    answered = [check for check in lead.open_checks() if decision.check in {None, check.id}]
    if not answered:
        open_ids = ", ".join(check.id for check in lead.open_checks())
        raise NotPossible(f"{reference} has no open check {decision.check}. Open: {open_ids}")
    checks = tuple(_answered(desk, check, decision, now) if check in answered else check for check in lead.checks)
    changed = () if any(check.id == "changed" and decision.approve for check in answered) else lead.changed
    line = f"{'approve' if decision.approve else 'reject'} {', '.join(c.id for c in answered)} {decision.reason or ''} {decision.note}"
    return _settle(uow, desk, lead, replace(lead, checks=checks, changed=changed), "decided", decision.by, line.strip(), now)


def correct(uow: UnitOfWork, desk: Desk, reference: Reference, values: Sequence[FieldValue], by: str, now: datetime) -> Lead:
    """Put right what was misread, with staff as evidence, and judge anew. Raises UnknownReference, NotPossible, HeldByAnother."""
    lead = uow.leads.get(reference)
    ids = {value.id for value in values}
    draft = LeadDraft(
        fields=(*(f for f in lead.draft.fields if f.id not in ids), *values),
        ambiguities=tuple(a for a in lead.draft.ambiguities if a.field not in ids),
    )
    line = "; ".join(f"{value.id}={value.value}" for value in values)
    return _settle(uow, desk, lead, replace(lead, draft=draft), "corrected", by, line, now)


def reopen(uow: UnitOfWork, desk: Desk, reference: Reference, by: str, now: datetime) -> Lead:
    """Take back what was decided and judge anew, as of the lead's receipt. Raises UnknownReference, NotPossible, HeldByAnother."""
    lead = uow.leads.get(reference)
    checks = tuple(replace(c, state=CheckState.CLOSED) if c.state in {CheckState.APPROVED, CheckState.REFUSED} else c for c in lead.checks)
    return _settle(uow, desk, lead, replace(lead, checks=checks), "reopened", by, f"was {lead.state}", now)


def release(uow: UnitOfWork, reference: Reference, by: str, now: datetime) -> bool:
    """Let a lead's held answers go out. False where there are none."""
    rows = uow.outbox.held(reference)
    for row in rows:
        uow.outbox.set_state(row.id, OutboxState.QUEUED, at=now, next_at=now, detail=f"released by {by}")
        if row.answers is not None:
            uow.messages.redispose(row.answers, Disposition.ANSWERED, "")
    if rows:
        uow.leads.note(reference, entry(now, "released", by, "the held answer goes out"))
    return bool(rows)


def _without_checks(uow: UnitOfWork, desk: Desk, lead: Lead, decision: Decision, now: datetime) -> Lead:
    """A rejection lets a held one go out, or is staff's own; there is nothing to approve."""
    if decision.approve:
        raise NotPossible(f"{lead.reference} has no open check. To change its verdict, correct what was misread or reopen it.")
    if decision.reason is None and release(uow, lead.reference, decision.by, now):
        return lead
    if decision.reason not in {None, VENDOR_DISCRETION} or not decision.note:
        raise NotPossible(f"{lead.reference} has no open check. Reject it with --reason {VENDOR_DISCRETION} and a --note that says why.")
    own = _refusal(VENDOR_DISCRETION, VENDOR_DISCRETION, decision, now)
    return _settle(uow, desk, lead, replace(lead, checks=(*lead.checks, own)), "decided", decision.by, f"reject {decision.note}", now)


def _answered(desk: Desk, check: Check, decision: Decision, now: datetime) -> Check:
    if decision.approve:
        return replace(check, state=CheckState.APPROVED, note=decision.note, answered_by=decision.by, answered_at=now)
    spec = desk.program.check(check.id)
    known = (*(spec.refused if spec else ()), VENDOR_DISCRETION)
    code = decision.reason or known[0]
    if spec is not None and spec.refused and code not in known:
        raise NotPossible(f"check {check.id} can be refused with: {', '.join(known)}; not with {code}")
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
    again = judged(uow, desk.program, lead, now)
    stored, moved = keep(uow, desk.program, again, now)
    number = len(uow.leads.history(lead.reference))
    uow.leads.note(lead.reference, entry(now, event, by, line))
    uow.leads.note(lead.reference, entry(now, "judged", "leadbot", verdict_line(stored.verdict)))
    if stored.verdict.outcome is not before.verdict.outcome or (
        stored.verdict.reasons != before.verdict.reasons and not _only_checks(stored)
    ):
        notify(uow, desk, stored, f"{event}-{number}", now, by_staff=True)
    for other in moved:
        notify(uow, desk, other, f"moved-{number}-{lead.reference}", now, by_staff=False)
    return stored


def _only_checks(lead: Lead) -> bool:
    """One check answered of several: the partner was told that it is in review, and it still is."""
    return all(reason.code == "check" for reason in lead.verdict.reasons) and bool(lead.verdict.reasons)
