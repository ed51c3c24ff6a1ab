"""Each of the staff gets one digest a day, whatever the clock, the switches of summer time and a failure among them do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from leadbot.model.message import Address
from leadbot.model.outgoing import DeliveryOutcome
from leadbot.model.program import Calendar
from leadbot.service import digest as digests
from leadbot.service.digest import send_digests
from support.office import ALFA, CLIENT, PROGRAM, Office, form, moment

SUNDAYS = Calendar(country="SA", time_zone="Europe/Warsaw")
"""A week that begins on Sunday, in a zone whose clocks are changed on Sundays."""
BOTH = (Address(name="Anna", email="anna@promise.pl"), Address(name="Olaf", email="olaf@promise.pl"))


@pytest.fixture
def nightly(tmp_path: Path) -> Iterator[Office]:
    """Digests at half past two at night, Sundays too."""
    office = Office(tmp_path, program=replace(PROGRAM, calendar=SUNDAYS))
    office.desk = replace(office.desk, digest_at=time(2, 30), empty_digest=True, weekly_workbook=False)
    yield office
    office.close()


@pytest.fixture
def two(office: Office) -> Office:
    """Two people, and a lead to decide."""
    office.desk = replace(office.desk, staff=BOTH)
    office.take(form(CLIENT, ALFA), at="2026-11-16 07:00")
    return office


def sent(office: Office, now: datetime) -> int:
    return send_digests(office.registry, office.desk, now, looks=office.looks)


def keys(office: Office) -> list[str]:
    return [row.key.removeprefix(f"digest:{PROGRAM.id}:") for row in office.outbox() if row.key.startswith("digest:")]


@pytest.mark.failure("F85")
@pytest.mark.parametrize(
    ("midnight", "hours", "first"),
    [
        pytest.param(datetime(2026, 3, 28, 23, tzinfo=UTC), 23, "03:00", id="half past two is left out"),
        pytest.param(datetime(2026, 10, 24, 22, tzinfo=UTC), 25, "02:30", id="half past two comes twice"),
    ],
)
def test_in_a_night_in_which_clocks_change_the_digest_comes_once(nightly: Office, midnight: datetime, hours: int, first: str) -> None:
    clock = [midnight + timedelta(minutes=10 * n) for n in range(hours * 6)]

    at = [now for now in clock if sent(nightly, now)]

    assert [now.astimezone(nightly.desk.zone()).strftime("%H:%M") for now in at] == [first]
    assert len(keys(nightly)) == 1


@pytest.mark.failure("F85")
def test_a_service_that_was_down_at_the_hour_sends_it_once_when_it_is_up_again(nightly: Office) -> None:
    up = datetime(2026, 3, 29, 9, tzinfo=UTC)

    assert [sent(nightly, up + timedelta(hours=n)) for n in range(3)] == [1, 0, 0]


@pytest.mark.failure("F87")
def test_a_clock_that_jumps_back_brings_no_second_digest(two: Office) -> None:
    assert sent(two, moment("2026-11-17 08:00")) == 2

    assert [sent(two, moment(f"2026-11-17 {clock}")) for clock in ("07:10", "08:00", "09:00")] == [0, 0, 0]
    assert keys(two) == ["anna@promise.pl:2026-11-17", "olaf@promise.pl:2026-11-17"]


@pytest.mark.failure("F89")
def test_a_digest_that_could_not_be_made_is_tried_again_for_that_person_alone(two: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    compose = digests.compose_digest

    def broken(digest, *args, **named):
        if digest.person == "anna@promise.pl":
            raise ValueError("no template")
        return compose(digest, *args, **named)

    monkeypatch.setattr(digests, "compose_digest", broken)
    assert sent(two, moment("2026-11-16 08:00")) == 1
    monkeypatch.setattr(digests, "compose_digest", compose)

    assert [sent(two, moment(f"2026-11-16 {clock}")) for clock in ("08:01", "08:02")] == [1, 0]
    assert keys(two) == ["olaf@promise.pl:2026-11-16", "anna@promise.pl:2026-11-16"]


@pytest.mark.failure("F89")
def test_whoever_gets_it_late_is_told_as_much_as_the_others(two: Office) -> None:
    two.take("Dzień dobry, czy wypłata za marzec będzie jeszcze przed wakacjami?", at="2026-11-16 07:30", subject="Wypłata")
    two.desk = replace(two.desk, staff=BOTH[:1])
    sent(two, moment("2026-11-16 08:00"))
    two.desk = replace(two.desk, staff=BOTH)

    assert sent(two, moment("2026-11-16 09:00")) == 1

    first, late = (two.text_of(row) for row in two.outbox() if row.key.startswith("digest:"))
    assert "Temat: Wypłata" in first
    assert "Temat: Wypłata" in late


@pytest.mark.failure("F89")
def test_of_two_digests_the_one_that_was_refused_goes_out_again_alone(two: Office) -> None:
    two.deliver("2026-11-16 07:30")
    sent(two, moment("2026-11-16 08:00"))
    two.transport.answers = [DeliveryOutcome.TEMPORARY, DeliveryOutcome.SENT]
    two.transport.tried.clear()

    two.deliver("2026-11-16 08:00")
    two.deliver("2026-11-16 12:00")

    to = [handed.recipients[0] for handed in two.transport.tried]
    assert sorted(to[:2]) == ["anna@promise.pl", "olaf@promise.pl"]
    assert to[2:] == to[:1]


def test_each_person_is_told_what_came_since_its_own_last_digest(two: Office) -> None:
    two.desk = replace(two.desk, staff=BOTH[:1])
    sent(two, moment("2026-11-16 08:00"))
    two.take("Dzień dobry, jaki jest status zgłoszenia GL-2026-00099?", at="2026-11-16 08:30", subject="Wypłata")
    two.desk = replace(two.desk, staff=BOTH)
    sent(two, moment("2026-11-16 09:00"))

    sent(two, moment("2026-11-17 08:00"))

    told = {row.key: "Temat: Wypłata" in two.text_of(row) for row in two.outbox() if row.key.startswith("digest:")}
    assert {key.partition(f"{PROGRAM.id}:")[2]: yes for key, yes in told.items()} == {
        "anna@promise.pl:2026-11-16": False,
        "olaf@promise.pl:2026-11-16": True,
        "anna@promise.pl:2026-11-17": True,
        "olaf@promise.pl:2026-11-17": False,
    }


def test_an_empty_day_is_skipped_or_short_as_configured(office: Office) -> None:
    assert sent(office, moment("2026-11-17 08:00")) == 0
    office.desk = replace(office.desk, empty_digest=True)

    assert sent(office, moment("2026-11-18 08:00")) == 1

    (row,) = office.outbox()
    assert "Żadna sprawa nie czeka." in office.text_of(row)
    assert len(office.text_of(row).splitlines()) < 10


def test_while_nothing_waits_the_registry_is_looked_at_each_quarter_of_an_hour(office: Office) -> None:
    asked: list[str] = []
    with office.registry.begin() as uow:
        uow.connection.connection.driver_connection.set_trace_callback(asked.append)
    looked = []
    for minute in range(32):
        asked.clear()
        assert sent(office, moment("2026-11-17 10:00") + timedelta(minutes=minute)) == 0
        looked.append(bool(asked))

    assert [minute for minute, look in enumerate(looked) if look] == [0, 15, 30]


def test_what_comes_later_on_a_day_without_a_digest_still_brings_one(office: Office) -> None:
    assert sent(office, moment("2026-11-16 08:00")) == 0
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert sent(office, moment("2026-11-16 09:01")) == 1
