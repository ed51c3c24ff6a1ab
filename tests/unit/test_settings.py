"""A configuration that would make leadbot write to itself is refused, with the key and its line."""

from pathlib import Path

import pytest

from leadbot.model.errors import ConfigurationError
from leadbot.settings import load_settings

PLAIN = """\
operator: ops@promise.pl
programs:
  - program: promise-generuj-leady
    address: csp@promise.pl
    inbox: maildir:inbox
    outgoing: smtp://127.0.0.1:1025?tls=none
    staff: [anna@promise.pl]
    escalate_to: szef@promise.pl
  - program: also-waas
    address: waas@promise.pl
    inbox: imaps://leads%40promise.pl:x@mail.promise.pl/INBOX
    outgoing: maildir:sent
"""


def refused(tmp_path: Path, old: str, new: str) -> list[tuple[str, int | None]]:
    """Where the configuration is wrong after that change."""
    path = tmp_path / "leadbot.yaml"
    path.write_text(PLAIN.replace(old, new), "utf-8")
    try:
        load_settings(path, {})
    except ConfigurationError as error:
        return [(problem.where, problem.line) for problem in error.problems]
    return []


def test_a_sound_configuration_is_taken(tmp_path: Path) -> None:
    assert refused(tmp_path, "", "") == []


@pytest.mark.failure("F41")
@pytest.mark.parametrize("own", ["csp@promise.pl", "CSP@Promise.PL", "csp+staff@promise.pl", "waas@promise.pl", "leads@promise.pl"])
@pytest.mark.parametrize(
    ("person", "where", "line"),
    [("ops@promise.pl", "operator", 1), ("anna@promise.pl", "programs[0].staff", 7), ("szef@promise.pl", "programs[0].escalate_to", 8)],
)
def test_nobody_is_written_to_in_a_mailbox_that_is_read(tmp_path: Path, own: str, person: str, where: str, line: int) -> None:
    assert refused(tmp_path, person, own) == [(where, line)]


def test_a_checker_is_nobody_whose_mailbox_is_read(tmp_path: Path) -> None:
    changed = "    staff: [anna@promise.pl]\n    checkers: {microsoft: waas@promise.pl}\n    trust: {authserv_id: mx.promise.pl}"
    assert refused(tmp_path, "    staff: [anna@promise.pl]", changed) == [("programs[0].checkers.microsoft", 8)]


@pytest.mark.failure("F41")
def test_what_is_sent_does_not_go_where_mail_is_read(tmp_path: Path) -> None:
    assert refused(tmp_path, "maildir:sent", "maildir:inbox") == [("programs[1].outgoing", 12)]
