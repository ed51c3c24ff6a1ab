from datetime import UTC, datetime, timedelta, timezone

import pytest

from leadbot.mime import received_at
from leadbot.mime.dates import moment

WINTER = timezone(timedelta(hours=1))


def test_a_date_is_aware_with_its_own_offset() -> None:
    found = moment(b"Tue, 03 Feb 2026 09:42:23 +0100")
    assert found == datetime(2026, 2, 3, 9, 42, 23, tzinfo=WINTER)
    assert found.utcoffset() == timedelta(hours=1)


def test_an_unknown_zone_counts_as_utc() -> None:
    assert moment(b"Tue, 03 Feb 2026 09:42:23 -0000") == datetime(2026, 2, 3, 9, 42, 23, tzinfo=UTC)


@pytest.mark.failure("F86")
@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"yesterday",
        b"Tue, 03 lut 2026 09:42:23 +0100",
        b"Tue, 03 Feb 0101 09:42:23 +0100",
        b"Tue, 03 Feb 9999999999 09:42:23 +0100",
        b"Tue, 03 Feb 2026 09:42:23 +9999",
        b"Tue, 31 Feb 2026 09:42:23 +0100",
        b"Tue, 03 Feb 2026 99:42:23 +0100",
        b"0" * 5000,
    ],
)
def test_an_absurd_date_is_none(value: bytes) -> None:
    assert moment(value) is None


def test_the_newest_received_line_tells_the_receipt() -> None:
    raw = (
        b"Received: from a by b; Thu, 01 Jan 2027 00:03:11 +0100\r\nReceived: from c by a; Thu, 31 Dec 2026 23:58:30 +0100\r\n"
        b"Date: Thu, 31 Dec 2026 23:58:20 +0100\r\n\r\n"
    )
    assert received_at(raw) == datetime(2027, 1, 1, 0, 3, 11, tzinfo=WINTER)


@pytest.mark.failure("F86")
def test_an_absurd_received_line_is_passed_over() -> None:
    raw = b"Received: from a by b; once\r\nReceived: from c by a\r\n\t(envelope); Thu, 31 Dec 2026 23:58:30 +0100\r\n\r\n"
    assert received_at(raw) == datetime(2026, 12, 31, 23, 58, 30, tzinfo=WINTER)


@pytest.mark.failure("F86")
def test_without_a_received_line_the_date_counts() -> None:
    assert received_at(b"Date: Thu, 31 Dec 2026 23:58:20 +0100\r\n\r\n") == datetime(2026, 12, 31, 23, 58, 20, tzinfo=WINTER)
    assert received_at(b"Subject: x\r\n\r\n") is None
