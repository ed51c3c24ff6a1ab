"""Delivery reports (RFC 3464) as header-like pairs, so that a bounce can be told and tied to the mail it is about."""

from collections.abc import Sequence

from leadbot.mime.clean import shorten
from leadbot.mime.head import split
from leadbot.mime.identity import own_id
from leadbot.mime.parts import Part, octets

DELIVERY_STATUS = "delivery-status"
"""Name of the pair that holds one recipient's `action=… status=… recipient=…`."""
RETURNED_ID = "returned-message-id"
"""Name of the pair that holds the Message-ID of the mail that was not delivered."""

_RECIPIENTS_LIMIT = 50
_RETURNED = ("text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers")


def report_pairs(leaves: Sequence[Part]) -> tuple[tuple[str, str], ...]:
    """What the parts of a multipart/report say; empty for any other mail."""
    pairs: list[tuple[str, str]] = []
    for leaf in leaves:
        if "multipart/report" not in leaf.within and leaf.media_type != "message/delivery-status":
            continue
        if leaf.media_type in ("message/delivery-status", "message/global-delivery-status"):
            pairs += [(DELIVERY_STATUS, status) for status in _statuses(octets(leaf)[0])]
        elif leaf.media_type in _RETURNED and (returned := own_id(split(octets(leaf)[0]))):
            pairs.append((RETURNED_ID, returned))
    return tuple(pairs)


def is_report_part(leaf: Part) -> bool:
    """True for a part that is read as a report and is no file."""
    return leaf.media_type in ("message/delivery-status", "message/global-delivery-status", "text/rfc822-headers", "message/global-headers")


def _statuses(octets_: bytes) -> list[str]:
    """One line for each recipient group of a delivery status."""
    found: list[str] = []
    rest = octets_.lstrip(b"\r\n")
    while rest and len(found) < _RECIPIENTS_LIMIT:
        head = split(rest)
        if head.body_at <= 0:
            break
        recipient = head.first("final-recipient") or head.first("original-recipient")
        if recipient is not None or head.first("action") is not None:
            action, status = _text(head.first("action")), _text(head.first("status"))
            found.append(shorten(f"action={action} status={status} recipient={_text(recipient).rpartition(';')[2].strip()}", 400))
        rest = rest[head.body_at :].lstrip(b"\r\n")
    return found or ["action= status= recipient="]


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace").strip().lower()
