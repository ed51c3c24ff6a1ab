"""The door to incoming mail: a mailbox hands out new mail without touching it, and is told what has been taken care of."""

from pathlib import Path

from leadbot.mailbox.imap import ImapMailbox
from leadbot.mailbox.maildir import MaildirMailbox
from leadbot.mailbox.server import ImapServer
from leadbot.mailbox.uids import UidLedger
from leadbot.model.errors import ConfigurationError, Problem

__all__ = ["ImapMailbox", "MaildirMailbox", "open_mailbox"]

_KEYWORD = "keyword"
_FOLDER = "folder:"
_SUPPORTED = "Write imaps://user:password@host/INBOX, imap://… (STARTTLS), imap://…@127.0.0.1:1143/INBOX?tls=none or maildir:/path."


def open_mailbox(url: str, processed: str, state: Path) -> MaildirMailbox | ImapMailbox:
    """The mailbox of a configuration's `inbox` and `processed`. Nothing is read or connected yet.

    `state` is the folder for what an IMAP server can't keep for us. Raises ConfigurationError, whose problems name the key (`inbox` or
    `processed`) and never show a password; the caller knows the file and line.
    """
    scheme, colon, path = url.partition(":")
    try:
        if scheme.lower() in ("imap", "imaps"):
            server = ImapServer.parse(url)
            return ImapMailbox(server, UidLedger.of(server, state), _imap_folder(processed, server.folder))
        return MaildirMailbox(_path(scheme, path), processed_folder=_maildir_folder(processed))
    except ValueError as error:
        raise _wrong("inbox", f"{scheme}:…" if colon else "", str(error), _SUPPORTED) from error


def _path(scheme: str, path: str) -> Path:
    if scheme.lower() != "maildir":
        raise ValueError("this kind of mailbox is not supported")
    if not path or path.startswith("//"):
        raise ValueError("the Maildir's path is missing or has a host before it")
    return Path(path).expanduser()


def _maildir_folder(processed: str) -> str | None:
    name = _processed_folder(processed)
    if name is not None and (not all(name.split(".")) or "/" in name):
        raise _wrong_folder(processed, "no name of a folder", "Parts of a folder's name are parted by dots: folder:Leads.Done.")
    return name


def _imap_folder(processed: str, inbox: str) -> str | None:
    name = _processed_folder(processed)
    if name is not None and name.casefold() == inbox.casefold():
        raise _wrong_folder(processed, "processed mail would stay in the inbox", "Name another folder.")
    return name


def _processed_folder(processed: str) -> str | None:
    """The folder's name; None for `keyword`."""
    if processed == _KEYWORD:
        return None
    name = processed.removeprefix(_FOLDER)
    if name == processed or not name or not name.isprintable():
        raise _wrong_folder(processed, "neither `keyword` nor `folder:NAME`", "Write one of the two.")
    return name


def _wrong_folder(processed: str, message: str, remedy: str) -> ConfigurationError:
    return _wrong("processed", processed, message, remedy)


def _wrong(where: str, value: str, message: str, remedy: str) -> ConfigurationError:
    problem = Problem(file="leadbot.yaml", line=None, where=where, value=value, message=message, remedy=remedy)
    return ConfigurationError((problem,))
