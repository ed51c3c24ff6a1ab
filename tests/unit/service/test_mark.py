"""Events that staff mark: checked, kept, read back, never overwritten."""

from datetime import date
from decimal import Decimal

import pytest

from leadbot.judging.folding import fold
from leadbot.model.deals import EventKind, Sale
from leadbot.model.errors import NotPossible, UnknownReference
from leadbot.model.facts import ListEntry
from leadbot.model.lead import Reference
from leadbot.service.decide import Decision, decide
from leadbot.service.mark import Marking, mark
from leadbot.service.pay import answer_gate, payouts_of, spent
from support.office import ALFA, BETA, CLIENT, Office, form, moment

NOW = moment("2026-11-20 09:00")
LEAD = Reference("GL-2026-00001")


@pytest.fixture
def lead(office: Office) -> Reference:
    """A lead that a mail registered and staff confirmed."""
    office.take(form(CLIENT, ALFA), at="2026-11-17 09:00")
    with office.registry.begin() as uow:
        return decide(uow, office.desk, LEAD, Decision(approve=True), NOW).reference


def marked(office: Office, event: EventKind, **values: object) -> str:
    with office.registry.begin() as uow:
        kept = mark(uow, office.desk, LEAD, Marking(event=event, by="anna", **values), NOW)  # type: ignore[arg-type]
    return f"{kept.event} {kept.on} {kept.amount} {kept.currency} {kept.note}".strip()


def test_an_event_is_kept_with_its_day_and_sum(office: Office, lead: Reference) -> None:
    assert marked(office, EventKind.WON) == "won 2026-11-20 None"
    assert marked(office, EventKind.PAID, on=date(2026, 11, 19), amount=Decimal("12.50")) == "paid 2026-11-19 12.50 PLN"
    with office.registry.begin() as uow:
        assert [(event.event, event.on.isoformat()) for event in uow.deals.events_of(lead)] == [
            ("won", "2026-11-20"),
            ("paid", "2026-11-19"),
        ]
        history = [(entry.event, entry.by, entry.detail) for entry in uow.leads.history(lead)]
    assert ("marked", "anna", "paid 2026-11-19 12.50 PLN") in history


def test_said_twice_it_is_told_and_kept_once(office: Office, lead: Reference) -> None:
    marked(office, EventKind.INVOICED, amount=Decimal(100), note="F-1")
    with pytest.raises(NotPossible, match="recorded already"):
        marked(office, EventKind.INVOICED, amount=Decimal(100), note="F-1")
    marked(office, EventKind.INVOICED, amount=Decimal(100), note="F-2")
    with office.registry.begin() as uow:
        assert len(uow.deals.events_of(lead)) == 2


@pytest.mark.parametrize(
    ("event", "values", "told"),
    [
        (EventKind.WON, {"on": date(2026, 11, 21)}, "can't be recorded ahead"),
        (EventKind.CLIENT_PAID, {}, "needs its sum"),
        (EventKind.SIGNED, {"amount": Decimal(1)}, "has no sum"),
        (EventKind.PAID, {"amount": Decimal(0)}, "not above 0"),
        (EventKind.PAID, {"amount": Decimal("NaN")}, "not above 0"),
        (EventKind.PAID, {"amount": Decimal(1), "currency": "EUR"}, "reckons in PLN"),
    ],
)
def test_what_cannot_be_meant_is_refused(office: Office, lead: Reference, event: EventKind, values: dict[str, object], told: str) -> None:
    with pytest.raises(NotPossible, match=told):
        marked(office, event, **values)
    with office.registry.begin() as uow:
        assert uow.deals.events_of(lead) == []


def test_an_unknown_lead_has_no_events(office: Office) -> None:
    with pytest.raises(UnknownReference):
        marked(office, EventKind.WON)


def test_only_gates_of_the_program_are_answered(office: Office, lead: Reference) -> None:
    with office.registry.begin() as uow, pytest.raises(NotPossible, match="gate:budget, gate:new-partner"):
        answer_gate(uow, office.desk.program, lead, "gate:warranty", passed=True, by="anna", now=NOW)


def test_a_registered_lead_has_an_estimate(office: Office, lead: Reference) -> None:
    with office.registry.begin() as uow:
        (payout,) = payouts_of(uow, office.desk.program, lead, NOW)
    assert (payout.state, payout.rate, payout.amount) == ("estimated", Decimal("0.20"), None)


def sold(office: Office, value: str, quantity: int) -> None:
    sale = Sale(
        on=date(2026, 11, 18),
        product="m365-e3",
        quantity=quantity,
        annual_value=Decimal(value),
        currency="PLN",
        billing="annual",
        client_tax_id="6423171456",
    )
    with office.registry.begin() as uow:
        uow.deals.add_sales(office.desk.program.id, [sale], at=NOW, by="anna")


@pytest.mark.parametrize(
    ("value", "quantity", "taken", "state"),
    [
        ("1000.00", 10, "0", "in_review"),  # could not use up the pool: not reckoned
        ("500000.00", 500, "10000.00", "in_review"),
        ("499999.95", 250, "99999.99", "in_review"),
        ("500000.00", 250, "100000.00", "rejected"),
    ],
)
def test_leads_are_rejected_once_payouts_have_used_up_the_pool(
    office: Office, lead: Reference, value: str, quantity: int, taken: str, state: str
) -> None:
    with office.registry.begin() as uow:
        uow.lists.replace(office.desk.program.id, "earlier-partners", [ListEntry(tax_id="5260250274")], fold)
    sold(office, value, quantity)
    with office.registry.begin() as uow:
        assert str(spent(uow, office.desk.program, NOW)) == taken

    other = office.take(form(CLIENT, BETA, NIP_klienta="5217998192", Klient="Inna Firma Sp. z o.o."), at="2026-11-20 10:00")
    assert office.lead_of(other).state == state
    assert lead


def test_a_lead_that_was_rejected_is_not_won(office: Office, lead: Reference) -> None:
    with office.registry.begin() as uow:
        decide(uow, office.desk, lead, Decision(approve=False, reason="vendor-discretion", note="inny program"), office.now)

    with pytest.raises(NotPossible, match="is rejected"):
        marked(office, EventKind.WON)
