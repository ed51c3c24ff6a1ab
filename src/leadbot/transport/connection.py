"""A connection to an SMTP server: encrypted as asked, logged in, ready for mail."""

import socket
import ssl
from base64 import b64encode
from dataclasses import dataclass
from smtplib import SMTP, SMTP_SSL, SMTPAuthenticationError, SMTPNotSupportedError

from leadbot.model.errors import LoginRefused, OutOfReach
from leadbot.transport.server import Secrecy, SmtpServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for a server, in seconds (RFC 5321, 4.5.3.2: a server that is cut short may send a mail twice)."""

    connecting: float = 30
    """Up to the login, each step."""
    command: float = 300
    data_end: float = 600
    """After the final dot."""


def connect(server: SmtpServer, patience: Patience, context: ssl.SSLContext | None = None) -> SMTP:
    """The open connection. Raises OutOfReach, with what to do, where there is none to be had on these terms."""
    if context is None and server.secrecy is not Secrecy.NONE:
        context = ssl.create_default_context()
    try:
        client = _greeted(server, patience, context)
        try:
            _prepare(client, server, context)
            _socket(client).settimeout(patience.command)
        except BaseException:
            client.close()
            raise
    except (OSError, UnicodeError) as error:
        raised = LoginRefused if isinstance(error, SMTPAuthenticationError) else OutOfReach
        raise raised(f"The mail server {server} can't be used: {_why(error, server)}") from error
    return client


def _greeted(server: SmtpServer, patience: Patience, context: ssl.SSLContext | None) -> SMTP:
    # The name given here is replaced at once; it keeps smtplib from asking the name server for one.
    if server.secrecy is Secrecy.TLS:
        client: SMTP = SMTP_SSL(server.host, server.port, "localhost", timeout=patience.connecting, context=context)
    else:
        client = SMTP(server.host, server.port, "localhost", timeout=patience.connecting)
    client.local_hostname = _own_name(client)
    return client


def _prepare(client: SMTP, server: SmtpServer, context: ssl.SSLContext | None) -> None:
    client.ehlo_or_helo_if_needed()
    if server.secrecy is Secrecy.STARTTLS:
        client.starttls(context=context)
        client.ehlo_or_helo_if_needed()
    if not server.user:
        return
    if (server.user + server.password).isascii():
        client.login(server.user, server.password)
    else:
        _log_in_plain(client, server)


def _log_in_plain(client: SMTP, server: SmtpServer) -> None:
    """smtplib's login is ASCII only; PLAIN itself is UTF-8 (RFC 4616)."""
    token = b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, words = client.docmd("AUTH", f"PLAIN {token}")
    if code != 235:
        raise SMTPAuthenticationError(code, words)


def _own_name(client: SMTP) -> str:
    """Our address as a literal: the one name that is always true (RFC 5321, 4.1.3)."""
    address = str(_socket(client).getsockname()[0]).partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _socket(client: SMTP) -> socket.socket:
    if client.sock is None:
        raise ConnectionResetError("the server closed the connection")
    return client.sock


def _why(error: Exception, server: SmtpServer) -> str:
    match error:
        case SMTPAuthenticationError():
            words = error.smtp_error if isinstance(error.smtp_error, str) else error.smtp_error.decode("utf-8", "replace")
            return f"it refused the login of {server.user} ({error.smtp_code} {words}). Check user and password."
        case SMTPNotSupportedError():
            return f"{error} Use smtps:// where it offers that; nothing is ever sent in clear."
        case ssl.SSLCertVerificationError():
            return f"its certificate is not good for {server.host} ({error.verify_message}). Renew it, or use the name it is made out for."
        case ssl.SSLError():
            return f"no encryption could be agreed on ({error.reason}). smtps:// is for port 465, smtp:// for STARTTLS on 587."
        case _:
            return f"{error}. Check host and port, and that the server is running."
