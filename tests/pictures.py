"""Pictures of what people see: each program's mails to partners and staff, as headless Chromium shows them on a desk and on a phone.

Usage: python tests/pictures.py [--into docs/img] [--only PROGRAM] [--mails FOLDER]

The mails are those that the reading corpus gets from a running installation: of each program, one reply for each outcome and language,
and the staff's digest. With --mails, those of that folder instead, one of each shape. Exit status 1 where a mail is wider than a phone.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
MAILS = HERE / "mails"
WIDTHS = (1280, 390)
PHONE = 390
NOW = "2026-11-25T09:00:00+01:00"
STAFF = "staff@vendor.example"
PART_OF_DIGEST = "background-color:#e8edf4"
"""The ground of the heads of a digest's parts."""
HEIGHT = re.compile(r'data-height="(\d+)" data-width="(\d+)"')
PROBE = """<!DOCTYPE html><body style="margin:0"><iframe id=f style="border:0;width:{width}px;height:30000px" srcdoc="{mail}"></iframe>
<script>f.onload=()=>{{const d=f.contentDocument.documentElement;document.body.setAttribute('data-height',d.offsetHeight);
document.body.setAttribute('data-width',d.scrollWidth)}}</script></body>"""


def browser() -> str | None:
    """The path of a Chromium; None where there is none."""
    return next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


def mails_of(program: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Names and HTML of what an installation of that program sends for its corpus."""
    leadbot = str(Path(sys.executable).with_name("leadbot"))
    for part in ("inbox/new", "inbox/cur", "inbox/tmp", "out"):
        (folder / part).mkdir(parents=True)
    (folder / "leadbot.yaml").write_text(
        f"programs:\n  - program: {program}\n    mode: live\n    address: bot@vendor.example\n    inbox: maildir:inbox\n"
        f"    outgoing: maildir:out\n    staff: [{STAFF}]\n    trust: {{authserv_id: mx.vendor.example}}\n",
        "utf-8",
    )
    for number, path in enumerate(sorted((MAILS / program).glob("*.eml"))):
        shutil.copy(path, folder / "inbox" / "new" / f"{number}.mail")
    environment = {**os.environ, "LEADBOT_NOW": NOW}
    subprocess.run([leadbot, "--config", str(folder / "leadbot.yaml"), "once"], env=environment, check=False, stdout=subprocess.DEVNULL)
    seen = set()
    for path in sorted((folder / "out").rglob("*")):
        if not path.is_file():
            continue
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        page = next((part.get_content() for part in mail.walk() if part.get_content_type() == "text/html"), "")
        name = _name(str(mail["To"]), page)
        if page and name not in seen:
            seen.add(name)
            yield f"{program}-{name}", page


def mails_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Names and HTML of the mails there; of mails that differ in their words alone only the first."""
    seen = set()
    for path in sorted(folder.glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        page = next((part.get_content() for part in mail.walk() if part.get_content_type() == "text/html"), "")
        language = re.search(r'<html lang="(\w+)"', page)
        shape = (language and language[1], re.sub(r">[^<]*<", "><", re.sub(r'(href|width|title)="[^"]*"', "", page)))
        if page and shape not in seen:
            seen.add(shape)
            yield path.stem, page


def _name(to: str, page: str) -> str:
    """`digest`, `to-staff` for another mail to them, or the reply's language and the tone of its verdict."""
    if STAFF in to:
        return "digest" if PART_OF_DIGEST in page else "to-staff"
    language = re.search(r'<html lang="(\w+)"', page)
    tones = {"#1f8a4c": "yes", "#2f6fc4": "wait", "#b7791f": "ask", "#c0392b": "no"}
    tone = re.search(r"border-left:4px solid (#\w+)", page)
    return f"{language[1] if language else '?'}-{tones.get(tone[1], 'told') if tone else 'told'}"


def size(chromium: str, page: str, width: int) -> tuple[int, int]:
    """The height of the page at that width, and how wide it becomes."""
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as probe:
        probe.write(PROBE.format(width=width, mail=escape(page, quote=True)))
        probe.flush()
        shown = _run(chromium, "--virtual-time-budget=2000", "--dump-dom", f"file://{probe.name}")
    found = HEIGHT.search(shown)
    if found is None:
        raise RuntimeError("the browser shows no page")
    return int(found[1]), int(found[2])


def picture(chromium: str, page: str, width: int, height: int, into: Path) -> None:
    """The page as a PNG."""
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
        file.write(page)
        file.flush()
        _run(chromium, "--hide-scrollbars", f"--window-size={width},{min(height, 4000)}", f"--screenshot={into}", f"file://{file.name}")


def _run(chromium: str, *arguments: str) -> str:
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def mails_of_programs(only: str | None) -> Iterator[tuple[str, str]]:
    """Those of all shipped programs, or of one."""
    for program in sorted(path.name for path in MAILS.iterdir() if next(path.glob("*.eml"), None)):
        if only in (None, program) and (HERE.parent / "config" / "programs" / f"{program}.yaml").is_file():
            with tempfile.TemporaryDirectory(prefix="leadbot-pictures-") as folder:
                yield from mails_of(program, Path(folder))


def shown(chromium: str, name: str, page: str, into: Path) -> Iterator[int]:
    """Make the page's pictures; how wide it becomes on a phone."""
    for width in WIDTHS:
        height, became = size(chromium, page, width)
        picture(chromium, page, width, height + 20, into / f"{name}-{width}.png")
        if width == PHONE:
            yield became


def main() -> int:
    """Make them, and name what is too wide."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--into", type=Path, default=HERE.parent / "docs" / "img")
    options.add_argument("--only")
    options.add_argument("--mails", type=Path)
    asked = options.parse_args()
    chromium = browser()
    if chromium is None:
        sys.exit("There is no Chromium. On Debian: apt-get install chromium")
    asked.into.mkdir(parents=True, exist_ok=True)
    wide = [
        f"{name}: {became} px"
        for name, page in (mails_in(asked.mails) if asked.mails else mails_of_programs(asked.only))
        for became in shown(chromium, name, page, asked.into)
        if became > PHONE
    ]
    print("\n".join(f"wider than a phone: {each}" for each in wide) or "no mail is wider than a phone")
    return 1 if wide else 0


if __name__ == "__main__":
    sys.exit(main())
