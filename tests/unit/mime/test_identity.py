import hashlib

import pytest

from leadbot.mime import content_digest, message_id, thread_ids

MAIL = (
    b"Received: from a by b; Tue, 03 Feb 2026 09:42:34 +0100\r\nFrom: jan@lis.example\r\nTo: csp@promise.pl\r\n"
    b"Subject: nowy\r\n temat\r\nDate: Tue, 03 Feb 2026 09:42:23 +0100\r\nMessage-ID: <1@lis.example>\r\n\r\nTekst\r\n"
)


@pytest.mark.failure("F27")
def test_the_message_id_is_kept_as_written() -> None:
    assert message_id(MAIL) == "<1@lis.example>"
    assert message_id(b"Message-ID:\r\n <[x]@y]>\r\n\r\n") == "<[x]@y]>"


def test_no_message_id_is_none() -> None:
    assert message_id(b"Subject: x\r\n\r\n") is None
    assert message_id(b"Message-ID: \r\n\r\n") is None
    assert message_id(b"") is None


def test_the_thread_is_told_nearest_first_and_without_repeats() -> None:
    raw = b"References: <a@x> <b@x>\r\n\t<c@x>\r\nIn-Reply-To: <c@x> (of Monday)\r\n\r\n"
    assert thread_ids(raw) == ("<c@x>", "<b@x>", "<a@x>")


def test_a_redelivery_over_other_servers_has_the_same_digest() -> None:
    again = MAIL.replace(b"from a by b", b"from c by d").replace(b"nowy\r\n temat", b"nowy temat").replace(b"\r\n", b"\n")
    assert content_digest(b"Return-Path: <x@y>\n" + again) == content_digest(MAIL)


def test_another_body_or_subject_has_another_digest() -> None:
    digests = {content_digest(raw) for raw in (MAIL, MAIL.replace(b"Tekst", b"tekst"), MAIL.replace(b"nowy", b"stary"))}
    assert len(digests) == 3


def test_text_moved_between_header_and_body_changes_the_digest() -> None:
    assert content_digest(b"Subject: a\n\nb") != content_digest(b"Subject: a\n\nb\nc") != content_digest(b"\nSubject: a\n\nb")


@pytest.mark.failure("F81")
@pytest.mark.parametrize("size", [0, 1, 2**18 - 1, 2**18, 2**18 + 1, 2**19])
@pytest.mark.parametrize("ending", [b"", b"\r\n", b"\r" * 5, b"\r\n" * 2**18])
def test_a_large_mail_has_the_digest_of_its_lines_whatever_the_newlines(size: int, ending: bytes) -> None:
    body = (b"a\r\nb\rc\n" * (size // 7 + 1))[:size].rstrip(b"\r\n")
    unix = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    whole = hashlib.sha256(b"subject:x\n\n" + unix).hexdigest()

    assert content_digest(b"Subject: x\r\n\r\n" + body + ending) == content_digest(b"Subject: x\n\n" + unix) == whole
