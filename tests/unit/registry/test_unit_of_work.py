"""A transaction is whole or not at all."""

import os
import subprocess
import sys
from inspect import Parameter, isfunction, signature

import pytest

from leadbot.model.errors import HeldByAnother
from leadbot.registry import SqlRegistry, SqlUnitOfWork
from leadbot.registry.leads import SqlLeads
from leadbot.registry.lists import SqlLists
from leadbot.registry.messages import SqlMessages
from leadbot.registry.outbox import SqlOutbox
from leadbot.service import unit_of_work as protocols

PROMISED = [
    (asked, given, name)
    for asked, given in (
        (protocols.Messages, SqlMessages),
        (protocols.Leads, SqlLeads),
        (protocols.Outbox, SqlOutbox),
        (protocols.Lists, SqlLists),
        (protocols.UnitOfWork, SqlUnitOfWork),
        (protocols.Registry, SqlRegistry),
    )
    for name, member in vars(asked).items()
    if isfunction(member) and not name.startswith("_")
]


@pytest.mark.parametrize(("asked", "given", "name"), PROMISED, ids=[f"{asked.__name__}.{name}" for asked, _, name in PROMISED])
def test_the_registry_takes_what_the_services_hand_over(asked: type, given: type, name: str) -> None:
    wanted = signature(getattr(asked, name)).parameters
    taken = signature(getattr(given, name)).parameters
    more = [parameter for parameter in taken.values() if parameter.name not in wanted]

    assert [(taken[p.name].kind, taken[p.name].default) for p in wanted.values()] == [(p.kind, p.default) for p in wanted.values()]
    assert [p for p in more if p.default is Parameter.empty] == []


def test_a_transaction_has_all_four_parts(uow: SqlUnitOfWork) -> None:
    parts = [type(part) for part in (uow.messages, uow.leads, uow.outbox, uow.lists)]

    assert parts == [SqlMessages, SqlLeads, SqlOutbox, SqlLists]


def test_what_is_committed_is_there_after_a_restart(registry: SqlRegistry, make) -> None:
    with registry.begin() as uow:
        make.stored_lead(uow, "DM-2026-00001", "suite")
    registry.close()

    with registry.begin() as uow:
        assert [lead.reference for lead in uow.leads.all()] == ["DM-2026-00001"]


def test_a_block_that_raises_leaves_nothing(registry: SqlRegistry, make) -> None:
    def block() -> None:
        with registry.begin() as uow:
            make.stored_lead(uow, "DM-2026-00001", "suite")
            uow.outbox.put(make.entry())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        block()
    with registry.begin() as uow:
        assert (uow.messages.all(), uow.leads.all(), uow.outbox.all()) == ([], [], [])


def test_a_savepoint_is_undone_alone(registry: SqlRegistry, make) -> None:
    def fail(uow: SqlUnitOfWork) -> None:
        with uow.savepoint():
            make.stored_lead(uow, "DM-2026-00002")
            raise RuntimeError

    with registry.begin() as uow:
        make.stored_lead(uow, "DM-2026-00001")
        with pytest.raises(RuntimeError):
            fail(uow)
        with uow.savepoint():
            make.stored_lead(uow, "DM-2026-00003")

    with registry.begin() as uow:
        assert [lead.reference for lead in uow.leads.all()] == ["DM-2026-00001", "DM-2026-00003"]


def test_savepoints_nest(registry: SqlRegistry, make) -> None:
    with registry.begin() as uow, uow.savepoint():
        make.stored_lead(uow, "DM-2026-00001", "suite")
        with pytest.raises(HeldByAnother), uow.savepoint():
            make.stored_lead(uow, "DM-2026-00002", "suite")

    with registry.begin() as uow:
        assert [lead.reference for lead in uow.leads.all()] == ["DM-2026-00001"]


KILLED = """
import os, sys
from datetime import UTC, datetime
from leadbot.model.stored import StoredMessage
from leadbot.registry import open_registry

at = datetime(2026, 11, 20, tzinfo=UTC)
registry = open_registry(sys.argv[1])
for key in ("committed", "begun"):
    with registry.begin() as uow:
        message = StoredMessage(
            key=key, program="demo", message_id=None, thread_ids=(), received_at=at, stored_at=at, size=0
        )
        uow.messages.store((message, b"raw"))
        if key == "begun":
            os._exit(9)
"""


def test_a_kill_loses_only_the_block_that_was_open(registry: SqlRegistry, url: str) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, url], check=False, env=os.environ)

    assert killed.returncode == 9
    with registry.begin() as uow:
        assert [message.key for message in uow.messages.all()] == ["committed"]
