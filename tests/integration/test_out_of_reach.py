"""What is missing, broken or down stops its own step alone: the error names it with what to do, and later everything is done once."""

import os
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from support.hostile import ordinary_lead
from support.installation import Installation, Sink

NOW = "2026-11-16T10:00:00+01:00"
LATER = "2026-11-16T11:00:00+01:00"
ANSWERED = "<ordinary-1@hostile.example>"


@pytest.fixture
def waiting(installation: Installation) -> Installation:
    """A lead waits in the mailbox."""
    installation.drop("1", ordinary_lead(1))
    return installation


def states(installation: Installation) -> dict[str, str]:
    """Of the replies, by recipient."""
    return {row["to"]: row["state"] for row in installation.rows("outbox") if row["purpose"] == "reply"}


@pytest.mark.parametrize("part", ["new", "cur"])
def test_a_part_of_the_maildir_is_missing(waiting: Installation, part: str) -> None:
    (waiting.folder / "inbox" / part).rename(waiting.folder / "away")

    waiting.run("once", now=NOW, status=3)

    assert f"{waiting.folder}/inbox" in waiting.complaint
    assert "mkdir -p" in waiting.complaint
    (waiting.folder / "away").rename(waiting.folder / "inbox" / part)
    waiting.run("once", now=LATER)
    assert len(waiting.sink.answers_to(ANSWERED)) == 1


def test_things_that_are_no_mails_keep_no_mail_back(waiting: Installation) -> None:
    new = waiting.folder / "inbox" / "new"
    (new / "0-folder").mkdir()
    os.mkfifo(new / "0-pipe")
    (new / "0-dangling").symlink_to("nowhere")
    (new / "0-circle").symlink_to("0-circle")
    with (new / "0-huge").open("wb") as huge:
        huge.truncate(200 * 2**20)

    waiting.run("once", now=NOW, status=1)

    assert len(waiting.sink.answers_to(ANSWERED)) == 1
    assert "0-circle" in waiting.complaint
    assert "0-huge" in waiting.complaint
    assert sorted(path.name for path in new.iterdir()) == ["0-circle", "0-dangling", "0-folder", "0-huge", "0-pipe"]


def test_the_processed_folder_can_not_be_made(tmp_path: Path) -> None:
    installation = Installation(tmp_path, processed="folder:Done")
    installation.drop("1", ordinary_lead(1))
    (tmp_path / "inbox" / ".Done").write_bytes(b"a file where the folder should be")

    installation.run("once", now=NOW, status=3)

    assert f"{tmp_path}/inbox" in installation.complaint
    assert [path.name for path in (tmp_path / "inbox" / "new").iterdir()] == ["1"]
    (tmp_path / "inbox" / ".Done").unlink()
    installation.run("once", now=LATER)
    assert len(installation.sink.answers_to(ANSWERED)) == 1
    assert len(list((tmp_path / "inbox" / ".Done" / "cur").iterdir())) == 1
    installation.stop()


@pytest.mark.parametrize("name", ["leadbot.db", ".leadbot.lock"])
def test_a_folder_where_a_file_of_ours_should_be(waiting: Installation, name: str) -> None:
    (waiting.folder / name).mkdir()

    waiting.run("once", now=NOW, status=3)

    assert str(waiting.folder) in waiting.complaint
    assert len(list((waiting.folder / "inbox" / "new").iterdir())) == 1


def test_the_databases_folder_is_missing(waiting: Installation) -> None:
    waiting.config.write_text(waiting.config.read_text("utf-8").replace("leadbot.db", "data/leadbot.db"), "utf-8")

    waiting.run("once", now=NOW, status=3)

    assert f"Create the folder {waiting.folder / 'data'}" in waiting.complaint


def test_a_server_down_for_a_cycle_delays_the_answer_and_nothing_else(waiting: Installation) -> None:
    waiting.server.stop()

    waiting.run("once", now=NOW, status=3)

    assert f"127.0.0.1:{waiting.port}" in waiting.complaint
    assert "Check host and port" in waiting.complaint
    assert states(waiting) == {"jan@partner1.example": "queued"}
    again = waiting.config.read_text("utf-8")
    other = Installation(waiting.folder / "other")
    waiting.config.write_text(again.replace(f":{waiting.port}?", f":{other.port}?"), "utf-8")
    waiting.run("once", now=LATER)
    assert len(other.sink.answers_to(ANSWERED)) == 1
    other.stop()


class _Refusing(Sink):
    """Answers each recipient as told."""

    answers: dict[str, str] = {}  # noqa: RUF012 - replaced by each test

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer


@pytest.mark.failure("F61")
def test_a_refused_recipient_stops_no_other_and_a_greylisted_one_is_tried_again(waiting: Installation) -> None:
    sink = waiting.server.handler = waiting.sink = _Refusing()
    sink.answers = {"jan@partner1.example": "550 5.1.1 unknown", "jan@partner2.example": "450 4.2.0 greylisted\x07"}
    waiting.drop("2", ordinary_lead(2))
    waiting.drop("3", ordinary_lead(3))

    waiting.run("once", now=NOW, status=1)

    assert states(waiting) == {"jan@partner1.example": "failed", "jan@partner2.example": "queued", "jan@partner3.example": "sent"}
    sink.answers = {}
    waiting.run("once", now=NOW, status=1)
    assert states(waiting)["jan@partner2.example"] == "queued"
    waiting.run("once", now=LATER, status=1)
    assert states(waiting) == {"jan@partner1.example": "failed", "jan@partner2.example": "sent", "jan@partner3.example": "sent"}
