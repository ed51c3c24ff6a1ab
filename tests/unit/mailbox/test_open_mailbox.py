"""A configuration's `inbox` and `processed` become a mailbox, or an error that helps."""

from pathlib import Path

import pytest

from leadbot.mailbox import open_mailbox
from leadbot.model.errors import ConfigurationError


def inbox_with_a_mail(path: Path) -> Path:
    for part in ("tmp", "new", "cur"):
        (path / part).mkdir(parents=True)
    (path / "new" / "1.host").write_bytes(b"Subject: lead\n\n")
    return path


@pytest.mark.parametrize(("processed", "place"), [("keyword", "cur"), ("folder:Done", ".Done/cur")])
def test_processed_says_where_settled_mail_goes(tmp_path: Path, processed: str, place: str) -> None:
    inbox = inbox_with_a_mail(tmp_path / "inbox")

    mailbox = open_mailbox(f"maildir:{inbox}", processed)
    mailbox.settle([message.location for message in mailbox.fetch_new(1).messages])

    assert [file.name for file in (inbox / place).iterdir()] == ["1.host:2,S"]


def test_opening_touches_nothing(tmp_path: Path) -> None:
    open_mailbox(f"maildir:{tmp_path}/none", "folder:Done")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["imaps://anna:geheim@mail.example/INBOX", "imap://a:geheim@h", "pop3://a:geheim@h", "geheim", "maildir:", "maildir://host/path"],
)
def test_an_inbox_that_is_not_supported_names_what_is_and_shows_no_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_mailbox(url, "keyword")

    (problem,) = raised.value.problems
    assert (problem.where, "maildir:/path" in problem.remedy) == ("inbox", True)
    assert "geheim" not in str(problem)


@pytest.mark.parametrize("processed", ["", "Folder", "folder:", "folder:../x", "folder:.", "folder:a/b", "folder:a..b", "folder:a\nb"])
def test_a_processed_that_is_neither_keyword_nor_folder_is_refused(processed: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_mailbox("maildir:/x", processed)

    assert [problem.where for problem in raised.value.problems] == ["processed"]
