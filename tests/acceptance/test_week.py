"""Staff's days on a moving clock, against a real IMAP and a real SMTP server: digests, decisions by reply, promises over a long weekend.

In Poland, 2026: clocks go forward in the night to Sunday 29 March, and back in that to 25 October; Easter Monday is 6 April.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leadbot.app import App
from support.dovecot import Account, Dovecot
from support.installation import Installation
from support.office import ALFA, BETA, CLIENT, EWA, JAN, form, mail

ANNA, BOSS, OPERATOR = "anna@promise.pl", "szef@promise.pl", "admin@promise.pl"
PROVEN = "Authentication-Results: mx.promise.example; dmarc=pass header.from=promise.pl\n"
FORGED = "Authentication-Results: mx.promise.example; dmarc=fail header.from=promise.pl\n"
MILL = {"Klient": "Młyn Nowy Sp. z o.o.", "NIP_klienta": "526-10-40-828"}


def warsaw(text: str) -> datetime:
    """`2026-03-30 08:00` by the clocks of Warsaw."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Warsaw"))


class House:
    """One installation with a mailbox on a real server, whose service looks into it whenever the clock is set."""

    def __init__(self, folder: Path, account: Account) -> None:
        self.account = account
        self.installation = Installation(folder, staff=f"[{ANNA}]", inbox=account.url())
        config = self.installation.config
        config.write_text(
            f"{config.read_text('utf-8')}    escalate_to: {BOSS}\n".replace("poll_every: 1\n", f"operator: {OPERATOR}\n"), "utf-8"
        )
        self.app = App(str(config), {})
        self.now = ""

    def stop(self) -> None:
        self.app.close()
        self.app.registry.close()
        self.installation.stop()

    def restart(self) -> None:
        """The service ends and another one begins."""
        self.app.close()
        self.app.registry.close()
        self.app = App(str(self.installation.config), {})

    def arrives(self, text: str, *, at: str, sender: str = JAN, answers: Message | None = None, **parts: Any) -> None:
        """A mail comes in at that moment; one that answers a mail of ours quotes it, as mail programs do."""
        raw = mail(text, at=warsaw(at), sender=sender, **parts)
        if answers is not None:
            quoted = "".join(f"> {line}\n" for line in plain(answers).splitlines())
            thread = f"In-Reply-To: {answers['Message-ID']}\nReferences: {answers['Message-ID']}\n"
            head, _, body = raw.decode().partition("\n\n")
            head = re.sub(r"^Subject: .*$", f"Subject: Re: {answers['Message-ID']}", head, flags=re.MULTILINE)
            raw = f"{head}\n{thread.rstrip()}\n\n{body}\n{quoted}".encode()
        self.account.deliver(raw, warsaw(at))

    def look(self, *moments: str) -> list[Message]:
        """The service's cycles at these moments; what it sent in them."""
        before = len(self.mails)
        for moment in moments:
            self.at(warsaw(moment))
        return self.mails[before:]

    def at(self, moment: datetime) -> None:
        """One cycle."""
        for cycle in self.app.once(moment):
            assert (cycle.out_of_reach, cycle.failed) == ((), ())

    @property
    def mails(self) -> list[Message]:
        return self.installation.sink.mails

    def to(self, person: str) -> list[Message]:
        return [each for each in self.mails if person in str(each["To"])]

    def states(self) -> dict[str, str]:
        return {row["reference"]: row["state"] for row in self.installation.rows("leads")}


def plain(message: Message) -> str:
    text: str = message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    return text


@pytest.fixture
def house(dovecot: Dovecot, tmp_path: Path) -> Iterator[House]:
    with ExitStack() as ending:
        made = House(tmp_path, dovecot.account())
        ending.callback(made.stop)
        yield made


@pytest.fixture
def digest(house: House) -> Message:
    """Of Monday 30 March, with two leads that wait for a decision as its cases 1 and 2."""
    house.arrives(form(CLIENT, ALFA), at="2026-03-27 15:00")
    house.arrives(form(CLIENT, ALFA, **MILL), at="2026-03-27 15:10")
    house.look("2026-03-27 15:11")
    (found,) = [each for each in house.look("2026-03-30 08:00") if ANNA in str(each["To"])]
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
    house.arrives(form(CLIENT, ALFA), at=received)
    house.look(received)
    before, sent = len(house.to(ANNA)), list[datetime]()
    for day in range(friday.day, monday.day + 1):
        for hour, minute in ((1, 30), (5, 59), (6, 0), (6, 1), (6, 59), (7, 0), (7, 30)):
            moment = friday.replace(day=day, hour=hour, minute=minute)
            house.at(moment)
            sent += [moment] * (len(house.to(ANNA)) - before - len(sent))
    house.restart()
    house.at(monday.replace(hour=10))
    house.at(monday)
    assert len(house.to(ANNA)) - before == 2

    assert sent == [friday, monday]


def test_one_reply_decides_several_cases_and_is_carried_out_once_it_can_not_be_taken_back(house: House, digest: Message) -> None:
    house.arrives("1 ok\n2 nie, zgłoszone w Microsoft", at="2026-03-30 09:00", sender=ANNA, answers=digest, headers=PROVEN)

    (read_back,) = house.look("2026-03-30 09:01")
    assert ANNA in str(read_back["To"])
    assert {"GL-2026-00001", "GL-2026-00002"} <= set(re.findall(r"GL-2026-\d+", plain(read_back)))
    assert set(house.states().values()) == {"in_review"}

    assert house.look("2026-03-30 09:14") == []
    told = house.look("2026-03-30 09:17", "2026-03-30 09:18")
    assert [str(each["To"]) for each in told] == [JAN, JAN]
    assert house.states() == {"GL-2026-00001": "confirmed", "GL-2026-00002": "rejected"}


def test_an_order_can_be_taken_back_in_its_minutes(house: House, digest: Message) -> None:
    house.arrives("1 ok", at="2026-03-30 09:00", sender=ANNA, answers=digest, headers=PROVEN)
    house.look("2026-03-30 09:01")
    house.arrives("1 cofnij", at="2026-03-30 09:05", sender=ANNA, answers=digest, headers=PROVEN)

    (read_back,) = house.look("2026-03-30 09:06")
    assert "cofnięte" in plain(read_back)
    assert house.look("2026-03-30 09:30") == []
    assert set(house.states().values()) == {"in_review"}


def test_a_forged_decision_decides_nothing_is_not_answered_and_is_told(house: House, digest: Message) -> None:
    house.arrives("1 ok\n2 ok", at="2026-03-30 09:00", sender=ANNA, answers=digest, headers=FORGED)

    assert [each for each in house.look("2026-03-30 09:01", "2026-03-30 09:30") if OPERATOR not in str(each["To"])] == []
    assert set(house.states().values()) == {"in_review"}
    (next_digest,) = [each for each in house.look("2026-03-31 08:00") if ANNA in str(each["To"])]
    assert ANNA in plain(next_digest)


def test_an_unclear_decision_comes_back_as_a_question_and_the_clear_lines_count(house: House, digest: Message) -> None:
    house.arrives("1 może tak, może nie\n2 ok", at="2026-03-30 09:00", sender=ANNA, answers=digest, headers=PROVEN)

    (question,) = house.look("2026-03-30 09:01")
    assert ANNA in str(question["To"])
    assert "może tak, może nie" in plain(question)
    house.look("2026-03-30 09:30")
    assert house.states() == {"GL-2026-00001": "in_review", "GL-2026-00002": "confirmed"}


def test_a_case_that_changed_after_the_digest_is_not_decided_and_that_is_told(house: House, digest: Message) -> None:
    confirmation = next(each for each in house.mails if "GL-2026-00001" in plain(each) and JAN in str(each["To"]))
    house.arrives("Liczba PC: 45", at="2026-03-30 08:30", answers=confirmation)
    house.look("2026-03-30 08:31")
    house.arrives("1 ok", at="2026-03-30 09:00", sender=ANNA, answers=digest, headers=PROVEN)

    (told,) = [each for each in house.look("2026-03-30 09:01") if ANNA in str(each["To"])]
    assert "GL-2026-00001" in plain(told)
    house.look("2026-03-30 09:30")
    assert house.states()["GL-2026-00001"] == "in_review"


def test_over_the_easter_weekend_the_promise_ends_on_tuesday_and_staffs_superior_hears_at_its_noon(house: House) -> None:
    house.arrives(form(CLIENT, ALFA), at="2026-03-30 15:00")
    house.arrives(form(CLIENT, BETA, **MILL), at="2026-03-30 15:05", sender=EWA)
    house.look("2026-03-30 15:06")
    assert "07.04.2026" in plain(house.to(JAN)[0])
    before = len(house.to(ANNA))

    for day in ("2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"):
        house.look(f"{day} 08:00", f"{day} 12:00", f"{day} 23:30")
    assert house.to(BOSS) == []
    assert len(house.to(ANNA)) == before + 1

    house.look("2026-04-07 08:00", "2026-04-07 11:59")
    assert house.to(BOSS) == []
    house.look("2026-04-07 12:00", "2026-04-07 12:01", "2026-04-07 18:00")
    (escalation,) = house.to(BOSS)
    assert {"GL-2026-00001", "GL-2026-00002"} <= set(re.findall(r"GL-2026-\d+", plain(escalation)))

    told = {person: len(house.to(person)) for person in (JAN, EWA)}
    house.look("2026-04-08 00:01", "2026-04-08 00:02", "2026-04-08 12:00")
    assert {person: len(house.to(person)) - told[person] for person in (JAN, EWA)} == {JAN: 1, EWA: 1}
    assert "30.03.2026" in plain(house.to(JAN)[-1])
    assert len(house.to(BOSS)) == 1
