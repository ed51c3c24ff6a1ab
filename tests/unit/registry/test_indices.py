"""What the way of one mail looks up is found by an index, however much is stored."""

from collections.abc import Callable

import pytest

from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Disposition, MessageKey
from leadbot.model.outgoing import OutboxState
from leadbot.model.program import ListSpec
from leadbot.registry import SqlUnitOfWork
from leadbot.registry.tables import metadata

SMALL = {"list_import"}
"""Tables with a few rows a program."""

LOOK_UPS: dict[str, Callable[[SqlUnitOfWork, object], object]] = {
    "storing": lambda uow, make: uow.messages.store((make.message(), b"")),
    "message": lambda uow, _: uow.messages.get(MessageKey("m1")),
    "bytes": lambda uow, _: uow.messages.raw(MessageKey("m1")),
    "pending": lambda uow, _: uow.messages.pending("demo", 50),
    "count ended": lambda uow, make: uow.messages.count_ended("demo", make.noon),
    "ended": lambda uow, make: uow.messages.ended("demo", Disposition.SILENT, after=make.noon),
    "mails in a state": lambda uow, _: uow.outbox.in_state("demo", OutboxState.FAILED, OutboxState.UNKNOWN),
    "last digest": lambda uow, make: uow.outbox.last_digest("demo", make.noon, "anna@vendor.example"),
    "sightings": lambda uow, _: uow.messages.sightings(MessageKey("m")),
    "known": lambda uow, _: uow.messages.knows("demo", "<m@x>"),
    "attempt": lambda uow, _: uow.messages.count_attempt([MessageKey("m")]),
    "attempt taken back": lambda uow, _: uow.messages.uncount_attempt([MessageKey("m")]),
    "thread": lambda uow, _: uow.leads.in_thread("demo", ["<m@x>"]),
    "conversation": lambda uow, _: uow.outbox.thread_of("<m@x>"),
    "mail that came back": lambda uow, _: uow.outbox.by_message_id("<m@x>"),
    "reference": lambda uow, _: uow.leads.get(Reference("DM-2026-00001")),
    "next reference": lambda uow, make: uow.leads.next_reference(make.program(), make.noon),
    "putting": lambda uow, make: make.stored_lead(uow, "DM-2026-00002", "suite", keys=make.keys("tax:2")),
    "alike": lambda uow, make: uow.leads.alike("demo", make.keys("tax:1", "bolt", "a@b.example", "+48")),
    "partner": lambda uow, make: uow.leads.of_partner("demo", make.partner()),
    "own": lambda uow, _: uow.leads.own("demo", "anna@acme.example", "acme.example"),
    "state": lambda uow, _: uow.leads.in_state("demo", LeadState.INCOMPLETE),
    "history": lambda uow, _: uow.leads.history(Reference("DM-2026-00001")),
    "addresses": lambda uow, _: uow.leads.addresses(Reference("DM-2026-00001")),
    "due": lambda uow, make: uow.outbox.due("demo", make.noon, 50),
    "interrupted": lambda uow, _: uow.outbox.interrupted("demo"),
    "held": lambda uow, _: uow.outbox.held(Reference("DM-2026-00001")),
    "mail": lambda uow, _: uow.outbox.by_key("reply:m"),
    "cap of an address": lambda uow, make: uow.outbox.count("demo", since=make.noon, to="anna@acme.example"),
    "cap of a conversation": lambda uow, make: uow.outbox.count("demo", since=make.noon, thread="<m@x>", registers=False),
    "registered partner": lambda uow, _: uow.partners.matching(
        "demo", tax_id="1", number="2", folded_name="3", email_domain="4", address="5"
    ),
    "partner of an application": lambda uow, _: uow.partners.of_application(Reference("DM-2026-00001")),
    "what a sender said": lambda uow, _: uow.partners.remembered("demo", "anna@acme.example", "acme.example"),
    "applications": lambda uow, make: uow.leads.applications_of("demo", make.partner()),
    "incomplete leads of a partner": lambda uow, make: uow.leads.incomplete_of("demo", make.partner()),
    "rejected since": lambda uow, make: list(uow.leads.received_since("demo", LeadState.REJECTED, make.noon)),
    "facts": lambda uow, make: uow.facts(
        make.program(ListSpec(id="clients", counts="exclusion", subject="client")),
        make.keys(),
        make.partner(),
        partner_number="7",
        partner_name="acme",
        exclude=None,
        checks=(),
        changed=(),
    ),
}


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS)
def test_is_found_by_an_index(uow: SqlUnitOfWork, make, look_up) -> None:
    make.stored_lead(uow, "DM-2026-00001", "suite")
    uow.lists.replace("demo", "clients", [], fold=str.lower)
    asked: list[str] = []
    driver = uow.connection.connection.driver_connection
    driver.set_trace_callback(asked.append)

    look_up(uow, make)

    driver.set_trace_callback(None)
    plans = [line for sql in asked for line in plan(uow, sql)]
    assert asked
    assert [line for line in plans if reads_much(line)] == []


def reads_much(line: str) -> bool:
    """Whether that step of a plan goes through a table, or through all that a program ever had of it."""
    how, table, *_ = [*line.split(), ""]
    return table in metadata.tables.keys() - SMALL and (how == "SCAN" or line.endswith(("(program=?)", "created_at>?)")))


def plan(uow: SqlUnitOfWork, sql: str) -> list[str]:
    if not sql.startswith(("SELECT", "UPDATE", "DELETE")):
        return []
    return [row[3] for row in uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
