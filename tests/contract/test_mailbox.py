"""What every mailbox promises, be it real or a stand-in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from shutil import rmtree
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest

from leadbot.mailbox import ImapMailbox, MaildirMailbox
from leadbot.mailbox.connection import Patience
from leadbot.mailbox.server import ImapServer
from leadbot.mailbox.uids import UidLedger
from leadbot.model.errors import OutOfReach
from leadbot.model.message import Batch
from leadbot.model.octets import LARGE_OCTETS, whole
from leadbot.testing import FakeMailbox
from support.cable import cable
from support.dovecot import Dovecot

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")
BATCH_OCTETS = 10_000


class Mailbox(Protocol):
    def fetch_new(self, limit: int) -> Batch: ...
    def settle(self, locations: list[str]) -> None: ...
    def hand_out_again(self, since: datetime) -> int: ...
    def close(self) -> None: ...


@dataclass
class House:
    """A mailbox, and the hands that put mail into it."""

    mailbox: Mailbox
    deliver: Callable[[bytes, datetime], object]
    reopen: Callable[[], Mailbox]
    """The same mailbox after a restart of the program."""
    cut_off: Callable[[], None]


def maildir_house(path: Path, folder: str | None) -> House:
    for part in ("tmp", "new", "cur"):
        (path / part).mkdir(parents=True)
    names = (f"{name}.host" for name in count(1000))

    def deliver(raw: bytes, at: datetime) -> None:  # noqa: ARG001 (the mail itself says when)
        (path / "new" / next(names)).write_bytes(raw)

    def open_it() -> MaildirMailbox:
        return MaildirMailbox(path, processed_folder=folder, batch_octets=BATCH_OCTETS)

    return House(open_it(), deliver, open_it, lambda: rmtree(path))


def fake_house() -> House:
    fake = FakeMailbox(batch_octets=BATCH_OCTETS)

    def cut_off() -> None:
        fake.out_of_reach = True

    return House(fake, fake.deliver, lambda: fake, cut_off)


@contextmanager
def imap_house(state: Path, server: Dovecot, folder: str | None) -> Iterator[House]:
    """On a user of their own, behind a cable of their own."""
    account = server.account()
    with cable(server.port) as wire:
        address = ImapServer.parse(account.url(wire.port))

        def open_it() -> ImapMailbox:
            ledger = UidLedger.of(address, state)
            mailbox = ImapMailbox(address, ledger, folder, patience=Patience(pause=0), batch_octets=BATCH_OCTETS)
            opened.callback(mailbox.close)
            return mailbox

        with ExitStack() as opened:
            yield House(open_it(), account.deliver, open_it, wire.unplug)


@pytest.fixture(params=["maildir, keyword", "maildir, folder", "fake", "imap, keyword", "imap, folder"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    kind, _, processed = request.param.partition(", ")
    folder = "Done" if processed == "folder" else None
    if kind == "imap":
        with imap_house(tmp_path, request.getfixturevalue("dovecot"), folder) as built:
            yield built
    else:
        yield fake_house() if kind == "fake" else maildir_house(tmp_path / "inbox", folder)


def mail(subject: str, at: datetime, body: str = "") -> bytes:
    return (
        f"Received: from a.example by b.example; {format_datetime(at.astimezone(WARSAW))}\r\nSubject: {subject}\r\n\r\n{body}\r\n".encode()
    )


def deliver(house: House, *hours: int, body: str = "") -> list[bytes]:
    """One mail for each of these hours after noon, delivered in that order."""
    mails = [mail(f"hour {hour}", NOON + timedelta(hours=hour), body) for hour in hours]
    for hour, raw in zip(hours, mails, strict=True):
        house.deliver(raw, NOON + timedelta(hours=hour))
    return mails


def raws(batch: Batch) -> list[bytes]:
    return [whole(message.raw) for message in batch.messages]


def locations(batch: Batch) -> list[str]:
    return [message.location for message in batch.messages]


def test_an_empty_mailbox_gives_an_empty_batch(house: House) -> None:
    assert house.mailbox.fetch_new(10) == Batch(messages=())


def test_a_mail_comes_with_its_very_octets_and_its_time_of_receipt(house: House) -> None:
    (raw,) = deliver(house, 1)

    (message,) = house.mailbox.fetch_new(10).messages

    assert (message.raw, message.received_at) == (raw, NOON + timedelta(hours=1))
    assert message.received_at.tzinfo is UTC


def test_the_oldest_receipt_comes_first_whatever_the_order_of_delivery(house: House) -> None:
    third, first, second = deliver(house, 3, 1, 2)

    assert raws(house.mailbox.fetch_new(10)) == [first, second, third]


def test_a_limit_cuts_off_the_newest(house: House) -> None:
    _, first, second = deliver(house, 3, 1, 2)

    assert raws(house.mailbox.fetch_new(2)) == [first, second]


def test_fetching_changes_nothing(house: House) -> None:
    deliver(house, 1, 2)

    assert house.mailbox.fetch_new(10) == house.mailbox.fetch_new(10)


def test_a_settled_mail_is_never_handed_out_again(house: House) -> None:
    _, second = deliver(house, 1, 2)
    house.mailbox.settle(locations(house.mailbox.fetch_new(1)))

    assert raws(house.mailbox.fetch_new(10)) == [second]
    assert raws(house.reopen().fetch_new(10)) == [second]


def test_settling_twice_or_what_is_not_there_is_no_error(house: House) -> None:
    deliver(house, 1)
    batch = house.mailbox.fetch_new(10)

    house.mailbox.settle([*locations(batch), "nowhere"])
    house.mailbox.settle(locations(batch))

    assert house.mailbox.fetch_new(10).messages == ()


def test_a_batch_holds_no_more_octets_than_it_may(house: House) -> None:
    mails = deliver(house, 1, 2, 3, body="x" * (BATCH_OCTETS // 2 - 200))

    assert raws(house.mailbox.fetch_new(10)) == mails[:2]


def test_a_mail_larger_than_a_batch_still_comes_alone(house: House) -> None:
    (large,) = deliver(house, 1, body="x" * BATCH_OCTETS)
    deliver(house, 2)

    assert raws(house.mailbox.fetch_new(10)) == [large]


def test_every_mail_comes_exactly_once_when_batches_are_settled_one_by_one(house: House) -> None:
    mails = deliver(house, *range(7))
    seen: list[bytes] = []

    while batch := house.mailbox.fetch_new(3).messages:
        seen += [message.raw for message in batch]
        house.mailbox.settle([message.location for message in batch])

    assert seen == mails


def test_a_mailbox_that_was_closed_goes_on_with_what_waits(house: House) -> None:
    _, second = deliver(house, 1, 2)
    house.mailbox.settle(locations(house.mailbox.fetch_new(1)))

    house.mailbox.close()
    house.mailbox.close()

    assert raws(house.mailbox.fetch_new(10)) == [second]


def test_a_mailbox_that_is_gone_is_out_of_reach(house: House) -> None:
    house.cut_off()

    with pytest.raises(OutOfReach):
        house.mailbox.fetch_new(10)
    with pytest.raises(OutOfReach):
        house.mailbox.settle(["1"])


@pytest.mark.failure("F94")
def test_settled_mails_since_a_day_can_be_had_once_more(house: House) -> None:
    for days in (9, 1, 0):
        house.deliver(mail(f"{days} days ago", NOON - timedelta(days=days)), NOON - timedelta(days=days))
    house.mailbox.settle([each.location for each in house.mailbox.fetch_new(10).messages])

    assert house.mailbox.hand_out_again(NOON - timedelta(days=1)) == 2

    again = house.reopen().fetch_new(10).messages
    assert [each.received_at for each in again] == [NOON - timedelta(days=1), NOON]


def test_an_empty_mailbox_has_nothing_to_hand_out_again(house: House) -> None:
    assert house.mailbox.hand_out_again(NOON) == 0
    assert house.mailbox.fetch_new(10).messages == ()


def test_a_large_mail_comes_octet_for_octet(house: House) -> None:
    small, large = deliver(house, 1)[0], deliver(house, 2, body="0123456789 abcdef\r\n" * (LARGE_OCTETS // 10))[0]

    assert raws(house.mailbox.fetch_new(1)) == [small]
    house.mailbox.settle(locations(house.mailbox.fetch_new(1)))
    batch = house.mailbox.fetch_new(10)

    assert raws(batch) == [large]
    house.mailbox.settle(locations(batch))
    assert house.mailbox.fetch_new(10) == Batch(messages=())
