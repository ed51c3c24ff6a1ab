"""Checks that somebody outside the team answers: asked on a schedule, reminded, and told to staff where no answer comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from leadbot.lifecycle import is_business_day, next_business_days
from leadbot.model.checkers import Checker
from leadbot.model.lead import Check, Lead, LeadState
from leadbot.model.message import Address
from leadbot.model.orders import NumberedCase, OrderState
from leadbot.model.outgoing import Purpose
from leadbot.service.desk import Desk, Mode
from leadbot.service.judgement import entry
from leadbot.service.looks import Looks
from leadbot.service.orders import FINDING, case_stamp
from leadbot.service.posting import post
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import AskedCheck, compose_late_checks, compose_to_checker

ASKED_OUTSIDE = "asked-outside"
"""The event of a check that went to its checker."""


@dataclass(frozen=True, slots=True)
class _Open:
    """An open check of a checker's, and since when it has been asked; None: not yet."""

    lead: Lead
    check: Check
    stamp: str
    first: datetime | None
    last: datetime | None
    answered: bool
    """Whether an answer waits to be carried out."""


def ask_checkers(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> int:
    """Send each checker its open checks in one mail, on its days from its hour on; those without an answer in time once more.

    Once a day, whatever the clock. Nobody is asked in mode shadow. Returns how many mails were put.
    """
    if desk.mode is Mode.SHADOW or not desk.checkers or not desk.proves_senders:
        return 0
    due = [(checker, address) for checker, address in desk.checkers if _is_time(checker, desk, now)]
    if not due:
        return 0

    def look(uow: UnitOfWork) -> Iterator[bool]:
        return (_ask(uow, desk, checker, address, now) for checker, address in due)

    return sum((looks or Looks()).each(f"ask-checkers {len(due)}", registry, desk, now, look))


def _is_time(checker: Checker, desk: Desk, now: datetime) -> bool:
    local = now.astimezone(desk.zone())
    on_day = not checker.weekdays or local.isoweekday() in checker.weekdays
    return on_day and local.time() >= checker.at and is_business_day(local.date(), desk.program.calendar)


def _ask(uow: UnitOfWork, desk: Desk, checker: Checker, address: Address, now: datetime) -> bool:
    key = f"{Purpose.NOTICE}:checker-{checker.id}:{address.email}:{desk.day(now)}"
    if uow.outbox.by_key(key) is not None:
        return False
    waiting = [one for one in _open(uow, desk, checker, address) if not one.answered]
    late = [one for one in waiting if one.last is not None and _is_over(one.last, checker, desk, now)]
    chosen = [one for one in waiting if one.last is None] + late
    if not chosen:
        return False
    asked = [_asked(one, desk) for one in chosen]
    due = _last_day(now, checker, desk)
    mail = compose_to_checker(checker, asked, desk.program, desk.templates, key=key, sender=desk.address, to=address, due=due, now=now)
    post(uow, mail, about=[one.lead.reference for one in chosen], thread=mail.message_id, registers=True)
    uow.orders.put_cases([_case(desk, mail.message_id, address, number, one) for number, one in enumerate(chosen, start=1)])
    for one in chosen:
        uow.leads.note(one.lead.reference, entry(now, ASKED_OUTSIDE, "leadbot", f"{one.check.id}: {address.email}"))
    for person in desk.staff if late else ():
        told = compose_late_checks(
            checker,
            [_asked(one, desk) for one in late],
            desk.program,
            desk.templates,
            key=f"{Purpose.NOTICE}:checker-late-{checker.id}:{person.email}:{desk.day(now)}",
            sender=desk.address,
            to=person,
            checker_address=address,
            now=now,
        )
        post(uow, told, about=[one.lead.reference for one in late], thread=told.message_id, registers=True)
    return True


def _open(uow: UnitOfWork, desk: Desk, checker: Checker, address: Address) -> list[_Open]:
    """The open checks that go to that checker, the oldest lead first."""
    before = uow.orders.asked(desk.program.id, address.email, FINDING)
    found = []
    for lead in uow.leads.in_state(desk.program.id, LeadState.IN_REVIEW):
        for check in lead.open_checks():
            if check.id not in checker.checks:
                continue
            stamp = case_stamp(uow, FINDING, lead.reference, check.id)
            same = [(case, at) for case, at in before if (case.reference, case.check, case.stamp) == (lead.reference, check.id, stamp)]
            moments = [at for _, at in same]
            answered = any(_is_answered(uow, case) for case, _ in same)
            found.append(_Open(lead, check, stamp, min(moments, default=None), max(moments, default=None), answered))
    return found


def _is_answered(uow: UnitOfWork, case: NumberedCase) -> bool:
    last = uow.orders.latest(case)
    return last is not None and last.state is OrderState.WAITING


def _is_over(asked: datetime, checker: Checker, desk: Desk, now: datetime) -> bool:
    """Whether the checker's days since then are over."""
    return desk.day(now) > _last_day(asked, checker, desk)


def _last_day(asked: datetime, checker: Checker, desk: Desk) -> date:
    return next_business_days(desk.day(asked), checker.answer_days, desk.program.calendar)[-1]


def _asked(one: _Open, desk: Desk) -> AskedCheck:
    return AskedCheck(lead=one.lead, check=one.check.id, since=desk.day(one.first) if one.first else None)


def _case(desk: Desk, digest: str, address: Address, number: int, one: _Open) -> NumberedCase:
    return NumberedCase(
        digest=digest,
        program=desk.program.id,
        person=address.email,
        number=number,
        kind=FINDING,
        reference=one.lead.reference,
        check=one.check.id,
        stamp=one.stamp,
    )


def checker_languages(desk: Desk, person: str) -> Sequence[str]:
    """The languages in which that address is asked, where they are not the program's."""
    return [checker.language for checker, address in desk.checkers if address.email == person and checker.language]
