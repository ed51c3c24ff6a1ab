"""Delivery reports (RFC 3464) as header-like pairs, so that a bounce can be told and tied to the mail it is about."""

import re
from collections.abc import Sequence

from leadbot.mime.clean import clean, shorten
from leadbot.mime.head import split
from leadbot.mime.identity import own_id
from leadbot.mime.parts import Part, octets

DELIVERY_STATUS = "delivery-status"
"""Name of the pair that holds one recipient's `action=… status=… recipient=…`."""
RETURNED_ID = "returned-message-id"
"""Name of the pair that holds the Message-ID of the mail that was not delivered."""

ENVELOPE_ID = "original-envelope-id"
"""Name of the pair that holds what we called the mail's envelope (RFC 3461, 4.4): it comes back where nothing of the mail does."""

_RECIPIENTS_LIMIT = 50
_STATUSES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers")


def report_pairs(leaves: Sequence[Part]) -> tuple[tuple[str, str], ...]:
    """What the parts of a delivery report say, and the Message-IDs of mails that any mail has attached; empty where there are none."""
    pairs: list[tuple[str, str]] = []
    for leaf in leaves:
        if leaf.media_type in _STATUSES and ("multipart/report" in leaf.within or leaf.media_type == "message/delivery-status"):
            pairs += _status_pairs(octets(leaf)[0])
        elif leaf.media_type in _RETURNED and (returned := own_id(split(octets(leaf)[0]))):
            pairs.append((RETURNED_ID, returned))
    return tuple(pairs)


def is_report_part(leaf: Part) -> bool:
    """True for a part that is read as a report and is no file."""
    return leaf.media_type in (*_STATUSES, "text/rfc822-headers", "message/global-headers")


def _status_pairs(octets_: bytes) -> list[tuple[str, str]]:
    """A pair for each recipient group of a delivery status, and one for the envelope's id."""
    found: list[tuple[str, str]] = []
    rest = octets_.lstrip(b"\r\n")
    while rest and len(found) < _RECIPIENTS_LIMIT:
        head = split(rest)
        if head.body_at <= 0:
            break
        final, original = head.first("final-recipient"), head.first("original-recipient")
        if (envelope := head.first("original-envelope-id")) is not None:
            found.append((ENVELOPE_ID, shorten(_text(envelope), 400)))
        elif final is not None or original is not None or head.first("action") is not None:
            words = {"action": _word(head.first("action")), "status": _word(head.first("status")), "recipient": _address(final or original)}
            if original is not None and _address(original) != words["recipient"]:
                words["original"] = _address(original)
            found.append((DELIVERY_STATUS, shorten(" ".join(f"{name}={value}" for name, value in words.items()), 400)))
        rest = rest[head.body_at :].lstrip(b"\r\n")
    return found if any(name == DELIVERY_STATUS for name, _ in found) else [*found, (DELIVERY_STATUS, "action= status= recipient=")]


def _word(value: bytes | None) -> str:
    """The first word, without the comment behind it: `failed (bounced by user request)`."""
    return re.split(r"[\s(;]", _text(value).lower(), maxsplit=1)[0]


def _address(value: bytes | None) -> str:
    """The address behind its type: `rfc822; <Jan@Firma.pl>`."""
    return "".join(_text(value).lower().partition(";")[2].split()).strip("<>") or _text(value).lower().strip("<> ")


def _text(value: bytes | None) -> str:
    return clean((value or b"").decode("utf-8", "replace")).strip()
