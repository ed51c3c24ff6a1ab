"""An outgoing mail as the bytes and the envelope that go over the wire."""

import hashlib
import re
from binascii import b2a_qp
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime

from leadbot.model.errors import NotPossible
from leadbot.model.message import Address
from leadbot.model.outgoing import MailFile, OutgoingMail
from leadbot.writing.headers import addresses, identifiers, unstructured, usable, wire_address
from leadbot.writing.plain import fold

_DATE = re.compile(rb"^Date: [^\r\n]*", re.MULTILINE)
_UNFIT = re.compile(r"[^!-~]+")
_MEDIA_TYPE = re.compile(r"([a-z]{1,40})/([a-z0-9][a-z0-9.+-]{0,80})")
_TEXT = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
_HTML = b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'


def to_bytes(mail: OutgoingMail) -> bytes:
    """The complete mail (RFC 5322), lines ended by CRLF and at most 78 octets where an address does not need more.

    Recipients that can't be mailed are left out. Raises NotPossible where the sender or every `to` is such.
    """
    _check(mail)
    boundary = f"=_leadbot_{hashlib.sha256(mail.message_id.encode('utf-8', 'replace')).hexdigest()[:24]}"
    content = f'multipart/alternative;\r\n boundary="{boundary}"'
    outer = f"{boundary}_mixed"
    type_ = f'multipart/mixed;\r\n boundary="{outer}"' if mail.files else content
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(mail, type_) if value)
    mark = f"--{boundary}".encode()
    body = b"".join(
        (
            *(mark, b"\r\n", _TEXT, _quoted_printable(mail.text), b"\r\n", mark, b"\r\n"),
            *(_HTML, _quoted_printable(mail.html), b"\r\n", mark, b"--\r\n"),
        )
    )
    if mail.files:
        body = _mixed(outer.encode(), f"Content-Type: {content}\r\n\r\n".encode() + body, mail.files)
    return b"".join((head.encode("utf-8", "replace"), b"\r\n", body))


def _mixed(boundary: bytes, first: bytes, files: Sequence[MailFile]) -> bytes:
    """The mail's own text, then its files."""
    parts = [first, *map(_attached, files)]
    return b"".join(b"--" + boundary + b"\r\n" + part.rstrip(b"\r\n") + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def _attached(file: MailFile) -> bytes:
    """A file as a part: base64, its name in ASCII or as RFC 2231 has it, its type only where it is a plain one."""
    known = _MEDIA_TYPE.fullmatch(file.media_type)
    main, sub = (known[1], known[2]) if known and known[1] not in {"multipart", "message"} else ("application", "octet-stream")
    part = MIMEPart(policy=SMTP)
    part.set_content(file.octets, main, sub, cte="base64", disposition="attachment", filename=fold(file.name, 120))
    return part.as_bytes()


def envelope(mail: OutgoingMail) -> tuple[str, tuple[str, ...]]:
    """The envelope's sender, so that bounces come back to the mailbox, and its recipients, each once.

    Domains are ASCII; a local part that isn't needs SMTPUTF8 (RFC 6531). Raises NotPossible as `to_bytes` does.
    """
    _check(mail)
    recipients = dict.fromkeys(wire_address(address) for address in (*mail.to, *mail.cc) if usable(address))
    return wire_address(mail.sender), tuple(recipients)


def redated(raw: bytes, moment: datetime) -> bytes:
    """A mail's bytes with another Date, aware; nothing else changes."""
    head, end, body = raw.partition(b"\r\n\r\n")
    return _DATE.sub(b"Date: " + format_datetime(moment).encode("ascii"), head, count=1) + end + body


def _headers(mail: OutgoingMail, content: str) -> tuple[tuple[str, str], ...]:
    return (
        ("From", addresses([mail.sender])),
        ("To", addresses(mail.to)),
        ("Cc", addresses(mail.cc)),
        ("Subject", unstructured(mail.subject)),
        ("Date", format_datetime(mail.date)),
        ("Message-ID", _identifier(mail.message_id)),
        ("In-Reply-To", _identifier(mail.in_reply_to or "")),
        ("References", identifiers([_identifier(id_) for id_ in mail.references])),
        ("Auto-Submitted", unstructured(mail.auto_submitted)),
        ("X-Auto-Response-Suppress", "All"),
        ("MIME-Version", "1.0"),
        ("Content-Type", content),
    )


def _identifier(id_: str) -> str:
    """A Message-ID without anything that could end its line."""
    return _UNFIT.sub("", id_)[:250]


def _check(mail: OutgoingMail) -> None:
    for what, some in (("sender", (mail.sender,)), ("recipient", mail.to)):
        if not any(map(usable, some)):
            raise NotPossible(f"{mail.key} has no {what} that can be mailed: {_named(some)}")


def _named(some: tuple[Address, ...]) -> str:
    return ", ".join(ascii(address.email) for address in some[:3]) or "none"


def _quoted_printable(text: str) -> bytes:
    """RFC 2045, 6.7; all line ends become CRLF, a line's lone dot is escaped."""
    lines = text.encode("utf-8", "replace").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")  # told CRLF, b2a_qp breaks a lone long line with LF all the same


def text_part(raw: bytes) -> str:
    """The text part of a mail that `to_bytes` made, lines ending with `\\n`."""
    message = message_from_bytes(raw)
    parts = (part for part in message.walk() if part.get_content_type() == "text/plain")
    content = next((part.get_payload(decode=True) for part in parts), b"")
    return content.decode("utf-8").replace("\r\n", "\n") if isinstance(content, bytes) else ""
