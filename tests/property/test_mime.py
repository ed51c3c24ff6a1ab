"""No octets whatever make `leadbot.mime` raise, lose its promises about safe text, or lose a line of a mail."""

import pickle
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.mime import automatic_reason, content_digest, message_id, parse, received_at, thread_ids
from leadbot.mime.addresses import mailboxes, strict_sender
from leadbot.mime.charset import decode
from leadbot.mime.clean import clean
from leadbot.mime.head import split
from leadbot.mime.headers import from_base64, header_text, valued
from leadbot.mime.html import html_text
from leadbot.mime.lines import plain_lines
from leadbot.mime.parts import octets, parts_of
from leadbot.mime.proof import sender_proof
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Address, Message

WORDS = MailWords(
    from_labels=("From", "Od"),
    sent_labels=("Sent", "Data"),
    to_labels=("To", "Do"),
    cc_labels=("Cc",),
    subject_labels=("Subject", "Temat"),
    wrote_words=("wrote", "pisze"),
    separators=("Original Message",),
    forward_separators=("Forwarded message",),
    reply_prefixes=("Re",),
    forward_prefixes=("Fwd",),
    signature_openers=("Kind regards",),
    mobile_footers=("Sent from my",),
    disclaimer_openers=("This e-mail is confidential",),
    automatic_subjects=("Automatic reply",),
    robot_senders=("robot",),
)
MAILS = sorted((Path(__file__).parents[1] / "mails").glob("*/*.eml"))
PIECES = [
    *(
        b"From: a@b.pl\r\n",
        b'From: "x" <a@b.pl>, (c) <d\r\n',
        b"Subject: =?utf-8?q?=C5=82?=\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
    ),
    *(
        b"Content-Type: text/html\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"\r\n",
        b"--b\r\n",
        b"--b--\r\n",
    ),
    *(
        b"<table><tr><td>a</td><td rowspan=2>b",
        b"<blockquote>",
        b"<s>x</s>",
        b"> ",
        b">> x\r\n",
        b"-- \r\n",
        b"From: x@y.pl\r\nSent: 10:12\r\nTo: z\r\n",
    ),
    *(
        b"On 2 Nov 2026 at 10:12 x@y.pl wrote:\r\n",
        b"Kind regards\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status\r\n",
        b"\0\xff\xfe",
    ),
    *(
        b"Content-Type: message/delivery-status\r\n",
        b"name*0*=utf-8''%C5; name*1",
        b"Date: Tue, 03 Feb 99999 09:42:23 +9999\r\n",
        b"References: <a@b>\r\n",
    ),
]


def assert_sound(message: Message) -> None:
    """What the docstring of Message promises, and what a database and a child process need."""
    assert pickle.loads(pickle.dumps(message)) == message
    texts = [message.subject, message.text(), *(name for a in message.attachments for name in (a.name, a.media_type))]
    texts += [value for _, value in message.headers] + [defect.detail for defect in message.defects]
    for text in texts:
        assert "\0" not in text
        text.encode("utf-8")
    assert all(segment.text.endswith("\n") for segment in message.segments)
    assert "\n" not in message.subject
    automatic_reason(message, WORDS, ("csp@promise.pl",))


def scan(raw: bytes) -> None:
    content_digest(raw), thread_ids(raw), message_id(raw), received_at(raw)


@pytest.mark.failure("F23")
@given(st.binary(max_size=2000))
def test_any_octets_make_a_sound_message(raw: bytes) -> None:
    scan(raw)
    assert_sound(parse(raw, WORDS, "mx"))


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=30))
def test_any_mixture_of_a_mails_pieces_makes_a_sound_message(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    scan(raw)
    assert_sound(parse(raw, WORDS, "mx"))


@given(st.sampled_from(MAILS), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8), st.integers(0, 40)), max_size=6))
def test_a_mail_damaged_anywhere_makes_a_sound_message(path: Path, damages: list[tuple[float, bytes, int]]) -> None:
    raw = path.read_bytes()
    for where, new, gone in damages:
        at = int(where * len(raw))
        raw = raw[:at] + new + raw[at + gone :]
    scan(raw)
    assert_sound(parse(raw, WORDS, "mx.promise.example"))


@given(
    st.lists(
        st.sampled_from(["", "tekst", "> cytat", ">> głębiej", "-- ", "Kind regards", "Jan", "Od: Jan <j@x.pl>", "Data: 10:12", "Do: x"]),
        max_size=25,
    )
)
def test_every_line_is_in_exactly_one_segment(lines: list[str]) -> None:
    raw = b"From: Jan <jan@x.pl>\n\n" + "\n".join(["początek", *lines]).encode()
    expected = [line.text for line in plain_lines("\n".join(["początek", *lines])) if line.text]
    assert [line for segment in parse(raw, WORDS).segments for line in segment.text.split("\n") if line] == expected


@pytest.mark.failure("F24")
@given(st.sampled_from(MAILS), st.sampled_from([b"\n", b"\r", b"\r\n"]))
def test_the_kind_of_newline_changes_nothing(path: Path, newline: bytes) -> None:
    raw = path.read_bytes().replace(b"\r\n", b"\n")
    expected, other = parse(raw, WORDS), parse(raw.replace(b"\n", newline), WORDS)
    without = [replace(message, attachments=()) for message in (expected, other)]
    assert without[0] == without[1]
    assert content_digest(raw) == content_digest(raw.replace(b"\n", newline))


@given(st.binary(max_size=200), st.none() | st.text(max_size=20))
def test_any_octets_in_any_charset_are_text(octets: bytes, declared: str | None) -> None:
    clean(decode(octets, declared).text).encode("utf-8")
    from_base64(octets)
    header_text(octets).encode("utf-8")


@given(st.text(st.sampled_from("ąęółżźćńśĄĘÓŁŻŹĆŃŚ abcdeilmnoprstwyz"), min_size=3))
def test_polish_text_in_utf_8_is_read_under_any_name(text: str) -> None:
    assert all(decode(text.encode(), name).text == text for name in ("utf-8", "iso-8859-2", "windows-1250", "us-ascii", None))


@given(st.text(max_size=300))
def test_any_header_is_read(header: str) -> None:
    valued(header)
    mailboxes(header)
    strict_sender((header,))
    sender_proof((header, f"mx; {header}"), "mx", Address(name="", email="a@b.pl"))


@given(st.text(st.sampled_from("<>/=\"' abtdrspn;:0blockquote\n&#x1f"), max_size=200))
def test_any_html_is_read(html: str) -> None:
    assert all("\n" not in line.text for line in html_text(html).lines)


@given(
    st.lists(
        st.sampled_from(
            [
                "<table>",
                "<tr>",
                "<td rowspan=3>",
                "<td colspan=2>",
                "</td>",
                "</tr>",
                "</table>",
                "x",
                "<br>",
                "<blockquote>",
                "<li>",
                "<s>",
                "</s>",
            ]
        )
    )
)
def test_any_order_of_tags_is_read(tags: list[str]) -> None:
    html_text("".join(tags))


PIECES_OF_PARTS = [
    *(
        b"--b",
        b"--b--",
        b"--c",
        b"--c--",
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b"\n\n",
        b" ",
        b"\t",
        b":",
        b"-",
        b"x",
        b"\xc4\x85",
        b"From x\n",
    ),
    *(
        b"Content-Type: multipart/mixed; boundary=c\r\n\r\n",
        b"Content-Type: multipart/digest; boundary=c\n\n",
        b"Content-Type: text/html\r\n",
    ),
    *(b"\r\n--b\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n\r\n", b"\r\n--b--\r\n", b"\n--c\n\n", b"\n--c--\n", b"X-A: 1\r\n"),
]


@given(st.lists(st.sampled_from(PIECES_OF_PARTS), max_size=14).map(b"".join), st.booleans())
def test_parts_cut_at_their_delimiters_are_those_that_the_email_package_finds(body: bytes, closed: bool) -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + body + (b"\r\n--b--\r\n" if closed else b"")
    cut = told_parts(raw)
    with patch("leadbot.mime.parts.divided", return_value=None):
        assert cut == told_parts(raw)


def told_parts(raw: bytes) -> object:
    head = split(raw)
    found = parts_of(head, raw[head.body_at :])
    # A folded media type is no media type; the email package leaves the line break in it.
    leaves = [(p.media_type.split(), p.parameters, p.within, p.disposition, p.alternative, p.filename(), octets(p)) for p in found.leaves]
    return leaves, found.defects
