"""`leadbot replay`: past mails judged anew, by today's program and by another, side by side. Nothing is sent, nothing kept is written.

Both ways go through an empty registry of their own, each mail at the moment of its receipt, with today's lists and with what staff
decided and corrected at the moments at which they did. What happened to deals changes no verdict of a mail; it is carried over at the
end, for the payouts that follow from it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from leadbot.judging import folded_name
from leadbot.model.errors import NotPossible, UnknownReference
from leadbot.model.facts import ListEntry
from leadbot.model.lead import CheckState, Lead, Reference
from leadbot.model.message import Disposition, MessageKey
from leadbot.model.outgoing import Purpose
from leadbot.model.payout import Payout
from leadbot.model.program import Program
from leadbot.model.stored import StoredMessage
from leadbot.model.submission import FieldValue
from leadbot.service.decide import CORRECTED, Decision, correct, decide
from leadbot.service.desk import Desk, Mode
from leadbot.service.judgement import verdict_line
from leadbot.service.process import process_pending
from leadbot.service.reading_ahead import MailReader
from leadbot.service.remind import lapse_places
from leadbot.service.replayed_deals import PastDeals, past_deals, replayed_payouts
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import text_part

STAFF = "staff"
"""The source of a value that staff corrected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadPlace:
    """A lead by its place among those that one mail registered."""

    message: MessageKey
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is replayed."""

    mails: tuple[StoredMessage, ...]
    """As they ended, oldest receipt first; their bytes are fetched one by one."""
    registered: Mapping[MessageKey, Sequence[Reference]]
    """The leads that each mail registered, in their order."""
    acts: tuple["Act", ...]
    """What staff did, oldest first."""
    lists: tuple[tuple[str, tuple[ListEntry, ...]], ...]
    """The lists that were imported."""
    deals: PastDeals = field(default_factory=PastDeals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that staff did to a lead."""

    at: datetime
    lead: LeadPlace
    by: str
    decision: Decision | None = None
    values: tuple[FieldValue, ...] = ()
    """What they corrected, where it is no decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one mail."""

    ended: str
    """How the mail ended, and each lead that it registered with its verdict; `answered`, then `confirmed`, `rejected duplicate` …"""
    mails: tuple[str, ...]
    """The texts of our mails that it, and what followed for its leads, brought about; references without their numbers."""
    payouts: tuple[Payout, ...] = ()
    """Of the leads that it registered, under their references of today, without their steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A mail of which the two programs make different things."""

    message: StoredMessage
    references: tuple[Reference, ...]
    """Of the leads that it registered."""
    before: Outcome
    after: Outcome

    @property
    def verdicts(self) -> bool:
        """Whether verdicts differ, or how the mail ended."""
        return self.before.ended != self.after.ended

    @property
    def payouts(self) -> bool:
        """Whether payouts differ."""
        return self.before.payouts != self.after.payouts


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a replay found."""

    mails: int
    differences: tuple[Difference, ...]


def replay(
    registry: Registry,
    desk: Desk,
    other: Program,
    reader: MailReader,
    scratch: Callable[[], AbstractContextManager[Registry]],
    now: datetime,
) -> Replay:
    """Replay the mails of the desk's program by it and by `other`. `scratch` opens an empty registry for a while. Raises OutOfReach."""
    with registry.begin() as uow:
        past = _past(uow, desk.program)
    desk = replace(desk, mode=Mode.LIVE)
    outcomes = []
    for program in (desk.program, other):
        with scratch() as empty:
            outcomes.append(_outcomes(registry, empty, replace(desk, program=program), reader, past, now))
    before, after = outcomes
    differences = tuple(
        Difference(
            message=stored, references=tuple(past.registered.get(stored.key, ())), before=before[stored.key], after=after[stored.key]
        )
        for stored in past.mails
        if before[stored.key] != after[stored.key]
    )
    return Replay(mails=len(past.mails), differences=differences)


def _past(uow: UnitOfWork, program: Program) -> Past:
    imported = {run.list for run in uow.lists.runs(program.id)}
    lists = [(spec.id, tuple(uow.lists.entries(program.id, spec.id))) for spec in program.lists]
    return Past(
        # What was emptied (service/forget.py) says nothing any more.
        mails=tuple(stored for stored in uow.messages.all(program.id) if uow.messages.raw(stored.key)),
        registered=_registered(uow, program.id),
        acts=tuple(sorted(_acts(uow, program.id), key=lambda act: act.at)),
        lists=tuple((id_, entries) for id_, entries in lists if entries or id_ in imported),
        deals=past_deals(uow, program),
    )


def _as_received(stored: StoredMessage) -> StoredMessage:
    """The message as it was before it was read."""
    return StoredMessage(
        key=stored.key,
        program=stored.program,
        message_id=stored.message_id,
        thread_ids=stored.thread_ids,
        received_at=stored.received_at,
        stored_at=stored.received_at,
        size=stored.size,
    )


def _registered(uow: UnitOfWork, program: str) -> dict[MessageKey, list[Reference]]:
    """The leads that each mail registered, in their order."""
    found: dict[MessageKey, list[Reference]] = {}
    for lead in uow.leads.all(program):
        found.setdefault(lead.from_message, []).append(lead.reference)
    return found


def _acts(uow: UnitOfWork, program: str) -> Iterator[Act]:
    for message, references in _registered(uow, program).items():
        for place, reference in enumerate(references):
            yield from _acts_on(uow, uow.leads.get(reference), LeadPlace(message=message, place=place))


def _acts_on(uow: UnitOfWork, lead: Lead, place: LeadPlace) -> Iterator[Act]:
    for check in lead.checks:
        if check.answered_at is not None:
            approve, code = check.state is not CheckState.REFUSED, check.reason.code if check.reason else None
            answer = Decision(approve=approve, check=check.id, reason=code, note=check.note, by=check.answered_by)
            yield Act(at=check.answered_at, lead=place, by=check.answered_by, decision=answer)
    values = tuple(field for field in lead.draft.fields if field.evidence.source == STAFF)
    corrected = [entry for entry in uow.leads.history(lead.reference) if entry.event == CORRECTED]
    if values and corrected:
        yield Act(at=corrected[-1].at, lead=place, by=corrected[-1].by, values=values)


def _outcomes(source: Registry, registry: Registry, desk: Desk, reader: MailReader, past: Past, now: datetime) -> dict[MessageKey, Outcome]:
    """What becomes of each mail of `source` in an empty registry."""
    _import(registry, desk.program, past)
    acts = list(past.acts)
    for stored in past.mails:
        while acts and acts[0].at < stored.received_at:
            _act(registry, desk, acts.pop(0))
        lapse_places(registry, desk, stored.received_at)
        with source.begin() as kept:
            raw = kept.messages.raw(stored.key)
        with registry.begin() as uow:
            uow.messages.store((_as_received(stored), raw))
        process_pending(registry, desk, reader, stored.received_at)
    for act in acts:
        _act(registry, desk, act)
    lapse_places(registry, desk, now)
    with registry.begin() as uow:
        paid = _payouts(uow, desk.program, past, now)
        return {key: replace(told, payouts=tuple(paid.get(key, ()))) for key, told in _told(uow, desk.program)}


def _payouts(uow: UnitOfWork, program: Program, past: Past, now: datetime) -> dict[MessageKey, list[Payout]]:
    """The payouts by the mail that registered their lead, under the reference that the lead has today."""
    here = _registered(uow, program.id)
    names = {old: new for key, known in past.registered.items() for old, new in zip(known, here.get(key, []), strict=False)}
    today = {new: old for old, new in names.items()}
    message = {reference: key for key, references in here.items() for reference in references}
    found: dict[MessageKey, list[Payout]] = {}
    for payout in replayed_payouts(uow, program, past.deals, names, now):
        own = replace(payout, reference=today.get(payout.reference, payout.reference))
        found.setdefault(message[payout.reference], []).append(own)
    return found


def _import(registry: Registry, program: Program, past: Past) -> None:
    known = {spec.id for spec in program.lists}
    with registry.begin() as uow:
        for id_, entries in past.lists:
            if id_ in known:
                uow.lists.replace(program.id, id_, entries, lambda name: folded_name(name, program))


def _act(registry: Registry, desk: Desk, act: Act) -> None:
    """Do what staff did, where that is possible here, too."""
    lapse_places(registry, desk, act.at)
    with suppress(NotPossible, UnknownReference), registry.begin() as uow:
        told_of = sorted(uow.messages.get(act.lead.message).references)
        references = [reference for reference in told_of if uow.leads.get(reference).from_message == act.lead.message]
        if act.lead.place >= len(references):
            return
        reference = references[act.lead.place]
        if act.decision is not None:
            decide(uow, desk, reference, act.decision, act.at)
        else:
            correct(uow, desk, reference, act.values, act.by, act.at)


def _told(uow: UnitOfWork, program: Program) -> Iterator[tuple[MessageKey, Outcome]]:
    registered = _registered(uow, program.id)
    mails: dict[MessageKey, list[str]] = {}
    own = {reference: message for message, references in registered.items() for reference in references}
    for row in uow.outbox.all(program.id):
        message = row.answers or next((own[reference] for reference in row.references if reference in own), None)
        if message is not None and row.purpose in (Purpose.REPLY, Purpose.NOTICE):
            mails.setdefault(message, []).append(_without_numbers(text_part(uow.outbox.envelope(row.id)[2]), program))
    for stored in uow.messages.all(program.id):
        leads = [uow.leads.get(reference) for reference in registered.get(stored.key, [])]
        yield stored.key, Outcome(ended=_ended(stored, leads), mails=tuple(mails.get(stored.key, ())))


def _ended(stored: StoredMessage, leads: Sequence[Lead]) -> str:
    """A registered lead tells more than how its mail ended."""
    if leads:
        return "; ".join(f"{lead.state} ({verdict_line(lead.verdict)})" for lead in leads)
    why = stored.reason if stored.disposition is not Disposition.ANSWERED else ""
    return " ".join(filter(None, (stored.kind or "", stored.disposition, why)))


def _without_numbers(text: str, program: Program) -> str:
    """References count from one in each way, and would differ behind a mail that registers more leads."""
    return re.sub(rf"{re.escape(program.prefix)}-(\d{{4}}|P)-\d+", rf"{program.prefix}-\1-…", text)
