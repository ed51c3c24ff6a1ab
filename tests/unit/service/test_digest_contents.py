"""What the digest says of each case: the facts, the sender's words, what the rules say, and the reply that would go out."""

from dataclasses import replace
from email import message_from_bytes
from io import BytesIO

import openpyxl
import pytest

from leadbot.model.outgoing import OutboxState
from leadbot.service.desk import Mode
from leadbot.service.digest import send_digests
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, moment

QUESTION = "Dzień dobry, czy wypłata za marzec będzie jeszcze przed wakacjami?\n\nKlient pilnie pyta."


def digest(office: Office, at: str) -> str:
    office.now = moment(at)
    assert send_digests(office.registry, office.desk, office.now, office.reader) == 1
    return office.text_of(next(row for row in reversed(office.outbox()) if row.key.startswith("digest:")))


def raw(office: Office) -> bytes:
    row = next(row for row in reversed(office.outbox()) if row.key.startswith("digest:"))
    with office.registry.begin() as uow:
        return uow.outbox.envelope(row.id)[2]


def test_a_check_is_told_with_facts_words_recommendation_and_the_reply(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    text = digest(office, "2026-11-17 08:00")

    assert "Klient: Browar Zdrój Sp. z o.o. · NIP klienta 6423171456\n" in text
    assert "Zamówienie: 25 × Microsoft 365 Business Standard (rozliczenie roczne)\n" in text
    assert "Partner: Alfa Systemy Sp. z o.o. · Jan Nowak · jan.nowak@alfa.example · +48 601 234 785\n" in text
    assert "„NIP klienta: 6423171456”" in text
    assert "Prosimy to sprawdzić: żadna reguła tego nie rozstrzyga. Reszta jest w porządku; stan po zatwierdzeniu: potwierdzone." in text
    assert "\nOdpowiedź, która zostanie wysłana po „1 ok”\n| Dzień dobry,\n" in text
    assert "| Potwierdzamy: zgłoszenie GL-2026-00001 jest poprawne i zarejestrowane.\n" in text


def test_the_reply_is_only_tried(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    before = (office.lead("GL-2026-00001"), [row.id for row in office.outbox()])

    digest(office, "2026-11-17 08:00")

    assert (office.lead("GL-2026-00001"), [row.id for row in office.outbox() if not row.key.startswith("digest:")]) == before


def test_of_two_checks_each_says_what_stays_open(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Klient="Gmina Rybnik"), at="2026-11-16 09:00")

    text = digest(office, "2026-11-17 08:00")

    assert text.count("Po zatwierdzeniu pozostaje otwarte:") == 2
    assert "Nazwa zawiera „Gmina”." in text
    assert "Odpowiedź, która zostanie wysłana" not in text


def test_a_likely_duplicate_says_what_is_alike_and_which_came_first(office: Office) -> None:
    office.take(form(CLIENT, ALFA, NIP_klienta=None), at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA, Klient="BROWAR ZDROJ S.A."), at="2026-11-17 09:00", sender=EWA)

    text = digest(office, "2026-11-18 08:00")

    assert "Takie same lub podobne w GL-2026-00001: Nazwa klienta, Adres klienta" in text
    assert "Pierwsze wpłynęło: GL-2026-00001 (16.11.2026, 09:00)." in text


def test_a_held_rejection_says_why_the_rules_reject(office: Office) -> None:
    office.desk = replace(office.desk, mode=Mode.HOLD)
    office.take(form(CLIENT, ALFA, Plan_i_ilość="1 szt. Microsoft 365 Business Standard"), at="2026-11-16 09:00")
    assert [row.state for row in office.outbox()] == [OutboxState.HELD]

    text = digest(office, "2026-11-17 08:00")

    assert "Wysłać tę odmowę: wynika z reguł." in text
    assert "below-minimum-quantity" not in text
    assert "\nWstrzymana odpowiedź\n| Dzień dobry,\n" in text


def test_a_mail_for_staff_shows_sender_subject_reason_and_its_first_lines_and_no_code(office: Office) -> None:
    message = office.take(QUESTION, at="2026-11-16 09:00", subject="Wypłata")
    assert message.reason == "question"

    text = digest(office, "2026-11-16 10:00")

    assert "Od: jan.nowak@alfa.example\nTemat: Wypłata\n" in text
    assert "Dlaczego tutaj: pytanie, na które program nie ma gotowej odpowiedzi\n" in text
    assert "| Dzień dobry, czy wypłata za marzec będzie jeszcze przed wakacjami?\n" in text
    assert "Klient pilnie pyta." in text


def test_the_reasons_that_an_order_can_name_are_listed_by_name(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    text = digest(office, "2026-11-17 08:00")

    listed = text[text.index("Powody odmowy:") :].splitlines()[1:5]
    assert "  - zgłoszone w Microsoft" in listed
    assert "  - decyzja własna" in listed


def test_what_came_in_and_what_ends_soon_is_told(office: Office) -> None:
    office.take(form(CLIENT, BETA, Klient="Tartak Sosna", NIP_klienta=None), at="2026-11-16 08:30", sender=EWA)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    text = digest(office, "2026-11-27 08:00")

    assert "GL-2026-00002 – Browar Zdrój Sp. z o.o. – Alfa Systemy Sp. z o.o.: w weryfikacji" in text
    ends = text[text.index("Wkrótce upływa termin") :]
    assert "GL-2026-00001 – Tartak Sosna – Beta Serwis Sp. z o.o. – Brakuje danych." in ends


def test_bars_stand_in_one_column_of_block_characters(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA, Klient="Tartak Sosna", NIP_klienta=None), at="2026-11-16 10:00", sender=EWA)
    office.take(form(CLIENT, BETA, Klient="Tartak Dąb", NIP_klienta=None), at="2026-11-16 11:00", sender=EWA)

    lines = digest(office, "2026-11-17 08:00").splitlines()

    bars = [line for line in lines if "█" in line and "Sp. z o.o." in line]
    assert len(bars) == 2
    assert len({line.index("█") for line in bars}) == 1
    assert [line.count("█") for line in bars] == [24, 12]
    assert len({len(line.rstrip()) for line in bars}) == 1


@pytest.mark.parametrize(("on", "brought"), [("2026-11-23", True), ("2026-11-24", False)])
def test_the_weeks_first_digest_brings_the_leads_of_the_last_one(office: Office, on: str, brought: bool) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    digest(office, "2026-11-17 08:00")
    if not brought:
        digest(office, "2026-11-23 08:00")
    digest(office, f"{on} 08:00")

    files = {part.get_filename(): part.get_payload(decode=True) for part in message_from_bytes(raw(office)).walk() if part.get_filename()}

    assert list(files) == (["promise-generuj-leady-2026-11-16.xlsx"] if brought else [])
    if brought:
        rows = list(openpyxl.load_workbook(BytesIO(files["promise-generuj-leady-2026-11-16.xlsx"])).active.values)  # type: ignore[union-attr]
        assert rows[1][0] == "GL-2026-00001"
        assert len(rows) == 2


def test_a_workbook_can_be_left_out(office: Office) -> None:
    office.desk = replace(office.desk, weekly_workbook=False)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    digest(office, "2026-11-23 08:00")

    assert b".xlsx" not in raw(office)
