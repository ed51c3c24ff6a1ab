"""How long reading takes: over the corpus mails of tests/mails, parsed and read here or in the bounded reader's process, and judged here.

Usage: python benchmarks/read_mails.py [PROGRAM] [ROUNDS]
"""

import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from leadbot.app import program_by_name
from leadbot.mime import received_at
from leadbot.model.program import Program
from leadbot.model.reading import Reading
from leadbot.reader import InProcessReader, Reader
from leadbot.service.explain import explain
from leadbot.service.process import MailReader

MAILS = Path(__file__).parent.parent / "tests" / "mails"


def main() -> None:
    """Print median, nine tenths and maximum in milliseconds, for each reader."""
    name = sys.argv[1] if len(sys.argv) > 1 else "promise-generuj-leady"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    program = program_by_name(name)
    mails = [path.read_bytes() for path in sorted((MAILS / name).glob("*.eml"))]
    with Reader() as bounded:
        for where, reader in (("here", InProcessReader()), ("bounded", bounded)):
            measure(f"{name}, {where}", reader, program, mails, rounds)


def measure(name: str, reader: MailReader, program: Program, mails: list[bytes], rounds: int) -> None:
    """Print one line."""
    reader.read(mails[0], program, None)
    times = []
    for raw in mails * rounds:
        begun = time.perf_counter()
        reading = reader.read(raw, program, None)
        if isinstance(reading, Reading):
            explain(reading, program, received_at(raw) or datetime(2026, 1, 1, tzinfo=UTC))
        times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    tenths = times[len(times) * 9 // 10]
    median = statistics.median(times)
    print(f"{name}: {len(mails)} mails, {rounds} rounds: median {median:.2f} ms, p90 {tenths:.2f} ms, max {times[-1]:.2f} ms")


if __name__ == "__main__":
    main()
