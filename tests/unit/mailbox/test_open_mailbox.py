"""A configuration's `inbox` and `processed` become a mailbox, or an error that helps."""

from pathlib import Path

import pytest

from leadbot.mailbox import ImapMailbox, open_mailbox
from leadbot.model.errors import ConfigurationError


def inbox_with_a_mail(path: Path) -> Path:
    for part in ("tmp", "new", "cur"):
        (path / part).mkdir(parents=True)
    (path / "new" / "1.host").write_bytes(b"Subject: lead\n\n")
    return path


@pytest.mark.parametrize(("processed", "place"), [("keyword", "cur"), ("folder:Done", ".Done/cur")])
def test_processed_says_where_settled_mail_goes(tmp_path: Path, processed: str, place: str) -> None:
    inbox = inbox_with_a_mail(tmp_path / "inbox")

    mailbox = open_mailbox(f"maildir:{inbox}", processed, tmp_path)
    mailbox.settle([message.location for message in mailbox.fetch_new(1).messages])

    assert [file.name for file in (inbox / place).iterdir()] == ["1.host:2,S"]


def test_opening_touches_nothing(tmp_path: Path) -> None:
    open_mailbox(f"maildir:{tmp_path}/none", "folder:Done", tmp_path)
    open_mailbox("imaps://anna:geheim@mail.invalid/INBOX", "folder:Done", tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "imap://a:geheim@mail.example/INBOX?tls=none",
        "imaps://a:geheim@127.0.0.1?tls=none",
        "imap://a@mail.example",
        "imaps://mail.example/geheim",
        "pop3://a:geheim@h",
        "geheim",
        "maildir:",
        "maildir://host/path",
    ],
)
def test_an_inbox_that_is_not_supported_names_what_is_and_shows_no_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_mailbox(url, "keyword", Path())

    (problem,) = raised.value.problems
    assert (problem.where, "maildir:/path" in problem.remedy) == ("inbox", True)
    assert "geheim" not in str(problem)


@pytest.mark.parametrize("processed", ["", "Folder", "folder:", "folder:../x", "folder:.", "folder:a/b", "folder:a..b", "folder:a\nb"])
def test_a_processed_that_is_neither_keyword_nor_folder_is_refused(processed: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_mailbox("maildir:/x", processed, Path())

    assert [problem.where for problem in raised.value.problems] == ["processed"]


@pytest.mark.parametrize("processed", ["", "Folder", "folder:", "folder:a\nb", "folder:Inbox"])
def test_an_imap_inbox_refuses_what_names_no_other_folder(processed: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_mailbox("imaps://a:b@mail.example/INBOX", processed, Path())

    assert [problem.where for problem in raised.value.problems] == ["processed"]


@pytest.mark.parametrize("processed", ["keyword", "folder:Leads/Done", "folder:Leads.Done", "folder:Załatwione"])
def test_an_imap_folder_is_named_as_its_server_names_it(processed: str) -> None:
    assert isinstance(open_mailbox("imaps://a:b@mail.example", processed, Path()), ImapMailbox)
