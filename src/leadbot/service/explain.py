"""What a mail says and what a first judgement of it would be: touches nothing."""

from dataclasses import dataclass
from datetime import datetime

from leadbot.judging import conclude, judge
from leadbot.model.facts import Facts, ListEntry, ListFact
from leadbot.model.message import Kind
from leadbot.model.program import ListSpec, Program
from leadbot.model.reading import Reading
from leadbot.model.submission import LeadDraft
from leadbot.model.verdict import Verdict

JUDGED = frozenset({Kind.LEAD, Kind.APPLICATION})
"""Kinds whose leads have a verdict of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One lead of a mail, with its verdict where its kind has one."""

    draft: LeadDraft
    verdict: Verdict | None


def explain(reading: Reading, program: Program, received_at: datetime) -> list[Explained]:
    """The leads of a mail as a first mail to an empty registry would be judged."""
    facts = empty_registry(program)
    kind = reading.submission.kind
    return [
        Explained(draft=draft, verdict=conclude(judge(draft, program, facts, received_at, kind)) if kind in JUDGED else None)
        for draft in reading.submission.leads
    ]


def empty_registry(program: Program) -> Facts:
    """The facts before anything is registered but the sending partner: lists as shipped, the sender on those that admit partners."""
    return Facts(lists=tuple(ListFact(list=spec.id, in_use=spec.in_use, entries=_sender(spec)) for spec in program.lists))


def _sender(spec: ListSpec) -> tuple[ListEntry, ...]:
    return (ListEntry(),) if spec.counts == "admission" and spec.subject == "partner" else ()
