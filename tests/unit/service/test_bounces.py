"""Mails of ours that come back are tied to what we sent and shown to staff once; what only claims to be one changes nothing."""

import logging

import pytest

from leadbot.model.message import Disposition, Kind
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.digest import send_digests
from leadbot.service.open_questions import set_aside_by_command
from support.office import ALFA, CLIENT, JAN, Office, form, moment

JANS = "jan.nowak@alfa.example"
FAILED = f"Final-Recipient: rfc822; {JANS}\nAction: failed\nStatus: 5.1.1\n"
SERIAL = iter(range(10_000))


def returned(*parts: str, head: str = "") -> bytes:
    """A multipart/report of these parts."""
    number = next(SERIAL)
    body = "".join(f"--b\n{part}\n" for part in ("Content-Type: text/plain\n\nYour mail was not delivered.", *parts))
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: csp@promise.pl\nSubject: Undelivered Mail\n"
        f"Message-ID: <{number}@mx.example>\n{head}"
        f"MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n{body}--b--\n"
    ).encode()


def status(recipients: str = FAILED, *, envelope: str = "") -> str:
    return f"Content-Type: message/delivery-status\n\n{envelope}Reporting-MTA: dns; mx.example\n\n{recipients}"


def original(row: OutboxRow, media_type: str = "text/rfc822-headers") -> str:
    return f"Content-Type: {media_type}\n\nFrom: csp@promise.pl\nMessage-ID: {row.message_id}\nSubject: {row.subject}\n"


def plain(text: str, head: str = "") -> bytes:
    """A bounce without parts."""
    return (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: csp@promise.pl\nSubject: failure notice\n"
        f"Message-ID: <{next(SERIAL)}@mx.example>\n{head}\n{text}"
    ).encode()


@pytest.fixture
def first(office: Office) -> StoredMessage:
    """A lead whose confirmation was sent."""
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 07:00")
    office.deliver()
    return message


@pytest.fixture
def row(office: Office, first: StoredMessage) -> OutboxRow:
    found = office.reply_to(first)
    assert found is not None
    return found


def events(office: Office, message: StoredMessage) -> list[tuple[str, str]]:
    with office.registry.begin() as uow:
        return [(event.event, event.detail) for event in uow.leads.history(message.references[0]) if event.event == "unreached"]


def digest(office: Office, at: str) -> str:
    """The text of that morning's report to staff; empty where there is none."""
    office.now = moment(at)
    if not send_digests(office.registry, office.desk, office.now):
        return ""
    return office.text_of(office.outbox()[-1])


@pytest.mark.failure("F45", "F49")
@pytest.mark.parametrize("form_of", ["headers", "whole", "envelope", "thread", "cut", "eight-bit", "quoted", "exim", "attached"])
def test_a_failure_is_tied_to_our_mail_however_it_is_told(office: Office, first: StoredMessage, row: OutboxRow, form_of: str) -> None:
    answers = f"In-Reply-To: {row.message_id}\n"
    raw = {
        "headers": lambda: returned(status(), original(row)),
        "whole": lambda: returned(status(), original(row, "message/rfc822") + "\nDzień dobry"),
        "envelope": lambda: returned(status(envelope=f"Original-Envelope-Id: {row.message_id.strip('<>')}\n")),
        "thread": lambda: returned(status(), head=answers),
        "cut": lambda: returned(status(), f"Content-Type: message/rfc822\n\nReceived: x\nMessage-ID: {row.message_id}").replace(
            b"--b--\n", b""
        ),
        "eight-bit": lambda: returned(status(), original(row)).replace(b"Subject: Re", b"Subject: \xff\xfe Re"),
        "quoted": lambda: plain(f"<{JANS}>:\n550 5.1.1 no such user\n\n--- Below this line is a copy.\n\nMessage-ID: {row.message_id}\n"),
        "exim": lambda: plain(f"failed\nMessage-ID: {row.message_id}", head=f"X-Failed-Recipients: {JANS}\n"),
        "attached": lambda: (
            plain("").replace(b"\n\n", b'\nContent-Type: multipart/mixed; boundary="b"\n\n')
            + f"--b\n\n{JANS}: user unknown 5.1.1\n--b\n{original(row, 'message/rfc822')}\n--b--\n".encode()
        ),
    }[form_of]

    message = office.take_raw(raw(), at="2026-11-16 07:30")

    assert (message.kind, message.disposition, message.reason) == (Kind.BOUNCE, Disposition.SILENT, "unreached")
    assert message.references == first.references
    assert [event for event, detail in events(office, first) if detail.startswith(JANS)] == ["unreached"]


@pytest.mark.failure("F48")
def test_staff_see_once_that_a_partner_is_not_reached_and_the_lead_stays(office: Office, first: StoredMessage, row: OutboxRow) -> None:
    before = office.lead_of(first)
    for minute in (30, 31):
        office.take_raw(returned(status(), original(row)), at=f"2026-11-16 07:{minute}")
    today = digest(office, "2026-11-16 10:00")
    office.take_raw(returned(status(), original(row)), at="2026-11-16 11:00")
    tomorrow = digest(office, "2026-11-17 10:00")

    assert (today.count(f"{JANS} (5.1.1)"), tomorrow.count(f"{JANS} (5.1.1)")) == (1, 0)
    assert "inną drogą" in today
    assert office.lead_of(first) == before
    assert {r.to for r in office.outbox()} == {JANS, "anna@promise.pl"}


@pytest.mark.failure("F48")
def test_one_address_is_one_case_however_many_leads_it_has(office: Office, row: OutboxRow) -> None:
    second = office.take(form(CLIENT, ALFA, NIP_klienta="6797280418", Klient="Tartak Modrzew S.A."), at="2026-11-16 07:10")
    other = office.reply_to(second)
    assert other is not None
    for each in (row, other):
        office.take_raw(returned(status(), original(each)), at="2026-11-16 07:30")

    told = digest(office, "2026-11-16 10:00")

    assert told.count(f"{JANS} (5.1.1): {second.references[0]}") == 1
    assert told.count("inną drogą") == 1


@pytest.mark.failure("F45")
@pytest.mark.parametrize("action", ["delayed", "relayed", "expanded", "delivered"])
def test_what_is_no_failure_changes_nothing(office: Office, first: StoredMessage, row: OutboxRow, action: str) -> None:
    told = f"Final-Recipient: rfc822; {JANS}\nAction: {action}\nStatus: 4.4.1\n"

    message = office.take_raw(returned(status(told), original(row)), at="2026-11-16 07:30")

    assert (message.disposition, message.reason, events(office, first)) == (Disposition.SILENT, "bounce-delayed", [])
    assert JANS + " (" not in digest(office, "2026-11-16 10:00")


@pytest.mark.failure("F45")
def test_of_several_recipients_the_one_that_failed_is_named(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 07:00", headers="Cc: Ola <ola@alfa.example>\n")
    row = office.reply_to(message)
    assert row is not None
    told = FAILED.replace(JANS, "ola@alfa.example") + f"\nFinal-Recipient: rfc822; {JANS}\nAction: delivered\nStatus: 2.0.0\n"

    office.take_raw(returned(status(told), original(row)), at="2026-11-16 07:30")

    assert events(office, message) == [("unreached", "ola@alfa.example (5.1.1)")]


@pytest.mark.failure("F45")
def test_a_mail_that_was_passed_on_and_failed_there_is_told_under_our_address(office: Office, first: StoredMessage, row: OutboxRow) -> None:
    told = f"Original-Recipient: rfc822;{JANS}\nFinal-Recipient: rfc822;jan@poczta.example\nAction: failed\nStatus: 5.2.2\n"

    office.take_raw(returned(status(told), original(row)), at="2026-11-16 07:30")

    assert events(office, first) == [("unreached", f"{JANS} (5.2.2)")]


@pytest.mark.failure("F47")
@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("id_", ["<leadbot.0123456789abcdef0123@promise.pl>", "<1@promise.pl>", ""])
def test_a_report_about_a_mail_we_never_sent_is_logged_and_shown_to_nobody(
    office: Office, caplog: pytest.LogCaptureFixture, id_: str
) -> None:
    part = f"Content-Type: text/rfc822-headers\n\nMessage-ID: {id_}\n"
    with caplog.at_level(logging.WARNING):
        message = office.take_raw(returned(status(), part), at="2026-11-16 07:30")

    assert (message.disposition, message.reason, message.references) == (Disposition.SILENT, "bounce-foreign", ())
    assert [record.__dict__["action"] for record in caplog.records if record.__dict__.get("key") == message.key] == ["bounce-ignored"]
    assert JANS + " (" not in digest(office, "2026-11-16 10:00")


@pytest.mark.failure("F47")
def test_a_report_about_an_address_that_our_mail_did_not_go_to_changes_nothing(
    office: Office, first: StoredMessage, row: OutboxRow
) -> None:
    told = FAILED.replace(JANS, "ewa.lis@beta.example")

    message = office.take_raw(returned(status(told), original(row)), at="2026-11-16 07:30")

    assert (message.reason, events(office, first)) == ("bounce-unclear", [])


@pytest.mark.failure("F47")
def test_a_persons_mail_can_not_pose_as_a_report(office: Office, first: StoredMessage, row: OutboxRow) -> None:
    office.take(
        f"Final-Recipient: rfc822; {JANS}\nAction: failed\nStatus: 5.1.1\n\nMessage-ID: {row.message_id}",
        at="2026-11-16 07:30",
        sender="Mallory <mallory@evil.example>",
        headers=f"Delivery-Status: action=failed status=5.1.1 recipient={JANS}\nReturned-Message-Id: {row.message_id}\n",
    )

    assert events(office, first) == []


@pytest.mark.failure("F46")
def test_a_bounce_of_no_known_form_is_shown_to_staff_and_not_answered(office: Office) -> None:
    message = office.take_raw(plain("Przepraszamy, nie udalo sie."), at="2026-11-16 07:30")

    told = digest(office, "2026-11-16 10:00")

    assert (message.kind, message.disposition, message.reason) == (Kind.BOUNCE, Disposition.SILENT, "bounce-unclear")
    assert "failure notice" in told
    assert [row.to for row in office.outbox()] == ["anna@promise.pl"]


@pytest.mark.failure("F42")
@pytest.mark.usefixtures("first")
def test_a_report_to_staff_that_comes_back_brings_no_mail_by_itself(office: Office) -> None:
    digest(office, "2026-11-16 10:00")
    sent = office.outbox()[-1]
    told = FAILED.replace(JANS, "anna@promise.pl")
    message = office.take_raw(returned(status(told), original(sent)), at="2026-11-16 10:05")
    before = len(office.outbox())

    with office.registry.begin() as uow:
        for lead in uow.leads.all():
            for event in uow.leads.history(lead.reference):
                assert event.event != "unreached"
    assert message.reason == "staff-unreached"
    assert len(office.outbox()) == before


@pytest.mark.failure("F42")
def test_of_staffs_dead_address_alone_no_digest_is_made(office: Office) -> None:
    asked = office.take(
        "Dzień dobry, czy wypłata za marzec będzie jeszcze przed wakacjami w programie Generuj Leady?", at="2026-11-16 07:00", sender=JAN
    )
    digest(office, "2026-11-16 10:00")
    with office.registry.begin() as uow:
        set_aside_by_command(uow, office.desk, asked.key, "anna", office.now)
    told = FAILED.replace(JANS, "anna@promise.pl")
    office.take_raw(returned(status(told), original(office.outbox()[-1])), at="2026-11-16 10:05")

    assert digest(office, "2026-11-17 10:00") == ""
