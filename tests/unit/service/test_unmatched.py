"""Staff hear of rows of the sales report that fit no lead, and of leads of which it has no row."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.payouts.run import store_leads

from leadbot.app import program_by_name
from leadbot.model.deals import EventKind, Sale
from leadbot.model.digest import DigestCase
from leadbot.model.lead import Reference
from leadbot.service.advance import advance_all
from leadbot.service.cases import open_cases
from leadbot.service.digest import send_digests
from leadbot.service.judgement import entry
from leadbot.service.mark import Marking, mark
from support.office import Office, moment

SOLD, UNSOLD = Reference("GL-2026-00001"), Reference("GL-2026-00002")
NIP = {SOLD: "5217998192", UNSOLD: "5218077382"}
TUESDAY, WEDNESDAY = "2026-11-17 09:00", "2026-11-18 09:00"


def lead(reference: str, program: str = "promise") -> dict[str, object]:
    client = {"name": f"Młyn {reference[-1]} sp. z o.o.", "tax_id": NIP.get(Reference(reference)) if program == "promise" else None}
    product = "m365-business-basic" if program == "promise" else "infor-ln"
    return {
        "reference": reference,
        "received_at": "2026-02-02T10:00:00+01:00",
        "partner": {"name": "Alfa", "tax_id": "5210079192"},
        "client": client,
        "items": [{"product": product, "quantity": 5, "billing": "annual"}],
    }


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, program=program_by_name("promise-generuj-leady"))
    with office.registry.begin() as uow:
        store_leads(uow, office.desk.program, [lead(SOLD), lead(UNSOLD)])
    yield office
    office.close()


def report(office: Office, *rows: tuple[str, str], at: str = TUESDAY) -> None:
    """Rows of clients and products, as a report brings them at that moment."""
    with office.registry.begin() as uow:
        sales = [
            Sale(
                on=date(2026, 11, 2),
                product=product,
                quantity=5,
                annual_value=Decimal("1000.00"),
                currency="PLN",
                billing="annual",
                client_tax_id=client,
            )
            for client, product in rows
        ]
        uow.deals.add_sales(office.desk.program.id, sales, at=moment(at), by="anna")


def cases(office: Office, kind: str, *, told: str, now: str) -> list[DigestCase]:
    with office.registry.begin() as uow:
        return [case for case in open_cases(uow, office.desk, moment(now), moment(told)) if case.kind == kind]


def test_rows_that_fit_no_lead_are_told_once_with_why(office: Office) -> None:
    report(office, (NIP[SOLD], "m365-business-basic"), (NIP[SOLD], "azure"), ("5219423610", "o365-e1"))

    (case,) = cases(office, "sales", told="2026-11-16 09:00", now=WEDNESDAY)
    assert case.question == "Wiersze raportu sprzedaży, których nie rozliczono: 2."
    assert sorted(line.rpartition(" – ")[2] for line in case.excerpt.splitlines()) == [
        "brak zgłoszenia tego klienta",
        "nie pasuje żadna stawka programu",
    ]
    assert "5219423610" in case.excerpt
    assert cases(office, "sales", told=WEDNESDAY, now="2026-11-19 09:00") == []


def test_rows_that_are_reckoned_with_are_no_case(office: Office) -> None:
    report(office, (NIP[SOLD], "m365-business-basic"))
    assert cases(office, "sales", told="2026-11-16 09:00", now=WEDNESDAY) == []


def test_the_digest_shows_the_rows_and_comes_for_them_alone(office: Office) -> None:
    report(office, *((f"52194236{n:02d}", "o365-e1") for n in range(25)))
    office.now = moment(WEDNESDAY)
    assert send_digests(office.registry, office.desk, office.now, office.reader) == 1

    text = office.text_of(next(row for row in office.outbox() if row.key.startswith("digest:")))
    assert "których nie rozliczono: 25." in text
    assert "5219423600" in text
    assert "… (+5)" in text


def test_while_a_programme_is_settled_leads_without_a_row_are_told_once_a_week(office: Office) -> None:
    report(office, (NIP[SOLD], "m365-business-basic"))
    assert cases(office, "unsold", told="2026-11-13 09:00", now=WEDNESDAY) == []

    (case,) = cases(office, "unsold", told="2027-01-08 09:00", now="2027-01-11 09:00")
    assert case.excerpt == f"{UNSOLD} – Młyn 2 sp. z o.o. – Alfa"
    assert cases(office, "unsold", told="2027-01-11 09:00", now="2027-01-12 09:00") == []


def test_a_lead_that_was_won_and_is_in_no_report_is_told_once_a_week(tmp_path: Path) -> None:
    office = Office(tmp_path, program=program_by_name("infor-referral"))
    first, second = Reference("IR-2026-00001"), Reference("IR-2026-00002")
    with office.registry.begin() as uow:
        store_leads(uow, office.desk.program, [lead(first, "infor"), lead(second, "infor")])
        mark(uow, office.desk, first, Marking(event=EventKind.WON, on=date(2026, 11, 2)), moment(TUESDAY))
        sale = Sale(
            on=date(2026, 11, 2), product="infor-ln", quantity=1, annual_value=Decimal(9), currency="EUR", reference="IR-2026-00009"
        )
        uow.deals.add_sales(office.desk.program.id, [sale], at=moment(TUESDAY), by="anna")
    advance_all(office.registry, office.desk, moment(TUESDAY))

    (case,) = cases(office, "unsold", told="2026-11-13 09:00", now="2026-11-18 09:00")
    assert case.excerpt.startswith(first)
    assert second not in case.excerpt
    assert "aucune opportunité de ce client" in cases(office, "sales", told="2026-11-16 09:00", now=WEDNESDAY)[0].excerpt
    office.close()


def split(office: Office, *received: str, told: str | None, completed: str = "", now: str = "2026-04-20 09:00") -> list[str]:
    """What staff read of leads of one partner for one client, received on those days; the last lacked something until it was completed."""
    rows = [
        {**lead(f"GL-2026-{n:05d}"), "received_at": f"{day}T10:00:00+01:00", "client": {"name": "Browar", "tax_id": "6423171456"}}
        for n, day in enumerate(received, 11)
    ]
    with office.registry.begin() as uow:
        store_leads(uow, office.desk.program, rows)
        for at, outcome in ((f"{received[-1]} 11:00", "incomplete missing:client.tax_id"), (completed, "confirmed")):
            if completed:
                uow.leads.note(Reference(str(rows[-1]["reference"])), entry(moment(at), "judged", "leadbot", outcome))
        found = open_cases(uow, office.desk, moment(now), moment(told) if told else None)
    return [line for case in found if case.kind == "split" for line in case.excerpt.splitlines()]


@pytest.mark.parametrize(("second", "shown"), [("2026-03-31", 1), ("2026-04-01", 0)])
def test_two_leads_of_one_partner_for_one_client_within_thirty_days_are_shown(office: Office, second: str, shown: int) -> None:
    assert split(office, "2026-03-01", second, told=None) == ["GL-2026-00011 + GL-2026-00012 – Browar – Alfa"][:shown]


def test_such_leads_are_shown_once(office: Office) -> None:
    assert split(office, "2026-03-01", "2026-03-20", told="2026-03-21 09:00") == []


def test_a_lead_that_was_completed_later_is_shown_then(office: Office) -> None:
    assert len(split(office, "2026-03-01", "2026-03-20", completed="2026-03-23 10:00", told="2026-03-21 09:00")) == 1


def test_a_completed_lead_is_shown_once(office: Office) -> None:
    assert split(office, "2026-03-01", "2026-03-20", completed="2026-03-23 10:00", told="2026-03-24 09:00") == []
