"""Staff's daily mail: what waits for a person, what else happened, and once a week the leads of the last one."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, islice

from leadbot.lifecycle import is_business_day, next_business_days
from leadbot.model.digest import Digest, DigestCase
from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Purpose
from leadbot.model.reading import Reading
from leadbot.model.stored import StoredMessage
from leadbot.service.bounces import STAFF_UNREACHED
from leadbot.service.cases import each_case, mails_to_tell
from leadbot.service.desk import Desk
from leadbot.service.each import tried
from leadbot.service.looks import Looks
from leadbot.service.news import figures, last_week, news_since, week_start
from leadbot.service.open_questions import open_questions
from leadbot.service.orders import numbered
from leadbot.service.outlook import if_approved
from leadbot.service.posting import post
from leadbot.service.reading_ahead import MailReader
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import MOST_IN_FULL, compose_digest, in_order

LOOK_BACK = timedelta(days=30)
"""Mails that ended earlier are told of no more: every digest since would have."""
LOOK_AGAIN = timedelta(minutes=15)
"""So long nothing is looked for again where nothing waited; the service comes by every minute."""
STEP = "digest"
EXCERPT = 1500
"""Characters of a mail that staff may be shown."""

log = logging.getLogger(__name__)


def send_digests(registry: Registry, desk: Desk, now: datetime, reader: MailReader | None = None, looks: Looks | None = None) -> int:
    """Put today's digest for each of the staff in the outbox, once its hour has come and where there is something to tell.

    Business days only. The unique key of the mail keeps it to one a day, however often this runs; whoever's could not be made is tried
    again, the others get no second one. `reader` reads the mails that staff must answer. Returns how many were put. Raises OutOfReach.
    """
    local = now.astimezone(desk.zone())
    looks = looks or Looks()
    if looks.rests(STEP, desk, now, LOOK_AGAIN):
        return 0
    if local.time() < desk.digest_at or not desk.staff or not is_business_day(local.date(), desk.program.calendar):
        return 0
    with registry.begin() as uow:
        missing = [person for person in desk.staff if uow.outbox.by_key(digest_key(desk, person.email, now)) is None]
        mails = _mails(uow, desk, missing, now) if reader else []
    if not missing:
        return 0
    excerpts = _excerpts(registry, reader, desk, mails) if reader else {}
    with registry.begin() as uow:
        contents = _Contents(uow, desk, now, excerpts)
        put = sum(_tried(uow, desk, person, contents.of, now) for person in missing)
        if contents.nothing:
            looks.found_nothing(STEP, desk, now)
        return put


def digest_key(desk: Desk, person: str, now: datetime) -> str:
    """The unique key of a person's digest of that day."""
    return f"{Purpose.DIGEST}:{desk.program.id}:{person}:{desk.day(now)}"


def told_last(uow: UnitOfWork, desk: Desk, person: str, now: datetime) -> datetime:
    """Until when that person, or anybody before it, knows what happened."""
    start, program = desk.day_start(now), desk.program.id
    last = uow.outbox.last_digest(program, start, person) or uow.outbox.last_digest(program, start)
    return max(last or now - LOOK_BACK, now - LOOK_BACK)


def _mails(uow: UnitOfWork, desk: Desk, people: list[Address], now: datetime) -> list[StoredMessage]:
    """The mails whose words staff are shown, the oldest first."""
    if not people:
        return []
    since = min(told_last(uow, desk, person.email, now) for person in people)
    answerable = (one for one in mails_to_tell(uow, desk.program, since) if one.kind is not None)
    return list(islice(chain(open_questions(uow, desk), answerable), MOST_IN_FULL))


def _excerpts(registry: Registry, reader: MailReader, desk: Desk, mails: list[StoredMessage]) -> dict[MessageKey, str]:
    """The senders' own words, as far as the mails can be read; one mail is in memory at a time."""
    found = {}
    for stored in mails:
        with registry.begin() as uow:
            raw = uow.messages.raw(stored.key)
        reading = reader.read(raw, desk.program, None)
        if isinstance(reading, Reading):
            found[stored.key] = reading.submission.own_text[:EXCERPT]
    return found


def _tried(uow: UnitOfWork, desk: Desk, person: Address, content: Callable[[str], Digest | None], now: datetime) -> bool:
    """Put that person's digest; one that can't be made hinders no other, and is tried again in the next cycle."""
    return (
        tried(
            uow,
            lambda: _put(uow, desk, person, content(person.email), now),
            log,
            "a digest could not be made",
            action="digest-failed",
            person=person.email,
        )
        or False
    )


def _put(uow: UnitOfWork, desk: Desk, person: Address, digest: Digest | None, now: datetime) -> bool:
    if digest is None:
        return False
    mail = compose_digest(digest, desk.program, desk.templates, sender=desk.address, person=person, now=now)
    post(uow, mail, about=(), thread=mail.message_id, registers=True)
    uow.orders.put_cases(numbered(uow, desk, mail.message_id, person.email, digest.cases))
    return True


class _Contents:
    """What digests of one program tell today: the same for all who were told the last time at the same moment."""

    def __init__(self, uow: UnitOfWork, desk: Desk, now: datetime, excerpts: Mapping[MessageKey, str]) -> None:
        self._uow, self._desk, self._now, self._excerpts = uow, desk, now, excerpts
        self._made: dict[datetime, Digest | None] = {}

    @property
    def nothing(self) -> bool:
        """Whether everybody was looked for, and there is nothing to tell anybody."""
        return bool(self._made) and not any(self._made.values())

    def of(self, person: str) -> Digest | None:
        """The person's digest; None where there is nothing to tell."""
        told = told_last(self._uow, self._desk, person, self._now)
        if told not in self._made:
            self._made[told] = self._since(told)
        digest = self._made[told]
        return replace(digest, person=person) if digest else None

    def _since(self, told: datetime) -> Digest | None:
        uow, desk, now = self._uow, self._desk, self._now
        cases = in_order(each_case(uow, desk, now, told, self._excerpts))
        week = last_week(uow, desk, now) if desk.weekly_workbook and told < week_start(desk, now) else None
        waits = any(case.kind != STAFF_UNREACHED for case in cases)  # a mail about a mail that did not arrive brings the next one
        if not waits and week is None and not desk.empty_digest:
            return None
        next_days = tuple(next_business_days(desk.day(now), 2, desk.program.calendar))
        return Digest(
            program=desk.program.id,
            person="",
            day=desk.day(now),
            next_days=next_days,
            cases=tuple(self._looked_ahead(cases)),
            by_reply=desk.proves_senders,
            news=news_since(uow, desk, told, next_days, now),
            figures=figures(uow, desk, now),
            week=week,
        )

    def _looked_ahead(self, cases: tuple[DigestCase, ...]) -> list[DigestCase]:
        """The cases, of the first checks with what follows if they are approved: those alone are shown in full."""
        full = {id(case) for case in islice((case for case in cases if case.kind == "check"), MOST_IN_FULL)}
        return [self._with_outlook(case) if id(case) in full else case for case in cases]

    def _with_outlook(self, case: DigestCase) -> DigestCase:
        if case.reference is None:
            return case
        check = case.reasons[0].partition(":")[2]
        return replace(case, outlook=if_approved(self._uow, self._desk, case.reference, check, self._now))
