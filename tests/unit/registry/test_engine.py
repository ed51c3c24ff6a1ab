"""The database is durable, and out of reach in one way only."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from leadbot.model.errors import ConfigurationError, OutOfReach
from leadbot.registry import SqlRegistry, open_registry
from leadbot.registry.engine import open_engine, transaction


def test_every_commit_survives_a_power_cut(registry: SqlRegistry) -> None:
    with registry.begin() as uow:
        settings = {name: uow.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")}

    assert settings == {"journal_mode": "wal", "synchronous": 2}


def test_foreign_keys_count(registry: SqlRegistry) -> None:
    with registry.begin() as uow:
        assert uow.connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_one_connection_is_kept(registry: SqlRegistry) -> None:
    seen = set()
    for _ in range(3):
        with registry.begin() as uow:
            seen.add(id(uow.connection.connection.driver_connection))

    assert len(seen) == 1


def test_a_missing_folder_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach, match=f"{tmp_path}/none/leadbot.db .* Create the folder {tmp_path}/none"):
        open_registry(f"sqlite:///{tmp_path}/none/leadbot.db")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam, " * 100)

    with pytest.raises(OutOfReach, match="not a SQLite database"):
        open_registry(f"sqlite:///{letter}")
    assert letter.read_text().startswith("Dear Sir")


@pytest.mark.parametrize("url", ["postgresql://leadbot:secret@db/leads", "leadbot.db"])
def test_only_sqlite_urls_are_taken_and_no_password_is_shown(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"sqlite:///leadbot\.db") as refused:
        open_registry(url)
    assert "secret" not in str(refused.value)


def test_a_relative_path_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    open_registry("sqlite:///here.db").close()

    assert (tmp_path / "here.db").is_file()


@pytest.mark.failure("F91")
def test_a_second_process_is_told_who_holds_the_file(registry: SqlRegistry, url: str) -> None:
    second = open_registry(url, busy_seconds=0.05)
    with registry.begin(), pytest.raises(OutOfReach, match="Another process is writing"), second.begin():
        pass

    with second.begin() as uow:
        assert uow.messages.all() == []
    second.close()


@pytest.mark.failure("F91")
def test_a_second_thread_waits_for_its_turn(url: str) -> None:
    registry = open_registry(url)

    def count_up(_: int) -> None:
        with registry.begin() as uow:
            uow.connection.exec_driver_sql("INSERT INTO list_import SELECT 'demo', count(*) FROM list_import")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count_up, range(40)))

    with registry.begin() as uow:
        assert len(uow.lists.imported("demo")) == 40
    registry.close()


def test_a_block_inside_another_is_refused_and_harms_nothing(registry: SqlRegistry) -> None:
    with registry.begin() as uow:
        with pytest.raises(OutOfReach), registry.begin():
            pass
        assert uow.messages.all() == []


@pytest.mark.failure("F93")
def test_first_starts_at_the_same_moment_do_not_clash(url: str) -> None:
    start = f"from leadbot.registry import open_registry; open_registry({url!r}).close()"
    starts = [subprocess.Popen([sys.executable, "-c", start]) for _ in range(3)]

    assert [process.wait(60) for process in starts] == [0, 0, 0]


def test_readers_of_a_read_only_file_are_told_when_they_write(registry: SqlRegistry, tmp_path: Path) -> None:
    registry.close()
    reader = open_registry(f"sqlite:///file:{tmp_path / 'leadbot.db'}?mode=ro&uri=true")

    with pytest.raises(OutOfReach, match="write access"), reader.begin() as uow:
        uow.lists.replace("demo", "members", (), fold=str.lower)
    reader.close()


class TestAFullDisk:
    """Simulated by SQLite's own limit on pages."""

    @pytest.fixture(autouse=True)
    def _small(self, registry: SqlRegistry) -> None:
        with registry.begin() as uow:
            pages = uow.connection.exec_driver_sql("PRAGMA page_count").scalar()
            uow.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def test_is_told_with_its_remedy_and_nothing_is_half_done(self, registry: SqlRegistry, make) -> None:
        def block() -> None:
            with registry.begin() as uow:
                uow.messages.store((make.message("small"), b"x"))
                uow.messages.store((make.message("large"), os.urandom(3_000_000)))

        with pytest.raises(OutOfReach, match="disk is full: make room"):
            block()

        with registry.begin() as uow:
            assert uow.messages.all() == []

    def test_lets_nothing_of_the_block_through_even_where_the_error_is_swallowed(self, registry: SqlRegistry, make) -> None:
        def block() -> None:
            with registry.begin() as uow:
                with suppress(OutOfReach), uow.savepoint():
                    uow.messages.store((make.message("large"), os.urandom(3_000_000)))
                uow.messages.store((make.message("late"), b"x"))

        with pytest.raises(OutOfReach):
            block()

        with registry.begin() as uow:
            assert uow.messages.all() == []


@pytest.mark.failure("F95")
def test_a_damaged_file_is_out_of_reach(registry: SqlRegistry, url: str, tmp_path: Path, make) -> None:
    with registry.begin() as uow:
        for _ in range(50):
            uow.messages.store((make.message(), os.urandom(5_000)))
    registry.close()
    file = tmp_path / "leadbot.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))

    def look() -> None:
        with closing(open_registry(url)) as damaged, damaged.begin() as uow:
            uow.messages.all()

    with pytest.raises(OutOfReach, match=r"leadbot\.db"):
        look()


def test_a_database_without_leadbots_tables_is_no_raw_error(url: str) -> None:
    engine = open_engine(url)
    with pytest.raises(OutOfReach) as refused, transaction(engine) as connection:
        connection.exec_driver_sql("SELECT * FROM lead")
    engine.dispose()

    assert isinstance(refused.value.__cause__, sqlite3.OperationalError)
