"""`python -m fuzz TARGET --seconds 600`: coverage-guided fuzzing (atheris) of one target. What breaks it goes to build/fuzz/TARGET."""

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["leadbot", "email"]):
    from fuzz.seeds import seeds
    from fuzz.targets import KEPT, TARGETS

LONGEST = {"orders": 2_000}
"""Octets of an input, where the others' 50,000 would only cost time."""
SLOWEST = 20
"""Seconds for one input, with the instrumentation; the reader's own limit is less (reader/limits.py)."""


def main() -> None:
    """Never returns: the fuzzer ends the process, with status 0 where nothing broke."""
    options = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    options.add_argument("target", choices=list(TARGETS))
    options.add_argument("--seconds", type=int, default=600)
    asked = options.parse_args()
    found = Path("build/fuzz") / asked.target
    corpus = found / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    kept = sorted((KEPT / asked.target).glob("*"))
    for number, seed in enumerate([*seeds(asked.target), *(path.read_bytes() for path in kept)]):
        (corpus / f"seed-{number:03}").write_bytes(seed)
    flags = [
        f"-max_total_time={asked.seconds}",
        f"-max_len={LONGEST.get(asked.target, 50_000)}",
        f"-timeout={SLOWEST}",
        "-rss_limit_mb=2048",
        f"-artifact_prefix={found}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], TARGETS[asked.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
