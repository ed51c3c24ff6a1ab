import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.mime import content_digest, message_id, thread_ids
from leadbot.mime.head import split
from leadbot.model.octets import PIECE_OCTETS, whole
from leadbot.spool import Spooled

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


@pytest.mark.failure("F81")
@pytest.mark.parametrize("newline", [b"\r\n", b"\n", b"\r"])
@pytest.mark.parametrize("more", range(-6, 7))
def test_a_mail_on_disk_is_the_same_mail_wherever_its_header_block_ends(newline: bytes, more: int) -> None:
    for size in (PIECE_OCTETS, 2 * PIECE_OCTETS, 3 * PIECE_OCTETS):
        head = b"Message-ID: <1@lis.example>" + newline + b"To: "
        raw = head + b"," * (size + more - len(head)) + 2 * newline + b"Tekst" + newline * 3
        spooled = Spooled([raw])
        assert whole(spooled) == raw
        assert split(spooled) == split(raw)
        assert content_digest(spooled) == content_digest(raw)


@pytest.mark.parametrize(
    "raw", [b"", b":", b"\n", b"Subject: x", b"Subject: x\r\n", b"tekst\r\n\r\ntekst", b"a: b\nno field" + b"," * 2**20]
)
def test_a_mail_on_disk_is_the_same_mail_where_it_is_hardly_one(raw: bytes) -> None:
    spooled = Spooled([raw])
    assert split(spooled) == split(raw)
    assert content_digest(spooled) == content_digest(raw)


class Cut:
    """A mail on disk that comes in pieces of these sizes."""

    def __init__(self, raw: bytes, sizes: list[int]) -> None:
        self.raw, self.sizes = raw, sizes

    def __len__(self) -> int:
        return len(self.raw)

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        at = start
        for size in (len(self.raw),) if not start else (*self.sizes, len(self.raw)):
            if piece := self.raw[at : at + size]:
                yield piece
            at += size


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a", b" "]), max_size=40).map(b"".join), st.lists(st.integers(1, 7), max_size=30))
def test_where_a_mail_on_disk_is_cut_into_pieces_changes_no_digest(body: bytes, sizes: list[int]) -> None:
    raw = b"Subject: x\r\n\r\n" + body
    assert content_digest(Cut(raw, sizes)) == content_digest(raw)
