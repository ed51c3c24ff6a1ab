"""`python -m crash --runs 20 --seed 1`: runs of the crash exam in turn over every kind of mailbox, and a table of what happened."""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from crash.exam import Run, run
from crash.houses import KINDS
from crash.steps import Step
from support.dovecot import running_dovecot

HEADINGS = ("seed", "mailbox", "mails", "kills", *(step.value for step in Step), "ended before", "unknown", "of them arrived", "problems")


def main() -> int:
    """All runs; 1 where anything was lost, doubled or does not add up."""
    options = argparse.ArgumentParser(prog="python -m crash", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--seed", type=int, default=1, help="of the first run; each has the next")
    asked = options.parse_args()
    print(_line(HEADINGS), _line("---" for _ in HEADINGS), sep="\n", flush=True)
    runs = []
    with running_dovecot() as dovecot, tempfile.TemporaryDirectory(prefix="leadbot-crash-") as folder:
        for number in range(asked.runs):
            kind = KINDS[number % len(KINDS)]
            runs.append(run(asked.seed + number, kind, Path(folder) / str(number), dovecot))
            print(_row(str(runs[-1].seed), kind, [runs[-1]]), flush=True)
    print(_row("all", "", runs), flush=True)
    problems = [words for each in runs for words in each.problems]
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


def _row(name: str, kind: str, runs: list[Run]) -> str:
    kills: Counter[Step] = sum((each.kills for each in runs), Counter())
    figures = (sum(each.mails for each in runs), kills.total(), *(kills[step] for step in Step))
    ends = [sum(getattr(each, name) for each in runs) for name in ("survived", "unknown", "arrived")]
    return _line((name, kind, *figures, *ends, sum(len(each.problems) for each in runs)))


def _line(cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"  # type: ignore[call-overload]


if __name__ == "__main__":
    sys.exit(main())
