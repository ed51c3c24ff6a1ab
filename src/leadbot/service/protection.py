"""Until when the client of a lead must accept, as the program sets it and staff have extended it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from leadbot.lifecycle.course import Protection
from leadbot.model.deals import ExtensionAnswer, ExtensionRequest, GateAnswer
from leadbot.model.lead import Lead, Reference
from leadbot.model.outgoing import JudgedLead
from leadbot.model.payout_plans import PaidInvoiceShare
from leadbot.model.program import Program
from leadbot.model.submission import LeadDraft
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.service.versions import program_of


class Protections:
    """What staff have granted to all leads of a program, read once."""

    def __init__(self, uow: UnitOfWork, program: Program) -> None:
        self._uow = uow
        self._program = program

    def of(self, lead: Lead | JudgedLead, program: Program | None = None) -> Protection | None:
        """The time of one lead by that version of the program (its own, where none is given); None where no plan sets one."""
        known = program or program_of(self._uow, self._program, lead.program_version)
        found = _by_plan(known, lead.draft, lead.received_at)
        if found is None:
            return None
        day, gate = found
        until = max(day, self.granted.get(lead.reference, day))
        asked = self.open_requests.get(lead.reference)
        in_time = asked is not None and asked.time and not asked.place and self._day(asked.at) <= until
        return Protection(until=until, extended=self.answers.get((lead.reference, gate), False), asked=in_time)

    @cached_property
    def granted(self) -> Mapping[Reference, date]:
        """The last days that staff granted, by lead; of several the latest word."""
        return {
            answer.reference: answer.until for answer in self._answered if answer.granted and answer.until is not None and not answer.place
        }

    @cached_property
    def open_requests(self) -> Mapping[Reference, ExtensionRequest]:
        """The wishes for more time that staff have not answered."""
        asked = {request.reference: request for request in self._uow.deal_facts.all(self._program.id, ExtensionRequest)}
        answered = {answer.reference: answer.at for answer in self._answered}
        return {of: request for of, request in asked.items() if of not in answered or answered[of] < request.at}

    @cached_property
    def answers(self) -> Mapping[tuple[Reference, str], bool]:
        """Staff's latest answers by lead and gate: whether it is passed."""
        return {(answer.reference, answer.gate): answer.passed for answer in self._uow.deal_facts.all(self._program.id, GateAnswer)}

    @cached_property
    def _answered(self) -> list[ExtensionAnswer]:
        return self._uow.deal_facts.all(self._program.id, ExtensionAnswer)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self._program.calendar.time_zone)).date()


def _by_plan(program: Program, draft: LeadDraft, received_at: datetime) -> tuple[date, str] | None:
    """The last day by the plan that pays the lead, and the gate that opens a later one."""
    for plan in program.payouts:
        if isinstance(plan, PaidInvoiceShare) and plan.acceptance_days is not None and _pays(program, plan, draft):
            day = received_at.astimezone(ZoneInfo(program.calendar.time_zone)).date()
            return day + timedelta(days=plan.acceptance_days), plan.late_gate
    return None


def _pays(program: Program, plan: PaidInvoiceShare, draft: LeadDraft) -> bool:
    for field_id, values in plan.where.items():
        spec = program.field_spec(field_id)
        if (draft.text(field_id) or (spec.default if spec else None)) not in values:
            return False
    return True
