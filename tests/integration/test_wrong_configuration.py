"""Every error of a configuration names file, line, what stands there and what to do, shows no secret, and nothing has been touched."""

from pathlib import Path

import pytest

from leadbot.app import App, clock
from leadbot.model.errors import ConfigurationError
from support.hostile import ordinary_lead
from support.installation import Installation

NOW = "2026-11-16T10:00:00+01:00"
RIGHT = """\
database: sqlite:///leadbot.db
poll_every: 1
programs:
  - program: promise-generuj-leady
    mode: live
    address: csp@promise.pl
    inbox: maildir:inbox
    outgoing: smtp://127.0.0.1:9?tls=none
    staff: [anna@promise.pl]
    trust: {authserv_id: mx.promise.example}
"""
SECRET = "S3cretWord"
FILE = "leadbot.yaml"
OUTGOING = "smtp://127.0.0.1:9?tls=none"

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
        OUTGOING,
        f"smtp://user:{SECRET}@mail.example?tls=none",
        8,
        "tls=none is for smtp:// to this machine only",
    ),
    "no such port": (OUTGOING, f"smtp://user:{SECRET}@127.0.0.1:99999?tls=none", 8, "there is no such port"),
    "no mail server": (OUTGOING, f"https://user:{SECRET}@mail.example", 8, "Write smtps://"),
    "broken host": (OUTGOING, f"smtp://user:{SECRET}@[::1", 8, "not the address of a mail server"),
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
        OUTGOING,
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
    "endless nesting": (b"programs: " + b"[" * 5_000, "this is no YAML"),
}
"""A whole file, and words of the error."""


def refused(folder: Path, content: bytes) -> str:
    """The complaint about that configuration, which has made nothing happen."""
    (folder / FILE).write_bytes(content)
    return complaint(folder)


def complaint(folder: Path) -> str:
    with pytest.raises(ConfigurationError) as error:
        App(str(folder / FILE), environment={}).once(clock({"LEADBOT_NOW": NOW}))
    assert not (folder / "leadbot.db").exists()
    assert SECRET not in str(error.value)
    assert all(problem.file and problem.message and problem.remedy for problem in error.value.problems)
    return str(error.value)


def test_the_configuration_is_right_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(RIGHT, "utf-8")

    App(str(tmp_path / FILE), environment={}).check()


@pytest.mark.parametrize("name", ONE_PLACE)
def test_one_wrong_place_is_named_with_its_line_and_remedy(tmp_path: Path, name: str) -> None:
    old, new, line, words = ONE_PLACE[name]
    assert old in RIGHT

    told = refused(tmp_path, RIGHT.replace(old, new, 1).encode("utf-8", "surrogateescape"))

    assert f"{FILE}:{line}: " in told
    assert words in told


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_no_configuration_is_named(tmp_path: Path, name: str) -> None:
    content, words = WHOLE[name]

    told = refused(tmp_path, content)

    assert FILE in told
    assert words in told
    assert "\n" not in told


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()

    assert "leadbot init" in complaint(tmp_path)


def test_a_program_that_stands_there_twice_is_named(tmp_path: Path) -> None:
    again = RIGHT.partition("programs:\n")[2].replace("maildir:inbox", "maildir:other")

    told = refused(tmp_path, (RIGHT + again).encode())

    assert f"{FILE}:11: " in told
    assert "this program stands there already" in told


def test_two_programs_on_one_mailbox_are_named(tmp_path: Path) -> None:
    told = refused(tmp_path, (RIGHT + RIGHT.partition("programs:\n")[2]).encode())

    assert f"{FILE}:14: " in told
    assert "already, in line 7" in told


def test_errors_of_several_places_are_told_at_once(tmp_path: Path) -> None:
    text = RIGHT.replace("maildir:inbox", "pop3://mail.example").replace("sqlite:///", "oracle://").replace("generuj-leady", "generuj-lead")

    told = refused(tmp_path, text.encode())

    places = (f"{FILE}:1: database", f"{FILE}:4: programs[0].program", f"{FILE}:7: programs[0].inbox")
    assert [place for place in places if place not in told] == []


def test_an_error_in_a_program_of_ones_own_names_that_file(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "config" / "programs" / "promise-generuj-leady.yaml"
    text = shipped.read_text("utf-8").replace("promise_days: 5", "promise_days: soon", 1)
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / shipped.name).write_text(text, "utf-8")
    line = text[: text.index("promise_days: soon")].count("\n") + 1

    told = refused(tmp_path, RIGHT.encode())

    assert f"programs/{shipped.name}:{line}: promise_days" in told
    assert "found: soon" in told


def test_a_program_file_is_found_from_the_configurations_folder(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "config" / "programs" / "promise-generuj-leady.yaml"
    (tmp_path / "mine.yaml").write_bytes(shipped.read_bytes())
    (tmp_path / FILE).write_text(RIGHT.replace("promise-generuj-leady", "./mine.yaml"), "utf-8")

    App(str(tmp_path / FILE), environment={}).check()


@pytest.mark.parametrize("command", ["check", "once", "run"])
def test_every_command_that_works_refuses_before_it_touches_anything(installation: Installation, command: str) -> None:
    installation.drop("1", b"Subject: x\n\nx")
    installation.config.write_text(RIGHT.replace(OUTGOING, f"smtp://user:{SECRET}@mail.example?tls=none"), "utf-8")

    installation.run(command, now=NOW, status=2)

    assert f"{FILE}:8: programs[0].outgoing" in installation.complaint
    assert SECRET not in installation.complaint
    assert "Traceback" not in installation.complaint
    assert [path.name for path in (installation.folder / "inbox" / "new").iterdir()] == ["1"]
    assert not (installation.folder / "leadbot.db").exists()


def test_a_clock_that_is_no_moment_is_named(installation: Installation) -> None:
    installation.run("once", now="yesterday", status=2)

    assert "found: yesterday" in installation.complaint
    assert "2026-11-20T10:00:00+01:00" in installation.complaint


def test_a_password_from_file_or_environment_is_in_no_output(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    installation.drop("1", ordinary_lead(1))
    (installation.folder / "password").write_text(SECRET, "utf-8")
    monkeypatch.setenv("SMTP_PASSWORD", SECRET)
    for outgoing in ("smtp://user:${SMTP_PASSWORD}@127.0.0.1:9?tls=none", "smtp://user@127.0.0.1:9?tls=none\n    password_file: password"):
        installation.config.write_text(RIGHT.replace(OUTGOING, outgoing), "utf-8")

        output = installation.run("once", now=NOW, status=3)

        assert "127.0.0.1:9" in installation.complaint
        assert SECRET not in output + installation.complaint
    assert SECRET.encode() not in (installation.folder / "leadbot.db").read_bytes()
