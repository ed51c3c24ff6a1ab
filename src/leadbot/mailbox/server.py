"""Which IMAP server and folder, and how the connection is kept secret: a URL of the configuration as data."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Self
from urllib.parse import unquote

_URL = re.compile(
    r"(?P<scheme>imaps?)://"
    # A password may hold any sign, so the last @ ends it.
    r"(?:(?P<user>[^:@]*)(?::(?P<password>.*))?@)?"
    r"(?P<host>\[[0-9a-fA-F:.]+\]|[^@:/?\[\]]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?:/(?P<folder>[^@?]*))?(?:\?(?P<query>[^@]*))?",
    re.IGNORECASE | re.DOTALL,
)


class Secrecy(StrEnum):
    """How the connection is encrypted."""

    TLS = "tls"
    """From the first octet (RFC 8314)."""
    STARTTLS = "starttls"
    """After the greeting, before the login; without it there is no login (RFC 9051, 6.2.1)."""
    NONE = "none"
    """Only to this machine itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapServer:
    """Where the inbox is, and who reads it."""

    host: str
    port: int
    secrecy: Secrecy
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    """As people write it; parts are parted by the server's own separator."""

    @classmethod
    def parse(cls, url: str) -> Self:
        """The inbox of `imaps://user:password@host/FOLDER` (port 993) or `imap://…` (port 143, STARTTLS; `?tls=none` on loopback only).

        User, password and folder may be percent-encoded; no folder means INBOX. Raises ValueError, which says what is wrong and shows
        no part of the URL.
        """
        match = _URL.fullmatch(url)
        if match is None:
            raise ValueError("not the address of an IMAP mailbox")
        encrypted = match["scheme"].lower() == "imaps"
        host = match["host"].strip("[]")
        port = int(match["port"] or (993 if encrypted else 143))
        if not 0 < port < 65536:
            raise ValueError("there is no such port")
        user, password, folder = (_decoded(match[name]) for name in ("user", "password", "folder"))
        if not user or not password:
            raise ValueError("the user or the password is missing")
        secrecy = _secrecy(encrypted, host, match["query"] or "")
        return cls(host=host, port=port, secrecy=secrecy, user=user, password=password, folder=folder.strip("/") or "INBOX")

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def _decoded(part: str | None) -> str:
    """One line of text: a line break in it would be a command of its own to the server."""
    text = unquote(part or "")
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        raise ValueError("a control character in user, password or folder")
    return text


def _secrecy(encrypted: bool, host: str, query: str) -> Secrecy:
    if query not in ("", "tls=none"):
        raise ValueError("the only thing to say behind `?` is tls=none")
    if not query:
        return Secrecy.TLS if encrypted else Secrecy.STARTTLS
    if encrypted or not _is_loopback(host):
        raise ValueError("tls=none is for imap:// to this machine only: mail and password would go over the net in clear")
    return Secrecy.NONE


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
