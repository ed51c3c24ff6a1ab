"""Staff send a list as a file: a trial comes back, and `ok` in reply imports just that file, once, unless the list changed meanwhile."""

import base64
import io

import pytest

from leadbot.model.message import Disposition
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.importing import Upload, import_list
from leadbot.service.orders import carry_out_due
from support.office import ALFA, CLIENT, EWA, Office, form, moment

ANNA = "anna@promise.pl"
PROVEN = "Authentication-Results: mx.promise.example; dmarc=pass header.from=promise.pl\n"
FORGED = "Authentication-Results: mx.promise.example; dmarc=fail header.from=promise.pl\n"
CLIENTS = "NIP;Nazwa\n6423171456;Browar Zdrój Sp. z o.o.\n5261040828;Młyn Nowy Sp. z o.o.\n"


def send(
    office: Office,
    content: str | bytes = CLIENTS,
    *,
    subject: str = "existing-clients",
    name: str = "lista.csv",
    sender: str = ANNA,
    headers: str = PROVEN,
    at: str = "2026-11-16 09:00",
) -> StoredMessage:
    octets = content.encode() if isinstance(content, str) else content
    raw = (
        f"Received: from a by mx.promise.example; Mon, 16 Nov 2026 09:00:00 +0100\n{headers}From: {sender}\nTo: csp@promise.pl\n"
        f"Subject: {subject}\nMessage-ID: <{abs(hash((octets, subject, at)))}@promise.pl>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nW zalaczeniu.\n\n"
        f'--b\nContent-Type: application/octet-stream; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n'
        f"Content-Transfer-Encoding: base64\n\n{base64.encodebytes(octets).decode()}\n--b--\n"
    ).encode()
    return office.take_raw(raw, at=at)


def row_for(office: Office, message: StoredMessage) -> OutboxRow:
    row = office.reply_to(message)
    assert row is not None
    return row


def trial(office: Office, message: StoredMessage) -> str:
    return office.text_of(row_for(office, message))


def say(office: Office, message: StoredMessage, text: str = "ok", *, at: str = "2026-11-16 09:30", headers: str = PROVEN) -> str:
    answered = office.take(text, at=at, sender=ANNA, answers=row_for(office, message), headers=headers)
    row = office.reply_to(answered)
    return office.text_of(row) if row else ""


def carry_out(office: Office, at: str = "2026-11-16 09:45") -> int:
    office.now = moment(at)
    return carry_out_due(office.registry, office.desk, office.now)


def listed(office: Office, list_id: str = "existing-clients") -> list[str]:
    with office.registry.begin() as uow:
        return [entry.tax_id for entry in uow.lists.entries("promise-generuj-leady", list_id)]


def test_a_trial_comes_back_and_ok_imports_the_file(office: Office) -> None:
    message = send(office)
    text = trial(office, message)
    assert "Młyn Nowy" in text
    assert "To była próba" in text
    assert listed(office) == []

    assert "lista.csv" in say(office, message)
    assert carry_out(office, "2026-11-16 09:44") == 0
    assert carry_out(office) == 1
    assert listed(office) == ["6423171456", "5261040828"]
    (done,) = [row for row in office.outbox() if row.key.startswith("notice:import-")]
    assert "został zaimportowany" in office.text_of(done)


def test_each_wrong_row_is_told_with_its_line_and_a_list_with_one_is_not_offered(office: Office) -> None:
    message = send(office, CLIENTS + "123;Zły NIP\n")
    text = trial(office, message)

    assert "Niczego nie zaimportowano" in text
    assert any(line.startswith("4 | ") and "123" in line for line in text.splitlines())
    say(office, message)
    carry_out(office)
    assert listed(office) == []


def test_good_events_are_offered_beside_wrong_ones(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 08:30")
    events = "reference;event;date\nGL-2026-00001;contacted;2026-11-15\nGL-2026-00077;contacted;2026-11-15\n"
    message = send(office, events, subject="Zdarzenia z tygodnia")
    assert "GL-2026-00077" in trial(office, message)

    say(office, message)
    carry_out(office)
    with office.registry.begin() as uow:
        assert [event.event for event in uow.deals.events("promise-generuj-leady")] == ["contacted"]


def test_ok_counts_once_and_can_be_taken_back(office: Office) -> None:
    message = send(office)
    say(office, message)
    assert "cofnięte" in say(office, message, "cofnij", at="2026-11-16 09:35")
    assert carry_out(office) == 0

    say(office, message, at="2026-11-16 09:50")
    assert carry_out(office, "2026-11-16 10:05") == 1
    assert "ma już odpowiedź" in say(office, message, at="2026-11-16 10:10")
    assert carry_out(office, "2026-11-16 10:30") == 0


@pytest.mark.parametrize("when", ["before ok", "after ok"])
def test_a_trial_is_void_once_the_list_has_changed(office: Office, when: str) -> None:
    message = send(office)
    if when == "after ok":
        say(office, message)
    other = Upload(list="existing-clients", file="x.csv", octets=b"NIP;Nazwa\n6423171456;Browar\n", by="ewa")
    import_list(office.registry, office.desk.program, other, office.desk.free_mail, office.now)
    said = say(office, message) if when == "before ok" else ""
    carry_out(office)

    assert listed(office) == ["6423171456"]
    told = said + "".join(office.text_of(row) for row in office.outbox())
    assert "zmieniła się od czasu tej próby" in told


def test_a_forged_file_or_ok_changes_nothing_and_gets_no_answer(office: Office) -> None:
    forged = send(office, headers=FORGED)
    assert (forged.disposition, forged.reason) == (Disposition.WITH_STAFF, "unproven-order")
    assert office.outbox() == []

    message = send(office, at="2026-11-16 09:05")
    assert say(office, message, headers=FORGED) == ""
    assert carry_out(office) == 0


def test_a_partners_file_is_no_list(office: Office) -> None:
    send(office, sender=EWA)

    assert carry_out(office) == 0
    assert listed(office) == []


@pytest.mark.parametrize("subject", ["Plik", "existing-clients i smb-clients"])
def test_without_one_lists_name_staff_are_asked_which(office: Office, subject: str) -> None:
    assert "- obecni klienci" in trial(office, send(office, subject=subject))


@pytest.mark.parametrize("subject", ["FW: Existing Clients 2026-11", "import existing_clients", "lista klientów"])
def test_a_list_is_named_by_its_id_or_in_words(office: Office, subject: str) -> None:
    assert "To była próba" in trial(office, send(office, subject=subject))


def test_workbooks_are_taken_too(office: Office) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("NIP", "Nazwa"), ("6423171456", "Browar Zdrój")):
        sheet.append(row)
    octets = io.BytesIO()
    book.save(octets)

    assert "6423171456" in trial(office, send(office, octets.getvalue(), name="lista.xlsx"))


def test_a_file_without_the_columns_is_told(office: Office) -> None:
    message = send(office, "a;b\n1;2\n")

    assert "Niczego nie zaimportowano" in trial(office, message)
