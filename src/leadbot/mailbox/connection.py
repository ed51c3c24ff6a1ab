"""A connection to an IMAP server: encrypted as asked, logged in, ready for a folder to be opened."""

import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from leadbot.mailbox.server import ImapServer, Secrecy
from leadbot.model.errors import LoginRefused, OutOfReach


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for a server, in seconds."""

    connecting: float = 30
    answer: float = 60
    """For the next octets of an answer, not for the whole of it."""
    pause: float = 1
    """Before connecting again after a connection was lost; twice as long after the second loss in a row, and so on."""


class Client(IMAPClient):  # type: ignore[misc] # imapclient ships no types
    """imapclient, with aware times, and with searches whose answer may come in several lines or not at all."""

    def __init__(self, server: ImapServer, patience: Patience, context: ssl.SSLContext | None) -> None:
        """Connects. Raises OSError or IMAPClientError."""
        encrypted = server.secrecy is Secrecy.TLS
        timeout = SocketTimeout(patience.connecting, patience.answer)
        super().__init__(server.host, server.port, ssl=encrypted, ssl_context=context, timeout=timeout)
        self.normalise_times = False
        # imapclient has every octet described for its log, which takes ten times as long as fetching them.
        self._imap.debug = 0

    def uids(self, *criteria: str) -> set[int]:
        """The UIDs that fit all criteria (RFC 9051, 6.4.4)."""
        lines: Sequence[bytes | None] = self._raw_command_untagged(b"SEARCH", [criterion.encode("ascii") for criterion in criteria])
        # A server that keeps modification numbers may add "(MODSEQ n)".
        return {int(word) for line in lines if line for word in line.partition(b"(")[0].split()}

    def leave(self) -> None:
        """Closes the connection, whatever its state."""
        with suppress(OSError):
            self.shutdown()


def connect(server: ImapServer, patience: Patience, context: ssl.SSLContext | None = None) -> Client:
    """The open connection. Raises LoginRefused, or OutOfReach with what to do, where there is none to be had on these terms."""
    if context is None and server.secrecy is not Secrecy.NONE:
        context = ssl.create_default_context()
    try:
        client = Client(server, patience, context)
        try:
            _log_in(client, server, context)
        except BaseException:
            client.leave()
            raise
    except (OSError, IMAPClientError, ValueError, LookupError, TypeError) as error:
        raised = LoginRefused if _is_refused_login(error) else OutOfReach
        raise raised(f"The mailbox server {server} can't be used: {_why(error, server)}") from error
    return client


def _log_in(client: Client, server: ImapServer, context: ssl.SSLContext | None) -> None:
    if server.secrecy is Secrecy.STARTTLS:
        client.starttls(context)
    plain = client.has_capability("AUTH=PLAIN")
    if client.has_capability("LOGINDISABLED") and (server.secrecy is Secrecy.NONE or not plain):
        raise CapabilityError("it allows no login by password on this connection (LOGINDISABLED).")
    if plain:
        # LOGIN is ASCII only; PLAIN is UTF-8 (RFC 4616).
        client.plain_login(server.user, server.password)
    else:
        client.login(server.user, server.password)


def _is_refused_login(error: Exception) -> bool:
    """imapclient calls a connection lost at the login a refused login too; RFC 5530 has a code for a server whose user database is down."""
    lost = isinstance(error.__context__, IMAPClientAbortError)
    return isinstance(error, LoginError) and not lost and "[UNAVAILABLE]" not in str(error)


def _why(error: Exception, server: ImapServer) -> str:
    match error:
        case LoginError() if _is_refused_login(error):
            return f"it refused the login of {server.user} ({words_of(error)}). Check user and password."
        case CapabilityError() if server.secrecy is Secrecy.STARTTLS:
            return f"{words_of(error)} Use imaps:// where it offers that; no password ever goes over the net in clear."
        case CapabilityError():
            return f"{words_of(error)} Use imaps:// or imap:// without tls=none."
        case ssl.SSLCertVerificationError():
            return f"its certificate is not good for {server.host} ({error.verify_message}). Renew it, or use the name it is made out for."
        case ssl.SSLError():
            return f"no encryption could be agreed on ({error.reason}). imaps:// is for port 993, imap:// for STARTTLS on 143."
        case UnicodeError():
            return "it takes only ASCII letters in user and password, or the host's name is none. Set another password."
        case _:
            return f"{words_of(error)}. Check host and port, and that the server is running."


def words_of(error: Exception) -> str:
    """What the server or the system said, on one line that is safe to show."""
    words = error.args[0] if len(error.args) == 1 else error
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    if text.startswith(("b'", 'b"')):
        text = text[2:-1]
    return "".join(sign if sign.isprintable() else "?" for sign in " ".join(text.split()))[:300]
