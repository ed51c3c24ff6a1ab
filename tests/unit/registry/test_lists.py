"""Lists that staff import come back as imported, and replace what was there."""

from datetime import date

from leadbot.model.facts import ListEntry
from leadbot.registry import SqlUnitOfWork

BOLT = ListEntry(
    tax_id="9482145678", number="77", name="Bolt sp. z o.o.", email_domain="bolt.example", dated=date(2026, 2, 28), services=("suite",)
)


def test_rows_come_back_in_the_order_of_import(uow: SqlUnitOfWork) -> None:
    uow.lists.replace("demo", "clients", [BOLT, ListEntry(name="Ada")], fold=str.lower)

    assert uow.lists.entries("demo", "clients") == [BOLT, ListEntry(name="Ada")]


def test_a_new_import_replaces_that_list_alone(uow: SqlUnitOfWork) -> None:
    for program, list_id in (("demo", "clients"), ("demo", "partners"), ("other", "clients")):
        uow.lists.replace(program, list_id, [BOLT], fold=str.lower)

    uow.lists.replace("demo", "clients", [], fold=str.lower)

    assert uow.lists.entries("demo", "clients") == []
    assert uow.lists.entries("demo", "partners") == uow.lists.entries("other", "clients") == [BOLT]


def test_an_imported_list_counts_as_imported_though_empty(uow: SqlUnitOfWork) -> None:
    uow.lists.replace("demo", "clients", [], fold=str.lower)
    uow.lists.replace("demo", "clients", [], fold=str.lower)

    assert uow.lists.imported("demo") == {"clients"}
    assert uow.lists.imported("other") == frozenset()
