"""With no room left nothing is lost: the error names the file and what to do, and the next cycle with room completes everything once."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from support.hostile import attached, mixed, ordinary_lead
from support.installation import Installation

NOW = "2026-11-16T10:00:00+01:00"
CRAMPED = Path(__file__).parents[1] / "support" / "cramped.py"
LEADS = [f"<ordinary-{number}@hostile.example>" for number in range(6)]
LARGE = mixed("large", [b"\r\ntekst", attached(b"zdjecie.bin", random.Random(1).randbytes(300_000))])


def cramped(installation: Installation, sort: str, room: int) -> tuple[int, str]:
    """A cycle in that room: exit status and complaint."""
    command = [sys.executable, CRAMPED, sort, str(room), "once"]
    done = subprocess.run(
        command, cwd=installation.folder, env=installation.environment(NOW), capture_output=True, check=False, text=True, timeout=60
    )
    return done.returncode, done.stderr


def waiting(installation: Installation) -> int:
    return len(list((installation.folder / "inbox" / "new").iterdir()))


@pytest.fixture
def filled(installation: Installation) -> Installation:
    """A database that is there, and seven mails that are not in it yet."""
    installation.run("once", now=NOW)
    for number in range(len(LEADS)):
        installation.drop(str(number), ordinary_lead(number))
    installation.drop("large", LARGE)
    return installation


def assert_complete(installation: Installation) -> None:
    installation.run("once", now=NOW)

    messages = installation.rows("messages")
    assert len(messages) == len(LEADS) + 1
    assert "pending" not in {row["disposition"] for row in messages}
    assert [len(installation.sink.answers_to(id_)) for id_ in LEADS] == [1] * len(LEADS)
    assert installation.rows("audit")[0]["adds_up"]


@pytest.mark.failure("F83")
@pytest.mark.parametrize("sort", ["pages", "octets"])
def test_with_no_room_at_all_nothing_is_taken_from_the_mailbox(filled: Installation, sort: str) -> None:
    status, complaint = cramped(filled, sort, 0 if sort == "pages" else 50_000)

    assert status == 3
    assert str(filled.folder / "leadbot.db") in complaint
    assert "full" in complaint
    assert "make room" in complaint
    assert waiting(filled) == len(LEADS) + 1
    assert filled.sink.mails == []
    assert_complete(filled)


@pytest.mark.failure("F83")
def test_room_that_grows_a_little_each_time_never_loses_or_doubles_anything(filled: Installation) -> None:
    statuses = [cramped(filled, "pages", room)[0] for room in range(0, 25, 3)]

    assert 3 in statuses
    assert set(statuses) <= {0, 3}
    assert_complete(filled)


def test_a_mailbox_that_can_not_be_written_keeps_its_mails_and_they_are_registered_once(filled: Installation) -> None:
    (filled.folder / "inbox" / "leadbot-settled").write_bytes(b"\n" * 2_000_000)

    status, complaint = cramped(filled, "octets", 2_000_000)

    assert status == 3
    assert str(filled.folder / "inbox") in complaint
    assert waiting(filled) == len(LEADS) + 1
    assert_complete(filled)


def test_a_way_out_that_can_not_be_written_keeps_the_answers(tmp_path: Path) -> None:
    installation = Installation(tmp_path, outgoing="maildir:sent")
    installation.drop("1", ordinary_lead(1))
    (tmp_path / "sent").write_bytes(b"a file where the Maildir should be")

    installation.run("once", now=NOW, status=3)

    assert str(tmp_path / "sent") in installation.complaint
    assert {row["state"] for row in installation.rows("outbox")} == {"queued"}
    (tmp_path / "sent").unlink()
    installation.run("once", now=NOW)
    assert len(list((tmp_path / "sent" / "new").iterdir())) == len(installation.rows("outbox"))
    installation.stop()
