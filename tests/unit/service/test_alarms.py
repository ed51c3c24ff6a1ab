"""The operator hears of a trouble once, again once a day, and once when it is over."""

from datetime import datetime, timedelta

import pytest

from leadbot.model.alarms import TROUBLES, Alarm, Trouble
from leadbot.model.errors import DatabaseOutOfReach, LoginRefused, OutOfReach
from leadbot.model.outgoing import OutboxState
from leadbot.service.alarms import Book, disk_trouble, look, told, troubles_in_registry, troubles_of_cycle
from leadbot.service.cycle import Cycle, run_cycle
from leadbot.service.digest import send_digests
from leadbot.service.receive import Received
from leadbot.testing import FakeMailbox
from support.office import ALFA, CLIENT, Office, form, moment

START = moment("2026-11-16 10:00")
DOWN = Trouble(code="mailbox-unreachable", program="p")
PARKED = Trouble(code="parked", program="p", ids=("a",))


class Operator:
    """Looks at moments after START, and hears what is due."""

    def __init__(self) -> None:
        self.book: Book = {}

    def hears(
        self, *found: Trouble, after: timedelta = timedelta(0), unseen: frozenset[str] = frozenset(), reached: bool = True
    ) -> list[Alarm]:
        now = START + after
        self.book, alarms = look(self.book, found, now, unseen=unseen)
        for alarm in alarms if reached else ():
            self.book = told(self.book, alarm, now)
        return alarms


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def operator() -> Operator:
    return Operator()


def test_a_trouble_is_told_once_and_again_after_a_day(operator: Operator) -> None:
    assert [alarm.again for alarm in operator.hears(PARKED)] == [False]
    assert operator.hears(PARKED, after=minutes(1)) == []
    assert operator.hears(PARKED, after=timedelta(hours=23)) == []
    assert [alarm.again for alarm in operator.hears(PARKED, after=timedelta(hours=24))] == [True]
    assert operator.hears(PARKED, after=timedelta(hours=25)) == []


def test_its_end_is_told_once(operator: Operator) -> None:
    operator.hears(PARKED)

    assert operator.hears(after=minutes(10)) == []
    assert [alarm.over for alarm in operator.hears(after=minutes(31))] == [True]
    assert operator.hears(after=minutes(32)) == []


def test_what_comes_and_goes_makes_one_mail(operator: Operator) -> None:
    heard = [alarm for n in range(60) for alarm in operator.hears(*([PARKED] if n % 2 else []), after=minutes(n))]

    assert len(heard) == 1


def test_a_blip_of_a_server_is_no_alarm(operator: Operator) -> None:
    assert operator.hears(DOWN) == []
    assert operator.hears(DOWN, after=minutes(14)) == []
    assert operator.hears(after=minutes(60)) == []
    assert operator.hears(DOWN, after=minutes(61)) == []
    assert [alarm.since for alarm in operator.hears(DOWN, after=minutes(77))] == [START + minutes(61)]


def test_what_reached_nobody_is_told_at_the_next_look(operator: Operator) -> None:
    assert len(operator.hears(PARKED, reached=False)) == 1
    assert len(operator.hears(PARKED, after=minutes(1))) == 1
    assert len(operator.hears(after=minutes(40), reached=False)) == 1
    assert len(operator.hears(after=minutes(41))) == 1


def test_what_could_not_be_looked_for_is_not_over(operator: Operator) -> None:
    operator.hears(PARKED)

    assert operator.hears(after=minutes(60), unseen=frozenset({"parked"})) == []
    assert operator.hears(after=timedelta(days=2), unseen=frozenset({"parked"})) == []


def test_each_thing_that_happened_is_told_once_and_never_as_over(operator: Operator) -> None:
    def ids(*names: str, after: int) -> list[tuple[str, ...]]:
        found = [Trouble(code="unproven-order", program="p", ids=names)] if names else []
        return [alarm.trouble.ids for alarm in operator.hears(*found, after=minutes(after))]

    assert ids("a", after=0) == [("a",)]
    assert ids("a", after=1) == []
    assert ids("a", "b", after=2) == [("b",)]
    assert ids("a", "b", after=3000) == []
    assert ids(after=9000) == []


def test_a_clock_that_jumps_back_makes_no_second_alarm(operator: Operator) -> None:
    operator.hears(PARKED, after=timedelta(hours=5))

    assert operator.hears(PARKED) == []


@pytest.mark.parametrize(
    ("free", "total", "low"),
    [(100 * 2**20, 2**30, True), (2**30, 100 * 2**30, True), (3 * 2**30, 100 * 2**30, False), (300 * 2**20, 2**30, False)],
)
def test_a_disk_is_nearly_full_by_part_and_by_room(free: int, total: int, low: bool) -> None:
    assert (disk_trouble(free, total) is not None) is low


class Readers:
    count = 1

    def __init__(self, office: Office) -> None:
        self.read = office.reader.read


class Broken(FakeMailbox):
    def __init__(self, error: OutOfReach) -> None:
        super().__init__()
        self.error = error

    def fetch_new(self, limit: int) -> object:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LoginRefused("refused"), "mailbox-login"),
        (OutOfReach("down"), "mailbox-unreachable"),
        (DatabaseOutOfReach("full"), "database"),
    ],
)
@pytest.mark.failure("F11")
def test_login_network_and_database_are_told_apart(office: Office, error: OutOfReach, code: str) -> None:
    done = run_cycle(office.registry, office.desk, Readers(office), Broken(error), lambda: office.transport, office.now)

    assert [trouble.code for trouble in troubles_of_cycle(done)] == [code]


def test_what_a_cycle_met_is_told_without_words_of_mails() -> None:
    done = Cycle(program="p", failed=("ValueError: jan.nowak@alfa.example",), received=Received(troubles=("The folder Done is full.",)))

    found = {trouble.code: trouble.detail for trouble in troubles_of_cycle(done)}

    assert found == {"mailbox-trouble": "The folder Done is full.", "step-failed": "Error: ValueError."}


def codes(office: Office, at: str) -> dict[str, tuple[str, ...]]:
    with office.registry.begin() as uow:
        return {trouble.code: trouble.ids for trouble in troubles_in_registry(uow, office.desk, moment(at))}


def test_a_parked_mail_and_one_of_unknown_fate_are_named(office: Office) -> None:
    big = office.take_raw(b"From: jan@alfa.example\r\n\r\n" + b"A" * 26_300_000, at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:01")
    row = office.outbox(OutboxState.QUEUED)[0]
    with office.registry.begin() as uow:
        uow.outbox.set_state(row.id, OutboxState.UNKNOWN, at=office.now)

    assert codes(office, "2026-11-16 09:05") == {"parked": (big.key,), "mail-unknown": (str(row.id),)}


def test_an_answer_that_waits_for_hours_is_told(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert codes(office, "2026-11-16 12:59") == {}
    assert list(codes(office, "2026-11-16 13:01")) == ["outbox-stuck"]


def test_an_answer_that_was_held_or_has_its_own_moment_is_not_stuck(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    row = office.outbox(OutboxState.QUEUED)[0]
    with office.registry.begin() as uow:
        uow.outbox.set_state(row.id, OutboxState.HELD, at=moment("2026-11-16 09:01"))
    with office.registry.begin() as uow:
        uow.outbox.set_state(row.id, OutboxState.QUEUED, at=moment("2026-11-17 09:00"), next_at=moment("2026-11-18 09:00"))

    assert codes(office, "2026-11-17 15:00") == {}
    assert codes(office, "2026-11-18 09:01") == {}
    assert list(codes(office, "2026-11-18 13:01")) == ["outbox-stuck"]


def test_the_crowd_of_mails_of_an_installations_first_day_tells_nothing_of_what_is_usual(office: Office) -> None:
    at = datetime.fromisoformat("2026-11-16 09:00")
    for n in range(30):
        office.take(f"nr {n}", at=f"{at + timedelta(minutes=n):%Y-%m-%d %H:%M}", sender=f"Jan <jan{n}@alfa.example>")
    office.deliver()

    assert codes(office, "2026-11-19 09:00") == {}
    assert codes(office, "2026-11-27 09:00") == {}
    assert list(codes(office, "2026-12-01 09:00")) == ["mailbox-silent"]


def test_a_mailbox_that_falls_silent_is_told_after_what_is_usual(office: Office) -> None:
    at, office.now = datetime.fromisoformat("2026-10-05 09:00"), moment("2026-10-05 08:00")
    for n in range(30):
        office.take(f"nr {n}", at=f"{at + timedelta(days=n):%Y-%m-%d %H:%M}", sender=f"Jan <jan{n}@alfa.example>")
    office.deliver()

    assert codes(office, "2026-11-05 09:00") == {}
    assert list(codes(office, "2026-11-09 09:00")) == ["mailbox-silent"]


def test_an_order_in_staff_s_name_without_proof_alarms(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.now = moment("2026-11-17 08:00")
    send_digests(office.registry, office.desk, office.now)
    office.deliver()
    digest = next(row for row in office.outbox() if row.key.startswith("digest:"))

    forged = office.take("1 ok", at="2026-11-17 09:00", sender="Anna <anna@promise.pl>", answers=digest)

    assert codes(office, "2026-11-17 09:01") == {"unproven-order": (forged.key,)}


def test_every_trouble_says_what_to_do() -> None:
    for code, kind in TROUBLES.items():
        assert kind.title, code
        assert kind.remedy.endswith("."), code
