"""Partners whose year from admission stayed below the programme's yearly minimum are warned, staff in copy."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from leadbot.lifecycle.payouts import Book, short_years
from leadbot.lifecycle.payouts.periods import plus_months, year_since
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.partner import Partner
from leadbot.model.payout_plans import YearlyTiers
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.letters import write_about
from leadbot.service.looks import Looks
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import compose_letter, volume_warning, words_for

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortYear:
    """A partner's latest year that is over and came to less than every minimum."""

    partner: Partner
    first: date
    last: date


def warn_of_volume(registry: Registry, desk: Desk, now: datetime, looks: Looks | None = None) -> int:
    """Warn of each such year once. Nobody is warned of a year of which no sale of anybody was ever reported. Returns how many.

    One that fails is told in the log. Raises OutOfReach.
    """
    plans = [plan for plan in desk.program.payouts if isinstance(plan, YearlyTiers) and plan.minimum_a_year]
    if not plans:
        return 0

    def look(uow: UnitOfWork) -> Iterator[bool | None]:
        return (_tried(uow, desk, plan, year, now) for plan in plans for year in _short(uow, desk, plan, now))

    return sum((looks or Looks()).each("warn-of-volume", registry, desk, now, look))


def _short(uow: UnitOfWork, desk: Desk, plan: YearlyTiers, now: datetime) -> Iterator[ShortYear]:
    partners = [partner for partner in uow.partners.all(desk.program.id) if partner.ended_at is None]
    over = [(partner, since, year) for partner in partners for since, year in [_latest(desk, partner, now)] if year >= 0]
    latest_sale = max((sale.on for sale in uow.deals.sales(desk.program.id)), default=None) if over else None
    if latest_sale is None:
        return
    book = Book(desk.program, uow.ledger(desk.program, now))
    short, known = set(short_years(plan, book)), {lead.partner.key for lead in book.of_plan(plan)}
    for partner, since, year in over:
        keys = {f"tax:{partner.tax_id}", f"number:{partner.number.upper()}"}
        first, last = plus_months(since, 12 * year), plus_months(since, 12 * (year + 1))
        below = any((key, year) in short for key in keys) or not keys & known
        if below and latest_sale >= first:
            yield ShortYear(partner=partner, first=first, last=date.fromordinal(last.toordinal() - 1))


def _latest(desk: Desk, partner: Partner, now: datetime) -> tuple[date, int]:
    """The first day of the partnership, and the number of its latest year that is over; -1: none is."""
    since = desk.day(partner.since)
    return since, year_since(since, desk.day(now)) - 1


def _tried(uow: UnitOfWork, desk: Desk, plan: YearlyTiers, year: ShortYear, now: datetime) -> bool | None:
    return tried(
        uow,
        lambda: _warn(uow, desk, plan.minimum_a_year.items(), plan.warning, year, now),
        log,
        "a partner could not be warned",
        action="warn-failed",
        reference=year.partner.application,
    )


def _warn(uow: UnitOfWork, desk: Desk, least: Iterable[tuple[str, Decimal]], warning: str, year: ShortYear, now: datetime) -> bool:
    reference = year.partner.application
    key = f"{Purpose.NOTICE}:{reference}:{warning}-{year.first}"
    if uow.outbox.by_key(key) is not None:
        return False

    def compose(to: Correspondence) -> OutgoingMail:
        letter = volume_warning(reference, tuple(least), year.first, year.last, words_for(to, desk.program, desk.templates))
        copied = replace(to, cc=tuple(dict.fromkeys((*to.cc, *desk.staff))))
        return compose_letter(copied, reference, letter, desk.program, desk.templates, key=key, sender=desk.address, now=now)

    return write_about(uow, desk, uow.leads.get(reference), compose)
