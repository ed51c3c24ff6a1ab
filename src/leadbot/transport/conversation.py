"""One mail handed over on an open connection, and what each answer means: 4xx temporary, 5xx permanent, silence after the dot unknown.

Where the server offers PIPELINING (RFC 2920), envelope and DATA go in one piece: two round trips a mail instead of four.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from smtplib import SMTP, SMTPException, SMTPServerDisconnected

from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult
from leadbot.transport.connection import Patience
from leadbot.transport.letter import Letter

_CLOSING = 421
_OUT_OF_STEP = frozenset({500, 501, 502, 503})
"""What servers say that offer PIPELINING and cannot follow it."""
_PIPELINED_RECIPIENTS = 50
"""More go one by one: a piece must fit into the connection's buffers, or both sides wait for ever (RFC 2920, 3.1)."""
_DETAIL_LENGTH = 500


class Closed(Exception):
    """The connection ended before the final dot: nothing was handed over."""


class OutOfStep(Exception):
    """The server did not understand commands that came in one piece: nothing was handed over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer to one command."""

    code: int
    words: str

    @property
    def outcome(self) -> DeliveryOutcome:
        """What the code's first digit means for the mail."""
        return {2: DeliveryOutcome.SENT, 4: DeliveryOutcome.TEMPORARY, 5: DeliveryOutcome.PERMANENT}.get(
            self.code // 100, DeliveryOutcome.UNKNOWN
        )

    def __str__(self) -> str:
        return f"{self.code} {self.words}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    """The answers to MAIL, to each RCPT, and to DATA; None where the command was not said."""

    mail: Answer
    recipients: tuple[tuple[str, Answer], ...] = ()
    data: Answer | None = None

    @property
    def refusals(self) -> list[tuple[str, Answer]]:
        return [(name, answer) for name, answer in self.recipients if answer.outcome is not DeliveryOutcome.SENT]

    @property
    def takes_nobody(self) -> bool:
        return self.mail.outcome is not DeliveryOutcome.SENT or len(self.refusals) == len(self.recipients)


def hand_over(client: SMTP, mail: Letter, patience: Patience, *, pipelining: bool) -> DeliveryResult:
    """One attempt. Raises Closed where the connection ended before the final dot, OutOfStep only where `pipelining` is asked for."""
    lacking = _lacking(client, mail)
    if lacking:
        return result(DeliveryOutcome.PERMANENT, f"the server offers no {lacking}, which this mail needs")
    international = client.has_extn("smtputf8") and not (mail.sender + "".join(mail.recipients)).isascii()
    client.command_encoding = "utf-8" if international or mail.international else "ascii"
    from_ = f"MAIL FROM:<{mail.sender}>{_options(client, mail, international)}"
    in_one_piece = pipelining and client.has_extn("pipelining") and len(mail.recipients) <= _PIPELINED_RECIPIENTS
    envelope = _in_one_piece(client, mail, from_) if in_one_piece else _step_by_step(client, mail, from_)
    if envelope.mail.outcome is not DeliveryOutcome.SENT:
        return result(envelope.mail.outcome, str(envelope.mail))
    refused = named((*mail.refused, *((recipient, str(answer)) for recipient, answer in envelope.refusals)))
    if envelope.takes_nobody or envelope.data is None:
        temporary = any(answer.outcome is DeliveryOutcome.TEMPORARY for _, answer in envelope.refusals)
        return result(DeliveryOutcome.TEMPORARY if temporary else DeliveryOutcome.PERMANENT, refused)
    if envelope.data.code >= 400:
        return result(envelope.data.outcome, str(envelope.data))
    answer = _deliver(client, mail.content, patience)
    return result(answer.outcome, f"{answer}; refused: {refused}" if refused else str(answer))


def result(outcome: DeliveryOutcome, detail: str) -> DeliveryResult:
    """The outcome, with words that are printable and not too many."""
    printable = "".join(sign if sign.isprintable() else "?" for sign in detail)
    return DeliveryResult(outcome=outcome, detail=printable[:_DETAIL_LENGTH])


def named(refused: Sequence[tuple[str, str]]) -> str:
    """The recipients that were refused, each with why."""
    return ", ".join(f"{recipient} ({why})" for recipient, why in refused)


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
        f"RET=HDRS ENVID={mail.envelope_id}" if mail.envelope_id and client.has_extn("dsn") else "",
    ]
    return "".join(f" {option}" for option in options if option)


def _step_by_step(client: SMTP, mail: Letter, from_: str) -> _Envelope:
    answer = _command(client, from_)
    if answer.outcome is not DeliveryOutcome.SENT:
        return _Envelope(mail=answer)
    recipients = tuple((r, _unservable(client, r) or _command(client, f"RCPT TO:<{r}>")) for r in mail.recipients)
    envelope = _Envelope(mail=answer, recipients=recipients)
    return envelope if envelope.takes_nobody else _Envelope(mail=answer, recipients=recipients, data=_command(client, "DATA", go_on=3))


def _in_one_piece(client: SMTP, mail: Letter, from_: str) -> _Envelope:
    unservable = {r: answer for r in mail.recipients if (answer := _unservable(client, r))}
    asked = [r for r in mail.recipients if r not in unservable]
    commands = [from_, *(f"RCPT TO:<{r}>" for r in asked), "DATA"] if asked else [from_]
    _say(client, commands)
    own = _heard(client, "MAIL")
    answered = {r: _heard(client, "RCPT") for r in asked}
    data = _heard(client, "DATA", go_on=3, also=2) if asked else None
    envelope = _Envelope(mail=own, recipients=tuple((r, unservable.get(r) or answered[r]) for r in mail.recipients), data=data)
    if data is not None and data.code < 400 and envelope.takes_nobody:
        _take_back(client)
    if own.code in _OUT_OF_STEP or (own.code < 400 and any(a.code in _OUT_OF_STEP for a in answered.values())):
        raise OutOfStep
    if not envelope.takes_nobody and data is not None and data.code in _OUT_OF_STEP:
        raise OutOfStep
    if not envelope.takes_nobody and data is not None and data.code // 100 == 2:
        raise Closed(f"DATA: {data}")
    return envelope


def _take_back(client: SMTP) -> None:
    """The text that a server waits for though it took no recipient: none at all (RFC 2920, 3.1)."""
    with suppress(SMTPException, OSError):
        client.send(b".\r\n")
        client.getreply()


def _unservable(client: SMTP, recipient: str) -> Answer | None:
    """The answer to a recipient that this server can't be asked for."""
    if recipient.isascii() or client.has_extn("smtputf8"):
        return None
    return Answer(553, "the server offers no SMTPUTF8, which this address needs")


def _command(client: SMTP, line: str, *, go_on: int = 2) -> Answer:
    """The answer, which begins with the digit `go_on`, 4 or 5. Raises Closed where it is none of these, or the last one."""
    _say(client, [line])
    return _heard(client, line.partition(" ")[0], go_on=go_on)


def _say(client: SMTP, lines: Sequence[str]) -> None:
    try:
        client.send("".join(f"{line}\r\n" for line in lines))
    except (SMTPException, OSError) as error:
        raise Closed(f"connection lost at {lines[0].partition(' ')[0]}: {error}") from error


def _heard(client: SMTP, verb: str, *, go_on: int = 2, also: int = 4) -> Answer:
    try:
        code, words = client.getreply()
    except (SMTPException, OSError) as error:
        raise Closed(f"connection lost at {verb}: {error}") from error
    if code == _CLOSING or code // 100 not in (go_on, also, 4, 5):
        raise Closed(f"{verb}: {code} {_one_line(words)}")
    return Answer(code, _one_line(words))


def _deliver(client: SMTP, content: bytes, patience: Patience) -> Answer:
    """The answer to the final dot; code 0 where none came that can be understood, and the connection is closed then."""
    try:
        client.send(content)
    except SMTPServerDisconnected as error:
        # The dot is in the last piece, which was not taken.
        raise Closed(f"connection lost while the text was sent: {error}") from error
    try:
        return _final_answer(client, patience)
    except (SMTPException, OSError) as error:
        client.close()
        return Answer(0, f"no answer to the final dot: {error}")


def _final_answer(client: SMTP, patience: Patience) -> Answer:
    if client.sock is not None:
        client.sock.settimeout(patience.data_end)
    code, words = client.getreply()
    if client.sock is not None:
        client.sock.settimeout(patience.command)
    if code // 100 not in (2, 4, 5):
        client.close()
    return Answer(code, _one_line(words))


def _one_line(words: bytes) -> str:
    return " ".join(words.decode("utf-8", "replace").split())
