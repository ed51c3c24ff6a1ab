"""The MIME tree of a mail (RFC 2045 to 2049), read by the email package under limits that keep it linear."""

import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message as Tree
from email.parser import BytesParser
from email.policy import compat32
from typing import Any

from leadbot.mime.clean import shorten
from leadbot.mime.head import Head
from leadbot.mime.headers import Valued, from_base64, valued, words_decoded
from leadbot.mime.multiparts import divided
from leadbot.model.message import Defect

BOUNDARIES_LIMIT = 1000
"""Lines that look like boundaries; the mail is read up to the last of them."""
CONTAINERS_LIMIT = 40
"""Multiparts, those in attached mails included; the mail is read up to the last of them."""
DEPTH_LIMIT = 30
"""Levels of nesting."""
_HEADER_LENGTH = 16_000  # characters of one structured header

_MAILS = ("message/rfc822", "message/global", "message/news")

_BOUNDARY = re.compile(rb"^--\S", re.MULTILINE)
_CONTAINER = re.compile(rb"content-type:\s*multipart/", re.IGNORECASE)
_GUESSED_BOUNDARY = re.compile(rb"^--([^\s-][^\r\n]{0,100}?)[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE)


class _Tree(Tree):
    """The email package's part, with our own reader of parameters, which is linear and never fails."""

    def get_content_type(self) -> str:
        # An attached mail stays one leaf: it is parsed by itself, so its depth costs no stack here.
        declared = structured(self, "content-type").value or self.get_default_type()
        return "application/octet-stream" if declared.startswith("message/") else declared

    def get_boundary(self, failobj: Any = None) -> Any:
        return structured(self, "content-type").parameters.get("boundary", "").rstrip() or failobj


@dataclass(slots=True)
class Part:
    """One leaf, or one attached mail, of the tree."""

    tree: Tree
    media_type: str
    """Lower-case, as declared; `text/plain` where nothing is."""
    parameters: Mapping[str, str]
    within: tuple[str, ...]
    """The media types of the multiparts around it, outermost first."""
    disposition: Valued
    alternative: int | None = None
    """Which multipart/alternative it belongs to, the outermost one; None for none."""

    decoded: tuple[bytes, str] | None = None
    """What `octets` found, once it was asked."""

    def filename(self) -> str:
        """The name of the file as declared, decoded; may be empty."""
        declared = self.disposition.parameters.get("filename") or self.parameters.get("name") or ""
        return words_decoded(declared)

    def content_id(self) -> str:
        """The Content-ID without brackets; may be empty."""
        return str(self.tree.get("content-id", "")).strip().strip("<>")


@dataclass(slots=True)
class Parts:
    """The leaves of a mail in reading order, and what was wrong with its form."""

    leaves: list[Part] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)


def structured(tree: Tree, name: str) -> Valued:
    """The structured header of that name of a part; empty where it has none."""
    return valued(str(tree.get(name, ""))[:_HEADER_LENGTH])


def parts_of(head: Head, body: bytes) -> Parts:
    """The leaves below this head. Beyond the limits the rest is left out, with a defect."""
    found = Parts()
    body = _bounded(body, found.defects)
    fields = {name: value for name, value in reversed(head.fields) if name.startswith("content-")}
    _gather(found, _parsed({name: value.replace(b"\0", b"") for name, value in fields.items()}, body))
    return found


def _parsed(fields: Mapping[str, bytes], body: bytes) -> Tree:
    """The tree below these header fields; only a body that is not plainly made of parts needs the email package's parser."""
    tree = _headed(fields.items())
    if tree.get_content_maintype() == "multipart":
        if _divide(tree, body):
            return tree
        source = b"".join(b"%s: %s\n" % (name.encode(), value) for name, value in fields.items())
        return BytesParser(_Tree, policy=compat32).parsebytes(source + b"\n" + body)
    tree.set_payload(body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("ascii", "surrogateescape"))
    return tree


def _headed(fields: Iterable[tuple[str, bytes]]) -> _Tree:
    tree = _Tree(policy=compat32)
    for name, value in fields:
        tree.set_raw(name, value.decode("ascii", "surrogateescape"))
    return tree


def _divide(tree: _Tree, body: bytes) -> bool:
    """Give a multipart its parts, and those theirs, where all of them are plainly formed; False where they are not."""
    boundary = tree.get_boundary()
    parts = divided(body, boundary) if boundary and tree.get_content_type() != "multipart/digest" else None
    if parts is None:
        return False
    children: list[Tree | str] = []
    for head, inner in parts:
        child = _headed(head.fields)
        if child.get_content_maintype() != "multipart":
            child.set_payload(inner.decode("ascii", "surrogateescape"))
        elif not _divide(child, inner):
            return False
        children.append(child)
    tree.set_payload(children)
    return True


def _bounded(body: bytes, defects: list[Defect]) -> bytes:
    if body.count(b"\n--") < BOUNDARIES_LIMIT and body.lower().count(b"multipart/") < CONTAINERS_LIMIT:
        return body
    for pattern, limit, code in ((_BOUNDARY, BOUNDARIES_LIMIT, "too-many-parts"), (_CONTAINER, CONTAINERS_LIMIT, "too-deep")):
        for count, match in enumerate(pattern.finditer(body)):
            if count >= limit:
                defects.append(Defect(code=code, detail=f"more than {limit}"))
                body = body[: match.start()]
                break
    return body


def _gather(found: Parts, root: Tree) -> None:
    """Walk the tree without recursion, in reading order."""
    waiting: list[tuple[Tree, tuple[str, ...], int | None]] = [(root, (), None)]
    while waiting:
        tree, within, alternative = waiting.pop()
        media_type = structured(tree, "content-type").value or tree.get_default_type()
        children = tree.get_payload() if tree.is_multipart() else None
        if media_type.startswith("multipart/") and len(within) >= DEPTH_LIMIT:
            found.defects.append(Defect(code="too-deep", detail=f"more than {DEPTH_LIMIT}"))
            found.leaves.append(_part(tree, "application/octet-stream", within, alternative))
        elif not media_type.startswith("multipart/"):
            found.leaves.append(_part(tree, media_type, within, alternative))
        elif isinstance(children, list):
            if media_type == "multipart/alternative" and alternative is None:
                alternative = len(found.leaves)
            waiting.extend((child, (*within, media_type), alternative) for child in reversed(children) if isinstance(child, Tree))
        elif not within and (mended := _mended(tree)) is not None:
            found.defects.append(Defect(code="boundary-mended", detail=shorten(str(tree.get("content-type", "")))))
            waiting.append((mended, ("multipart/mended",), alternative))
        else:
            found.defects.append(Defect(code="no-boundary", detail=shorten(media_type)))
            found.leaves.append(_part(tree, "text/plain", within, alternative))


def _part(tree: Tree, media_type: str, within: tuple[str, ...], alternative: int | None) -> Part:
    content_type = structured(tree, "content-type")
    return Part(tree, media_type, content_type.parameters, within, structured(tree, "content-disposition"), alternative)


def _mended(tree: Tree) -> Tree | None:
    """A multipart whose boundary is missing or wrong, parsed anew with the boundary that its text shows."""
    body = raw_octets(tree)
    match = _GUESSED_BOUNDARY.search(body)
    if match is None or b'"' in match[1]:
        return None
    mended = BytesParser(_Tree, policy=compat32).parsebytes(b'Content-Type: multipart/mixed; boundary="%s"\n\n%s' % (match[1], body))
    return mended if mended.is_multipart() else None


def raw_octets(tree: Tree) -> bytes:
    """A leaf's body as it stands in the mail; its transfer encoding is forgotten, since the email package would undo it."""
    del tree["content-transfer-encoding"]
    payload = tree.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def octets(part: Part) -> tuple[bytes, str]:
    """A leaf's decoded octets, as far as they go, and the transfer encoding where it is unknown (else empty)."""
    if part.decoded is None:
        part.decoded = _decoded(part.tree)
    return part.decoded


def _decoded(tree: Tree) -> tuple[bytes, str]:
    encoding = structured(tree, "content-transfer-encoding").value.split(" ")[0].split("(")[0].strip("\"' ")
    raw = raw_octets(tree)
    if encoding == "base64":
        return from_base64(raw), ""
    if encoding == "quoted-printable":
        # A bare CR ends a line here as anywhere: a soft line break before it is one too.
        return binascii.a2b_qp(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")), ""
    known = encoding in ("", "7bit", "8bit", "binary", "7-bit", "8-bit")
    return raw, "" if known else encoding


def attached_mail(part: Part) -> bytes | None:
    """The octets of a mail attached as message/rfc822 or as a file `*.eml`; None where it is no such thing."""
    if part.media_type in _MAILS or (not part.media_type.startswith("text/") and part.filename().lower().endswith(".eml")):
        return octets(part)[0]
    return None
