"""A partner whose year from admission stayed below the yearly minimum is warned once that year is over, staff in copy."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from leadbot.model.deals import Sale
from leadbot.service.partners import TERMS
from leadbot.service.warn_of_volume import warn_of_volume
from support.office import moment
from support.partners import Infomaniak, answer

AFTER = "2027-11-18 09:00"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Infomaniak]:
    """With a partner admitted on 17 November 2026, and its client."""
    office = Infomaniak(tmp_path)
    message = office.apply()
    answer(office, message.references[0], approve=True)
    answer(office, message.references[0], approve=True, check=TERMS, note="by telephone")
    office.add(at="2026-11-18 10:00")
    yield office
    office.close()


def sold(office: Infomaniak, amount: str, on: date = date(2027, 3, 1), reference: str = "IK-2026-00002") -> None:
    sale = Sale(on=on, product="web-hosting", quantity=1, annual_value=Decimal(amount), currency="EUR", reference=reference)
    with office.registry.begin() as uow:
        uow.deals.add_sales(office.desk.program.id, [sale], at=moment("2027-03-02 09:00"), by="anna")


def warned(office: Infomaniak, at: str) -> int:
    return warn_of_volume(office.registry, office.desk, moment(at))


def test_once_the_year_is_over_and_not_before(office: Infomaniak) -> None:
    sold(office, "1799.99")

    assert [warned(office, day) for day in ("2027-11-16 09:00", AFTER, AFTER, "2027-12-18 09:00")] == [0, 1, 0, 0]
    row = office.outbox()[-1]
    text = " ".join(office.text_of(row).split())
    assert row.to == "ana@nubeverde.example"
    assert "mínimo anual" in text
    assert "1 800,00 EUR" in text
    with office.registry.begin() as uow:
        assert "anna@promise.pl" in uow.outbox.envelope(row.id)[1]


def test_who_reached_it_is_not(office: Infomaniak) -> None:
    sold(office, "1800.00")

    assert warned(office, AFTER) == 0


def test_nor_is_anybody_while_no_sales_were_reported(office: Infomaniak) -> None:
    assert warned(office, AFTER) == 0
