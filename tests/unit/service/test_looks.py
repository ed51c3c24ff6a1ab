"""A cycle reads nothing again as long as nothing is another: neither the day, the program, nor anything in the registry."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leadbot.model.deals import InvoiceRequest
from leadbot.registry.deals import SqlDeals
from leadbot.registry.leads import SqlLeads
from leadbot.registry.tenders import SqlTenders
from leadbot.service.advance import advance_all
from leadbot.service.ask_for_invoices import ask_for_invoices
from leadbot.service.chase import chase
from leadbot.service.desk import Desk
from leadbot.service.judgement import entry
from leadbot.service.looks import Looks
from leadbot.service.tell_events import tell_events
from leadbot.service.tell_payments import tell_payments
from leadbot.service.tenders import pass_on_due
from leadbot.service.unit_of_work import Registry
from leadbot.service.warn import warn
from leadbot.service.warn_of_volume import warn_of_volume
from support.office import Office, moment

from .fees import ASKED, REF, fee_office, pay_client

Step = Callable[[Registry, Desk, datetime, Looks], object]
STEPS: tuple[Step, ...] = (chase, advance_all, warn_of_volume, tell_events, pass_on_due, ask_for_invoices, tell_payments, warn)
NOW = moment(ASKED)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = fee_office(tmp_path)
    yield office
    office.close()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often all leads, events or calls for offers were read."""
    counted: Counter[str] = Counter()
    for room, name in ((SqlLeads, "in_state"), (SqlLeads, "all"), (SqlDeals, "events"), (SqlTenders, "all")):
        _count(monkeypatch, room, name, counted)
    return counted


def _count(monkeypatch: pytest.MonkeyPatch, room: type, name: str, counted: Counter[str]) -> None:
    real = getattr(room, name)

    def watched(*args: object, **kwargs: object) -> object:
        counted[name] += 1
        return real(*args, **kwargs)

    monkeypatch.setattr(room, name, watched)


def run(office: Office, looks: Looks, at: datetime = NOW) -> None:
    for step in STEPS:
        step(office.registry, office.desk, at, looks)


def requests(office: Office) -> list[str]:
    with office.registry.begin() as uow:
        return [request.result for request in uow.deal_facts.all(office.desk.program.id, InvoiceRequest)]


def test_where_nothing_has_happened_nothing_is_read_again(office: Office, reads: Counter[str]) -> None:
    looks = Looks()
    run(office, looks)
    office.deliver(ASKED)
    run(office, looks, NOW + timedelta(minutes=1))
    run(office, looks, NOW + timedelta(minutes=2))
    assert reads

    reads.clear()
    run(office, looks, NOW + timedelta(minutes=3))
    assert reads == {}


def test_another_day_or_an_entry_in_the_registry_has_all_looked_at(office: Office, reads: Counter[str]) -> None:
    looks = Looks()
    run(office, looks, moment("2026-09-30 12:01"))
    run(office, looks, moment("2026-09-30 12:02"))

    reads.clear()
    pay_client(office, REF, "10.00")
    run(office, looks, moment("2026-09-30 12:03"))
    assert reads["events"] > 0

    run(office, looks, moment("2026-09-30 12:04"))
    reads.clear()
    run(office, looks, NOW)
    assert reads["events"] > 0


def test_that_a_request_for_an_invoice_was_delivered_is_noticed_in_the_next_cycle(office: Office) -> None:
    looks = Looks()
    assert ask_for_invoices(office.registry, office.desk, NOW, looks) == 2
    ask_for_invoices(office.registry, office.desk, NOW + timedelta(minutes=1), looks)
    assert requests(office) == []

    office.deliver(ASKED)
    ask_for_invoices(office.registry, office.desk, NOW + timedelta(minutes=2), looks)
    assert requests(office) == ["delivered", "delivered"]


def test_what_failed_is_looked_at_again_though_nothing_is_another(office: Office) -> None:
    looks = Looks()
    found = iter([[True, None], [False, True], [True]])

    def step() -> list[bool]:
        return looks.each("step", office.registry, office.desk, NOW, lambda _: next(found))

    assert [step(), step(), step()] == [[True], [False, True], []]


def test_programs_and_steps_are_looked_at_each_for_itself(office: Office) -> None:
    looks = Looks()
    assert looks.each("one", office.registry, office.desk, NOW, lambda _: [1]) == [1]
    assert looks.each("other", office.registry, office.desk, NOW, lambda _: [2]) == [2]
    with office.registry.begin() as uow:
        uow.leads.note(REF, entry(NOW, "noted", "anna", ""))
    assert looks.each("one", office.registry, office.desk, NOW, lambda _: [3]) == [3]
