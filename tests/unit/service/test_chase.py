"""An incomplete lead's partner is asked again on business days 3 and 7 of its place; then the lead lapses, and one mail revives it."""

from dataclasses import replace
from pathlib import Path

import pytest

from leadbot.model.lead import LeadState, Reference
from leadbot.model.outgoing import OutboxState
from leadbot.service.chase import chase
from support.office import ALFA, CLIENT, Office, form, moment

# Received on Monday, 16 November 2026: the third business day is Thursday 19, the seventh Wednesday 25, the tenth Monday 30.


@pytest.fixture
def incomplete(office: Office) -> Office:
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    office.deliver("2026-11-16 09:10")
    return office


def asked(office: Office, *days: str) -> list[int]:
    office.now = max(office.now, *(moment(f"{day} 09:00") for day in days))
    return [chase(office.registry, office.desk, moment(f"{day} 09:00")) for day in days]


def test_it_is_asked_again_on_business_days_3_and_7_each_once(incomplete: Office) -> None:
    assert asked(incomplete, "2026-11-18", "2026-11-19", "2026-11-19", "2026-11-20", "2026-11-24", "2026-11-25", "2026-11-30") == [
        *(0, 1, 0, 0),
        *(0, 1, 0),
    ]
    text = " ".join(incomplete.text_of(incomplete.outbox()[-1]).split())
    for words in ("wciąż brakuje nam danych", "Browar Zdrój", "liczb", "30.11.2026", "GL-2026-00001"):
        assert words in text


def test_of_two_that_were_missed_one_goes_out_and_none_at_a_weekend(incomplete: Office) -> None:
    assert asked(incomplete, "2026-11-21", "2026-11-26", "2026-11-27") == [0, 1, 0]


def test_who_completes_it_is_not_asked_again(incomplete: Office) -> None:
    incomplete.take("Liczba PC: 30", at="2026-11-18 09:00", answers=incomplete.outbox()[0])

    assert asked(incomplete, "2026-11-19", "2026-11-25") == [0, 0]


def test_a_programme_may_name_other_days_or_none(incomplete: Office) -> None:
    incomplete.desk = replace(incomplete.desk, program=replace(incomplete.desk.program, chase_days=()))

    assert asked(incomplete, "2026-11-19", "2026-11-25") == [0, 0]


def test_then_it_lapses_and_its_partner_hears_so_once(incomplete: Office) -> None:
    incomplete.lapse("2026-12-01 08:00")
    incomplete.lapse("2026-12-01 09:00")

    (row,) = incomplete.outbox(OutboxState.QUEUED)
    assert "wygas" in incomplete.text_of(row)
    assert incomplete.lead("GL-2026-00001").state is LeadState.LAPSED
    assert asked(incomplete, "2026-12-02") == [0]


def test_who_was_asked_today_in_answer_to_its_own_mail_is_not_asked_again(incomplete: Office) -> None:
    incomplete.take("Adres klienta: ul. Nowa 5, 00-001 Warszawa", at="2026-11-19 08:30", answers=incomplete.outbox()[0])
    incomplete.deliver("2026-11-19 08:40")

    assert incomplete.lead("GL-2026-00001").state is LeadState.INCOMPLETE
    assert asked(incomplete, "2026-11-19", "2026-11-20", "2026-11-25") == [0, 0, 1]
    assert len([row for row in incomplete.outbox() if row.created_at.date() == moment("2026-11-19 08:00").date()]) == 1


def test_whom_nobody_may_write_to_is_not_asked_and_history_does_not_say_so(tmp_path: Path) -> None:
    office = Office(tmp_path, require_dmarc=True)
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")

    assert asked(office, "2026-11-19") == [0]
    assert "chased" not in events(office)
    office.close()


def test_history_tells_a_chaser_from_an_answer_of_that_day(incomplete: Office) -> None:
    incomplete.take("Telefon: 601 999 888", at="2026-11-19 08:30", answers=incomplete.outbox()[0])

    assert asked(incomplete, "2026-11-19", "2026-11-20") == [0, 0]
    assert ("asked-anyway" in events(incomplete), "chased" in events(incomplete)) == (True, False)


def events(office: Office) -> list[str]:
    with office.registry.begin() as uow:
        return [noted.event for noted in uow.leads.history(Reference("GL-2026-00001"))]
