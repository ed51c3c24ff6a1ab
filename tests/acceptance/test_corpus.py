"""The Promise mails of the corpus, through the real command: Maildir in, SMTP out."""

import json
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.installation import COMMAND, Installation

MAILS = Path(__file__).parent.parent / "mails"
PROMISE = MAILS / "promise-generuj-leady"
AFTER_THE_LAST = "2027-01-04T10:00:00+01:00"

LEAST = {"field precision": 0.997, "field recall": 0.898, "kind": 1.0, "language": 1.0, "verdict with reasons": 0.871}
"""The figures reached; a change that falls below them fails."""
MOST = {"wrongly accepted": 0, "wrongly rejected": 0, "unreadable": 0}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The corpus after one `leadbot once`."""
    installation = Installation(tmp_path_factory.mktemp("corpus"), staff="[]")
    for path in sorted(PROMISE.glob("*.eml")):
        installation.drop(path.stem, path.read_bytes())
    installation.run("once", now=AFTER_THE_LAST)
    yield installation
    installation.stop()


@pytest.fixture(scope="module")
def read(once: Installation) -> dict[str, dict[str, Any]]:
    """What `leadbot read` says, by Message-ID."""
    paths = sorted(PROMISE.glob("*.eml"))
    lines = once.run("read", "--program", "promise-generuj-leady", "--json", *map(str, paths)).splitlines()
    return {message_id(path): json.loads(line) for path, line in zip(paths, lines, strict=True)}


def message_id(path: Path) -> str:
    lines = path.read_bytes().split(b"\n")
    return next(line.partition(b":")[2].strip().decode() for line in lines if line.lower().startswith(b"message-id:"))


def test_every_lead_mail_has_exactly_one_reply(once: Installation, read: dict[str, dict[str, Any]]) -> None:
    leads = [id_ for id_, row in read.items() if row["kind"] == "lead"]

    assert len(leads) > 30
    assert {id_: len(once.sink.answers_to(id_)) for id_ in leads} == dict.fromkeys(leads, 1)


def test_the_verdicts_and_reasons_of_the_leads_are_those_of_read(once: Installation, read: dict[str, dict[str, Any]]) -> None:
    ids = {row["key"]: row["message_id"] for row in once.rows("messages")}
    registered: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for lead in once.rows("leads"):
        registered.setdefault(ids[lead["from_message"]], []).append((lead["verdict"], tuple(lead["reasons"])))

    expected = {
        id_: [(lead["outcome"], tuple(lead["reasons"])) for lead in row["leads"]] for id_, row in read.items() if row["kind"] == "lead"
    }
    assert registered == expected


def test_machines_get_no_answer(once: Installation, read: dict[str, dict[str, Any]]) -> None:
    machines = [id_ for id_, row in read.items() if row["kind"] in {"automatic", "bounce"}]

    assert len(machines) == 3
    assert [once.sink.answers_to(id_) for id_ in machines] == [[], [], []]


def test_mails_that_quote_a_reference_that_is_not_theirs_go_to_staff(once: Installation, read: dict[str, dict[str, Any]]) -> None:
    quoting = [id_ for id_, row in read.items() if row["reference"] and row["kind"] in {"follow_up", "status", "withdrawal"}]
    ends = {row["message_id"]: row["disposition"] for row in once.rows("messages")}

    assert len(quoting) == 4
    assert {ends[id_] for id_ in quoting} == {"with_staff"}


def test_the_audit_adds_up(once: Installation) -> None:
    report = once.rows("audit")[0]

    assert report["adds_up"]
    assert report["stored"] == len(list(PROMISE.glob("*.eml"))) == sum(report["messages"].values())
    assert [finding for finding in report["findings"] if finding["broken"]] == []


def test_a_second_run_changes_nothing(once: Installation) -> None:
    before = [once.rows(name) for name in ("messages", "leads", "outbox")]
    mails = len(once.sink.mails)

    once.run("once", now=AFTER_THE_LAST)

    assert [once.rows(name) for name in ("messages", "leads", "outbox")] == before
    assert len(once.sink.mails) == mails


@pytest.mark.failure("F43")
def test_every_reply_says_that_a_machine_wrote_it(once: Installation) -> None:
    assert Counter(mail["Auto-Submitted"] for mail in once.sink.mails) == {"auto-replied": len(once.sink.mails)}


def test_the_figures_of_reading_do_not_fall() -> None:
    reader = f"{shlex.quote(str(COMMAND))} read --program {{program}} --json {{eml}}"
    command = [sys.executable, str(MAILS / "score.py"), "--reader", reader, "--batch", "--json", "--program", "promise-generuj-leady"]
    figures = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)["all"]

    assert {name: figures[name] for name, bar in LEAST.items() if figures[name] < bar} == {}
    assert {name: figures[name] for name, bar in MOST.items() if figures[name] > bar} == {}
