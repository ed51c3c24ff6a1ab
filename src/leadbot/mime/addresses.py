"""Address headers (RFC 5322, 3.4): every mailbox of a list, and the one strict sender."""

import re
from functools import lru_cache
from typing import NamedTuple

from leadbot.mime.headers import words_decoded
from leadbot.model.message import PLAIN_ADDRESS, Address

ADDRESSES_LIMIT = 200
"""Mailboxes of one header that are looked at."""

_WORD = r"=\?[^?\s]{1,75}\?[bBqQ]\?[^?\s]*\?="
"""An encoded word (RFC 2047): a colon or comma in it divides nothing."""
_TOKEN = re.compile(rf'{_WORD}|"(?:[^"\\]|\\.)*"?|\\.|[()<>,;:]|(?:[^"\\()<>,;:=]|=(?!\?))+|=', re.DOTALL)
_GROUP_OR_LOOSE = re.compile(r"[\s,;:]*")


class Mailbox(NamedTuple):
    """One mailbox as written."""

    name: str
    """The phrase before the angle bracket, still encoded; empty where there is none."""
    spec: str
    """The addr-spec, unchecked."""
    strict: bool
    """False where the form is not that of one mailbox: a missing bracket, another address in an unquoted phrase, a group."""


def mailboxes(header: str) -> tuple[Mailbox, ...]:
    """The mailboxes of an address header, in linear time; broken ones as far as they go, at most ADDRESSES_LIMIT."""
    found: list[Mailbox] = []
    phrase: list[str] = []
    spec: list[str] | None = None
    closed, comments, group = False, 0, False
    for token in _TOKEN.findall(header):
        if comments or token == "(":
            comments += {"(": 1, ")": -1}.get(token, 0)
        elif token == "<" and not closed:
            # A second opening bracket starts anew: the last address counts, and the form is not strict.
            phrase, spec = (phrase, []) if spec is None else ([*phrase, "@", *spec], [])
        elif token == ">" and spec is not None:
            closed = True
        elif token == ":" and spec is None:
            phrase, group = [], True
        elif token in (",", ";") and (spec is None or closed):
            _add(found, phrase, spec, closed, group)
            phrase, spec, closed = [], None, False
            if len(found) >= ADDRESSES_LIMIT:
                return tuple(found)
        elif spec is not None and not closed:
            spec.append(token)
        else:
            phrase.append(token)
    _add(found, phrase, spec, closed, group)
    return tuple(found)


def _add(found: list[Mailbox], phrase: list[str], spec: list[str] | None, closed: bool, group: bool) -> None:
    if spec is None:
        written = "".join(phrase).strip()
        if written:
            found.append(Mailbox("", written, not group))
        return
    address = "".join(spec).strip()
    bare = "".join(piece for piece in phrase if not piece.startswith('"')).strip()
    honest = "@" not in bare or display_name(bare).lower() == address.lower()
    found.append(Mailbox("".join(phrase).strip(), address, closed and honest and not group))


@lru_cache(maxsize=2048)
def valid_address(spec: str) -> str | None:
    """The addr-spec in lower case, its domain in ASCII (IDNA); None where its syntax is not right. Nothing is looked up."""
    if not 3 <= len(spec) <= 254:
        return None
    if PLAIN_ADDRESS.fullmatch(spec):
        return spec.lower()
    from email_validator import EmailNotValidError, validate_email

    try:
        # Reserved domains such as `.test` are no reason to distrust a sender.
        checked = validate_email(spec, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, ValueError):
        return None
    return f"{checked.local_part}@{checked.ascii_domain}".lower()


def addresses(headers: tuple[str, ...]) -> tuple[Address, ...]:
    """The valid addresses of these (raw but decoded to text) headers, in order."""
    found = (_address(mailbox) for header in headers for mailbox in mailboxes(header))
    return tuple(address for address in found if address is not None)


def strict_sender(headers: tuple[str, ...]) -> Address | None:
    """The one address of the one From header. None for several headers, several mailboxes, or any doubtful form."""
    if len(headers) != 1:
        return None
    found = mailboxes(headers[0])
    if len(found) != 1 or not found[0].strict:
        return None
    return _address(found[0])


def _address(mailbox: Mailbox) -> Address | None:
    email = valid_address(mailbox.spec)
    return Address(name=display_name(mailbox.name), email=email) if email else None


def display_name(phrase: str) -> str:
    """A phrase decoded and unquoted, on one line."""
    unquoted = re.sub(r'"((?:[^"\\]|\\.)*)"?', lambda match: re.sub(r"\\(.)", r"\1", match[1]), phrase)
    return words_decoded(unquoted).strip("\"' ")[:200]
