"""The door to incoming mail: a mailbox hands out new mail without touching it, and is told what has been taken care of."""

from pathlib import Path

from leadbot.mailbox.maildir import MaildirMailbox
from leadbot.model.errors import ConfigurationError, Problem

__all__ = ["MaildirMailbox", "open_mailbox"]

_KEYWORD = "keyword"
_FOLDER = "folder:"
_SUPPORTED = "maildir:/path"


def open_mailbox(url: str, processed: str) -> MaildirMailbox:
    """The mailbox of a configuration's `inbox` and `processed`. Nothing is read or connected yet.

    Raises ConfigurationError, whose problems name the key (`inbox` or `processed`) and never show a password; the caller knows
    the file and line.
    """
    scheme, colon, path = url.partition(":")
    if scheme.lower() != "maildir":
        shown = f"{scheme}:…" if colon else ""
        raise _wrong("inbox", shown, "this kind of mailbox is not supported", f"Write {_SUPPORTED}.")
    if not path or path.startswith("//"):
        raise _wrong("inbox", url, "the Maildir's path is missing or has a host before it", f"Write {_SUPPORTED}.")
    return MaildirMailbox(Path(path).expanduser(), processed_folder=_processed_folder(processed))


def _processed_folder(processed: str) -> str | None:
    if processed == _KEYWORD:
        return None
    name = processed.removeprefix(_FOLDER)
    if name == processed or not _is_folder_name(name):
        raise _wrong(
            "processed", processed, "neither `keyword` nor `folder:NAME`", "Parts of a folder's name are parted by dots: folder:Leads.Done."
        )
    return name


def _is_folder_name(name: str) -> bool:
    return all(name.split(".")) and name.isprintable() and "/" not in name


def _wrong(where: str, value: str, message: str, remedy: str) -> ConfigurationError:
    problem = Problem(file="leadbot.yaml", line=None, where=where, value=value, message=message, remedy=remedy)
    return ConfigurationError((problem,))
