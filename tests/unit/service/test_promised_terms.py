"""What a partner was promised holds, whatever a later version of the program says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.deals import EventKind
from leadbot.model.lead import LeadState
from leadbot.model.program import Program
from leadbot.programs import load_program
from leadbot.service.advance import advance_all
from leadbot.service.ask_for_invoices import ask_for_invoices
from leadbot.service.mark import Marking, mark
from leadbot.service.pay import payouts_of
from leadbot.service.protection import Protections
from leadbot.service.versions import enter
from support.office import Office, moment

from .fees import REF, refer

TERMS = {"acceptance_days: 180": "acceptance_days: 30", "invoice_months: 6": "invoice_months: 1"}


@pytest.fixture(scope="module")
def stricter(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A later version: half the fee, 30 days, one month for invoices."""
    shipped = program_by_name("ibas-ontrack")
    text = shipped.source
    for before, after in TERMS.items():
        assert before in text
        text = text.replace(before, after)
    head, fee, tail = text.partition("id: referral-fee")
    assert "rate: 0.10" in tail
    path: Path = tmp_path_factory.mktemp("programs") / "ibas-ontrack.yaml"
    path.write_text(head + fee + tail.replace("rate: 0.10", "rate: 0.05", 1), "utf-8")
    return load_program(str(path), [], shipped.lexicons)


@pytest.fixture
def office(tmp_path: Path, stricter: Program) -> Iterator[Office]:
    """A referral of 20 July 2026, and since 1 August the stricter version in force."""
    office = Office(tmp_path, program=program_by_name("ibas-ontrack"))
    enter(office.registry, office.desk.program, moment("2026-07-01 08:00"))
    refer(office, REF, "Asiakas Oy")
    office.desk = replace(office.desk, program=stricter)
    enter(office.registry, stricter, moment("2026-08-01 08:00"))
    yield office
    office.close()


def test_the_protection_lasts_as_long_as_was_promised(office: Office) -> None:
    with office.registry.begin() as uow:
        found = Protections(uow, office.desk.program).of(uow.leads.get(REF))
    assert found is not None
    assert found.until == date(2027, 1, 16)

    advance_all(office.registry, office.desk, moment("2026-12-01 08:00"))
    assert office.lead(REF).state is LeadState.CONFIRMED
    advance_all(office.registry, office.desk, moment("2027-01-17 08:00"))
    assert office.lead(REF).state is LeadState.EXPIRED


def test_the_fee_and_the_time_for_the_invoice_are_those_that_were_promised(office: Office) -> None:
    with office.registry.begin() as uow:
        for event, day in ((EventKind.INVOICED, date(2026, 8, 10)), (EventKind.CLIENT_PAID, date(2026, 9, 30))):
            mark(uow, office.desk, REF, Marking(event=event, on=day, amount=Decimal("1000.00"), note="L-1"), moment("2026-09-30 12:00"))
        (payout,) = payouts_of(uow, office.desk.program, REF, moment("2026-10-01 09:00"))
    assert payout.amount == Decimal("100.00")

    assert ask_for_invoices(office.registry, office.desk, moment("2026-10-01 09:00")) == 1
    (row,) = [row for row in office.notices(REF) if ":invoice-" in row.key]
    text = office.text_of(row)
    assert "1.4.2027" in text
    assert "1.11.2026" not in text
