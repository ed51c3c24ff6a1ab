"""Header values as bytes-safe lines: encoded words (RFC 2047), addresses, folding. Nothing here can begin a second header."""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache

from leadbot.model.message import Address
from leadbot.writing.plain import fold

_PLAIN = re.compile(r"[ -~]*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LOCAL = re.compile(r"[^\x00-\x20\x7f-\xa0()<>@,;:\\\"\[\]]+")
_DOMAIN = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
_WORD_OCTETS = 42
"""Of text in one encoded word: 56 characters of base64, which leaves room for the longest header name on its line."""
_NAME_LIMIT = 64


def unstructured(text: str) -> str:
    """A header's text: as it is where it is short, plain ASCII, else as encoded words on folded lines."""
    line = fold(text)
    return line if len(line) <= 60 and _PLAIN.fullmatch(line) and "=?" not in line else _encoded(line)


def usable(address: Address) -> bool:
    """Whether mail can be sent there: a dot-atom address (RFC 5321, 4.1.2; RFC 6531 where it isn't ASCII) of at most 254 octets."""
    return bool(wire_address(address))


@lru_cache(maxsize=1000)
def wire_address(address: Address) -> str:
    """The address with its domain in ASCII; empty where it is none that can be mailed. Its local part may need SMTPUTF8."""
    local, at, domain = address.email.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    sound = at and _LOCAL.fullmatch(local) and fold(local) == local and _DOMAIN.fullmatch(ascii_domain)
    whole = f"{local}@{ascii_domain}"
    return whole if sound and len(whole.encode()) <= 254 else ""


def addresses(many: Iterable[Address]) -> str:
    """An address list, one a line; those that can't be mailed are left out."""
    return ",\r\n ".join(_mailbox(address) for address in many if usable(address))


def identifiers(ids: Sequence[str]) -> str:
    """Message-IDs, one a line."""
    return "\r\n ".join(ids)


def _mailbox(address: Address) -> str:
    name, email = fold(address.name, _NAME_LIMIT), wire_address(address)
    return f"{_phrase(name)} <{email}>" if name and name != email else email


def _phrase(name: str) -> str:
    if not _PLAIN.fullmatch(name) or "=?" in name:
        return _encoded(name)
    return name if _ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'


def _encoded(text: str) -> str:
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece).decode('ascii')}?=" for piece in _pieces(text))


def _pieces(text: str) -> list[bytes]:
    """The text's octets, cut between characters."""
    octets = text.encode("utf-8", "replace")
    pieces: list[bytes] = []
    start = 0
    while start < len(octets) or not pieces:
        end = start + _WORD_OCTETS
        while end < len(octets) and octets[end] & 0xC0 == 0x80:  # amid a character
            end -= 1
        pieces.append(octets[start:end])
        start = end
    return pieces
