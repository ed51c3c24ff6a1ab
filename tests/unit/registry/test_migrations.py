"""Any older database becomes today's; the tables and the steps to them never drift apart."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from leadbot.model.errors import NotPossible
from leadbot.registry.engine import open_engine, transaction
from leadbot.registry.migrations import HEAD, configuration, current, downgrade, migrate
from leadbot.registry.tables import metadata

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


def test_a_newer_leadbots_database_is_left_alone(engine: Engine) -> None:
    migrate(engine)
    with transaction(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NotPossible, match="newer leadbot"):
        migrate(engine)


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
