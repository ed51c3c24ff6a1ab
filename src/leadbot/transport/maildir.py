"""Outgoing mail as files: for trying things out, and for setups where another program fetches it."""

import mailbox
import os
from collections.abc import Sequence
from pathlib import Path

from leadbot.model.errors import OutOfReach
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult


class MaildirTransport:
    """Puts each mail into a Maildir, which is made where only its last folder is missing. The envelope is not kept."""

    connections = 1
    """Files are written one after the other."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def connect(self) -> None:
        """The Maildir is there, made where need be. Raises OutOfReach where it can't be."""
        try:
            self._make_folders()
        except OSError as error:
            raise self._out_of_reach(error) from error

    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult:  # noqa: ARG002 (a file has no envelope)
        """The mail is in `new/` and on the disk when this returns SENT; raises OutOfReach where it can't be written.

        Lines end with LF, as other programs expect of files.
        """
        if not recipients:
            return DeliveryResult(outcome=DeliveryOutcome.PERMANENT, detail="no recipient")
        try:
            self._make_folders()
            # tmp, fsync, then linked into new: the standard library does it in that order.
            name = mailbox.Maildir(self._path, create=False).add(raw.replace(b"\r\n", b"\n"))
        except (OSError, mailbox.Error) as error:
            raise self._out_of_reach(error) from error
        try:
            self._sync_folder()
        except OSError as error:
            return DeliveryResult(outcome=DeliveryOutcome.UNKNOWN, detail=f"{name} may not be on the disk: {error}")
        return DeliveryResult(outcome=DeliveryOutcome.SENT, detail=name)

    def close(self) -> None:
        """Nothing is held open."""

    def _make_folders(self) -> None:
        for folder in (self._path, *(self._path / part for part in ("tmp", "new", "cur"))):
            folder.mkdir(mode=0o700, exist_ok=True)

    def _out_of_reach(self, error: Exception) -> OutOfReach:
        return OutOfReach(f"The Maildir {self._path} can't be written: {error}. Make its folder, or give room or rights.")

    def _sync_folder(self) -> None:
        folder = os.open(self._path / "new", os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
