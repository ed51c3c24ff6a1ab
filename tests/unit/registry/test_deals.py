"""Sales and events are only ever added; the same file again adds nothing; prices are replaced."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from leadbot.model.deals import DealEvent, EventKind, Price, Sale
from leadbot.model.lead import Reference
from leadbot.registry import SqlUnitOfWork

from .conftest import Make

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOLD = Sale(on=date(2026, 3, 2), product="suite", quantity=10, annual_value=Decimal("1200.00"), currency="EUR", client_tax_id="123")


def add(uow: SqlUnitOfWork, *rows: Sale) -> Sequence[Sale]:
    return uow.deals.add_sales("demo", rows, at=AT, by="anna")


def test_the_same_report_again_adds_nothing(uow: SqlUnitOfWork) -> None:
    assert add(uow, SOLD) == [SOLD]
    assert add(uow, SOLD) == []
    assert uow.deals.sales("demo") == [SOLD]
    assert uow.deals.sales("other") == []


def test_two_equal_rows_of_one_report_are_two_sales(uow: SqlUnitOfWork) -> None:
    add(uow, SOLD)
    assert add(uow, SOLD, SOLD) == [SOLD]
    assert uow.deals.sales("demo") == [SOLD, SOLD]


def test_an_amount_is_the_same_however_many_zeros_it_has(uow: SqlUnitOfWork) -> None:
    add(uow, SOLD)
    again = Sale(on=SOLD.on, product="suite", quantity=10, annual_value=Decimal("1.2E+3"), currency="EUR", client_tax_id="123")
    assert add(uow, again) == []


def test_equal_amounts_written_otherwise_are_two_rows_of_one_report_all_the_same(uow: SqlUnitOfWork) -> None:
    again = Sale(on=SOLD.on, product="suite", quantity=10, annual_value=Decimal("1200"), currency="EUR", client_tax_id="123")
    assert add(uow, SOLD, again) == [SOLD, again]


def test_events_come_back_as_they_were_with_and_without_an_amount(uow: SqlUnitOfWork, make: Make) -> None:
    uow.messages.store((make.message("m1"), b"mail"))
    lead = make.lead(from_message="m1")
    uow.leads.put(lead, make.keys(), ())
    won = DealEvent(reference=lead.reference, event=EventKind.WON, on=date(2026, 3, 2))
    paid = DealEvent(
        reference=lead.reference, event=EventKind.CLIENT_PAID, on=date(2026, 3, 3), amount=Decimal("0.10"), currency="EUR", note="F-1"
    )
    assert uow.deals.add_events("demo", [won, paid], at=AT, by="anna") == [won, paid]
    assert uow.deals.add_events("demo", [paid, won], at=AT, by="ben") == []
    assert uow.deals.events("demo") == uow.deals.events_of(lead.reference) == [won, paid]


def test_an_event_of_a_lead_that_is_not_there_is_refused(uow: SqlUnitOfWork) -> None:
    event = DealEvent(reference=Reference("DM-2026-09999"), event=EventKind.WON, on=date(2026, 3, 2))
    with pytest.raises(IntegrityError):
        uow.deals.add_events("demo", [event], at=AT, by="anna")


@pytest.mark.parametrize("order", ["UPDATE sale SET quantity = 9", "DELETE FROM sale"])
def test_a_kept_sale_is_never_changed_or_removed(uow: SqlUnitOfWork, order: str) -> None:
    add(uow, SOLD)
    with pytest.raises(IntegrityError, match="sale rows are never"):
        uow.connection.execute(text(order))


def test_a_price_list_replaces_the_one_before(uow: SqlUnitOfWork) -> None:
    old = Price(deal_type="new", product="desk", term_months=12, amount=Decimal("9.50"), currency="EUR")
    new = Price(deal_type="new", product="desk", term_months=24, amount=Decimal("10"), currency="EUR")
    uow.deals.replace_prices("demo", [old])
    uow.deals.replace_prices("other", [old])
    uow.deals.replace_prices("demo", [new])
    assert (uow.deals.prices("demo"), uow.deals.prices("other")) == ([new], [old])
