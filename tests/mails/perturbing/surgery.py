"""A corpus mail taken apart so far that its text can be written otherwise, and put together again."""

import base64
import quopri
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from html import escape, unescape

from leadbot.mime.charset import decode
from leadbot.mime.headers import header_text

Change = Callable[[str], str]
_MARKUP = re.compile(r"(<!--.*?-->|<(?:style|script|head|title)\b.*?</(?:style|script|head|title)>|<[^>]*>)", re.IGNORECASE | re.DOTALL)


class Unfit(Exception):
    """The perturbation makes no sense for this mail; says why."""


def opened(raw: bytes) -> Message:
    """The mail, once the standard library can write it again without loss."""
    mail = message_from_bytes(raw, policy=compat32)
    if any(part.defects for part in mail.walk()):
        raise Unfit("broken MIME: what is written again is another mail")
    return mail


def texts(part: Message) -> Iterator[Message]:
    """The leaves that are the mail's own text; attached mails and files are left alone."""
    if part.get_content_type() == "message/rfc822" or part.get_content_disposition() == "attachment":
        return
    if part.is_multipart():
        for child in part.get_payload():
            yield from texts(child)  # type: ignore[arg-type]
    elif part.get_content_type() in ("text/plain", "text/html") and not part.get_filename():
        yield part


def text_of(part: Message) -> str:
    """The part's text with `\\n` line breaks."""
    return decode(part.get_payload(decode=True) or b"", part.get_content_charset()).text.replace("\r\n", "\n")  # type: ignore[arg-type]


def put(part: Message, text: str, *, charset: str = "utf-8", encoding: str = "base64", subtype: str = "") -> None:
    """Give the part this text."""
    octets = text.replace("\n", "\r\n").encode(charset)
    for name in ("Content-Transfer-Encoding", "Content-Type"):
        was = part.get(name, "text/plain")
        del part[name]
        if name == "Content-Type":
            part["Content-Type"] = was
    if subtype:
        part.set_type(f"text/{subtype}")
    part.set_param("charset", charset)
    part["Content-Transfer-Encoding"] = encoding
    if encoding == "8bit":
        part.set_payload(octets.decode("ascii", "surrogateescape"))
        return
    encoded = base64.encodebytes(octets) if encoding == "base64" else quopri.encodestring(octets.replace(b"\r\n", b"\n"))
    part.set_payload(encoded.decode("ascii"))


def is_html(part: Message) -> bool:
    return part.get_content_subtype() == "html"


def flowed(part: Message) -> bool:
    return str(part.get_param("format", "")).lower() == "flowed"


def substituted(mail: Message, change: Change, headers: Change | None = None) -> bytes:
    """The mail with `change` applied to each stretch of its text, plain and HTML alike, and `headers` to subject and sender's name."""
    changed = False
    for part in list(texts(mail)):
        was = text_of(part)
        text = _in_html(was, change) if is_html(part) else change(was)
        if text != was:
            put(part, text)
            changed = True
    if headers is not None:
        changed = _in_headers(mail, headers) or changed
    if not changed:
        raise Unfit("nothing in it to write otherwise")
    return mail.as_bytes()


def _in_html(html: str, change: Change) -> str:
    pieces = _MARKUP.split(html)
    return "".join(piece if at % 2 else _entity(piece, change) for at, piece in enumerate(pieces))


def _entity(piece: str, change: Change) -> str:
    text = unescape(piece)
    changed = change(text)
    return piece if changed == text else escape(changed, quote=False)


def _in_headers(mail: Message, change: Change) -> bool:
    changed = False
    for name in ("Subject", "From"):
        value = header_text((mail.get(name) or "").encode("utf-8", "surrogateescape"))
        shown, mark, rest = value.partition("<") if name == "From" else (value, "", "")
        if mark or name == "Subject":
            text = change(shown)
            if text != shown:
                changed = True
                mail.replace_header(name, encoded(text.strip(' "')) + (f" <{rest}" if mark else ""))
    return changed


def encoded(text: str) -> str:
    """A header's text as one encoded word for each twenty characters."""
    pieces = [text[at : at + 20] for at in range(0, len(text), 20)] or [""]
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece.encode()).decode()}?=" for piece in pieces)


def only_plain(mail: Message) -> Message:
    """The mail with its plain version alone; Unfit where there is none."""
    found = list(texts(mail))
    if not any(not is_html(part) for part in found):
        raise Unfit("HTML alone")
    for part in found:
        if is_html(part):
            _drop(mail, part)
    return mail


def _drop(mail: Message, leaf: Message) -> None:
    for part in mail.walk():
        if part.is_multipart() and leaf in (children := part.get_payload()):  # type: ignore[operator]
            children.remove(leaf)  # type: ignore[union-attr, arg-type]
            return


def rewritten(mail: Message, change: Change) -> bytes:
    """The mail with its plain version alone, and the whole text of that changed."""
    only_plain(mail)
    parts = [part for part in texts(mail) if text_of(part).strip()]
    if not parts:
        raise Unfit("no text")
    if flowed(parts[0]):
        raise Unfit("flowed text has no lines of its own")
    was = text_of(parts[0])
    text = change(was)
    if text == was:
        raise Unfit("nothing in it to write otherwise")
    put(parts[0], text)
    return mail.as_bytes()
