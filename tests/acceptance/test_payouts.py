"""The worked payouts of all programmes, through the service functions and the command that runs them."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.payouts.run import read, run

from leadbot.cli.payout_lines import SENTENCES, payout_lines

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[1] / "payouts").glob("*/meta.json"))
CORE = Path(__file__).parents[2] / "src" / "leadbot" / "lifecycle" / "payouts"


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_payouts_are_those_computed_by_hand_whatever_the_order_of_imports(folder: Path, backwards: bool) -> None:
    outcomes = run(folder, backwards=backwards)
    refused = [problem.rsplit(": ", 2)[0] for problem in outcomes.refused]

    assert (outcomes.missing, outcomes.surplus) == ((), ())
    assert sorted(refused) == read(folder, "meta.json", {}).get("refused", [])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_payout_explains_itself(folder: Path) -> None:
    """The amount that is paid stands in the reckoning that is shown."""
    for payout in run(folder).payouts:
        _, *reckoning = payout_lines(payout)
        assert reckoning
        if payout.amount:
            assert f"{payout.amount:.2f}" in "\n".join(reckoning)


def test_every_step_has_its_sentence() -> None:
    used = {code for file in CORE.glob("*.py") for code in re.findall(r'\bstep\(\s*"([a-z-]+)"', file.read_text("utf-8"))}

    assert used == set(SENTENCES)


def test_the_command_tells_what_differs(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(FOLDERS[0], folder)
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    expected[0]["amount"] = "1.00"
    (folder / "expected.json").write_text(json.dumps(expected), "utf-8")

    command = [sys.executable, str(FOLDERS[0].parent / "run.py")]
    same = subprocess.run([*command, str(FOLDERS[0])], capture_output=True, text=True, check=False)
    other = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)

    assert (same.returncode, "as expected" in same.stdout, "--" in same.stdout) == (0, True, False)
    assert (other.returncode, other.stdout.count("-- expected"), other.stdout.count("-- there")) == (1, 1, 1)
