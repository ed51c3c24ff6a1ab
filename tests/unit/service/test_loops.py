"""Machines that answer one another fall silent, and a flood from one sender drowns nobody."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.message import Address, Disposition, Kind
from leadbot.model.outgoing import OutboxState
from leadbot.model.stored import StoredMessage
from leadbot.reader import InProcessReader
from leadbot.service.answering import ABOUT_A_LEAD_A_DAY, MAILS_A_DAY
from leadbot.service.digest import send_digests
from support.hostile import tax_id
from support.office import ALFA, CLIENT, JAN, Office, form, mail, moment

OTHER = "leads@inny.example"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """Two leadbots of other programmes and languages."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    ours, other = Office(tmp_path / "a"), Office(tmp_path / "b", program=program_by_name("also-waas"))
    other.desk = replace(other.desk, address=Address(name="", email=OTHER))
    other.reader = InProcessReader(own_addresses=frozenset({OTHER}))
    yield ours, other
    ours.close()
    other.close()


def exchanged(two: tuple[Office, Office], *stripped: str) -> int:
    """How many mails of theirs the two write each other after a lead that seems to be the other's, over a relay that strips headers."""
    desks = {"csp@promise.pl": two[0], OTHER: two[1]}
    at, written = moment("2026-11-16 09:00"), 0
    waiting = [("csp@promise.pl", mail(form(CLIENT, ALFA), sender=OTHER, at=at))]
    while waiting and written < 100:
        to, raw = waiting.pop(0)
        at += timedelta(minutes=1)
        desks[to].take_raw(raw, at=f"{at:%Y-%m-%d %H:%M}")
        before = len(desks[to].transport.sent)
        desks[to].deliver()
        for sent in desks[to].transport.sent[before:]:
            written += 1
            octets = sent.raw
            for name in stripped:
                octets = re.sub(rb"(?im)^%s:.*\r\n(?:[ \t].*\r\n)*" % name.encode(), b"", octets)
            waiting += [(recipient, octets) for recipient in sent.recipients]
    return written


@pytest.mark.failure("F39")
@pytest.mark.parametrize("stripped", [(), ("Auto-Submitted", "X-Auto-Response-Suppress", "In-Reply-To", "References")])
def test_two_leadbots_fall_silent_after_one_mail_whatever_headers_are_lost(two: tuple[Office, Office], stripped: tuple[str, ...]) -> None:
    assert exchanged(two, *stripped) == 1


@pytest.mark.failure("F39")
def test_a_machine_that_nothing_tells_is_answered_a_few_times_and_then_staff_know(two: tuple[Office, Office]) -> None:
    written = exchanged(two, "Auto-Submitted", "X-Auto-Response-Suppress", "In-Reply-To", "References", "Message-ID")

    assert 1 < written <= 2 * ABOUT_A_LEAD_A_DAY
    assert "reply-cap" in {message.reason for office in two for message in _messages(office)}


def _messages(office: Office) -> list[StoredMessage]:
    with office.registry.begin() as uow:
        return uow.messages.all()


@pytest.mark.failure("F39")
def test_a_lead_is_told_of_so_often_a_day_and_no_more(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 08:00")

    def corrected(n: int, at: str) -> StoredMessage:
        return office.take(f"Adres klienta: ul. Słodowa {9 + n}, 44-200 Rybnik", at=at, answers=office.reply_to(first))

    ends = [corrected(n, f"2026-11-16 09:{n:02}") for n in range(ABOUT_A_LEAD_A_DAY)]

    assert [end.disposition for end in ends] == [Disposition.ANSWERED] * (ABOUT_A_LEAD_A_DAY - 1) + [Disposition.WITH_STAFF]
    assert ends[-1].reason == "reply-cap"
    assert corrected(50, "2026-11-17 09:00").disposition is Disposition.ANSWERED


@pytest.mark.failure("F38")
def test_our_own_mail_that_somebody_sends_on_registers_nothing(office: Office) -> None:
    """From another address, with the Message-ID that we gave it."""
    row = office.reply_to(office.take(form(CLIENT, ALFA), at="2026-11-16 08:00"))
    assert row is not None

    again = office.take(form(CLIENT, ALFA, NIP_klienta="6797280418"), at="2026-11-16 09:00", sender=JAN, message_id=row.message_id)

    assert (again.kind, again.disposition, len(office.leads())) == (Kind.AUTOMATIC, Disposition.SILENT, 1)


@pytest.mark.failure("F40")
def test_an_absence_note_is_with_its_lead_and_changes_nothing(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 08:00")
    before = office.lead_of(first)

    note = office.take("Wracam 30.11.", at="2026-11-16 08:05", answers=office.reply_to(first), headers="Auto-Submitted: auto-replied\n")

    assert (note.kind, note.disposition, note.references) == (Kind.AUTOMATIC, Disposition.SILENT, first.references)
    assert (office.leads(), len(office.outbox())) == ([before], 1)


@pytest.mark.failure("F36")
@pytest.mark.parametrize("headers", ["List-Id: <biuro.alfa.example>\n", "Precedence: normal\nPrecedence: list\n"])
def test_a_lead_that_came_over_a_mailing_list_is_shown_to_staff_and_not_answered(office: Office, headers: str) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 07:00", headers=headers)
    office.take("Nowości w tym tygodniu: rabaty na Microsoft 365!", at="2026-11-16 07:10", headers=headers, subject="Newsletter")
    office.now = moment("2026-11-16 10:00")

    assert send_digests(office.registry, office.desk, office.now) == 1
    (digest,) = office.outbox()
    assert (message.kind, message.disposition) == (Kind.AUTOMATIC, Disposition.SILENT)
    assert "Do odpowiedzi: 1\n" in office.text_of(digest)
    assert "jan.nowak@alfa.example" in office.text_of(digest)


@pytest.mark.failure("F84")
def test_a_flood_of_leads_from_one_sender_is_kept_and_answered_up_to_the_days_cap_and_others_are_served(office: Office) -> None:
    for number in range(MAILS_A_DAY + 30):
        client = {"Klient": f"Zakład Numer {number} sp. z o.o.", "NIP klienta": tax_id(number)}
        office.store_only(
            mail(form(CLIENT, client, ALFA), at=moment("2026-11-16 09:00"), message_id=f"<{number}@alfa.example>"), at="2026-11-16 09:00"
        )
    office.store_only(
        mail(form(CLIENT, ALFA), sender="Ewa Lis <ewa.lis@beta.example>", at=moment("2026-11-16 09:01")), at="2026-11-16 09:01"
    )

    office.process(at="2026-11-16 09:05")

    rows = office.outbox(OutboxState.QUEUED)
    assert sum(row.to == "jan.nowak@alfa.example" for row in rows) == MAILS_A_DAY
    assert sum(row.to == "ewa.lis@beta.example" for row in rows) == 1
    assert len(office.leads()) == MAILS_A_DAY + 31
