"""What else staff are told: what came in, whom leadbot wrote to, what ends soon, how the program does, and the leads of a week."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from leadbot.lifecycle import is_business_day, whole_business_days
from leadbot.model.digest import Ends, Figures, LeadNews, News, Week, WeekLead
from leadbot.model.lead import Lead, LeadState
from leadbot.model.message import Disposition, Kind
from leadbot.model.outgoing import OutboxState, Purpose
from leadbot.model.verdict import Outcome
from leadbot.service.desk import Desk
from leadbot.service.lead_stores import LONG_AGO
from leadbot.service.protection import Protections
from leadbot.service.unit_of_work import UnitOfWork

PROTECTION_ENDS = timedelta(days=7)
"""So long before a protection ends staff are told."""
RECENT = timedelta(weeks=4)
"""What figures of speed and of partners are about."""
MOST_PARTNERS = 5
MOST_IN_WORKBOOK = 5000
WRITTEN = frozenset({OutboxState.QUEUED, OutboxState.SENDING, OutboxState.SENT})


def news_since(uow: UnitOfWork, desk: Desk, told: datetime | None, next_days: Sequence[date], now: datetime) -> News:
    """What happened after staff were `told` last (within a week, where they never were), and what ends within the `next_days`."""
    since = told or now - timedelta(weeks=1)
    ended = uow.messages.count_ended(desk.program.id, since)
    came = sorted((_news(lead) for lead in _received(uow, desk, since) if lead.received_at > since), key=_by_receipt, reverse=True)
    return News(
        mails=tuple((disposition, ended[disposition]) for disposition in Disposition if ended.get(disposition)),
        came=tuple(came),
        answered=tuple(_news(lead) for lead in _written_to(uow, desk, since, {lead.reference for lead in came})),
        ends=tuple(sorted(_ends(uow, desk, next_days, now), key=lambda one: (one.until, one.reference))),
    )


def figures(uow: UnitOfWork, desk: Desk, now: datetime) -> Figures:
    """Leads by state, the time until they were answered, and who sent most."""
    monday = _monday(desk.day(now))
    this, last = _start(desk, monday), _start(desk, monday - timedelta(weeks=1))
    ours, before, partners, days = Counter[LeadState](), Counter[LeadState](), Counter[str](), Counter[int | None]()
    for lead in _received(uow, desk, min(last, now - RECENT)):
        ours[lead.state] += lead.received_at >= this
        before[lead.state] += last <= lead.received_at < this
        if lead.received_at >= now - RECENT and lead.kind == Kind.LEAD:
            partners[lead.partner.name or lead.partner.address] += 1
            days[_days_until_answered(uow, desk, lead)] += 1
    return Figures(
        states=tuple((state, ours[state], before[state]) for state in LeadState if ours[state] or before[state]),
        answered=_answered_within(desk, days),
        partners=tuple(sorted(partners.items(), key=lambda one: (-one[1], one[0]))[:MOST_PARTNERS]),
    )


def last_week(uow: UnitOfWork, desk: Desk, now: datetime) -> Week | None:
    """The leads of the week before; of that before it, too, where it had no business day, and so no digest. None where there are none."""
    monday = _monday(desk.day(now))
    first = monday - timedelta(weeks=1)
    while not any(is_business_day(first + timedelta(days=n), desk.program.calendar) for n in range(7)) and monday - first < timedelta(60):
        first -= timedelta(weeks=1)
    end = _start(desk, monday)
    found = (_week_lead(lead) for lead in _received(uow, desk, _start(desk, first)) if lead.received_at < end)
    leads = sorted(found, key=_by_receipt)
    if not leads:
        return None
    return Week(
        first=first,
        last=monday - timedelta(days=1),
        leads=tuple(leads[:MOST_IN_WORKBOOK]),
        left_out=max(len(leads) - MOST_IN_WORKBOOK, 0),
    )


def week_start(desk: Desk, now: datetime) -> datetime:
    """The beginning of the week, in the program's zone."""
    return _start(desk, _monday(desk.day(now)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _start(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, time(), desk.zone()).astimezone(UTC)


def _received(uow: UnitOfWork, desk: Desk, since: datetime) -> Iterator[Lead]:
    """Leads and applications received then or later. There may be more of them than memory has room for."""
    return (lead for state in LeadState for lead in uow.leads.received_since(desk.program.id, state, since))


def _by_receipt(lead: LeadNews | WeekLead) -> tuple[datetime, str]:
    return lead.received_at, lead.reference


def _news(lead: Lead) -> LeadNews:
    return LeadNews(
        reference=lead.reference,
        about=lead.kind,
        client=lead.draft.text("client.name") if lead.kind == Kind.LEAD else "",
        partner=lead.partner.name or lead.partner.address,
        state=lead.state,
        received_at=lead.received_at,
    )


def _written_to(uow: UnitOfWork, desk: Desk, since: datetime, besides: Collection[str]) -> Iterator[Lead]:
    """The leads `besides` these whose partners were written to."""
    rows = [row for row in uow.outbox.since(desk.program.id, since) if row.purpose is not Purpose.DIGEST and row.state in WRITTEN]
    staff = desk.colleagues()
    references = dict.fromkeys(reference for row in rows if row.to not in staff for reference in row.references)
    return (uow.leads.get(reference) for reference in references if reference not in besides)


def _ends(uow: UnitOfWork, desk: Desk, next_days: Sequence[date], now: datetime) -> Iterator[Ends]:
    today = desk.day(now)
    soon = max(next_days, default=today)
    for lead in uow.leads.received_since(desk.program.id, LeadState.INCOMPLETE, LONG_AGO):
        until = lead.place_until.astimezone(desk.zone()).date() if lead.place_until else None
        if until is not None and today <= until <= soon:
            yield _ending(lead, "place", until)
    if any(getattr(plan, "acceptance_days", None) for plan in desk.program.payouts):
        protections = Protections(uow, desk.program)
        for lead in uow.leads.received_since(desk.program.id, LeadState.CONFIRMED, LONG_AGO):
            found = protections.of(lead) if lead.kind == Kind.LEAD else None
            if found and not found.extended and today <= found.until <= today + PROTECTION_ENDS:
                yield _ending(lead, "protection", found.until)


def _ending(lead: Lead, what: str, until: date) -> Ends:
    told = _news(lead)
    return Ends(reference=lead.reference, client=told.client, partner=told.partner, what=what, until=until)


def _answered_within(desk: Desk, counts: Counter[int | None]) -> tuple[int, ...]:
    """How many were answered on the day of receipt, 1, 2, … business days after it, and later than promised.

    `counts`: how many were answered after so many business days; None: not yet.
    """
    promised = desk.program.promise_days
    if not counts.keys() - {None}:
        return ()
    later = sum(count for days, count in counts.items() if days is not None and days > promised)
    return (*(counts[days] for days in range(promised + 1)), later)


def _days_until_answered(uow: UnitOfWork, desk: Desk, lead: Lead) -> int | None:
    """Business days until its first verdict that was no examination; None while it is examined."""
    judged = (e.at for e in uow.leads.history(lead.reference) if e.event == "judged" and not e.detail.startswith(Outcome.IN_REVIEW))
    at = next(judged, None)
    return None if at is None else whole_business_days(desk.day(lead.received_at), desk.day(at), desk.program.calendar)


def _week_lead(lead: Lead) -> WeekLead:
    return WeekLead(
        reference=lead.reference,
        about=lead.kind,
        state=lead.state,
        received_at=lead.received_at,
        due_at=lead.due_at,
        partner=lead.partner.name or lead.draft.text("partner.name"),
        address=lead.partner.address,
        draft=lead.draft.values_alone(),
    )
