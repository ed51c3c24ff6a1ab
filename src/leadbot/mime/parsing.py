"""A mail's octets to a `Message`. Total: whatever is wrong with the octets becomes a defect, never an error."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from leadbot.mime.addresses import addresses, strict_sender
from leadbot.mime.attachments import attachments_of, file_name
from leadbot.mime.automatic import KEPT_HEADERS
from leadbot.mime.body import body_of
from leadbot.mime.charset import decode
from leadbot.mime.clean import clean, shorten
from leadbot.mime.dates import moment, receipt
from leadbot.mime.head import Head, split
from leadbot.mime.headers import header_text
from leadbot.mime.identity import ids, own_id
from leadbot.mime.lines import plain_lines
from leadbot.mime.parts import Part, attached_mail, parts_of
from leadbot.mime.phrases import Phrases, phrases
from leadbot.mime.proof import sender_proof
from leadbot.mime.reports import is_report_part, report_pairs
from leadbot.mime.segments import Context, segments
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Attachment, Defect, Message, Segment

ATTACHED_LEVELS = 3
"""Mails attached in attached mails that are read."""
ATTACHED_MAILS = 20
"""Attached mails that are read, all levels together."""
DEFECTS_LIMIT = 50
"""Defects that a message keeps."""
_UNPARSED_TEXT = 100_000  # octets shown of a mail that can't be taken apart


def parse(raw: bytes, words: MailWords = MailWords(), authserv_id: str | None = None) -> Message:  # noqa: B008
    """The mail in these octets. Raises MemoryError alone, where a limit is set on this process: half a mail is no mail.

    `words` are the mail words of every language at once; `authserv_id` is the one server whose Authentication-Results count.
    """
    head = split(raw)
    known = phrases(words)
    content = Content()
    try:
        _read(content, head, raw[head.body_at :], known, 0, "body")
    except MemoryError:
        raise
    except Exception as error:  # The email and HTML libraries fail in ways that no list of exceptions can name.
        text = clean(decode(raw[head.body_at :][:_UNPARSED_TEXT], None).text)
        context = _context(head, known, 0, "body")
        content = Content(defects=[Defect(code="unparsable", detail=shorten(repr(error)))])
        content.segments.extend(segments(plain_lines(text), known, context))
    return _message(head, content, authserv_id)


@dataclass(slots=True)
class Content:
    """What stands below a mail's header, attached mails included."""

    segments: list[Segment] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    pairs: tuple[tuple[str, str], ...] = ()
    mails: int = 0


def read_attached(raw: bytes, words: MailWords, depth: int, source: str) -> Content:
    """What stands in a mail that was found in a file of another: a forwarded piece, `depth` levels down. Raises MemoryError alone."""
    head, known = split(raw), phrases(words)
    content = Content()
    try:
        _read(content, head, raw[head.body_at :], known, depth, source)
    except MemoryError:
        raise
    except Exception as error:  # as in `parse`
        content.defects.append(Defect(code="unparsable", detail=shorten(repr(error))))
    return content


def _message(head: Head, content: Content, authserv_id: str | None) -> Message:
    sender = strict_sender(_texts(head, "from"))
    defects = [*_head_defects(head), *content.defects]
    headers = tuple((name, header_text(value)) for name, value in head.fields if name in KEPT_HEADERS)
    return Message(
        message_id=own_id(head),
        in_reply_to=ids(head.all("in-reply-to")),
        references=ids(head.all("references")),
        sender=sender,
        reply_to=addresses(_texts(head, "reply-to")),
        to=addresses(_texts(head, "to")),
        cc=addresses(_texts(head, "cc")),
        subject=header_text(head.first("subject") or b""),
        date=moment(head.first("date")),
        received_at=receipt(head),
        segments=tuple(content.segments),
        attachments=tuple(content.attachments),
        headers=headers + content.pairs,
        proof=sender_proof(_texts(head, "authentication-results"), authserv_id, sender),
        defects=tuple(dict.fromkeys(defects))[:DEFECTS_LIMIT],
    )


def _head_defects(head: Head) -> list[Defect]:
    defects = [Defect(code="too-long", detail=head.cut)] if head.cut else []
    repeated = (name for name in ("from", "subject", "message-id", "content-type", "date") if len(head.all(name)) > 1)
    return defects + [Defect(code="repeated-header", detail=name) for name in repeated]


def _texts(head: Head, name: str) -> tuple[str, ...]:
    """The values of a structured header as text: 8-bit octets decoded, encoded words left as they are until its parts are known."""
    return tuple(clean(decode(value, None).text) for value in head.all(name))


def _context(head: Head, known: Phrases, depth: int, source: str) -> Context:
    prefix = known.prefix.match(header_text(head.first("subject") or b""))
    answers = bool(head.first("in-reply-to") or head.first("references"))
    forwards = bool(prefix and prefix["forward"])
    return Context(
        writer=strict_sender(_texts(head, "from")),
        forwards=forwards,
        replies=bool(prefix and prefix["reply"]) or (answers and not forwards),
        source=source,
        depth=depth,
    )


def _read(content: Content, head: Head, body: bytes, known: Phrases, depth: int, source: str) -> None:
    """Read one mail, and after its own text the mails that are attached to it."""
    parts = parts_of(head, body)
    content.defects.extend(parts.defects)
    text = body_of(parts.leaves)
    content.defects.extend(text.defects)
    content.segments.extend(segments(text.lines, known, _context(head, known, depth, source)))
    if depth == 0:
        content.pairs = report_pairs(parts.leaves)
    mails = attached_of(parts.leaves, text.taken)
    skipped = {index for index, leaf in enumerate(parts.leaves) if is_report_part(leaf)}
    readable: dict[int, bytes] = {}
    for index, mail in mails.items():
        if depth >= ATTACHED_LEVELS or content.mails + len(readable) >= ATTACHED_MAILS:
            content.defects.append(Defect(code="too-deep", detail="attached mail"))
        else:
            readable[index] = mail
    content.attachments.extend(attachments_of(parts.leaves, text, skipped | set(readable), content.defects))
    content.mails += len(readable)
    for index, mail in readable.items():
        inner = split(mail)
        name = file_name(parts.leaves[index].filename()) or file_name(header_text(inner.first("subject") or b""))
        # An attached mail inside an attached one keeps the name of the outer file, which is the one that staff see.
        _read(content, inner, mail[inner.body_at :], known, depth + 1, source if depth else f"attachment:{name}")


def attached_of(leaves: Sequence[Part], taken: set[int]) -> dict[int, bytes]:
    """The mails among the leaves, by index."""
    found = ((index, attached_mail(leaf)) for index, leaf in enumerate(leaves) if index not in taken)
    return {index: mail for index, mail in found if mail is not None and re.match(rb"\s*[\x21-\x39\x3b-\x7e]+:|>?From ", mail)}
