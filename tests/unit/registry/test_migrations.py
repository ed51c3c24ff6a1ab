"""Any older database becomes today's; the tables and the steps to them never drift apart."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from leadbot.model.deals import DealEvent, EventKind, Price, Sale, StatedAccount
from leadbot.model.errors import NotPossible
from leadbot.model.facts import ListEntry
from leadbot.model.imports import ImportRun
from leadbot.model.lead import Lead
from leadbot.model.orders import Act, Order, StandingOrder
from leadbot.model.partner import Partner
from leadbot.model.restoration import Generation, Restoration
from leadbot.model.tenders import Called
from leadbot.registry import SqlUnitOfWork, audit, damage, open_registry
from leadbot.registry.engine import open_engine, transaction
from leadbot.registry.migrations import HEAD, configuration, current, downgrade, migrate
from leadbot.registry.tables import metadata
from leadbot.service.digest import send_digests
from leadbot.service.pay import record
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, moment

SCHEMA = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
FIRST = "0001"


def schema(connection: Connection) -> dict[str, str]:
    return {name: re.sub(r"\s+", " ", sql) for name, sql in connection.execute(SCHEMA)}


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    yield opened
    opened.dispose()


def test_the_steps_build_exactly_what_a_new_database_has(engine: Engine, url: str) -> None:
    migrate(engine, FIRST)
    migrate(engine)
    new = open_engine(url + ".new")
    migrate(new)
    with transaction(new) as connection:
        expected = schema(connection)
    new.dispose()

    with transaction(engine) as connection:
        assert schema(connection) == expected
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_step_is_the_one_that_the_code_wants(engine: Engine) -> None:
    with transaction(engine) as connection:
        assert ScriptDirectory.from_config(configuration(connection)).get_heads() == [HEAD]


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)

    with transaction(engine) as connection:
        assert current(connection) == HEAD


def test_every_step_can_be_taken_back_and_again(engine: Engine) -> None:
    migrate(engine)
    with transaction(engine) as connection:
        before = schema(connection)

    downgrade(engine, "base")
    with transaction(engine) as connection:
        assert schema(connection).keys() <= {"sqlite_sequence", "alembic_version"}

    migrate(engine)
    with transaction(engine) as connection:
        assert schema(connection) == before


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of today's with rows in every table: leads in several states, their history, answers, a digest, and all the rest."""
    folder = tmp_path_factory.mktemp("filled")
    office = Office(folder)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA), at="2026-11-16 09:10", sender=EWA)
    office.take(form({**CLIENT, "NIP klienta": "5260250995", "Klient": "Młyn Dolny"}, ALFA, Liczba_PC=None), at="2026-11-16 09:20")
    office.take_raw(b"From: jan@alfa.example\r\n\r\n" + b"A" * 26_300_000, at="2026-11-16 09:30")
    office.deliver()
    office.now = moment("2026-11-17 08:00")
    send_digests(office.registry, office.desk, office.now)
    with office.registry.begin() as uow:
        _fill_the_rest(uow, office)
    office.close()
    return folder / "leadbot.db"


def _fill_the_rest(uow: SqlUnitOfWork, office: Office) -> None:
    """Rows of the tables that no mail of these fills."""
    program, now = office.desk.program, office.now
    first = uow.leads.all()[0]
    company = ListEntry(tax_id="6423171456", number="", name="Browar Zdrój Sp. z o.o.", dated=date(2026, 11, 1))
    uow.lists.replace(program.id, "existing-clients", [company], str.casefold)
    uow.lists.note_import(
        ImportRun(program=program.id, list="existing-clients", at=now, by="anna", file="a.csv", added=1, changed=0, gone=0, refused=0)
    )
    uow.deals.replace_prices(program.id, [Price(deal_type="new", product="azure", term_months=12, amount=Decimal("9.50"), currency="PLN")])
    sale = Sale(
        on=date(2026, 11, 17), product="azure", quantity=5, annual_value=Decimal("100.00"), currency="PLN", reference=first.reference
    )
    uow.deals.add_sales(program.id, [sale], at=now, by="anna")
    uow.deals.add_events(program.id, [DealEvent(reference=first.reference, event=EventKind.WON, on=date(2026, 11, 17))], at=now, by="anna")
    record(uow, program, StatedAccount(reference=first.reference, iban="PL61109010140000071219812874", at=now, by="anna"), "anna", now)
    called = Called(message=first.from_message, at=now, language="pl", description="Migracja poczty")
    uow.tenders.add(program.id, uow.tenders.next_reference(program), called, at=now)
    uow.versions.enter(program.id, program.version, "source", now)
    uow.generations.enter(Generation(number=1, at=now))
    uow.generations.begin(Restoration(program=program.id, restored_at=now, good_until=now))
    uow.erasing.note(program.id, [("leads", 1)], cause="retention", by="leadbot", at=now)
    uow.partners.admit(program, _company(first, now))
    case = replace(
        uow.orders.cases(program.id, _digest(uow))[0], digest="<question@promise.pl>", kind="question", message=first.from_message
    )
    uow.orders.put_cases([case])
    order = Order(line="ok", act=Act.APPROVE)
    uow.orders.put(StandingOrder(case=case, order=order, message=first.from_message, due_at=now))


def _digest(uow: SqlUnitOfWork) -> str:
    return next(row.message_id for row in uow.outbox.all() if row.key.startswith("digest:"))


def _company(lead: Lead, now: datetime) -> Partner:
    return Partner(
        program=lead.program,
        number="",
        application=lead.reference,
        name="Alfa",
        folded_name="alfa",
        tax_id="5260250274",
        address=lead.partner.address,
        email_domain="alfa.example",
        contact_email="",
        fields=(),
        since=now,
    )


def test_the_filled_database_has_rows_in_every_table(filled: Path) -> None:
    engine = open_engine(f"sqlite:///{filled}")
    with transaction(engine) as connection:
        empty = [name for name in metadata.tables if not connection.scalar(text(f"SELECT count(*) FROM {name}"))]
    engine.dispose()

    assert empty == []


@pytest.mark.parametrize("revision", [f"{number:04}" for number in range(1, int(HEAD))])
def test_a_filled_database_of_any_older_revision_becomes_today_s_and_adds_up(revision: str, filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "old.db"
    shutil.copy(filled, copy)
    engine = open_engine(f"sqlite:///{copy}")
    with transaction(engine) as connection:
        before = {
            name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("message", "lead", "history", "outbox", "hold")
        }
    downgrade(engine, revision)
    engine.dispose()

    with closing(open_registry(f"sqlite:///{copy}")) as registry, registry.begin() as uow:
        report = audit(uow)
        after = {name: uow.connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in before}

    assert after == before
    assert report.adds_up
    assert [finding.code for finding in report.findings if finding.broken] == ["parked"]
    assert not damage(copy)


def test_a_newer_leadbots_database_is_left_alone(engine: Engine) -> None:
    migrate(engine)
    with transaction(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NotPossible, match="newer leadbot"):
        migrate(engine)


@pytest.mark.failure("F94")
def test_a_migration_that_breaks_off_leaves_the_old_database(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE list_entry (mine TEXT)")

    with pytest.raises(Exception, match="list_entry"):
        migrate(engine)

    with transaction(engine) as connection:
        assert schema(connection).keys() == {"list_entry"}


@pytest.mark.parametrize("new", [True, False])
def test_a_start_on_a_new_or_current_database_does_not_load_alembic(engine: Engine, url: str, *, new: bool) -> None:
    if not new:
        migrate(engine)
        engine.dispose()
    script = f"import sys; from leadbot.registry import open_registry; open_registry({url!r}).close(); print('alembic' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"
