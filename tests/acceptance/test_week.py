"""Staff's days on a moving clock, against a real IMAP and a real SMTP server: digests, decisions by reply, promises over a long weekend.

In Poland, 2026: clocks go forward in the night to Sunday 29 March, and back in that to 25 October; Easter Monday is 6 April.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

import pytest

from support.dovecot import Dovecot
from support.house import OPERATOR, STAFF, SUPERIOR, House, plain, references
from support.office import ALFA, BETA, CLIENT, EWA, JAN, form

MILL = {"Klient": "Młyn Nowy Sp. z o.o.", "NIP_klienta": "526-10-40-828"}


@pytest.fixture
def house(dovecot: Dovecot, tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, program="promise-generuj-leady", zone="Europe/Warsaw", account=dovecot.account())
    yield made
    made.stop()


@pytest.fixture
def digest(house: House) -> Message:
    """Of Monday 30 March, with two leads that wait for a decision as its cases 1 and 2."""
    house.arrives(form(CLIENT, ALFA), sender=JAN, at="2026-03-27 15:00")
    house.arrives(form(CLIENT, ALFA, **MILL), sender=JAN, at="2026-03-27 15:10")
    house.look("2026-03-27 15:11")
    (found,) = [each for each in house.look("2026-03-30 08:00") if STAFF in str(each["To"])]
    return found


@pytest.mark.failure("F85")
@pytest.mark.parametrize(
    ("received", "friday", "monday"),
    [
        ("2026-03-26 15:00", datetime(2026, 3, 27, 7, tzinfo=UTC), datetime(2026, 3, 30, 6, tzinfo=UTC)),
        ("2026-10-22 15:00", datetime(2026, 10, 23, 6, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC)),
    ],
)
def test_around_the_nights_in_which_clocks_change_the_digest_comes_at_its_hour_once(
    house: House, received: str, friday: datetime, monday: datetime
) -> None:
    house.arrives(form(CLIENT, ALFA), sender=JAN, at=received)
    house.look(received)
    before, sent = len(house.to(STAFF)), list[datetime]()
    for day in range(friday.day, monday.day + 1):
        for hour, minute in ((1, 30), (5, 59), (6, 0), (6, 1), (6, 59), (7, 0), (7, 30)):
            moment = friday.replace(day=day, hour=hour, minute=minute)
            house.at(moment)
            sent += [moment] * (len(house.to(STAFF)) - before - len(sent))
    house.restart()
    house.at(monday.replace(hour=10))
    house.at(monday)
    assert len(house.to(STAFF)) - before == 2

    assert sent == [friday, monday]


def test_one_reply_decides_several_cases_and_is_carried_out_once_it_can_not_be_taken_back(house: House, digest: Message) -> None:
    house.arrives("1 ok\n2 nie, zgłoszone w Microsoft", at="2026-03-30 09:00", sender=STAFF, answers=digest)

    (read_back,) = house.look("2026-03-30 09:01")
    assert STAFF in str(read_back["To"])
    assert {"GL-2026-00001", "GL-2026-00002"} <= references(read_back)
    assert set(house.states().values()) == {"in_review"}

    assert house.look("2026-03-30 09:14") == []
    told = house.look("2026-03-30 09:17", "2026-03-30 09:18")
    assert [str(each["To"]) for each in told] == [JAN, JAN]
    assert house.states() == {"GL-2026-00001": "confirmed", "GL-2026-00002": "rejected"}


def test_an_order_can_be_taken_back_in_its_minutes(house: House, digest: Message) -> None:
    house.arrives("1 ok", at="2026-03-30 09:00", sender=STAFF, answers=digest)
    house.look("2026-03-30 09:01")
    house.arrives("1 cofnij", at="2026-03-30 09:05", sender=STAFF, answers=digest)

    (read_back,) = house.look("2026-03-30 09:06")
    assert "cofnięte" in plain(read_back)
    assert house.look("2026-03-30 09:30") == []
    assert set(house.states().values()) == {"in_review"}


def test_a_forged_decision_decides_nothing_is_not_answered_and_alarms_the_operator(house: House, digest: Message) -> None:
    house.arrives("1 ok\n2 ok", at="2026-03-30 09:00", sender=STAFF, answers=digest, proven=False)

    assert [each for each in house.look("2026-03-30 09:01", "2026-03-30 09:30") if OPERATOR not in str(each["To"])] == []
    assert set(house.states().values()) == {"in_review"}
    (alarm,) = house.to(OPERATOR)
    assert STAFF in plain(alarm) or "order" in plain(alarm)
    (next_digest,) = [each for each in house.look("2026-03-31 08:00") if STAFF in str(each["To"])]
    assert STAFF in plain(next_digest)


def test_an_unclear_decision_comes_back_as_a_question_and_the_clear_lines_count(house: House, digest: Message) -> None:
    house.arrives("1 może tak, może nie\n2 ok", at="2026-03-30 09:00", sender=STAFF, answers=digest)

    (question,) = house.look("2026-03-30 09:01")
    assert STAFF in str(question["To"])
    assert "może tak, może nie" in plain(question)
    house.look("2026-03-30 09:30")
    assert house.states() == {"GL-2026-00001": "in_review", "GL-2026-00002": "confirmed"}


def test_a_case_that_changed_after_the_digest_is_not_decided_and_that_is_told(house: House, digest: Message) -> None:
    confirmation = next(each for each in house.mails if "GL-2026-00001" in plain(each) and JAN in str(each["To"]))
    house.arrives("Liczba PC: 45", at="2026-03-30 08:30", sender=JAN, answers=confirmation)
    house.look("2026-03-30 08:31")
    house.arrives("1 ok", at="2026-03-30 09:00", sender=STAFF, answers=digest)

    (told,) = [each for each in house.look("2026-03-30 09:01") if STAFF in str(each["To"])]
    assert "GL-2026-00001" in plain(told)
    house.look("2026-03-30 09:30")
    assert house.states()["GL-2026-00001"] == "in_review"


def test_over_the_easter_weekend_the_promise_ends_on_tuesday_and_staffs_superior_hears_at_its_noon(house: House) -> None:
    house.arrives(form(CLIENT, ALFA), sender=JAN, at="2026-03-30 15:00")
    house.arrives(form(CLIENT, BETA, **MILL), at="2026-03-30 15:05", sender=EWA)
    house.look("2026-03-30 15:06")
    assert "07.04.2026" in plain(house.to(JAN)[0])
    before = len(house.to(STAFF))

    for day in ("2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"):
        house.look(f"{day} 08:00", f"{day} 12:00", f"{day} 23:30")
    assert house.to(SUPERIOR) == []
    assert len(house.to(STAFF)) == before + 1

    house.look("2026-04-07 08:00", "2026-04-07 11:59")
    assert house.to(SUPERIOR) == []
    house.look("2026-04-07 12:00", "2026-04-07 12:01", "2026-04-07 18:00")
    (escalation,) = house.to(SUPERIOR)
    assert {"GL-2026-00001", "GL-2026-00002"} <= references(escalation)

    told = {person: len(house.to(person)) for person in (JAN, EWA)}
    house.look("2026-04-08 00:01", "2026-04-08 00:02", "2026-04-08 12:00")
    assert {person: len(house.to(person)) - told[person] for person in (JAN, EWA)} == {JAN: 1, EWA: 1}
    assert "30.03.2026" in plain(house.to(JAN)[-1])
    assert len(house.to(SUPERIOR)) == 1
