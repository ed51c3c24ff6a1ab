#!/usr/bin/env python3
"""Thousands of mails in one mailbox, some of them hostile, beside the same mailbox without those.

    PYTHONPATH=tests .venv/bin/python benchmarks/hostile_mailbox.py --mails 5000 --hostile 50 [--only NAME]

Prints the time of both cycles, the memory of the main process, how each hostile mail ended, whether every other mail has its one answer.
Fails where one has not, where the hostile mails took longer than their limits allow, or where the main process grew over 150 MB.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leadbot.reader import Limits
from leadbot.service.process import ATTEMPTS
from support.dovecot import Dovecot, running_dovecot
from support.hostile import CLASSES, letter, mixed, ordinary_lead, text
from support.installation import COMMAND, Installation

FIRST_RECEIPT = datetime(2026, 11, 16, 7, tzinfo=UTC)
NOW = "2026-11-16T12:00:00+01:00"
LARGE = 20_000_000
"""Octets; mails of up to 25 MiB are read."""

OF_CLASSES = (
    *("nested-multiparts", "nested-mails", "to-of-commas", "twenty-thousand-addresses", "content-type-of-semicolons", "rfc2231-pieces"),
    *("two-hundred-thousand-headers", "hundred-thousand-parts", "zlib-charset", "from-comments", "subject-of-words", "archive-bombs"),
    *("references-endless", "million-empty-lines", "nested-tables"),
)
LARGEST: dict[str, Callable[[str], bytes]] = {
    "megabyte-of-a": lambda name: text(name, b"a" * 1_000_000),
    "large-digits": lambda name: text(name, b"1 2-3 " * (LARGE // 6)),
    "large-commas": lambda name: letter(name, b"tekst", b"To: " + b"," * LARGE + b"\r\n"),
    "large-semicolons": lambda name: letter(name, b"tekst", b"Content-Type: text/plain" + b";" * LARGE + b"\r\n"),
    "large-parts": lambda name: mixed(name, [b"\r\nx"] * (LARGE // 10)),
}
HOSTILE = {name: CLASSES[name] for name in OF_CLASSES} | LARGEST
HOSTILE |= {name: make for name, make in CLASSES.items() if name not in HOSTILE and "lead" not in name}
"""The worst first."""
MAIN_PROCESS_MB = 150


def once(installation: Installation) -> float:
    """`leadbot once`: the most memory that its main process took, in MB."""
    command, peak = [COMMAND, "once"], 0.0
    with subprocess.Popen(command, cwd=installation.folder, env=installation.environment(NOW)) as process:
        while process.poll() is None:
            with suppress(OSError):
                found = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process.pid}/status").read_text("ascii"))
                peak = max(peak, int(found[1]) / 1024) if found else peak
            time.sleep(0.1)
    return peak


def cycle(dovecot: Dovecot, ordinary: int, hostile: dict[str, bytes]) -> tuple[float, float, Installation]:
    """One `leadbot once` over so many ordinary mails with the hostile ones spread among them: its seconds, and its main process' MB."""
    account = dovecot.account()
    step = max(1, ordinary // max(1, len(hostile)))
    at = {number * step: raw for number, raw in enumerate(hostile.values())}
    for number in range(ordinary):
        for raw in (at.get(number), ordinary_lead(number)):
            if raw is not None:
                account.deliver(raw, FIRST_RECEIPT + timedelta(seconds=number))
    installation = Installation(Path(tempfile.mkdtemp(prefix="leadbot-hostile-")), inbox=account.url(), processed="folder:Done")
    begun = time.perf_counter()
    peak = once(installation)
    seconds = time.perf_counter() - begun
    assert account.count() == 0, "mails are left in the mailbox"
    installation.stop()
    return seconds, peak, installation


def problems(installation: Installation, ordinary: int, hostile: dict[str, bytes]) -> list[str]:
    """What is not as it should be after a cycle."""
    found = []
    answers = [len(installation.sink.answers_to(f"<ordinary-{number}@hostile.example>")) for number in range(ordinary)]
    if answers != [1] * ordinary:
        found.append(f"{ordinary - answers.count(1)} of {ordinary} ordinary mails have not exactly one answer")
    messages = installation.rows("messages")
    if len(messages) != ordinary + len(hostile):
        found.append(f"{len(messages)} of {ordinary + len(hostile)} mails are stored")
    if any(message["disposition"] == "pending" for message in messages):
        found.append("a mail has no end")
    if not installation.rows("audit")[0]["adds_up"]:
        found.append("the audit does not add up")
    return found


def main() -> int:
    """Both cycles; 1 where something is not as it should be."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mails", type=int, default=1000)
    options.add_argument("--hostile", type=int, default=20)
    options.add_argument("--only", choices=HOSTILE, help="this hostile mail alone")
    asked = options.parse_args()
    chosen = [asked.only] if asked.only else list(HOSTILE)[: asked.hostile]
    hostile = {name: HOSTILE[name](name) for name in chosen}
    ordinary = asked.mails - len(hostile)
    with running_dovecot() as dovecot:
        alone, calm, _ = cycle(dovecot, ordinary, {})
        among, peak, installation = cycle(dovecot, ordinary, hostile)
    ended = {row["message_id"]: row for row in installation.rows("messages")}
    for name, raw in hostile.items():
        row = ended.get(f"<{name}@hostile.example>", {"disposition": "stored without its Message-ID", "reason": ""})
        print(f"{name:30} {len(raw):9} octets  {row['disposition']} {row['reason']}")
    allowed = len(hostile) * ATTEMPTS * Limits().wall_seconds
    print(f"{ordinary} ordinary mails alone {alone:.1f} s, with {len(hostile)} hostile ones {among:.1f} s: ", end="")
    print(f"{among - alone:.1f} s more, at most {allowed:.0f} s by the limits")
    print(f"the main process took {calm:.0f} MB alone, {peak:.0f} MB among hostile ones")
    found = problems(installation, ordinary, hostile)
    if peak > MAIN_PROCESS_MB:
        found.append(f"the main process took more than {MAIN_PROCESS_MB} MB")
    if among - alone > allowed:
        found.append("the hostile mails took longer than their limits")
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
