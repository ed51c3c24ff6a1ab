"""Hostile mails of every class among ordinary leads: each ends, none stops another, and no answer carries what it should not."""

import re
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import pytest

from support.hostile import CLASSES, ordinary_lead, tax_id, text
from support.installation import Installation
from support.office import ALFA, CLIENT, form

NOW = "2026-11-16T10:00:00+01:00"
ORDINARY = 12
ONCE = (
    "From",
    "To",
    "Cc",
    "Bcc",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Auto-Submitted",
)
EVIL = "evil.example"
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

UNCLEAR = (
    *("two-from", "from-two-addresses", "from-group", "from-empty-group", "from-missing", "from-two-brackets"),
    *("from-quoted-words", "from-encoded-newline", "from-bare-newline"),
)

INJECTIONS = {
    "subject-encoded-newline": {"subject": b"=?utf-8?q?lead=0D=0ABcc:_x@evil.example=0D=0A=0D=0Atext?="},
    "subject-bare-newline": {"subject": b"lead\rBcc: x@evil.example"},
    "subject-folded": {"subject": b"lead\r\n Bcc: x@evil.example\r\n\tX-Evil: 1"},
    "subject-of-nul": {"subject": b"lead\0\0Bcc: x@evil.example"},
    "subject-right-to-left": {"subject": "lead \u202eelpmaxe.live\u202c \u2066x\u2069".encode()},
    "subject-of-one-word": {"subject": b"lead" + b"x" * 5_000},
    "subject-template": {"subject": b"{{ 1111*1111 }}{% raw %}{% include '/etc/passwd' %}${{1111*1111}}"},
    "name-encoded-newline": {"sender": b"From: =?utf-8?q?Jan=0D=0ABcc:_x?= <jan@newline.example>\r\n"},
    "name-of-nul": {"sender": b'From: "Jan\0\0 Nowak" <jan@nul.example>\r\n'},
    "name-quoted-comma": {"sender": b'From: "Nowak, Jan <x@evil.example>," <jan@comma.example>\r\n'},
    "name-of-markup": {"sender": b'From: "<script>alert(1)</script><a href=http://evil.example>" <jan@markup.example>\r\n'},
    "name-template": {"sender": b'From: "{{ 1111*1111 }} {{ config }}" <jan@template.example>\r\n'},
    "name-endless": {"sender": b'From: "' + b"Jan " * 1_000 + b'" <jan@endless-name.example>\r\n'},
    "name-right-to-left": {"sender": b"From: =?utf-8?q?=E2=80=AEJan=E2=80=AC?= <jan@rtl.example>\r\n"},
    "address-international": {"sender": "From: Jan <jan@żółw.example>\r\n".encode()},
}
"""Headers of mails that carry a complete lead."""

FIELDS = {
    "field-markup": "<script>alert(1)</script><img src=http://evil.example/x.png onerror=alert(1)> sp. z o.o.",
    "field-template": "{{ 1111*1111 }} {% for x in y %} ${1111*1111} #{1111*1111} sp. z o.o.",
    "field-formula": "=cmd|' /C calc'!A0 sp. z o.o.",
    "field-link": "[Kliknij](http://evil.example) http://evil.example/a sp. z o.o.",
    "field-right-to-left": "Zakład \u202e.o.o z .ps\u202c sp. z o.o.",
    "field-controls": "Zakład\x07\x1b[31m \x00Numer sp. z o.o.",
    "field-endless": "Zakład " + "Bardzo Długi " * 400 + "sp. z o.o.",
    "field-lone-dots": "Zakład\r\n.\r\n..\r\n.QUIT sp. z o.o.",
    "field-of-one-word": "Zakład" + "x" * 2_000 + " sp. z o.o.",
    "field-header": "Zakład\\r\\nBcc: x@evil.example sp. z o.o.",
}
"""Client names of otherwise complete leads."""


def lead(number: int, name: str, parts: dict[str, bytes], client: str | None = None) -> bytes:
    """A complete lead of a partner and for a client of its own."""
    partner = ALFA | {"Partner": f"Firma Partnerska {number} S.A.", "NIP partnera": tax_id(700_000 + number)}
    body = form(CLIENT | {"Klient": client or f"Zakład Numer {number} S.A.", "NIP klienta": tax_id(800_000 + number)}, partner)
    return text(name, body.encode(), **({"subject": "Zgłoszenie leada".encode()} | parts))


def injected() -> dict[str, bytes]:
    headers = {name: lead(number, name, parts) for number, (name, parts) in enumerate(INJECTIONS.items())}
    return headers | {name: lead(100 + number, name, {}, client) for number, (name, client) in enumerate(FIELDS.items())}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Everything in one mailbox, ordinary leads between the others, after one `leadbot once`."""
    installation = Installation(tmp_path_factory.mktemp("hostile"))
    hostile = [(name, make(name)) for name, make in CLASSES.items()] + list(injected().items())
    ordinary = [(f"ordinary-{number}", ordinary_lead(number)) for number in range(ORDINARY)]
    for place, (name, raw) in enumerate(filter(None, chain(*zip_longest(hostile, ordinary)))):
        installation.drop(f"{place:04}.{name}", raw)
    installation.run("once", now=NOW)
    yield installation
    installation.stop()


@pytest.fixture(scope="module")
def rows(once: Installation) -> list[dict[str, Any]]:
    return once.rows("messages")


@pytest.fixture(scope="module")
def replies(once: Installation) -> list[Message]:
    """What went to partners."""
    return [mail for mail in once.sink.mails if mail["In-Reply-To"]]


def body(mail: Message, kind: str) -> str:
    part = mail.get_body((kind,))  # type: ignore[attr-defined]
    return str(part.get_content())


def named(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(row for row in rows if row["message_id"] == f"<{name}@hostile.example>")


def test_every_mail_has_its_end_and_the_audit_adds_up(once: Installation, rows: list[dict[str, Any]]) -> None:
    report = once.rows("audit")[0]

    assert len(rows) == len(CLASSES) + len(INJECTIONS) + len(FIELDS) + ORDINARY == report["stored"]
    assert {row["disposition"] for row in rows} == {"answered", "silent", "with_staff"}
    assert report["adds_up"]
    assert [finding for finding in report["findings"] if finding["broken"]] == []


def test_every_ordinary_lead_is_answered_once(once: Installation) -> None:
    answers = [len(once.sink.answers_to(f"<ordinary-{number}@hostile.example>")) for number in range(ORDINARY)]

    assert answers == [1] * ORDINARY


def test_the_mailbox_is_empty_and_a_second_cycle_changes_nothing(once: Installation) -> None:
    mails = len(once.sink.mails)

    assert "received 0; nothing new; sent 0" in once.run("once", now=NOW)
    assert len(once.sink.mails) == mails


@pytest.mark.parametrize("name", UNCLEAR)
def test_a_lead_of_an_unclear_sender_goes_to_staff_unanswered(once: Installation, rows: list[dict[str, Any]], name: str) -> None:
    row = named(rows, name)

    assert (row["disposition"], row["reason"], row["references"]) == ("with_staff", "sender-unclear", [])
    assert once.sink.answers_to(row["message_id"]) == []


@pytest.mark.failure("F38")
def test_our_own_mail_come_back_is_silent(rows: list[dict[str, Any]]) -> None:
    assert (named(rows, "from-is-us")["disposition"], named(rows, "from-is-us")["kind"]) == ("silent", "automatic")


@pytest.mark.failure("F24")
def test_a_lead_with_carriage_returns_alone_is_a_lead(rows: list[dict[str, Any]]) -> None:
    assert named(rows, "cr-only")["disposition"] == "answered"


@pytest.mark.failure("F62", "F63")
@pytest.mark.parametrize("name", sorted({*INJECTIONS, *FIELDS}))
def test_a_complete_lead_is_registered_whatever_its_headers_try(once: Installation, rows: list[dict[str, Any]], name: str) -> None:
    row = named(rows, name)

    assert (row["disposition"], row["kind"], len(row["references"])) == ("answered", "lead", 1)
    assert len(once.sink.answers_to(row["message_id"])) == 1


@pytest.mark.failure("F62", "F63")
def test_replies_have_each_header_once_and_none_of_a_partners(replies: list[Message]) -> None:
    for mail in replies:
        assert {name: len(mail.get_all(name, [])) for name in ONCE if len(mail.get_all(name, [])) > 1} == {}
        assert mail["Bcc"] is None
        assert [name for name in mail if name.lower().startswith("x-evil")] == []
        assert all(not part.defects for part in mail.walk())


@pytest.mark.failure("F44")
def test_replies_go_to_the_sender_alone(once: Installation, replies: list[Message]) -> None:
    assert [mail["To"] for mail in replies if EVIL in re.sub(r'"[^"]*"', "", str(mail["To"]))] == []
    assert {row["to"] for row in once.rows("outbox") if EVIL in row["to"]} == set()


@pytest.mark.failure("F63", "F64")
def test_octets_on_the_wire_are_lines_of_legal_length(once: Installation) -> None:
    for octets in once.sink.octets:
        assert b"\r" not in octets.replace(b"\r\n", b"")
        assert b"\n" not in octets.replace(b"\r\n", b"")
        assert max(map(len, octets.split(b"\r\n"))) <= 998
        assert octets.split(b"\r\n\r\n", 1)[0].isascii()


class _Tags(HTMLParser):
    """The tags of a text, with where their addresses lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.targets: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.targets += [str(value) for name, value in attrs if name in ("href", "src") or name.startswith("on")]


@pytest.mark.failure("F66")
def test_a_value_becomes_no_markup_and_no_link(once: Installation) -> None:
    for mail in once.sink.mails:
        seen = _Tags(body(mail, "html"))
        assert seen.tags.isdisjoint({"script", "img", "iframe", "form", "input"})
        assert [target for target in seen.targets if EVIL in target] == []


@pytest.mark.failure("F66")
def test_a_value_is_no_template_and_shows_no_hidden_sign(once: Installation) -> None:
    for mail in once.sink.mails:
        for kind in ("plain", "html"):
            assert re.search(r"1234321", body(mail, kind)) is None
            assert HIDDEN.search(body(mail, kind)) is None


@pytest.mark.parametrize("words", [("messages",), ("leads",), ("outbox",), ("parked",), ("audit",), ("show", "GL-2026-00001")])
def test_lists_show_no_hidden_sign(once: Installation, words: tuple[str, ...]) -> None:
    assert HIDDEN.search(once.run(*words)) is None


@pytest.mark.failure("F66")
def test_a_value_is_no_formula(once: Installation, rows: list[dict[str, Any]]) -> None:
    reply = once.sink.answers_to(named(rows, "field-formula")["message_id"])[0]

    assert [line for line in body(reply, "plain").split("\n") if re.match(r"\s*=", line) or re.search(r"[\t:;,]\s*=cmd", line)] == []


@pytest.mark.failure("F44")
def test_no_mail_of_ours_quotes_what_a_partner_attached(replies: list[Message]) -> None:
    assert {part.get_content_type() for mail in replies for part in mail.walk()} == {"multipart/alternative", "text/plain", "text/html"}


def test_read_explains_hostile_mails_in_order(once: Installation, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.eml" for name in list(CLASSES)[::4]]
    for path in paths:
        path.write_bytes(CLASSES[path.stem](path.stem))

    read = once.run("read", "--program", "promise-generuj-leady", "--json", *map(str, paths))

    assert [line.partition('"file": "')[2].partition('"')[0] for line in read.splitlines()] == [path.name for path in paths]
