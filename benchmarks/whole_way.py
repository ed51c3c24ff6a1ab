"""leadbot beside the floor: the same mails from Dovecot to an SMTP sink, in turn, in one run.

Usage: python benchmarks/whole_way.py [--mails 1000] [--rounds 3] [--rtt MILLISECONDS] [--smtp VARIANT_OF_THE_FLOOR]

leadbot's mails are those of floor/make_mail.py with the Promise corpus mixed in; the floor, which takes no two mails without a tax id, gets
as many of the former alone. Prints messages a second, CPU seconds, and peak memory of the
main process and of the largest process, for each round; the last line is the ratio of the medians. Needs Debian's dovecot-imapd.
"""

import argparse
import compileall
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src"
CORPUS = HERE.parent / "tests" / "mails" / "promise-generuj-leady"
NOW = "2026-11-16T10:00:00+01:00"
FIRST_RECEIPT = 1_794_211_200
"""Mon 9 Nov 2026, 08:00 in Warsaw; a mail a minute from there."""
LOOK = 0.02

sys.path.insert(0, str(HERE / "floor"))
import mailserver  # noqa: E402
import make_mail  # noqa: E402


@dataclass(frozen=True)
class Figures:
    """Of one run over the whole mailbox."""

    replies: int
    seconds: float
    cpu_seconds: float
    main_mb: float
    """Peak resident memory of the process that was started."""
    largest_mb: float
    """The same of it and its children, whichever was largest."""


def mails(count: int, corpus: list[bytes]) -> list[bytes]:
    """So many mails, those of the corpus spread among them."""
    corpus = corpus[:count]
    made = [make_mail.message(1, k)[0] for k in range(count - len(corpus))]
    step = max(1, len(made) // max(1, len(corpus)))
    for number, raw in enumerate(corpus):
        made.insert(number * (step + 1), raw)
    return made


@contextmanager
def mailbox(raws: list[bytes], rtt: float) -> Iterator[dict[str, object]]:
    """A server whose INBOX holds these mails, received one a minute."""
    with tempfile.TemporaryDirectory(prefix="leadbot-bench-") as folder:
        info = mailserver.start(folder, rtt=rtt)
        try:
            deliver(raws, Path(folder) / "mail" / "lead" / "Maildir", info["mail_uid"], info["mail_gid"])
            yield info
        finally:
            mailserver.stop(folder)


def deliver(raws: list[bytes], maildir: Path, uid: int, gid: int) -> None:
    """As files, whose times are the times of receipt."""
    for place in (maildir.parent, maildir, *(maildir / part for part in ("tmp", "new", "cur"))):
        place.mkdir(exist_ok=True)
        os.chown(place, uid, gid)
    for number, raw in enumerate(raws):
        file = maildir / "new" / f"{FIRST_RECEIPT + 60 * number}.M{number}.bench"
        file.write_bytes(raw)
        os.chown(file, uid, gid)
        os.utime(file, (FIRST_RECEIPT + 60 * number,) * 2)


def floor(folder: Path, info: dict[str, object], smtp: str) -> list[str]:
    """The command of the floor."""
    ports = ["--imap-port", str(info["imap_port"]), "--smtp-port", str(info["smtp_port"])]
    return [sys.executable, str(HERE / "floor" / "floor.py"), *ports, "--db", str(folder / "floor.db"), "--smtp", smtp]


def leadbot(folder: Path, info: dict[str, object]) -> list[str]:
    """The command of leadbot, and its configuration."""
    (folder / "leadbot.yaml").write_text(
        "database: sqlite:///leadbot.db\n"
        "programs:\n"
        "  - program: promise-generuj-leady\n"
        "    mode: live\n"
        "    address: lead@leads.example\n"
        f"    inbox: imap://lead:{mailserver.PASSWORD}@127.0.0.1:{info['imap_port']}/INBOX?tls=none\n"
        "    processed: folder:Processed\n"
        f"    outgoing: smtp://127.0.0.1:{info['smtp_port']}?tls=none\n"
        "    staff: []\n",
        "utf-8",
    )
    return [str(Path(sys.executable).with_name("leadbot")), "--config", str(folder / "leadbot.yaml"), "once"]


def measured(command: list[str], folder: Path, sink_port: int) -> Figures:
    """Run it to its end."""
    log = (folder / "log").open("wb")
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "LEADBOT_NOW": NOW}, stdout=log, stderr=subprocess.STDOUT)
    peak = 0.0
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        peak = max(peak, resident_peak(process.pid))
        time.sleep(LOOK)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    log.close()
    replies = mailserver.sink_count(sink_port)
    if process.returncode or not replies:
        sys.exit((folder / "log").read_text("utf-8"))
    return Figures(replies, seconds, usage.ru_utime + usage.ru_stime, peak, usage.ru_maxrss / 1024)


def resident_peak(pid: int) -> float:
    """Peak resident memory in MB; 0 where the process is gone."""
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("utf-8"))
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


def main() -> None:
    """Both programs over the same mails, as often as asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mails", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--rtt", type=float, default=0, help="milliseconds of delay before both servers")
    options.add_argument("--smtp", default="plain", help="the floor's way of sending: plain, pipelined, parallel")
    asked = options.parse_args()
    for folder in (SOURCE, HERE / "floor"):
        # As pip leaves what it installs, whatever PYTHONDONTWRITEBYTECODE says here.
        compileall.compile_dir(folder, quiet=1)
    corpus = [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))]
    raws = {"floor": mails(asked.mails, []), "leadbot": mails(asked.mails, corpus)}
    rates: dict[str, list[float]] = {"floor": [], "leadbot": []}
    for _ in range(asked.rounds):
        for name in rates:
            with mailbox(raws[name], asked.rtt) as info, tempfile.TemporaryDirectory(prefix="leadbot-bench-") as scratch:
                folder = Path(scratch)
                command = floor(folder, info, asked.smtp) if name == "floor" else leadbot(folder, info)
                got = measured(command, folder, int(str(info["sink_port"])))
            rates[name].append(asked.mails / got.seconds)
            print(
                f"{name:8} {rates[name][-1]:6.0f} messages/s  {got.replies} replies  CPU {got.cpu_seconds:.1f} s  "
                f"peak {got.main_mb:.0f} MB, largest process {got.largest_mb:.0f} MB",
                flush=True,
            )
    medians = {name: statistics.median(each) for name, each in rates.items()}
    print(f"leadbot reaches {medians['leadbot'] / medians['floor']:.2f} of the floor's rate")


if __name__ == "__main__":
    main()
