"""An operator hears of troubles by the second way, and watchdogs see whether the work goes on."""

import json
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

import pytest

from support.installation import Installation
from support.office import ALFA, CLIENT, form, mail, moment

NINE = moment("2026-11-16 09:00")


def configure(installation: Installation, *lines: str) -> None:
    installation.config.write_text("\n".join((*lines, installation.config.read_text("utf-8"))), "utf-8")


def alarms(installation: Installation) -> list[Message]:
    files = sorted((installation.folder / "alarms" / "new").iterdir())
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def at(minute: int, day: int = 16) -> str:
    return f"2026-11-{day}T09:{minute:02}:00+01:00"


@pytest.fixture
def without_server(tmp_path: Path) -> Installation:
    """Nobody listens where its mail goes out; alarms go into a Maildir."""
    installation = Installation(tmp_path, outgoing="smtp://127.0.0.1:9?tls=none")
    installation.stop()
    configure(installation, "operator: ops@promise.pl", "alarm: maildir:alarms")
    return installation


def test_a_server_that_stays_down_alarms_by_the_second_way_once(without_server: Installation) -> None:
    without_server.drop("1", mail(form(CLIENT, ALFA), at=NINE))

    for minute in (10, 26, 27):
        without_server.run("once", now=at(minute), status=3)

    (told,) = alarms(without_server)
    assert told["To"] == "ops@promise.pl"
    assert told["Subject"] == "leadbot alarm: promise-generuj-leady: the mail server is out of reach"
    assert "127.0.0.1" in told.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_health_is_bad_while_something_is_out_of_reach_and_good_again_later(installation: Installation) -> None:
    assert "no cycle" in (installation.run("health", status=1) or installation.complaint)
    installation.run("once", now=at(10))
    assert "good" in installation.run("health", now=at(15))

    (installation.folder / "inbox").rename(installation.folder / "elsewhere")
    installation.run("once", now=at(20), status=3)
    assert "good" in installation.run("health", now=at(21))
    row = json.loads(installation.run("health", "--json", now=at(30), status=1))

    assert (row["good"], [trouble["code"] for trouble in row["troubles"]]) == (False, ["mailbox-unreachable"])
    assert row["good_at"].startswith("2026-11-16T09:10")


def test_an_alarm_without_a_way_is_a_wrong_configuration(installation: Installation) -> None:
    configure(installation, "operator: ops@promise.pl", "alarm: carrier-pigeon:ops")

    installation.run("check", status=2)

    assert "alarm" in installation.complaint
    assert "leadbot.yaml:2" in installation.complaint


def test_log_lines_are_json_by_option_and_name_no_partner(installation: Installation) -> None:
    installation.drop("1", mail("A" * 26_300_000, at=NINE))
    installation.more_environment["LEADBOT_LOG"] = "DEBUG"

    installation.run("once", "--json-log", now=at(10), status=1)

    rows = [json.loads(line) for line in installation.complaint.splitlines() if line.startswith("{")]
    assert any(row.get("action") == "process-failed" and row["key"] for row in rows)
    assert "alfa" not in installation.complaint
