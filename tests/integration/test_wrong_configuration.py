"""Every error of a configuration names file, line, what stands there and what to do, shows no secret, and nothing has been touched."""

import re
from pathlib import Path

import pytest

from support.hostile import ordinary_lead
from support.installation import Installation

NOW = "2026-11-16T10:00:00+01:00"
SECRET = "S3cretWord"
FILE = "leadbot.yaml"

ONE_PLACE = {
    "tab": ("    mode: live", "\tmode: live", 5, "tab character"),
    "duplicate key": ("poll_every: 1", "poll_every: 1\npoll_every: 2", 3, "stands there already, in line 2"),
    "unknown key": ("poll_every", "pol_every", 2, "this key is unknown (found: pol_every)"),
    "no number": ("poll_every: 1", "poll_every: often", 2, "a whole number is expected (found: often)"),
    "number too small": ("poll_every: 1", "poll_every: 0", 2, "found: 0"),
    "unset variable": ("maildir:inbox", "maildir:${NOWHERE}", 7, "Set NOWHERE before leadbot starts"),
    "torn variable": ("maildir:inbox", "maildir:${NOWHERE", 7, "Write ${NAME}"),
    "unknown mailbox": ("maildir:inbox", f"pop3://user:{SECRET}@mail.example", 7, "not supported (found: pop3:…)"),
    "mailbox without a path": ("maildir:inbox", '"maildir:"', 7, "path is missing"),
    "mailbox is a list": ("maildir:inbox", f"[imap://user:{SECRET}@mail.example]", 7, "text is expected"),
    "remote server in clear": (
        "OUTGOING",
        f"smtp://user:{SECRET}@mail.example?tls=none",
        8,
        "tls=none is for smtp:// to this machine only",
    ),
    "no such port": ("OUTGOING", f"smtp://user:{SECRET}@127.0.0.1:99999?tls=none", 8, "there is no such port"),
    "no mail server": ("OUTGOING", f"https://user:{SECRET}@mail.example", 8, "Write smtps://"),
    "broken host": ("OUTGOING", f"smtp://user:{SECRET}@[::1", 8, "not the address of a mail server"),
    "unknown program": ("promise-generuj-leady", "promise-generuj-lead", 4, "Did you mean `promise-generuj-leady`?"),
    "no program file": ("promise-generuj-leady", "./mine.yaml", 4, "there is no such program file (found: ./mine.yaml)"),
    "unknown mode": ("live", "lively", 5, "(found: lively). Use 'shadow', 'hold' or 'live'"),
    "no address": ("csp@promise.pl", "csp", 6, "not an e-mail address (found: csp)"),
    "address with a header": ("csp@promise.pl", '"csp@promise.pl\\r\\nBcc: x@y.pl"', 6, "not an e-mail address"),
    "secret in the address": ("csp@promise.pl", f"smtps://user:{SECRET}@mail.example", 6, "smtps://user:…@mail.example"),
    "staff is no list": ("[anna@promise.pl]", "anna@promise.pl", 9, "a list is expected (found: anna@promise.pl)"),
    "staff reads the inbox": ("anna@promise.pl", "CSP@promise.pl", 9, "the mailbox that leadbot reads (found: csp@promise.pl)"),
    "operator reads the inbox": ("poll_every: 1", "operator: csp@promise.pl", 2, "the mailbox that leadbot reads"),
    "no time of day": ("    mode: live", "    mode: live\n    digest_at: 25:99", 6, "found: 25:99"),
    "unknown mark": ("    mode: live", "    mode: live\n    processed: moved", 6, "Use keyword or folder:NAME"),
    "no folder's name": ("    mode: live", "    mode: live\n    processed: folder:a/b", 6, "folder:Leads.Done"),
    "nobody is proven": ("{authserv_id: mx.promise.example}", "{require: dmarc}", 10, "without `authserv_id`"),
    "no password file": (
        "OUTGOING",
        "smtp://user@127.0.0.1?tls=none\n    password_file: nowhere",
        9,
        "Write the password on its first line",
    ),
    "other database": ("sqlite:///leadbot.db", f"postgresql://user:{SECRET}@db.example/leadbot", 1, "only SQLite is supported"),
    "no database": ("sqlite:///leadbot.db", "leadbot.db", 1, "Write a path as in sqlite:///leadbot.db"),
    "database in memory": ("sqlite:///leadbot.db", '"sqlite://"', 1, "gone when the process ends"),
    "anchor": ("live", "&mode live", 5, "is an anchor"),
    "not UTF-8": ("csp@promise.pl", "csp@pr\udcf3mise.pl", 6, "Save it with UTF-8 encoding"),
    "control character": ("csp@promise.pl", "csp@\x00promise.pl", 6, "control character"),
}
"""What is written instead of what, and the line and words of the error."""

WHOLE = {
    "empty": (b"", "Write `key: value` lines"),
    "only a comment": (b"# nothing here\n", "Write `key: value` lines"),
    "a list": (b"- a\n- b\n", "Write `key: value` lines"),
    "binary": (bytes(range(256)) * 20, "Save it with UTF-8 encoding"),
    "UTF-16": ("programs: []".encode("utf-16"), "Save it with UTF-8 encoding"),
    "no programs": (b"programs: []\n", "at least 1 item is needed"),
    "programs missing": (b"poll_every: 60\n", "Add `programs:`"),
    "endless nesting": (b"programs: " + b"[" * 5_000, f"{FILE}:1"),
}
"""A whole file, and words of the error."""


def assert_refused(installation: Installation, *words: str) -> None:
    """By every command that works, before anything was touched."""
    for command in ("check", "once", "run"):
        installation.run(command, now=NOW, status=2)
        assert [word for word in words if word not in installation.complaint] == [], installation.complaint
        assert SECRET not in installation.complaint
        assert "Traceback" not in installation.complaint
    assert [path.name for path in (installation.folder / "inbox" / "new").iterdir()] == ["1"]
    assert not (installation.folder / "leadbot.db").exists()


@pytest.fixture
def waiting(installation: Installation) -> Installation:
    """A lead waits in the mailbox."""
    installation.drop("1", ordinary_lead(1))
    return installation


@pytest.mark.parametrize("name", ONE_PLACE)
def test_one_wrong_place_is_named_with_its_line_and_remedy(waiting: Installation, name: str) -> None:
    old, new, line, words = ONE_PLACE[name]
    text = waiting.config.read_text("utf-8")
    old = re.search(r"smtp://\S+", text)[0] if old == "OUTGOING" else old  # type: ignore[index]
    assert old in text
    waiting.config.write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogateescape"))

    assert_refused(waiting, f"{FILE}:{line}: ", words)


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_no_configuration_is_named(waiting: Installation, name: str) -> None:
    content, words = WHOLE[name]
    waiting.config.write_bytes(content)

    assert_refused(waiting, FILE, words)


def test_a_folder_is_no_configuration(waiting: Installation) -> None:
    waiting.config.unlink()
    waiting.config.mkdir()

    assert_refused(waiting, FILE, "leadbot init")


def test_a_program_that_stands_there_twice_is_named(waiting: Installation) -> None:
    text = waiting.config.read_text("utf-8")
    again = text.partition("programs:\n")[2].replace("maildir:inbox", "maildir:other")
    waiting.config.write_text(text + again, "utf-8")

    assert_refused(waiting, f"{FILE}:11: ", "this program stands there already")


def test_two_programs_on_one_mailbox_are_named(waiting: Installation) -> None:
    text = waiting.config.read_text("utf-8")
    waiting.config.write_text(text + text.partition("programs:\n")[2], "utf-8")

    assert_refused(waiting, f"{FILE}:14: ", "already, in line 7")


def test_errors_of_several_places_are_told_at_once(waiting: Installation) -> None:
    text = waiting.config.read_text("utf-8").replace("maildir:inbox", "pop3://mail.example").replace("sqlite:///", "oracle://")
    waiting.config.write_text(text.replace("generuj-leady", "generuj-lead"), "utf-8")

    assert_refused(waiting, f"{FILE}:1: database", f"{FILE}:4: programs[0].program", f"{FILE}:7: programs[0].inbox")


def test_an_error_in_a_program_of_ones_own_names_that_file(waiting: Installation) -> None:
    shipped = Path(__file__).parents[2] / "config" / "programs" / "promise-generuj-leady.yaml"
    text = shipped.read_text("utf-8").replace("promise_days: 5", "promise_days: soon", 1)
    (waiting.folder / "programs").mkdir()
    (waiting.folder / "programs" / shipped.name).write_text(text, "utf-8")
    line = text[: text.index("promise_days: soon")].count("\n") + 1

    assert_refused(waiting, f"programs/{shipped.name}:{line}: promise_days", "found: soon")


def test_a_clock_that_is_no_moment_is_named(waiting: Installation) -> None:
    waiting.run("once", now="yesterday", status=2)

    assert "found: yesterday" in waiting.complaint
    assert "2026-11-20T10:00:00+01:00" in waiting.complaint


def test_a_password_from_file_or_environment_is_in_no_output(waiting: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    (waiting.folder / "password").write_text(SECRET, "utf-8")
    monkeypatch.setenv("SMTP_PASSWORD", SECRET)
    text = waiting.config.read_text("utf-8")
    for outgoing in ("smtp://user:${SMTP_PASSWORD}@127.0.0.1:9?tls=none", "smtp://user@127.0.0.1:9?tls=none\n    password_file: password"):
        waiting.config.write_text(re.sub(r"smtp://\S+", lambda _, to=outgoing: to, text), "utf-8")  # type: ignore[misc]

        output = waiting.run("once", now=NOW, status=3)

        assert "127.0.0.1:9" in waiting.complaint
        assert SECRET not in output + waiting.complaint
    assert SECRET not in (waiting.folder / "leadbot.db").read_bytes().decode("latin-1")
