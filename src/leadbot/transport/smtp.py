"""Handing mail to an SMTP server, and what its answers mean: 4xx temporary, 5xx permanent, silence after the final dot unknown."""

import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from smtplib import SMTP, SMTPException, SMTPServerDisconnected

from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult
from leadbot.transport.connection import Patience, connect
from leadbot.transport.letter import Letter, letter
from leadbot.transport.server import SmtpServer

_MAILS_PER_CONNECTION = 50
"""Some servers take no more than 100 and answer as if the mail were at fault."""
_CLOSING = 421
_DETAIL_LENGTH = 500


class _Closed(Exception):
    """The connection ended before the final dot: nothing was handed over."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """A server's answer to one command."""

    code: int
    words: str

    @property
    def outcome(self) -> DeliveryOutcome:
        return {2: DeliveryOutcome.SENT, 4: DeliveryOutcome.TEMPORARY, 5: DeliveryOutcome.PERMANENT}.get(
            self.code // 100, DeliveryOutcome.UNKNOWN
        )

    def __str__(self) -> str:
        return f"{self.code} {self.words}"


class SmtpTransport:
    """Hands mails over one at a time on a connection that is kept open between them."""

    def __init__(self, server: SmtpServer, context: ssl.SSLContext | None = None, patience: Patience | None = None) -> None:
        self._server = server
        self._context = context or ssl.create_default_context()
        self._patience = patience or Patience()
        self._client: SMTP | None = None
        self._handed = 0

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
            return _result(DeliveryOutcome.PERMANENT, f"sender {sender!r}: {error}")
        if not mail.recipients:
            return _result(DeliveryOutcome.PERMANENT, _named(mail.refused) or "no recipient")
        if self._client is not None:
            # The server may have closed a connection that was idle; then a fresh one decides.
            with suppress(_Closed):
                return self._attempt(mail)
        try:
            return self._attempt(mail)
        except _Closed as closed:
            return _result(DeliveryOutcome.TEMPORARY, str(closed))

    def close(self) -> None:
        """Ends the connection, if there is one."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(SMTPException):
                client.quit()
            client.close()

    def _attempt(self, mail: Letter) -> DeliveryResult:
        if self._handed >= _MAILS_PER_CONNECTION:
            self.close()
        client = self._connected()
        self._handed += 1
        try:
            result = _hand_over(client, mail, self._patience)
            if result.outcome is not DeliveryOutcome.SENT:
                self._reset(client)
        except BaseException:
            self._drop()
            raise
        return result

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


def _hand_over(client: SMTP, mail: Letter, patience: Patience) -> DeliveryResult:
    """Raises _Closed where the connection ended before the final dot."""
    lacking = _lacking(client, mail)
    if lacking:
        return _result(DeliveryOutcome.PERMANENT, f"the server offers no {lacking}, which this mail needs")
    international = client.has_extn("smtputf8") and not (mail.sender + "".join(mail.recipients)).isascii()
    client.command_encoding = "utf-8" if international or mail.international else "ascii"
    answer = _command(client, "MAIL", f"FROM:<{mail.sender}>{_options(client, mail, international)}")
    if answer.outcome is not DeliveryOutcome.SENT:
        return _result(answer.outcome, str(answer))
    refusals = _name_recipients(client, mail)
    refused = _named((*mail.refused, *((recipient, str(answer)) for recipient, answer in refusals)))
    if len(refusals) == len(mail.recipients):
        temporary = any(answer.outcome is DeliveryOutcome.TEMPORARY for _, answer in refusals)
        return _result(DeliveryOutcome.TEMPORARY if temporary else DeliveryOutcome.PERMANENT, refused)
    answer = _command(client, "DATA", go_on=3)
    if answer.code >= 400:
        return _result(answer.outcome, str(answer))
    answer = _deliver(client, mail.content, patience)
    return _result(answer.outcome, f"{answer}; refused: {refused}" if refused else str(answer))


def _lacking(client: SMTP, mail: Letter) -> str:
    """What this mail needs and the server does not offer."""
    if mail.international and not client.has_extn("smtputf8"):
        return "SMTPUTF8"
    return "8BITMIME" if mail.eight_bit and not client.has_extn("8bitmime") else ""


def _options(client: SMTP, mail: Letter, international: bool) -> str:
    options = [
        f"SIZE={len(mail.content)}" if client.has_extn("size") else "",
        "BODY=8BITMIME" if mail.eight_bit else "",
        "SMTPUTF8" if international or mail.international else "",
    ]
    return "".join(f" {option}" for option in options if option)


def _name_recipients(client: SMTP, mail: Letter) -> list[tuple[str, _Answer]]:
    """Those refused, each with the answer."""
    refusals: list[tuple[str, _Answer]] = []
    for recipient in mail.recipients:
        if not recipient.isascii() and not client.has_extn("smtputf8"):
            answer = _Answer(553, "the server offers no SMTPUTF8, which this address needs")
        else:
            answer = _command(client, "RCPT", f"TO:<{recipient}>")
        if answer.outcome is not DeliveryOutcome.SENT:
            refusals.append((recipient, answer))
    return refusals


def _command(client: SMTP, verb: str, rest: str = "", *, go_on: int = 2) -> _Answer:
    """The answer, which begins with the digit `go_on`, 4 or 5. Raises _Closed where it is none of these, or the last one."""
    try:
        code, words = client.docmd(verb, rest)
    except (SMTPException, OSError) as error:
        raise _Closed(f"connection lost at {verb}: {error}") from error
    if code == _CLOSING or code // 100 not in (go_on, 4, 5):
        raise _Closed(f"{verb}: {code} {_one_line(words)}")
    return _Answer(code, _one_line(words))


def _deliver(client: SMTP, content: bytes, patience: Patience) -> _Answer:
    """The answer to the final dot; code 0 where none came that can be understood, and the connection is closed then."""
    try:
        client.send(content)
    except SMTPServerDisconnected as error:
        # The dot is in the last piece, which was not taken.
        raise _Closed(f"connection lost while the text was sent: {error}") from error
    try:
        return _final_answer(client, patience)
    except (SMTPException, OSError) as error:
        client.close()
        return _Answer(0, f"no answer to the final dot: {error}")


def _final_answer(client: SMTP, patience: Patience) -> _Answer:
    if client.sock is not None:
        client.sock.settimeout(patience.data_end)
    code, words = client.getreply()
    if client.sock is not None:
        client.sock.settimeout(patience.command)
    if code // 100 not in (2, 4, 5):
        client.close()
    return _Answer(code, _one_line(words))


def _named(refused: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{recipient} ({why})" for recipient, why in refused)


def _one_line(words: bytes) -> str:
    return " ".join(words.decode("utf-8", "replace").split())


def _result(outcome: DeliveryOutcome, detail: str) -> DeliveryResult:
    printable = "".join(sign if sign.isprintable() else "?" for sign in detail)
    return DeliveryResult(outcome=outcome, detail=printable[:_DETAIL_LENGTH])
