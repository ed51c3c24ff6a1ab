"""Which SMTP server, and how its connection is kept secret: a URL of the configuration as data."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Self
from urllib.parse import unquote

_URL = re.compile(
    r"(?P<scheme>smtps?)://"
    # A password may hold any sign, so the last @ ends it.
    r"(?:(?P<user>[^:]*):(?P<password>.*)@)?"
    r"(?P<host>\[[0-9a-fA-F:.]+\]|[^@:/?\[\]]+)(?::(?P<port>[0-9]{1,5}))?/?(?:\?(?P<query>[^@]*))?",
    re.IGNORECASE | re.DOTALL,
)


class Secrecy(StrEnum):
    """How the connection is encrypted."""

    TLS = "tls"
    """From the first octet (RFC 8314)."""
    STARTTLS = "starttls"
    """After the greeting, before anything else; without it there is no connection (RFC 3207)."""
    NONE = "none"
    """Only to this machine itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where to hand mail over."""

    host: str
    port: int
    secrecy: Secrecy
    user: str = ""
    """Empty: no login."""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str) -> Self:
        """The server of `smtps://…` (port 465) or `smtp://…` (port 587, STARTTLS; `?tls=none` on loopback only).

        User and password may be percent-encoded. Raises ValueError, which says what is wrong and shows no part of the URL.
        """
        match = _URL.fullmatch(url)
        if match is None:
            raise ValueError("not the address of a mail server")
        if match["user"] == "":
            raise ValueError("a password without a user")
        encrypted = match["scheme"].lower() == "smtps"
        host = match["host"].strip("[]")
        port = int(match["port"] or (465 if encrypted else 587))
        if not 0 < port < 65536:
            raise ValueError("there is no such port")
        user, password = unquote(match["user"] or ""), unquote(match["password"] or "")
        return cls(host=host, port=port, secrecy=_secrecy(encrypted, host, match["query"] or ""), user=user, password=password)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def _secrecy(encrypted: bool, host: str, query: str) -> Secrecy:
    if query not in ("", "tls=none"):
        raise ValueError("the only thing to say behind `?` is tls=none")
    if not query:
        return Secrecy.TLS if encrypted else Secrecy.STARTTLS
    if encrypted or not _is_loopback(host):
        raise ValueError("tls=none is for smtp:// to this machine only: mail and password would go over the net in clear")
    return Secrecy.NONE


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
