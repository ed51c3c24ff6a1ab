"""How long reading takes: each corpus mail of every shipped program read as the first of its kind, and a megabyte of hostile text.

Usage: python benchmarks/read_mails.py [ROUNDS]

A mail's time is the best of so many rounds, since other work on the machine only adds to it; what was remembered of lines seen before is
forgotten before each. The budget is a median of 4 ms for a mail without attachments.
"""

import sys
import time
from pathlib import Path

from leadbot.app import program_by_name
from leadbot.model.program import Program
from leadbot.model.reading import Reading
from leadbot.reader import InProcessReader
from leadbot.reading.vocabulary import forget_lines

ROOT = Path(__file__).parent.parent
MAILS = ROOT / "tests" / "mails"
HEAD = b"From: Jan <jan@hostile.example>\nSubject: Lead\nContent-Type: text/plain; charset=utf-8\n\n"
HOSTILE = ("a", "1 2-3 ", "Anna Nowak ", "jan@firma.example ", "ul. 3/4 00-950 ", "klient: ", "(", "25 lub 30 licencji, ")


def main() -> None:
    """A line for each program, with and without attachments, for the whole corpus without, and for each hostile text."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    programs = [program_by_name(path.stem) for path in sorted((ROOT / "config" / "programs").glob("*.yaml"))]
    plain: list[float] = []
    for program in programs:
        times: dict[bool, list[float]] = {False: [], True: []}
        for path in sorted((MAILS / program.id).glob("*.eml")):
            attached, milliseconds = best(path.read_bytes(), program, rounds)
            times[attached].append(milliseconds)
        for attached, found in times.items():
            if found:
                print(f"{program.id}, {'with' if attached else 'without'} attachments: {summary(found)}")
        plain += times[False]
    print(f"all programs, without attachments: {summary(plain)}")
    for unit in HOSTILE:
        _, milliseconds = best(HEAD + (unit * (1_000_000 // len(unit))).encode(), programs[0], 1)
        print(f"a megabyte of {unit!r}: {milliseconds:.0f} ms")


def best(raw: bytes, program: Program, rounds: int) -> tuple[bool, float]:
    """Whether the mail has attachments, and the milliseconds that reading it takes at best."""
    reader = InProcessReader()
    reading = reader.read(raw, program, None)
    times = []
    for _ in range(rounds):
        forget_lines()
        begun = time.process_time()
        reader.read(raw, program, None)
        times.append(1000 * (time.process_time() - begun))
    return isinstance(reading, Reading) and bool(reading.message.attachments), min(times)


def summary(times: list[float]) -> str:
    """Median, nine tenths and ninety-nine hundredths."""
    times = sorted(times)
    shares = {
        name: times[min(len(times) - 1, len(times) * hundredths // 100)] for name, hundredths in (("median", 50), ("p90", 90), ("p99", 99))
    }
    return f"{len(times)} mails: " + ", ".join(f"{name} {milliseconds:.2f} ms" for name, milliseconds in shares.items())


if __name__ == "__main__":
    main()
