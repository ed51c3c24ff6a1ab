"""A copy is made while others write, and is sound; a damaged file is told."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from leadbot.model.errors import DatabaseOutOfReach, NotPossible
from leadbot.registry import SqlRegistry, back_up, damage, open_registry, put_back
from leadbot.registry.generation import Mark
from leadbot.service.restore import begin_cycle
from support.office import moment

NOW = moment("2026-11-16 10:00")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "leadbot.db"


@pytest.fixture
def registry(database: Path) -> Iterator[SqlRegistry]:
    with closing(open_registry(f"sqlite:///{database}")) as opened:
        yield opened


def cycle(registry: SqlRegistry, database: Path) -> bool:
    return begin_cycle(registry, Mark(database), ["generuj"], NOW)


def test_others_write_while_a_copy_is_made(registry: SqlRegistry, database: Path, tmp_path: Path) -> None:
    written, done = threading.Event(), threading.Event()

    def write() -> None:
        while not done.is_set():
            cycle(registry, database)
            written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.wait(10)
        for number in range(5):
            back_up(database, tmp_path / f"{number}.db")
    finally:
        done.set()
        writer.join()

    assert [damage(tmp_path / f"{number}.db") for number in range(5)] == [[]] * 5


def test_a_database_at_work_is_not_taken_for_restored(registry: SqlRegistry, database: Path) -> None:
    assert [cycle(registry, database) for _ in range(3)] == [False] * 3


@pytest.mark.failure("F94")
def test_a_process_that_died_as_it_counted_the_first_cycle_restored_nothing(
    registry: SqlRegistry, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Mark.write

    def die(mark: Mark, number: int) -> None:
        if number:
            raise KeyboardInterrupt
        write(mark, number)

    monkeypatch.setattr(Mark, "write", die)
    with pytest.raises(KeyboardInterrupt):
        cycle(registry, database)
    monkeypatch.undo()

    assert [cycle(registry, database) for _ in range(2)] == [False] * 2


@pytest.mark.failure("F94")
def test_a_copy_of_the_very_cycle_counts_as_older(registry: SqlRegistry, database: Path, tmp_path: Path) -> None:
    cycle(registry, database)
    back_up(database, tmp_path / "copy.db")
    registry.close()
    put_back(tmp_path / "copy.db", database)

    with closing(open_registry(f"sqlite:///{database}")) as restored:
        assert cycle(restored, database)
        assert not cycle(restored, database)


@pytest.mark.failure("F94")
def test_a_database_that_was_at_work_elsewhere_counts_as_restored(registry: SqlRegistry, database: Path) -> None:
    cycle(registry, database)
    Mark(database)._path.unlink()

    assert cycle(registry, database)


def test_what_lay_there_is_kept_beside(registry: SqlRegistry, database: Path, tmp_path: Path) -> None:
    cycle(registry, database)
    back_up(database, tmp_path / "copy.db")
    registry.close()

    asides = [put_back(tmp_path / "copy.db", database) for _ in range(2)]

    assert [aside and aside.name for aside in asides] == ["leadbot.db.before-restore-1", "leadbot.db.before-restore-2"]
    assert all(aside and damage(aside) == [] for aside in asides)


def test_what_is_no_database_is_damaged_and_never_put_back(database: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_bytes(b"words " * 1000)
    sqlite3.connect(database).close()
    before = database.read_bytes()

    with pytest.raises(NotPossible, match="damaged"):
        put_back(tmp_path / "bad.db", database)

    assert database.read_bytes() == before


@pytest.mark.usefixtures("registry")
def test_without_a_database_or_a_place_for_the_copy_nothing_is_made(database: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseOutOfReach):
        back_up(tmp_path / "none.db", tmp_path / "copy.db")
    with pytest.raises(DatabaseOutOfReach):
        back_up(database, tmp_path / "no" / "such" / "copy.db")

    assert not list(tmp_path.glob("copy*"))
