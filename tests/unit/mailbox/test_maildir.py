"""A Maildir that people and mail programs use at the same time."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leadbot.mailbox import MaildirMailbox
from leadbot.model.errors import OutOfReach

MAIL = b"Received: from a by b; Fri, 20 Nov 2026 12:00:00 +0100\nSubject: lead\n\nbody\n"
OTHER = MAIL.replace(b"lead", b"another")
LARGER_THAN_ANY_MAIL = 200 * 2**20


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for part in ("tmp", "new", "cur"):
        (tmp_path / part).mkdir()
    return tmp_path


def files(path: Path) -> dict[str, bytes]:
    """Every mail below that path, by its relative path."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.parent.name in ("new", "cur", "tmp")
    }


def raws(mailbox: MaildirMailbox) -> list[bytes]:
    return [message.raw for message in mailbox.fetch_new(10).messages]


def settle_all(mailbox: MaildirMailbox) -> None:
    mailbox.settle([message.location for message in mailbox.fetch_new(10).messages])


def test_a_settled_mail_moves_to_cur_and_is_marked_as_seen(inbox: Path) -> None:
    (inbox / "new" / "1.host").write_bytes(MAIL)

    settle_all(MaildirMailbox(inbox))

    assert files(inbox) == {"cur/1.host:2,S": MAIL}


def test_flags_that_people_set_are_kept(inbox: Path) -> None:
    (inbox / "cur" / "1.host:2,FR").write_bytes(MAIL)

    settle_all(MaildirMailbox(inbox))

    assert files(inbox) == {"cur/1.host:2,FRS": MAIL}


def test_a_mail_that_a_person_has_read_is_still_handed_out(inbox: Path) -> None:
    (inbox / "cur" / "1.host:2,S").write_bytes(MAIL)

    assert raws(MaildirMailbox(inbox)) == [MAIL]


def test_a_settled_mail_stays_settled_when_a_person_changes_its_flags(inbox: Path) -> None:
    (inbox / "new" / "1.host").write_bytes(MAIL)
    settle_all(MaildirMailbox(inbox))
    (inbox / "cur" / "1.host:2,S").rename(inbox / "cur" / "1.host:2,RST")

    assert raws(MaildirMailbox(inbox)) == []


def test_a_mail_that_a_person_opens_meanwhile_is_settled_all_the_same(inbox: Path) -> None:
    (inbox / "new" / "1.host").write_bytes(MAIL)
    mailbox = MaildirMailbox(inbox)
    batch = mailbox.fetch_new(10)
    (inbox / "new" / "1.host").rename(inbox / "cur" / "1.host:2,F")

    mailbox.settle([message.location for message in batch.messages])

    assert files(inbox) == {"cur/1.host:2,FS": MAIL}
    assert raws(mailbox) == []


def test_another_mail_under_a_settled_name_is_handed_out_and_overwrites_nothing(inbox: Path) -> None:
    mailbox = MaildirMailbox(inbox)
    (inbox / "new" / "1.host").write_bytes(MAIL)
    settle_all(mailbox)
    (inbox / "new" / "1.host").write_bytes(OTHER)

    assert raws(mailbox) == [OTHER]
    settle_all(mailbox)

    assert files(inbox) == {"cur/1.host:2,S": MAIL, "cur/1.host.1:2,S": OTHER}
    assert raws(mailbox) == []


def test_a_mail_under_a_name_just_settled_is_looked_at_afresh(inbox: Path) -> None:
    mailbox = MaildirMailbox(inbox)
    for written in (1_790_000_000, 1_790_000_060):
        (inbox / "new" / "1.host").write_bytes(b"Subject: no date\n\n")
        os.utime(inbox / "new" / "1.host", (0, written))

        (message,) = mailbox.fetch_new(10).messages
        mailbox.settle([message.location])

        assert message.received_at == datetime.fromtimestamp(written, UTC)


def test_two_mails_of_one_name_are_settled_together_without_loss(inbox: Path) -> None:
    (inbox / "new" / "1.host").write_bytes(MAIL)
    (inbox / "cur" / "1.host:2,").write_bytes(OTHER)
    mailbox = MaildirMailbox(inbox)

    settle_all(mailbox)

    assert sorted(files(inbox).values()) == sorted([MAIL, OTHER])
    assert raws(mailbox) == []


def test_a_folder_for_processed_mail_is_made_and_filled(inbox: Path) -> None:
    (inbox / "new" / "1.host").write_bytes(MAIL)
    (inbox / "cur" / "2.host:2,F").write_bytes(OTHER)

    settle_all(MaildirMailbox(inbox, processed_folder="Leads.Done"))

    assert files(inbox) == {".Leads.Done/cur/1.host:2,S": MAIL, ".Leads.Done/cur/2.host:2,FS": OTHER}
    assert (inbox / ".Leads.Done" / "maildirfolder").exists()
    assert not (inbox / "leadbot-settled").exists()


def test_a_folders_name_is_written_as_mail_servers_write_it(inbox: Path) -> None:
    (inbox / "new" / "1.host").write_bytes(MAIL)

    settle_all(MaildirMailbox(inbox, processed_folder="Załatwione & gotowe"))

    assert files(inbox) == {".Za&AUI-atwione &- gotowe/cur/1.host:2,S": MAIL}


def test_half_written_files_and_what_is_no_mail_are_left_alone(inbox: Path) -> None:
    (inbox / "tmp" / "1.host").write_bytes(MAIL)
    (inbox / "new" / ".hidden").write_bytes(MAIL)
    (inbox / "new" / "folder").mkdir()
    os.mkfifo(inbox / "new" / "pipe")

    batch = MaildirMailbox(inbox).fetch_new(10)

    assert (batch.messages, batch.unreadable) == ((), ())


def test_mails_that_cannot_be_read_are_named_and_keep_nobody_back(inbox: Path) -> None:
    (inbox / "new" / "1.host").symlink_to("1.host")
    with (inbox / "new" / "2.host").open("wb") as sparse:
        sparse.truncate(LARGER_THAN_ANY_MAIL)
    os.utime(inbox / "new" / "2.host", (0, 0))
    (inbox / "new" / "3.host").write_bytes(MAIL)

    batch = MaildirMailbox(inbox).fetch_new(1)

    assert [message.raw for message in batch.messages] == [MAIL]
    assert [line.partition(":")[0] for line in batch.unreadable] == ["new/1.host", "new/2.host"]


def test_a_mail_without_dates_was_received_when_its_file_was_written(inbox: Path) -> None:
    (inbox / "new" / "1.host").write_bytes(b"Subject: no date\n\n")
    os.utime(inbox / "new" / "1.host", (0, 1_790_000_000))

    (message,) = MaildirMailbox(inbox).fetch_new(10).messages

    assert message.received_at == datetime.fromtimestamp(1_790_000_000, UTC)


def test_a_file_name_of_any_octets_gives_a_location_that_can_be_stored(inbox: Path) -> None:
    name = os.fsdecode(b"\xff\n\\n.host")
    (inbox / "new" / name).write_bytes(MAIL)
    mailbox = MaildirMailbox(inbox)

    (message,) = mailbox.fetch_new(10).messages
    mailbox.settle([message.location])

    assert message.location.isascii()
    assert message.location.isprintable()
    assert raws(mailbox) == []


def test_settling_in_a_place_that_is_gone_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach):
        MaildirMailbox(tmp_path / "gone", processed_folder="Done").settle(["new/1.host"])

    assert list(tmp_path.iterdir()) == []


def test_a_path_that_is_no_maildir_says_how_to_make_it_one(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach, match=r"mkdir -p .*nothing/{cur,new,tmp}"):
        MaildirMailbox(tmp_path / "nothing").fetch_new(1)


def test_a_ledger_that_cannot_be_written_is_out_of_reach_and_moves_nothing(inbox: Path) -> None:
    (inbox / "leadbot-settled").mkdir()
    (inbox / "new" / "1.host").write_bytes(MAIL)

    with pytest.raises(OutOfReach, match="can't be used"):
        MaildirMailbox(inbox).settle(["new/1.host"])

    assert files(inbox) == {"new/1.host": MAIL}
