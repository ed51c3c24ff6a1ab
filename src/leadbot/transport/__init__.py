"""The door for outgoing mail: hands one mail over and says what the other side's answer means."""

from pathlib import Path

from leadbot.model.errors import ConfigurationError, Problem
from leadbot.transport.maildir import MaildirTransport
from leadbot.transport.server import SmtpServer
from leadbot.transport.smtp import SmtpTransport

__all__ = ["MaildirTransport", "SmtpTransport", "open_transport"]

_SUPPORTED = "Write smtps://user:password@host, smtp://user:password@host (STARTTLS), smtp://127.0.0.1:1025?tls=none or maildir:/path."


def open_transport(url: str) -> MaildirTransport | SmtpTransport:
    """The transport of a configuration's `outgoing`. Nothing is connected or written yet.

    Raises ConfigurationError, whose problem names the key `outgoing` and never shows a password; the caller knows file and line.
    """
    scheme, colon, rest = url.partition(":")
    try:
        if scheme.lower() == "maildir":
            return MaildirTransport(_path(rest))
        return SmtpTransport(SmtpServer.parse(url))
    except ValueError as error:
        shown = f"{scheme}:…" if colon else ""
        problem = Problem(file="leadbot.yaml", line=None, where="outgoing", value=shown, message=str(error), remedy=_SUPPORTED)
        raise ConfigurationError((problem,)) from error


def _path(rest: str) -> Path:
    if not rest or rest.startswith("//"):
        raise ValueError("the Maildir's path is missing or has a host before it")
    return Path(rest).expanduser()
