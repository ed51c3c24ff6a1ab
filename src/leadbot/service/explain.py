"""What a mail says and what a first judgement of it would be: touches nothing."""

from dataclasses import dataclass
from datetime import datetime

from leadbot.judging import conclude, judge
from leadbot.model.facts import Facts, ListFact
from leadbot.model.message import Kind
from leadbot.model.program import Program
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
    judge_it = reading.submission.kind in JUDGED
    return [
        Explained(draft=draft, verdict=conclude(judge(draft, program, facts, received_at)) if judge_it else None)
        for draft in reading.submission.leads
    ]


def empty_registry(program: Program) -> Facts:
    """The facts before anything is registered, lists as shipped."""
    return Facts(lists=tuple(ListFact(list=spec.id, in_use=spec.in_use) for spec in program.lists))
