from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from leadbot.model.errors import NotPossible
from leadbot.model.message import Address
from leadbot.writing import envelope, to_bytes

from .builder import PARTNER, correspondence, reply

MAIL = reply()


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.failure("F43")
def test_the_mail_carries_all_its_headers() -> None:
    mail = reply(to=correspondence(references=("<root@netstar.example>",), cc=(Address(name="Kowal, Jan", email="jan@netstar.example"),)))

    message = parsed(to_bytes(mail))

    assert {name: str(value) for name, value in message.items() if name != "Content-Type"} == {
        "From": "CSP <csp@promise.example>",
        "To": "Marta Zielińska <marta@netstar.example>",
        "Cc": '"Kowal, Jan" <jan@netstar.example>',
        "Subject": "Re: Zgłoszenie tematu [GL-2026-00042]",
        "Date": "Mon, 16 Nov 2026 09:50:00 +0000",
        "Message-ID": mail.message_id,
        "In-Reply-To": "<one@netstar.example>",
        "References": "<root@netstar.example> <one@netstar.example>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
    }
    assert message.get_content_type() == "multipart/alternative"


def test_both_parts_come_back_as_they_were_written() -> None:
    text, html = parsed(to_bytes(MAIL)).iter_parts()

    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n").rstrip("\n") == MAIL.text.rstrip("\n")
    assert html.get_content().replace("\r\n", "\n").rstrip("\n") == MAIL.html.rstrip("\n")


def test_every_line_ends_with_crlf_and_is_short_and_ascii() -> None:
    mail = replace(
        MAIL, text="a\rb\nc\r\nd" + "ż" * 2000 + "\n.\n..\n", subject="ą" * 150, to=(Address(name="ł" * 500, email=PARTNER.email),)
    )

    raw = to_bytes(mail)

    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\r\n.\r\n" not in raw
    assert raw.isascii()


@pytest.mark.failure("F62")
def test_a_header_can_begin_no_other_header() -> None:
    evil = "x\r\nBcc: evil@evil.example\r\n\r\nbody"
    mail = replace(MAIL, subject=evil, to=(Address(name=evil, email=PARTNER.email),), in_reply_to=evil, references=(evil,), message_id=evil)

    message = parsed(to_bytes(mail))

    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == [PARTNER.email]


def test_an_address_that_cannot_be_mailed_is_left_out() -> None:
    bad = [
        "x",
        "a b@x.example",
        "a\r\n@x.example",
        "a@b@x.example",
        "a@-x.example",
        "<a@x.example>",
        "a@x..example",
        "@x.example",
        f"{'a' * 300}@x.example",
    ]
    mail = replace(MAIL, cc=tuple(Address(name="", email=email) for email in bad))

    assert parsed(to_bytes(mail))["Cc"] is None
    assert envelope(mail) == ("csp@promise.example", ("marta@netstar.example",))


def test_a_mail_that_nobody_can_get_is_refused() -> None:
    nobody = replace(MAIL, to=(Address(name="", email="no\r\nbody"),))

    for act in (to_bytes, envelope):
        with pytest.raises(NotPossible, match="no recipient"):
            act(nobody)
    with pytest.raises(NotPossible, match="no sender"):
        to_bytes(replace(MAIL, sender=Address(name="", email="csp")))


def test_a_domain_that_is_not_ascii_is_encoded_and_a_local_part_is_kept() -> None:
    mail = replace(MAIL, to=(Address(name="", email="zoë@żółw.example"),))

    assert envelope(mail)[1] == ("zoë@xn--w-uga1v8h.example",)
    assert "To: zoë@xn--w-uga1v8h.example\r\n".encode() in to_bytes(mail)


def test_each_recipient_is_named_once() -> None:
    assert envelope(replace(MAIL, cc=(PARTNER, PARTNER)))[1] == (PARTNER.email,)


def test_a_long_plain_subject_and_one_that_looks_encoded_come_back_as_written() -> None:
    for subject in ("word " * 28 + "end", "=?utf-8?q?=0ABcc:?= x", "Zażółć gęślą jaźń " * 8):
        assert parsed(to_bytes(replace(MAIL, subject=subject.strip())))["Subject"] == subject.strip()
