"""Handing mail to an SMTP server on a connection that is kept open."""

import ssl
from collections.abc import Sequence
from contextlib import suppress
from smtplib import SMTP, SMTPException

from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult
from leadbot.transport.connection import Patience, connect
from leadbot.transport.conversation import Closed, OutOfStep, hand_over, named, result
from leadbot.transport.letter import Letter, letter
from leadbot.transport.server import SmtpServer

_MAILS_PER_CONNECTION = 50
"""Some servers take no more than 100 and answer as if the mail were at fault."""


class SmtpTransport:
    """Hands mails over one at a time on a connection that is kept open between them."""

    connections = 4
    """So many of these, each with its own connection, make a long queue shorter; more would annoy a server."""

    def __init__(self, server: SmtpServer, context: ssl.SSLContext | None = None, patience: Patience | None = None) -> None:
        self._server = server
        self._context = context
        self._patience = patience or Patience()
        self._client: SMTP | None = None
        self._handed = 0
        self._pipelining = True

    def connect(self) -> None:
        """Connects and logs in, where that is not done yet. Raises OutOfReach where it can't be."""
        self._connected()

    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult:
        """One attempt. SENT where at least one recipient was taken; the detail then names the others.

        `sender` is the envelope's and may be empty. Raises OutOfReach where there is no connection or no login: nothing was tried.
        """
        try:
            mail = letter(raw, sender, recipients)
        except ValueError as error:
            return result(DeliveryOutcome.PERMANENT, f"sender {sender!r}: {error}")
        if not mail.recipients:
            return result(DeliveryOutcome.PERMANENT, named(mail.refused) or "no recipient")
        if self._client is not None:
            # The server may have closed a connection that was idle; then a fresh one decides.
            with suppress(Closed):
                return self._attempt(mail)
        try:
            return self._attempt(mail)
        except Closed as closed:
            return result(DeliveryOutcome.TEMPORARY, str(closed))

    def close(self) -> None:
        """Ends the connection, if there is one."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(SMTPException):
                client.quit()
            client.close()

    def _attempt(self, mail: Letter) -> DeliveryResult:
        try:
            return self._attempted(mail)
        except OutOfStep:
            self._pipelining = False
            return self._attempted(mail)

    def _attempted(self, mail: Letter) -> DeliveryResult:
        if self._handed >= _MAILS_PER_CONNECTION:
            self.close()
        client = self._connected()
        self._handed += 1
        try:
            outcome = hand_over(client, mail, self._patience, pipelining=self._pipelining)
            if outcome.outcome is not DeliveryOutcome.SENT:
                self._reset(client)
        except BaseException:
            self._drop()
            raise
        return outcome

    def _connected(self) -> SMTP:
        if self._client is None:
            self._client, self._handed = connect(self._server, self._patience, self._context), 0
        return self._client

    def _reset(self, client: SMTP) -> None:
        """Ready for the next mail after one that was not taken; a connection in doubt is given up."""
        try:
            if client.sock is None or client.rset()[0] != 250:
                self._drop()
        except SMTPException:
            self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()
