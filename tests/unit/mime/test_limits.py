"""Hostile mails are read up to a limit, with a defect, and what is sound in them stays useful."""

from collections.abc import Callable

import pytest

from leadbot.mime import parse
from leadbot.mime.addresses import ADDRESSES_LIMIT
from leadbot.model.message import Message, Segment

HEAD = b"From: a@b.pl\r\nSubject: temat\r\n"


def codes(message: Message) -> set[str]:
    return {defect.code for defect in message.defects}


@pytest.mark.failure("F79", "F81")
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"From: a@b.pl\r\nTo: " + b"," * 100_000 + b"\r\n\r\ntekst", "too-long"),
        (HEAD + b"".join(b"X-%d: a\r\n" % number for number in range(200_000)) + b"\r\ntekst", "too-long"),
        (HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntekst\r\n" + b"--b\r\n\r\nx\r\n" * 100_000, "too-many-parts"),
        (HEAD + b"Content-Type: text/plain\r\n\r\ntekst" + b"a" * 1_000_000, "text-cut"),
    ],
)
def test_beyond_a_limit_the_text_is_still_read(raw: bytes, code: str) -> None:
    message = parse(raw)
    assert message.text().startswith("tekst")
    assert message.sender is not None
    assert code in codes(message)


@pytest.mark.failure("F79")
def test_twenty_thousand_addresses_are_read_up_to_the_limit() -> None:
    raw = HEAD + b"To: " + b",".join(b"x%d@y.pl" % number for number in range(20_000)) + b"\r\n\r\ntekst"
    assert len(parse(raw).to) == ADDRESSES_LIMIT


@pytest.mark.failure("F79", "F80", "F92")
@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: text/plain" + b";" * 50_000 + b"\r\n\r\ntekst",
        HEAD + b"Content-Type: text/plain" + b"".join(b"; name*%d*=a" % number for number in range(5_000)) + b"\r\n\r\ntekst",
        b"From: " + b"(" * 2_000 + b"x" + b")" * 2_000 + b" a@b.pl\r\nSubject: temat\r\n\r\ntekst",
        b"Subject: " + b"=?utf-8?q?a?= " * 4_000 + b"\r\nFrom: a@b.pl\r\n\r\ntekst",
    ],
)
def test_endless_headers_do_not_touch_the_text(raw: bytes) -> None:
    message = parse(raw)
    assert message.text() == "tekst\n"
    assert message.sender is not None


@pytest.mark.failure("F80")
@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2_000)) + b"\r\nx",
        HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5_000 + b"\r\nx",
    ],
)
def test_endless_nesting_is_a_defect(raw: bytes) -> None:
    assert "too-deep" in codes(parse(raw))


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 1000, b"\xff" * 1000, b":", b"\r", b"From ", b" x: y\n\n", b"Content-Type: multipart/mixed; name*\n\n"]
)
def test_rubbish_makes_a_message(raw: bytes) -> None:
    assert isinstance(parse(raw), Message)


def test_a_failure_of_a_library_becomes_a_defect(monkeypatch: pytest.MonkeyPatch, mail: Callable[..., bytes]) -> None:
    def fail(*_: object) -> tuple[Segment, ...]:
        raise RecursionError("too deep")

    monkeypatch.setattr("leadbot.mime.parsing.body_of", fail)
    message = parse(mail("NIP 1"))
    assert message.text() == "NIP 1\n"
    assert codes(message) == {"unparsable"}
