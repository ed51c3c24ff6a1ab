"""A backup is made at work; a database put back loses no mail, and sends nothing twice."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from support.installation import Installation
from support.office import ALFA, BETA, CLIENT, EWA, form, mail, moment

OTHER = {**CLIENT, "Klient": "Tartak Modrzew S.A.", "NIP klienta": "6797280418"}
THIRD = {**CLIENT, "Klient": "Piekarnia Złoty Kłos", "NIP klienta": "5260250274"}


def at(hour: int, minute: int = 0) -> str:
    return f"2026-11-16T{hour:02}:{minute:02}:00+01:00"


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Two leads answered, the second after a backup; the file of the backup lies beside."""
    installation = Installation(tmp_path, processed=getattr(request, "param", "keyword"))
    installation.drop("1", mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00")))
    installation.run("once", now=at(9, 5))
    installation.run("backup", "kept.db")
    installation.drop("2", mail(form(OTHER, BETA), sender=EWA, at=moment("2026-11-16 10:00")))
    installation.run("once", now=at(10, 5))
    yield installation
    installation.stop()


def by_hand(installation: Installation) -> None:
    for path in installation.folder.glob("leadbot.db*"):
        if path.suffix != ".generation":
            path.unlink()
    shutil.copy(installation.folder / "kept.db", installation.folder / "leadbot.db")


def by_command(installation: Installation) -> None:
    installation.run("restore", "kept.db", now=at(10, 30))


@pytest.mark.failure("F94")
@pytest.mark.parametrize(("house", "put_back"), [("keyword", by_hand), ("folder:Done", by_command)], indirect=["house"])
def test_after_a_restore_no_mail_is_lost_and_nothing_goes_out_twice(house: Installation, put_back: Callable[[Installation], None]) -> None:
    sent = len(house.sink.mails)
    put_back(house)
    assert len(house.rows("leads")) == 1

    house.run("once", now=at(11), status=None)

    assert len(house.sink.mails) == sent
    assert sorted(lead["fields"]["client.name"] for lead in house.rows("leads")) == ["Browar Zdrój Sp. z o.o.", "Tartak Modrzew S.A."]
    (held,) = [row for row in house.rows("outbox") if row["state"] == "held"]
    assert house.rows("audit")[0]["adds_up"]

    house.drop("3", mail(form(THIRD, ALFA), at=moment("2026-11-16 11:30")))
    house.run("once", now=at(11, 35), status=None)
    assert len(house.sink.mails) == sent + 1

    house.run("outbox", "--resolve", str(held["id"]), "sent")
    assert not [row for row in house.rows("outbox") if row["state"] == "held"]


def test_what_waited_in_the_backup_is_of_unknown_fate(tmp_path: Path) -> None:
    house = Installation(tmp_path, outgoing="smtp://127.0.0.1:9?tls=none")
    house.stop()
    house.drop("1", mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00")))
    house.run("once", now=at(9, 5), status=3)
    house.run("backup", "kept.db")

    assert "mails that waited" in house.run("restore", "kept.db", now=at(9, 30))

    assert {row["state"] for row in house.rows("outbox")} == {"unknown"}


def test_a_backup_is_whole_and_private_and_neither_replaces_nor_is_put_back_damaged(house: Installation) -> None:
    kept = house.folder / "kept.db"
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT count(*) FROM lead").fetchone() == (1,)
    assert kept.stat().st_mode & 0o777 == 0o600

    house.run("backup", "kept.db", status=2)
    assert "never replaces" in house.complaint

    octets = bytearray(kept.read_bytes())
    octets[4096 : 4096 * 6] = b"\xff" * (4096 * 5)
    (house.folder / "bad.db").write_bytes(octets)
    house.run("restore", "bad.db", status=2)
    assert "damaged" in house.complaint
    assert len(house.rows("leads")) == 2

    house.run("once", now=at(11))
    assert not [row for row in house.rows("outbox") if row["state"] in {"held", "unknown"}], "a database that only went on was restored"
