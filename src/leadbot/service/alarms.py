"""Find what is wrong, and say when its operator is told: once a trouble, again once a day, and once when it is over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from leadbot.lifecycle import business_days_between, longest_usual_silence
from leadbot.model.alarms import TROUBLES, Alarm, Trouble, TroubleKind, Watched
from leadbot.service.cycle import Cycle, Door
from leadbot.service.desk import Desk
from leadbot.service.incoming import UNPROVEN_ORDER
from leadbot.service.unit_of_work import UnitOfWork

AGAIN = timedelta(days=1)
CALM = timedelta(minutes=30)
"""A trouble is over once it was not seen for so long: one that comes and goes makes one mail, not many."""
STUCK = timedelta(hours=4)
"""For so long an answer may wait to be sent: longer than greylisting takes."""
LEARNING = 10.0
"""Business days from the first mail on in which the usual silence is learned: the crowd of an installation's first day tells nothing."""
RECEIPTS = 101
"""Mails from which the usual silence is learned."""
HAPPENED = timedelta(days=7)
"""For so long what happened is looked at again, after an operator could not be reached."""
FREE_PART, FREE_OCTETS = 0.05, 2 * 2**30
"""A disk is nearly full where less than both is free, or less than FREE_LEAST."""
FREE_LEAST = 200 * 2**20
MOST_IDS = 20

Book = Mapping[tuple[str, str], Watched]
"""What is watched, by name."""


def troubles_of_cycle(cycle: Cycle) -> Iterator[Trouble]:
    """What one cycle of a program met."""
    for each in cycle.unreached:
        if each.door is Door.DATABASE:
            yield database_trouble(each.words)
        else:
            yield Trouble(code=f"{each.door}-{'login' if each.login else 'unreachable'}", program=cycle.program, detail=each.words)
    if words := (*cycle.received.unreadable, *cycle.received.troubles):
        yield Trouble(code="mailbox-trouble", program=cycle.program, detail=" ".join(words[:MOST_IDS]))
    if cycle.failed:
        # What an exception says may be a partner's words; the log has the whole of it.
        kinds = sorted({words.partition(":")[0] for words in cycle.failed})
        yield Trouble(code="step-failed", program=cycle.program, detail=f"Error: {', '.join(kinds)}.")


def troubles_in_registry(uow: UnitOfWork, desk: Desk, now: datetime) -> Iterator[Trouble]:
    """What stands in the registry and needs a person."""
    program, watching = desk.program.id, uow.watching
    if parked := watching.parked(program):
        yield Trouble(code="parked", program=program, ids=tuple(parked))
    if unknown := watching.unknown(program):
        yield Trouble(code="mail-unknown", program=program, ids=tuple(map(str, unknown)))
    if orders := watching.with_staff_for(program, UNPROVEN_ORDER, now - HAPPENED):
        yield Trouble(code="unproven-order", program=program, ids=tuple(orders))
    if restored := uow.generations.restored_since(program, now - HAPPENED):
        yield Trouble(code="restored", program=program, ids=tuple(at.isoformat(timespec="seconds") for at in restored))
    since = watching.queued_since(program, now)
    if since is not None and now - since > STUCK:
        yield Trouble(code="outbox-stuck", program=program, detail=f"The oldest waits since {since:%Y-%m-%d %H:%M} UTC.")
    began = watching.began(program)
    if began is not None and business_days_between(began, now, desk.program.calendar) >= LEARNING:
        yield from _silence(watching.receipts(program, RECEIPTS), desk, now)


def _silence(receipts: Sequence[datetime], desk: Desk, now: datetime) -> Iterator[Trouble]:
    calendar, last = desk.program.calendar, max(receipts)
    silent = business_days_between(last, now, calendar)
    if silent <= 1:  # nobody is told of less, whatever is usual here
        return
    usual = longest_usual_silence(receipts, calendar)
    if usual is not None and silent > usual:
        at = f"{last.astimezone(desk.zone()):%Y-%m-%d %H:%M}"
        detail = f"The last mail came {at}, {silent:.1f} business days ago; up to {usual:.1f} are usual."
        yield Trouble(code="mailbox-silent", program=desk.program.id, detail=detail)


def database_trouble(words: str) -> Trouble:
    """The database does not answer."""
    return Trouble(code="database", detail=words)


def disk_trouble(free: int, total: int) -> Trouble | None:
    """A disk with so many octets free; None where that is enough."""
    if free >= FREE_LEAST and (free >= FREE_PART * total or free >= FREE_OCTETS):
        return None
    return Trouble(code="disk-low", detail=f"{free / 2**20:,.0f} MB are free.")


def look(
    book: Book, found: Sequence[Trouble], now: datetime, *, unseen: frozenset[str] = frozenset()
) -> tuple[dict[tuple[str, str], Watched], list[Alarm]]:
    """The book after a look, and what is to be told. Troubles of the `unseen` codes could not be looked for: they stay as they are.

    What was told is entered by `told`.
    """
    after = dict(book)
    for trouble in found:
        before = book.get(trouble.name)
        seen = before or Watched(trouble=trouble, since=now, seen_at=now)
        after[trouble.name] = replace(seen, trouble=trouble, seen_at=now)
    names = {trouble.name for trouble in found}
    alarms = [alarm for name in names if (alarm := _due(after[name], now)) is not None]
    for name, watched in book.items():
        if name in names or watched.trouble.code in unseen or now - watched.seen_at < CALM:
            continue
        if watched.told_at is None or _kind(watched).happens:
            del after[name]
        else:
            alarms.append(Alarm(trouble=watched.trouble, since=watched.since, over=True))
    return after, sorted(alarms, key=lambda alarm: alarm.trouble.name)


def told(book: Book, alarm: Alarm, now: datetime) -> dict[tuple[str, str], Watched]:
    """The book once the operator has heard."""
    after = dict(book)
    if alarm.over:
        del after[alarm.trouble.name]
    else:
        watched = after[alarm.trouble.name]
        after[alarm.trouble.name] = replace(watched, told_at=now, told_ids=watched.trouble.ids)
    return after


def _due(watched: Watched, now: datetime) -> Alarm | None:
    kind = _kind(watched)
    if kind.happens:
        new = tuple(id_ for id_ in watched.trouble.ids if id_ not in watched.told_ids)
        return Alarm(trouble=replace(watched.trouble, ids=new), since=now) if new else None
    if watched.told_at is None:
        return Alarm(trouble=watched.trouble, since=watched.since) if now - watched.since >= kind.patience else None
    return Alarm(trouble=watched.trouble, since=watched.since, again=True) if now - watched.told_at >= AGAIN else None


def _kind(watched: Watched) -> TroubleKind:
    return TROUBLES[watched.trouble.code]
