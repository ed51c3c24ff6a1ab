"""Attached files, listed: cleaned names, sizes, decoded content."""

import re
from collections.abc import Sequence

from leadbot.mime.body import Body
from leadbot.mime.clean import one_line, shorten
from leadbot.mime.parts import Part, octets
from leadbot.model.message import Attachment, Defect

NAME_LENGTH = 120
"""Characters of a file name, its ending included."""

_UNREADABLE = {
    "application/pkcs7-mime": "encrypted",
    "application/x-pkcs7-mime": "encrypted",
    "application/pgp-encrypted": "encrypted",
    "message/partial": "partial",
    "message/external-body": "external-body",
}
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')


def attachments_of(leaves: Sequence[Part], body: Body, skipped: set[int], defects: list[Defect]) -> tuple[Attachment, ...]:
    """All leaves that are no text of the mail, in order; detached signatures are none. `skipped` are listed elsewhere."""
    found: list[Attachment] = []
    for index, leaf in enumerate(leaves):
        if index in body.taken or index in skipped or leaf.media_type in _SIGNATURES:
            continue
        content, unknown = octets(leaf)
        if unknown:
            defects.append(Defect(code="unknown-encoding", detail=shorten(unknown)))
        if code := _UNREADABLE.get(leaf.media_type):
            defects.append(Defect(code=code, detail=shorten(leaf.media_type)))
        inline = _is_inline(leaf, body)
        name = file_name(leaf.filename())
        media_type = shorten(leaf.media_type, 100)
        found.append(Attachment(name=name, media_type=media_type, size=len(content), inline=inline, content=b"" if inline else content))
    return tuple(found)


def _is_inline(leaf: Part, body: Body) -> bool:
    if not leaf.media_type.startswith("image/") or leaf.disposition.value == "attachment":
        return False
    content_id = leaf.content_id()
    return bool(content_id) and (content_id in body.shown_ids or "multipart/related" in leaf.within)


def file_name(declared: str) -> str:
    """A name that is safe to show and to store under: no path, no control character, no leading dot, of bounded length."""
    last = re.split(r"[/\\]", one_line(declared))[-1]
    name = _FORBIDDEN.sub("", last).strip(". ")
    if len(name) <= NAME_LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: NAME_LENGTH - 10]}.{ending[:8]}" if dot and stem else name[:NAME_LENGTH]
