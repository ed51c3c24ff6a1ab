"""docs/operations.md names commands and files that are there, and every alarm."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from leadbot.cli import leadbot
from leadbot.model.alarms import TROUBLES

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
WRITTEN = sorted(
    {words.split("#")[0].strip() for line in PAGE.splitlines() if line.startswith("$ ") for words in line[2:].split("&&")}
    | set(re.findall(r"`(leadbot (?!-)[^`]+)`", PAGE))
)


@pytest.mark.parametrize("command", [words for words in WRITTEN if words.startswith("leadbot ") and not words.startswith("leadbot.")])
def test_each_command_of_the_page_is_there_with_its_options(command: str) -> None:
    name, *options = shlex.split(command)[1:]
    flags = [word for word in options if word.startswith("--")]
    done = CliRunner().invoke(leadbot, [name, "--help"])

    assert done.exit_code == 0, done.output
    assert all(flag in done.output for flag in flags)


@pytest.mark.parametrize("code", TROUBLES)
def test_each_alarm_is_explained(code: str) -> None:
    assert f"`{code}`" in PAGE[PAGE.index("## Alarms") :]


@pytest.mark.parametrize("path", sorted(set(re.findall(r"deploy/[\w.-]+", PAGE))))
def test_each_file_below_deploy_is_there(path: str) -> None:
    assert list(ROOT.glob(f"{path}*"))
