"""Events that staff mark: checked, kept, read back, never overwritten."""

from datetime import date
from decimal import Decimal

import pytest

from leadbot.model.deals import EventKind
from leadbot.model.errors import NotPossible, UnknownReference
from leadbot.model.lead import Reference
from leadbot.service.decide import Decision, decide
from leadbot.service.mark import Marking, mark
from leadbot.service.pay import answer_gate, payouts_of
from support.office import ALFA, CLIENT, Office, form, moment

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
