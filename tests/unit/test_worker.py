"""The service tells its supervisor that it runs, that it does not hang, and that it stops."""

import shlex
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from leadbot.cli import leadbot
from leadbot.worker import SUPERVISOR, tell_supervisor

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture(params=["file", "abstract"])
def supervisor(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    name = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.settimeout(5)
        listening.bind(name if request.param == "file" else f"\0{name}")
        monkeypatch.setenv(SUPERVISOR, name if request.param == "file" else f"@{name}")
        yield listening


def test_the_supervisor_hears(supervisor: socket.socket) -> None:
    tell_supervisor("READY=1")

    assert supervisor.recv(100) == b"READY=1"


@pytest.mark.parametrize("name", ["", "/no/such/socket"])
def test_without_one_nothing_happens(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SUPERVISOR, name)

    tell_supervisor("WATCHDOG=1")


def commands() -> list[list[str]]:
    unit = (DEPLOY / "leadbot.service").read_text("utf-8")
    started = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    container = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    lists = [yaml.safe_load(line[line.index("[") :]) for line in container if line.startswith("CMD") or "HEALTHCHECK" in line]
    health = next(words for words in lists if words[0] == "leadbot")
    return [shlex.split(started)[1:], next(words for words in lists if words[0] != "leadbot"), health[1:]]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_what_unit_and_container_start_is_there(words: list[str]) -> None:
    done = CliRunner().invoke(leadbot, [*words, "--help"])

    assert done.exit_code == 0, done.output
