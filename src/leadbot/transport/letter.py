"""One mail in the form in which it goes over the wire (RFC 5321, RFC 6531)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import idna

_ADDRESS = re.compile(r"[^\x00-\x20\x7f<>\ud800-\udfff]+@[^\x00-\x20\x7f<>@\ud800-\udfff]+")
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([!-;=?-~]{1,90})>\s*$", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n|\r\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail and its envelope."""

    sender: str
    """Empty for mail that must not be answered (RFC 3834, section 3.3)."""
    recipients: tuple[str, ...]
    """With domains in ASCII; never empty unless all were refused."""
    refused: tuple[tuple[str, str], ...]
    """Recipients that are no addresses, each with why; nothing of them goes over the wire."""
    content: bytes
    """Lines end with CRLF, leading dots are doubled; the final line with its lone dot included."""
    eight_bit: bool
    """True: needs a server with 8BITMIME (RFC 6152)."""
    international: bool
    """True: header or sender need a server with SMTPUTF8 (RFC 6531)."""
    envelope_id: str = ""
    """Its Message-ID without brackets, as xtext (RFC 3461, 4): a delivery report tells it though nothing of the mail comes back."""


def letter(raw: bytes, sender: str, recipients: Sequence[str]) -> Letter:
    """That mail, ready to be handed over. Raises ValueError where the sender is neither empty nor an address."""
    good: list[str] = []
    refused: list[tuple[str, str]] = []
    for recipient in recipients:
        try:
            good.append(wire_address(recipient))
        except ValueError:
            refused.append((repr(recipient), "not an address"))
    header = _HEADER_END.split(raw, maxsplit=1)[0]
    wired_sender = wire_address(sender) if sender else ""
    return Letter(
        sender=wired_sender,
        recipients=tuple(good),
        refused=tuple(refused),
        content=wire_form(raw),
        eight_bit=not raw.isascii(),
        international=not (header.isascii() and wired_sender.isascii()),
        envelope_id=_envelope_id(header),
    )


def _envelope_id(header: bytes) -> str:
    found = _MESSAGE_ID.search(header)
    return xtext(found[1].decode("ascii")) if found else ""


def xtext(text: str) -> str:
    """ASCII text as a parameter of SMTP (RFC 3461, 4)."""
    return re.sub(r"[^!-*,-<>-~]", lambda sign: f"+{ord(sign[0]):02X}", text)


def wire_address(address: str) -> str:
    """The address with its domain in ASCII (RFC 5891). Raises ValueError where it is none."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError("not an address")
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{idna.encode(domain, uts46=True).decode()}"


def wire_form(raw: bytes) -> bytes:
    """The mail with CRLF alone as line ends and leading dots doubled, closed by the line that ends DATA (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"
