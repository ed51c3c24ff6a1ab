"""Outgoing mail as files is on the disk, whole, or not there."""

import os
from pathlib import Path

import pytest

from leadbot.model.errors import OutOfReach
from leadbot.model.outgoing import DeliveryOutcome
from leadbot.transport import MaildirTransport


def send(path: Path) -> DeliveryOutcome:
    return MaildirTransport(path).send(b"Subject: lead\r\n\r\nbody\r\n", "csp@promise.example", ["anna@a.example"]).outcome


def test_a_mail_is_one_file_in_new_with_the_systems_line_ends(tmp_path: Path) -> None:
    assert send(tmp_path / "out") is DeliveryOutcome.SENT

    assert [file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file()] == [b"Subject: lead\n\nbody\n"]
    assert len(list((tmp_path / "out" / "new").iterdir())) == 1


def test_only_the_last_folder_is_made_lest_mail_go_to_a_disk_that_is_not_mounted(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach, match="can't be written"):
        send(tmp_path / "not mounted" / "out")

    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_before_the_mail_is_in_place_is_out_of_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)

    with pytest.raises(OutOfReach, match="No space left"):
        send(tmp_path / "out")

    assert [file for file in (tmp_path / "out").rglob("*") if file.is_file()] == []


def test_a_disk_that_fails_afterwards_leaves_the_outcome_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MaildirTransport, "_sync_folder", lambda _: (tmp_path / "gone").stat())

    assert send(tmp_path / "out") is DeliveryOutcome.UNKNOWN
