#!/usr/bin/env python3
"""Read every corpus mail as it is and written otherwise, and print how often the two readings are equal.

Usage: perturb.py [--program P] [--kind K …] [--show N] [--skipped] [--least SHARE]
Exit status 1 where the share over all is below --least.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.mails.perturbing.exam import Result, examine, programs
from tests.mails.perturbing.kinds import KINDS


def main() -> int:
    arguments = _arguments()
    results: list[Result] = []
    for program in programs():
        if arguments.program in (None, program.id):
            result = examine(program, tuple(arguments.kind or KINDS))
            _print(program.id, result, arguments)
            results.append(result)
    passed, tried = (sum(sum(getattr(r, name).values()) for r in results) for name in ("passed", "tried"))
    share = passed / max(1, tried)
    print(f"all: {share:.3f} ({passed} of {tried})")
    return int(share < arguments.least)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program")
    parser.add_argument("--kind", nargs="*", choices=sorted(KINDS))
    parser.add_argument("--show", type=int, default=20, metavar="N", help="failures to list for each program")
    parser.add_argument("--skipped", action="store_true", help="list what was left out, and why")
    parser.add_argument("--least", type=float, default=0.0)
    return parser.parse_args()


def _print(program: str, result: Result, arguments: argparse.Namespace) -> None:
    print(f"{program}: {result.share():.3f}")
    for kind, tried in result.tried.items():
        print(f"  {kind:<14} {result.passed[kind] / tried:.3f} ({result.passed[kind]} of {tried})")
    for line in result.failures[: arguments.show] + (result.skipped if arguments.skipped else []):
        print(f"    {line}")


if __name__ == "__main__":
    sys.exit(main())
