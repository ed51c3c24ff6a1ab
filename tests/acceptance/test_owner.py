"""A sixth programme in a seventh language is data: written by an owner from docs/programs.md alone (tests/owner), read by the same code."""

import subprocess
import sys
from pathlib import Path

OWNER = Path(__file__).parent.parent / "owner"
SCORER = Path(__file__).parent.parent / "mails" / "score.py"
LEADBOT = Path(sys.executable).with_name("leadbot")


def test_the_owners_files_are_in_order() -> None:
    checked = subprocess.run([LEADBOT, "--config", OWNER / "leadbot.yaml", "check"], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_mails_that_somebody_else_wrote_are_read_with_the_owners_files() -> None:
    reader = f"{LEADBOT} read --program {{program}} --json {{eml}}"
    command = [sys.executable, SCORER, "--batch", "--corpus", OWNER / "mails", "--reader", reader, "--min-f1", "0.9", "--show", "20"]
    scored = subprocess.run(command, cwd=OWNER, capture_output=True, text=True, check=False)

    assert scored.returncode == 0, scored.stdout + scored.stderr
