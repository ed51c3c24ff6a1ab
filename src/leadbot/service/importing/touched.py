"""Which undecided leads stand otherwise by a list that is being imported: staff are told, and nothing is judged anew by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from leadbot.model.file_faults import FileFault
from leadbot.model.imports import ImportNote
from leadbot.model.lead import Lead, LeadState, Reference
from leadbot.model.program import Program
from leadbot.model.verdict import Verdict
from leadbot.service.judgement import judged
from leadbot.service.unit_of_work import UnitOfWork

UNDECIDED = (LeadState.INCOMPLETE, LeadState.IN_REVIEW)
SHOWN = 10
"""Leads that the note names at most."""


class Standings:
    """The undecided leads of a program, and how they stand by the lists as they are at that moment."""

    def __init__(self, uow: UnitOfWork, program: Program, now: datetime) -> None:
        self._uow, self._program, self._now = uow, program, now
        self._leads = uow.leads.in_state(program.id, *UNDECIDED)
        self._before = self._verdicts()

    def note(self) -> list[ImportNote]:
        """Which of them stand otherwise by now."""
        after = self._verdicts()
        others = [
            (lead, after[lead.reference]) for lead in self._leads if _told(after[lead.reference]) != _told(self._before[lead.reference])
        ]
        return [_note(others)] if others else []

    def _verdicts(self) -> Mapping[Reference, Verdict]:
        return {lead.reference: judged(self._uow, self._program, lead, self._now).verdict for lead in self._leads}


def _told(verdict: Verdict) -> tuple[str, ...]:
    return (verdict.outcome, *sorted(map(str, verdict.reasons)))


def _note(others: Sequence[tuple[Lead, Verdict]]) -> ImportNote:
    more = " …" if len(others) > SHOWN else ""
    named = "; ".join(
        f"{lead.reference} {verdict.outcome} {', '.join(map(str, verdict.reasons))}".strip() for lead, verdict in others[:SHOWN]
    )
    return ImportNote(
        message=f"{len(others)} undecided leads stand otherwise by this list: {named}{more}. To judge one anew: leadbot reopen REF",
        fault=FileFault.LEADS_DIFFER,
        facts={"count": str(len(others)), "references": ", ".join(lead.reference for lead, _ in others[:SHOWN]) + more},
    )
