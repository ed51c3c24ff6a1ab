"""The door for outgoing mail: hands one mail over and says what the other side's answer means."""

from pathlib import Path

from leadbot.model.errors import ConfigurationError, Problem
from leadbot.transport.command import CommandTransport
from leadbot.transport.maildir import MaildirTransport
from leadbot.transport.server import SmtpServer
from leadbot.transport.smtp import SmtpTransport

__all__ = ["CommandTransport", "MaildirTransport", "SmtpTransport", "open_alarm", "open_transport"]

_SUPPORTED = "Write smtps://user:password@host, smtp://user:password@host (STARTTLS), smtp://127.0.0.1:1025?tls=none or maildir:/path."


def open_transport(url: str) -> MaildirTransport | SmtpTransport:
    """The transport of a configuration's `outgoing`. Nothing is connected or written yet.

    Raises ConfigurationError, whose problem names the key `outgoing` and never shows a password; the caller knows file and line.
    """
    try:
        return _opened(url)
    except ValueError as error:
        raise _refused("outgoing", url, str(error), _SUPPORTED) from error


def open_alarm(url: str) -> CommandTransport | MaildirTransport | SmtpTransport:
    """The transport of a configuration's `alarm`: as `outgoing`, or a program that takes a mail. Raises ConfigurationError likewise."""
    scheme, _, rest = url.partition(":")
    try:
        return CommandTransport(rest) if scheme.lower() == "command" else _opened(url)
    except ValueError as error:
        raise _refused("alarm", url, str(error), f"{_SUPPORTED[:-1]}, or command:/usr/sbin/sendmail -t.") from error


def _opened(url: str) -> MaildirTransport | SmtpTransport:
    scheme, _, rest = url.partition(":")
    return MaildirTransport(_path(rest)) if scheme.lower() == "maildir" else SmtpTransport(SmtpServer.parse(url))


def _refused(where: str, url: str, message: str, remedy: str) -> ConfigurationError:
    scheme, colon, _ = url.partition(":")
    shown = f"{scheme}:…" if colon else ""
    return ConfigurationError((Problem(file="leadbot.yaml", line=None, where=where, value=shown, message=message, remedy=remedy),))


def _path(rest: str) -> Path:
    if not rest or rest.startswith("//"):
        raise ValueError("the Maildir's path is missing or has a host before it")
    return Path(rest).expanduser()
