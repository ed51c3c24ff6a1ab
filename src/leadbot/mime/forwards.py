"""What somebody passed on, as a message of its own: attached, or below the header lines that mail programs put above it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadbot.mime.body import body_of
from leadbot.mime.head import split
from leadbot.mime.lines import Line
from leadbot.mime.parsing import attached_of, parse
from leadbot.mime.parts import parts_of
from leadbot.mime.phrases import phrases
from leadbot.mime.quotes import Start, start_at
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Address, Authentication, Message, Segment, SegmentKind, SenderProof

NOT_PROVEN = SenderProof(authentication=Authentication.NONE, dmarc=False, reason="passed on by somebody else")
_MOST_STEPS = 5
"""Levels of forwarding that are looked through for the first that is no colleague's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A mail that somebody passed on."""

    message: Message
    """As its writer sent it, as far as that can be told; `sender` None where no address names them. Nobody has proven them."""
    dated: str = ""
    """Its date as the header says it, in whatever language."""
    written_by: str = ""
    """What the header says of its writer; all there is where no address is."""


def original_of(raw: bytes, message: Message, words: MailWords, colleagues: frozenset[str]) -> Original | None:
    """The one mail that this mail passes on; None where there is none, or several.

    `colleagues` are addresses and `@domains` of the vendor's own people: what they wrote is passed over for what they passed on.
    Attached files count as the original's.
    """
    inline = _inline(message, words, colleagues)
    if inline is not None:
        return inline
    mails = _attached_mails(raw)
    if len(mails) != 1:
        return None
    inner = parse(mails[0], words)
    if _is_colleague(inner.sender, colleagues):
        return original_of(mails[0], inner, words, colleagues)
    dated = b"".join(split(mails[0]).all("date")[:1]).decode("ascii", "replace")
    sender = f"{inner.sender.name} <{inner.sender.email}>".strip() if inner.sender else ""
    return Original(message=replace(inner, proof=NOT_PROVEN), dated=dated.strip(), written_by=sender)


def _attached_mails(raw: bytes) -> Sequence[bytes]:
    head = split(raw)
    parts = parts_of(head, raw[head.body_at :])
    return tuple(attached_of(parts.leaves, body_of(parts.leaves).taken).values())


def _is_colleague(address: Address | None, colleagues: frozenset[str]) -> bool:
    return address is not None and (address.email in colleagues or f"@{address.domain}" in colleagues)


def _inline(message: Message, words: MailWords, colleagues: frozenset[str]) -> Original | None:
    """The outermost forwarded piece that no colleague wrote."""
    known = phrases(words)
    for index, segment in enumerate(message.segments):
        if segment.kind is not SegmentKind.FORWARDED or segment.source != "body" or segment.depth > _MOST_STEPS:
            continue
        lines = [Line(text=line, depth=0, cut=True) for line in segment.text.split("\n")]
        first = next((at for at, line in enumerate(lines) if line.text.strip()), len(lines))
        start = start_at(lines, first, known) if first < len(lines) else None
        if start is None or _is_colleague(start.writer, colleagues):
            continue
        body = _without_lines(segment, first + start.length)
        return _original(message, index, body, start)
    return None


def _without_lines(segment: Segment, count: int) -> Segment:
    return replace(segment, text="\n".join(segment.text.split("\n")[count:]))


def _original(message: Message, index: int, body: Segment, start: Start) -> Original:
    base = body.depth
    following = [segment for segment in message.segments[index + 1 :] if segment.source == "body"]
    end = next((at for at, segment in enumerate(following) if segment.depth < base), len(following))
    files = [segment for segment in message.segments if segment.source != "body"]
    own = [_lifted(segment, base) for segment in (body, *following[:end])]
    return Original(
        message=replace(
            message,
            message_id=None,
            in_reply_to=(),
            references=(),
            sender=start.writer,
            reply_to=(),
            to=(),
            cc=(),
            subject=start.values.get("subject", "").strip("* ") or _bare(message.subject),
            date=None,
            segments=(*own, *files),
            headers=(),
            proof=NOT_PROVEN,
        ),
        dated=start.values.get("sent", "").strip("* "),
        written_by=start.values.get("from", start.name).strip("* "),
    )


def _lifted(segment: Segment, base: int) -> Segment:
    """The segment as it stands in the original: what its writer wrote is their own."""
    depth = segment.depth - base
    kind = SegmentKind.OWN if segment.kind is SegmentKind.FORWARDED and depth == 0 else segment.kind
    return replace(segment, kind=kind, depth=depth, writer=segment.writer if depth else None)


def _bare(subject: str) -> str:
    """Without the prefix that says it is passed on."""
    return subject.partition(":")[2].strip() or subject
