"""Any older database becomes today's; the tables and the steps to them never drift apart."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from leadbot.model.errors import NotPossible
from leadbot.registry import audit, damage, open_registry
from leadbot.registry.engine import open_engine, transaction
from leadbot.registry.migrations import HEAD, configuration, current, downgrade, migrate
from leadbot.registry.tables import metadata
from leadbot.service.digest import send_digests
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
    """A database of today's with leads in several states, their history, answers, and a digest with its cases."""
    folder = tmp_path_factory.mktemp("filled")
    office = Office(folder)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA), at="2026-11-16 09:10", sender=EWA)
    office.take(form({**CLIENT, "NIP klienta": "5260250995", "Klient": "Młyn Dolny"}, ALFA, Liczba_PC=None), at="2026-11-16 09:20")
    office.take_raw(b"From: jan@alfa.example\r\n\r\n" + b"A" * 26_300_000, at="2026-11-16 09:30")
    office.deliver()
    office.now = moment("2026-11-17 08:00")
    send_digests(office.registry, office.desk, office.now)
    office.close()
    return folder / "leadbot.db"


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
