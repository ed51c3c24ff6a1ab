"""A status mail tells its sender of its own leads: state, who acts next, and by when (docs/domain.md, "Kinds of message")."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.model.lead import Reference
from leadbot.model.message import Disposition
from leadbot.model.stored import StoredMessage
from leadbot.service.decide import Decision, decide
from support.office import ALFA, BETA, CLIENT, EWA, Office, form

SAWMILL = {"Klient": "Tartak Modrzew S.A.", "NIP klienta": "6797280418", "Adres klienta": "ul. Leśna 2, 38-500 Sanok"}
MILL = {"Klient": "Huta Iskra S.A.", "NIP klienta": "7740001454", "Adres klienta": "ul. Hutnicza 4, 41-200 Sosnowiec"}
ASKS_ALL = "Jaki jest status naszych zgłoszeń?"


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Office]:
    """A desk that believes only proven senders."""
    office = Office(tmp_path, require_dmarc=True)
    yield office
    office.close()


def text_of_answer(office: Office, message: StoredMessage) -> str:
    row = office.reply_to(message)
    assert row is not None
    return office.text_of(row)


def status(office: Office, body: str = ASKS_ALL, at: str = "2026-11-17 10:00", **parts: object) -> StoredMessage:
    return office.take(body, at=at, subject="Status zgłoszeń", **parts)


def test_each_own_lead_is_told_with_client_state_next_step_and_date(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA, **SAWMILL, Liczba_PC=None), at="2026-11-16 09:05")

    text = text_of_answer(office, status(office))

    assert (
        "1. GL-2026-00001 – Browar Zdrój Sp. z o.o.\n==========================================\n\n"
        "Stan: w weryfikacji\nNastępny krok: po naszej stronie – weryfikacja\nTermin: 23.11.2026 (poniedziałek)\n"
    ) in text
    assert (
        "Stan: do uzupełnienia\nNastępny krok: po Państwa stronie – uzupełnienie danych\nTermin: 30.11.2026 (poniedziałek)\n"
        "Wpłynęło: 16.11.2026, 09:05\n\n- Brakuje liczby PC w firmie klienta"
    ) in text


def test_one_lead_asked_for_by_its_reference_is_told_whole(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA, **SAWMILL), at="2026-11-16 09:05")

    text = text_of_answer(office, status(office, "Jaki jest status zgłoszenia GL-2026-00002?"))

    assert "Następny krok: po naszej stronie – weryfikacja" in text
    assert "Tartak Modrzew" in text
    assert "Browar" not in text


def test_open_leads_come_first_and_a_promise_that_has_passed_is_not_repeated(office: Office) -> None:
    few = {"Plan i ilość": "2 szt. Microsoft 365 Business Basic"}
    office.take(form(CLIENT, ALFA, **few), at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA, **SAWMILL), at="2026-11-16 09:05")

    text = text_of_answer(office, status(office, at="2026-12-17 10:00"))

    assert text.index("GL-2026-00002") < text.index("GL-2026-00001 – ")
    assert "Następny krok: brak – sprawa zamknięta; odpowiedź z poprawionymi danymi otworzy ją ponownie" in text
    assert "Termin:" not in text


def test_an_incomplete_lead_whose_place_has_ended_is_told_as_lapsed(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")

    text = text_of_answer(office, status(office, at="2026-12-17 10:00"))

    assert "Następny krok: po Państwa stronie – jedna wiadomość z brakującymi danymi otworzy sprawę ponownie" in text


def test_a_colleague_at_the_own_domain_and_the_named_contact_are_told_the_same(office: Office) -> None:
    by_assistant = form(CLIENT, ALFA, **{"E-mail": "jan.nowak@nowak-it.example"})
    office.take(by_assistant, at="2026-11-16 09:00", sender="Biuro <biuro@alfa.example>")

    for sender in ("Ola <ola@it.alfa.example>", "Jan Nowak <jan.nowak@nowak-it.example>"):
        assert status(office, sender=sender).references == ("GL-2026-00001",)


def test_a_free_mail_domain_makes_no_colleagues(office: Office) -> None:
    office.take(form(CLIENT, ALFA, **{"E-mail": "alfa.systemy@gmail.com"}), at="2026-11-16 09:00", sender="Alfa <alfa.systemy@gmail.com>")

    stranger = status(office, sender="Ktoś <ktos.inny@gmail.com>")
    assert (stranger.disposition, stranger.reason) == (Disposition.WITH_STAFF, "no-lead-known")
    assert status(office, sender="Alfa <alfa.systemy@gmail.com>").references == ("GL-2026-00001",)


def test_anothers_reference_tells_nothing_not_even_that_it_exists(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    real = status(office, "Jaki jest status zgłoszenia GL-2026-00001?", sender=EWA)
    none = status(office, "Jaki jest status zgłoszenia GL-2026-09999?", sender=EWA)

    assert (real.disposition, none.disposition) == (Disposition.WITH_STAFF, Disposition.WITH_STAFF)
    assert office.reply_to(real) is office.reply_to(none) is None


def test_a_stated_tax_id_is_no_key_to_that_companys_leads(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    asked = status(office, f"{ASKS_ALL} Alfa Systemy Sp. z o.o., NIP 5260250274", sender=EWA)

    assert (asked.disposition, asked.reason) == (Disposition.WITH_STAFF, "no-lead-known")


def test_only_a_proven_sender_is_told_where_proof_is_asked_for(strict: Office) -> None:
    proof = "Authentication-Results: mx.promise.example; dmarc=pass header.from=alfa.example\n"
    strict.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=proof)

    forged, proven = status(strict), status(strict, f"{ASKS_ALL} Dziękuję", headers=proof)

    assert (forged.disposition, forged.reason) == (Disposition.WITH_STAFF, "unproven-sender")
    assert proven.disposition is Disposition.ANSWERED


def test_who_waits_behind_another_is_told_nothing_of_it(office: Office) -> None:
    office.with_program(line=True)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA), at="2026-11-16 10:00", sender=EWA)
    office.take(form(CLIENT, BETA, **MILL), at="2026-11-16 10:30", sender=EWA)

    text = text_of_answer(office, status(office, sender=EWA))

    assert "po naszej stronie – napiszemy, gdy przyjdzie kolej" in text
    assert not [word for word in ("Alfa", "alfa.example", "Nowak", "GL-2026-00001") if word in text]


def test_of_very_many_leads_the_open_and_newest_are_told_and_the_rest_counted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadbot.service.follow_up.MOST_TOLD", 1)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA, **SAWMILL), at="2026-11-16 09:05")
    office.take(form(CLIENT, ALFA, **MILL), at="2026-11-16 09:10")
    monkeypatch.setattr("leadbot.service.follow_up.MOST_TOLD", 2)
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference("GL-2026-00003"), Decision(approve=False), office.now)

    message = status(office)

    assert message.references == ("GL-2026-00001", "GL-2026-00002")
    assert "Starsze zgłoszenia, których tu nie ma: 1." in text_of_answer(office, message)
