"""A partner's question stands in every digest, with its age, until it is answered or staff say that it is over."""

from dataclasses import replace

import pytest

from leadbot.model.message import Disposition
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.digest import send_digests
from leadbot.service.open_questions import DONE_BY_STAFF, set_aside_by_command
from leadbot.service.orders import carry_out_due
from support.office import ALFA, CLIENT, JAN, Office, form, moment

ANNA = "anna@promise.pl"
PROVEN = "Authentication-Results: mx.promise.example; dmarc=pass header.from=promise.pl\n"
KIND = "pytanie czeka na odpowiedź"


@pytest.fixture
def asked(office: Office) -> StoredMessage:
    """A partner's question about the programme, on a Monday."""
    return office.take("Dzień dobry,\n\nczy klient może zapłacić w ratach?", at="2026-11-16 10:00", sender=JAN, subject="Raty")


def digest(office: Office, at: str) -> str:
    office.now = moment(at)
    send_digests(office.registry, office.desk, office.now, office.reader)
    return office.text_of(newest(office)) if any(row.key.endswith(at[:10]) for row in digests(office)) else ""


def digests(office: Office) -> list[OutboxRow]:
    return [row for row in office.outbox() if row.key.startswith("digest:")]


def newest(office: Office) -> OutboxRow:
    return digests(office)[-1]


def order(office: Office, text: str, at: str) -> str:
    message = office.take(text, at=at, sender=ANNA, answers=newest(office), headers=PROVEN)
    row = office.reply_to(message)
    assert row is not None
    return office.text_of(row)


def carry_out(office: Office, at: str) -> int:
    office.now = moment(at)
    return carry_out_due(office.registry, office.desk, office.now)


def test_it_stands_in_every_digest_with_its_age(office: Office, asked: StoredMessage) -> None:
    first, second, much_later = (digest(office, f"2026-{day} 08:00") for day in ("11-17", "11-18", "12-31"))

    for text, days in ((first, 1), (second, 2), (much_later, 31)):
        assert KIND in text
        assert "czy klient może zapłacić w ratach?" in text
        assert f"Czeka: dni robocze: {days}" in text
    assert asked.disposition is Disposition.WITH_STAFF


@pytest.mark.usefixtures("asked")
def test_it_tells_that_a_reply_to_its_own_mail_goes_to_the_partner(office: Office) -> None:
    text = digest(office, "2026-11-17 08:00")

    assert "odpowiedź na nią otrzyma partner" in text
    assert "„1 ok” usuwa je z raportu" in text
    assert "prosimy napisać do nadawcy" not in text.lower()
    assert "--done" not in text


@pytest.mark.usefixtures("asked")
def test_an_answer_takes_it_off(office: Office) -> None:
    shown = next(row for row in office.outbox() if row.key.startswith("notice:question-"))
    office.take("Tak, raty są możliwe.", at="2026-11-17 09:00", sender=ANNA, answers=shown, headers=PROVEN)
    carry_out(office, "2026-11-17 09:20")

    assert KIND not in digest(office, "2026-11-18 08:00")


def test_ok_takes_it_off_once_that_can_no_longer_be_taken_back(office: Office, asked: StoredMessage) -> None:
    digest(office, "2026-11-17 08:00")

    assert "pytanie jest zamknięte i znika z raportu" in order(office, "1 ok", "2026-11-17 09:00")
    assert carry_out(office, "2026-11-17 09:15") == 1
    assert KIND not in digest(office, "2026-11-18 08:00")
    with office.registry.begin() as uow:
        assert (uow.messages.get(asked.key).disposition, uow.messages.get(asked.key).reason) == (Disposition.SILENT, DONE_BY_STAFF)


@pytest.mark.usefixtures("asked")
def test_undo_leaves_it_there(office: Office) -> None:
    digest(office, "2026-11-17 08:00")
    order(office, "1 ok", "2026-11-17 09:00")
    order(office, "1 cofnij", "2026-11-17 09:05")

    assert carry_out(office, "2026-11-17 09:30") == 0
    assert KIND in digest(office, "2026-11-18 08:00")


@pytest.mark.parametrize("text", ["1 nie, duplikat", "1 zapytaj o licencje", "1 licencje=5"])
@pytest.mark.usefixtures("asked")
def test_no_other_order_ends_it(office: Office, text: str) -> None:
    digest(office, "2026-11-17 08:00")
    order(office, text, "2026-11-17 09:00")

    assert carry_out(office, "2026-11-17 09:30") == 0


def test_all_at_once_means_leads_and_no_question(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take("Dzień dobry,\n\nczy klient może zapłacić w ratach?", at="2026-11-16 10:00", sender=JAN, subject="Raty")
    digest(office, "2026-11-17 08:00")
    order(office, "wszystkie ok", "2026-11-17 09:00")

    assert carry_out(office, "2026-11-17 09:30") == 1
    assert KIND in digest(office, "2026-11-18 08:00")


def test_a_question_beside_a_lead_that_was_answered_stays_too(office: Office) -> None:
    office.take(form(CLIENT, ALFA) + "\n\nCzy prowizję wypłacacie też w euro?", at="2026-11-16 09:00")

    assert KIND in digest(office, "2026-11-17 08:00")
    number = next(line for line in office.text_of(newest(office)).splitlines() if KIND in line).partition(".")[0]
    order(office, f"{number} ok", "2026-11-17 09:00")
    assert carry_out(office, "2026-11-17 09:30") == 1
    assert KIND not in digest(office, "2026-11-18 08:00")


def test_without_a_word_on_senders_a_command_takes_it_off(office: Office, asked: StoredMessage) -> None:
    office.desk = replace(office.desk, proves_senders=False)

    text = digest(office, "2026-11-17 08:00")
    assert "prosimy napisać do nadawcy" in text
    assert f"leadbot messages --done {asked.key}" in text
    with office.registry.begin() as uow:
        set_aside_by_command(uow, office.desk, asked.key, "anna", office.now)
    assert KIND not in digest(office, "2026-11-18 08:00")
