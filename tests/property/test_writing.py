"""Whatever a partner writes, the reply is one sound mail."""

from dataclasses import replace
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadbot.model.errors import NotPossible
from leadbot.model.message import Address
from leadbot.model.outgoing import OutgoingMail
from leadbot.writing import envelope, to_bytes

from ..unit.writing.builder import correspondence, draft, judged, reply

MAIL = reply()
HOSTILE = st.text(
    alphabet=st.one_of(st.sampled_from("\r\n\t\0\x1b:;,<>@\"\\()=?> {}%&'.-\u2028\u202e\ud800łż"), st.characters()), max_size=120
)
HEADERS = {
    *("from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted", "x-auto-response-suppress"),
    *("mime-version", "content-type"),
}


class Tags(HTMLParser):
    """Collects the tags and attributes of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))


def tags(html: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Tags()
    parser.feed(html)
    return parser.seen


@pytest.mark.failure("F23", "F62", "F63")
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
@settings(max_examples=200, deadline=None)
def test_no_value_adds_a_header_or_breaks_a_line(name: str, email: str, subject: str, id_: str) -> None:
    people = (Address(name=name, email="a@b.example"), Address(name=name, email=email))
    mail = replace(MAIL, to=people, subject=subject, in_reply_to=id_, references=(id_, id_), text=name + subject, html=email)

    raw = to_bytes(mail)
    message = message_from_bytes(raw, policy=policy.compat32)

    assert {key.lower() for key in message} <= HEADERS
    assert len(message.keys()) == len(set(message.keys()))
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_an_address_is_either_mailed_as_it_is_or_refused(email: str) -> None:
    mail: OutgoingMail = replace(MAIL, to=(Address(name="", email=email),))
    try:
        _, (recipient,) = envelope(mail)
    except NotPossible:
        return

    assert recipient.rpartition("@")[0] == email.rpartition("@")[0]
    assert not any(c.isspace() or c in "<>,;:" for c in recipient)


@pytest.mark.failure("F66")
@given(HOSTILE, HOSTILE)
@settings(max_examples=100, deadline=None)
def test_no_value_becomes_markup_or_a_line_of_its_own(value: str, subject: str) -> None:
    plain = reply(judged(draft=draft(client__name="x", client__address="x", contact__phone="x")))

    mail = reply(
        judged(draft=draft(client__name=value + "x", client__address=value + "x", contact__phone=value + "x")),
        to=correspondence(subject=subject),
    )

    assert tags(mail.html) == tags(plain.html)
    assert mail.text.count("\n") == plain.text.count("\n")
    assert len(mail.subject) <= 150
    assert "GL-2026-00042" in mail.subject
