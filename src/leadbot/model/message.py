"""One received mail: as the mailbox hands it over, and as `mime.parse` sees it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from leadbot.model.octets import Octets

MessageKey = NewType("MessageKey", str)
"""Our id of a stored message, made from its content: a redelivery has the same key."""

ROBOT = "no-reply-sender"
"""The reason of a mail whose sender reads none; such may pass on what a person filled in."""
OF_A_LIST = frozenset({"precedence", "list"})
"""The reasons of a mail that a mailing list sent out; people may have written it."""
TEXT_CUT = "text-cut"
"""The defect of a mail of which only the beginning is read."""
OF_ATTACHMENT = "attachment-"
"""Codes of defects begin so whose detail is the name of a file that was not read, or not wholly."""
CELL = "\t"
"""Stands between the cells of one table row in a segment's text."""
CELL_BREAK = "\x1f"
"""Stands for a line break inside a table cell in a segment's text."""
PLAIN_ADDRESS = re.compile(
    r"(?=[^@]{1,64}@(?!.*--).{3,189}\Z)[a-z0-9_+\-]+(?:\.[a-z0-9_+\-]+)*@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,6}"
    r"(?!(?:arpa|invalid|local|localhost|onion|test)$)[a-z]{2,24}",
    re.IGNORECASE | re.ASCII,
)
"""A whole addr-spec that is right beyond doubt, as nearly all are.

What is written otherwise, email-validator judges: its import and each of its verdicts take long.
"""


class Kind(StrEnum):
    """What sort of mail a message is (docs/domain.md, "Kinds of message")."""

    LEAD = "lead"
    APPLICATION = "application"
    FOLLOW_UP = "follow_up"
    STATUS = "status"
    WITHDRAWAL = "withdrawal"
    EXTENSION = "extension"
    INVOICE = "invoice"
    TENDER = "tender"
    QUESTION = "question"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    UNRELATED = "unrelated"


class Disposition(StrEnum):
    """How a stored message ended (docs/architecture.md, invariant 1); `pending` until it has."""

    PENDING = "pending"
    ANSWERED = "answered"
    SILENT = "silent"
    WITH_STAFF = "with_staff"
    PARKED = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMessage:
    """One mail as a mailbox hands it over, before anybody looked inside."""

    location: str
    """Where the mailbox keeps it; means something to that mailbox alone."""
    raw: Octets
    received_at: datetime
    """The server's time of receipt, aware (docs/architecture.md, Time)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one look into a mailbox brought. Empty messages: nothing more waits there that can be read."""

    messages: tuple[RawMessage, ...]
    """By time of receipt, oldest first."""
    unreadable: tuple[str, ...] = ()
    """Mails that could not be read, as `location: why`; they stay where they are and are named again next time."""
    troubles: tuple[str, ...] = ()
    """What else is wrong with the mailbox, each with what to do; no mail is lost or kept back by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One mailbox of an address header."""

    name: str
    """The display name, decoded, on one line; may be empty."""
    email: str
    """The addr-spec, lower-case; never empty."""

    @property
    def domain(self) -> str:
        """What stands behind the last `@`."""
        return self.email.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """Something wrong with a mail's form, kept as data."""

    code: str
    """A short stable name, such as `unknown-charset` or `attachment-protected`."""
    detail: str
    """The offending piece, shortened."""


class SegmentKind(StrEnum):
    """What a piece of a mail's text is."""

    OWN = "own"
    """Written by the sender for this mail, answers between quoted lines included."""
    QUOTED = "quoted"
    FORWARDED = "forwarded"
    SIGNATURE = "signature"
    """The sender's (or a forwarded mail's writer's) closing lines."""
    DISCLAIMER = "disclaimer"
    """Legal clauses, privacy notices, advertisements, mobile footers."""
    DOCUMENT = "document"
    """The text of an attached file."""
    CARD = "card"
    """An attached business card: one property a line, its name (RFC 6350) and its value parted by CELL."""
    BANNER = "banner"
    """What a mail server put above the text: `[EXTERNAL]`, "You don't often get email from …". Nobody's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a mail's text, in reading order. Nothing of the text is thrown away: each line is in exactly one segment."""

    kind: SegmentKind
    text: str
    """Lines end with `\\n`; table cells are parted by CELL, breaks inside a cell are CELL_BREAK."""
    source: str = "body"
    """`body`, or `attachment:NAME` for an attached mail's or document's text."""
    depth: int = 0
    """How many levels of quoting or forwarding lie above; a forwarded mail's own signature has the depth of that mail."""
    writer: Address | None = None
    """Who wrote a quoted or forwarded piece, as its header lines say; None for the sender's own or where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached file, listed."""

    name: str
    """The display name, cleaned of paths and control characters; may be empty."""
    media_type: str
    """Lower-case, as declared."""
    size: int
    """Octets after decoding the transfer encoding."""
    inline: bool
    """True for a picture that the HTML text shows."""
    content: bytes = b""
    """The decoded octets; empty for an inline picture."""


class Authentication(StrEnum):
    """What our own border server proved about the sender."""

    PASS = "pass"
    """DMARC passed, or SPF or DKIM passed for a domain aligned with From (RFC 7489, 3.1)."""
    FAIL = "fail"
    NONE = "none"
    """No statement of the configured server, no such server configured, or a From that is not one valid address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderProof:
    """The proof of the From address, read from Authentication-Results (RFC 8601) of one trusted server."""

    authentication: Authentication
    dmarc: bool
    """True only where that server said `dmarc=pass` for exactly From's domain."""
    reason: str
    """What was seen, in a few words, for `leadbot show`."""


class AutomaticKind(StrEnum):
    """Machine mail of two sorts."""

    AUTOMATIC = "automatic"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticReason:
    """Why a mail counts as written by a machine."""

    kind: AutomaticKind
    code: str
    """A short stable name, such as `auto-submitted`, `list-id`, `delivery-report`."""
    detail: str
    """The header or sign that told, shortened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A parsed mail. Everything is text that is safe to store and show: no lone surrogates, no NUL."""

    message_id: str | None
    """The Message-ID header's raw value, white space stripped, angle brackets kept."""
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Address | None
    """The strict From: None unless there is exactly one From header with exactly one valid address."""
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    """Decoded, on one line."""
    date: datetime | None
    """The Date header, aware; None where missing or absurd."""
    received_at: datetime | None
    """The newest Received header's time, else Date; None where neither can be read."""
    segments: tuple[Segment, ...]
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    """Lower-case names and decoded one-line values of the headers that tell machine mail, in order, repeats kept."""
    proof: SenderProof
    defects: tuple[Defect, ...]

    def header(self, name: str) -> tuple[str, ...]:
        """All values of that (lower-case) header among `headers`, in order."""
        return tuple([value for key, value in self.headers if key == name])

    def text(self, *kinds: SegmentKind) -> str:
        """The text of the segments of these kinds (all, when none is named), joined."""
        return "\n".join(s.text for s in self.segments if not kinds or s.kind in kinds)
