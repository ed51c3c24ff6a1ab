"""A mail's text as lines that know how deep they are quoted, from plain text (RFC 3676 included)."""

import re
from dataclasses import dataclass

LINES_LIMIT = 30_000
"""Lines of a mail's text that are read: as many as the characters that reading looks at can hold. One more shows that there are more."""

_QUOTE = re.compile(r" ?((?:>[ \t]?)+)")
_MAILTO = re.compile(r"[ \t]?<mailto:([^<>\s?]{1,254})(?:\?[^<>\s]{0,500})?>", re.IGNORECASE)
_LINK = re.compile(r"(?<=\S)[ \t]?<((?:https?|tel):[^<>\s]{1,2000})>", re.IGNORECASE)
_LINK_FIRST = re.compile(r"[ \t]*<(?:mailto:|https?://(?:www\.)?|tel:)([^<>\s?]{3,254})[^<>\s]{0,500}>", re.IGNORECASE)
_LONGEST_LINK = 260
_SCHEME = re.compile(r"^(?:https?://|tel:)(?:www\.)?|/+$", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """One line of a mail's text."""

    text: str
    """Without its quote marks and line break."""
    depth: int = 0
    """Levels of quote marks or quoting elements around it."""
    cut: bool = False
    """True where the mail's HTML marks that an older mail starts here."""


def plain_lines(text: str, flowed: bool = False, delsp: bool = False) -> list[Line]:
    """The lines of a plain text that is already clean; `flowed` and `delsp` as its Content-Type says (RFC 3676)."""
    lines = [_line(line) for line in text.split("\n", LINES_LIMIT + 1)[: LINES_LIMIT + 1]]
    _unquote_figures(lines)
    if flowed:
        lines = _unflowed(lines, delsp)
    lines = _with_links_joined(lines)
    for line in lines:
        if "<" in line.text:
            line.text = undoubled(line.text)
        line.text = line.text.rstrip()
    return lines


def _with_links_joined(lines: list[Line]) -> list[Line]:
    """A link that a mail program wrapped stands behind what it doubles again: `a@b.pl` and in the next line `<mailto:a@b.pl>`."""
    joined: list[Line] = []
    whole = False
    for line in lines:
        match = _LINK_FIRST.match(line.text) if joined and not whole else None
        doubles = match is not None and match[1].lower().rstrip("/") in joined[-1].text[-_LONGEST_LINK:].lower()
        whole = doubles and joined[-1].depth == line.depth
        if whole:
            joined[-1] = Line(f"{joined[-1].text.rstrip()}{line.text.lstrip()}", line.depth)
        else:
            joined.append(line)
    return joined


def _line(text: str) -> Line:
    match = _QUOTE.match(text) if text[:2].lstrip(" ").startswith(">") else None
    if match is None:
        return Line(text)
    return Line(text[match.end() :], match[1].count(">"))


def _unquote_figures(lines: list[Line]) -> None:
    """Give back the mark to lone lines such as `>25 licences`, where it means "more than"."""
    for index, line in enumerate(lines):
        if line.depth != 1 or not line.text[:1].isdigit():
            continue
        if all(not lines[near].depth for near in (index - 1, index + 1) if 0 <= near < len(lines)):
            line.text, line.depth = f">{line.text}", 0


def _unflowed(lines: list[Line], delsp: bool) -> list[Line]:
    """Paragraphs put together again: a line that ends in a space goes on in the next one of the same depth."""
    joined: list[Line] = []
    pieces: list[str] = []
    for index, line in enumerate(lines):
        text = line.text[1:] if line.text.startswith(" ") and not line.depth else line.text
        signature = text == "-- "
        follows = index + 1 < len(lines) and lines[index + 1].depth == line.depth and lines[index + 1].text not in ("-- ", "--")
        if text.endswith(" ") and not signature and follows:
            pieces.append(text[:-1] if delsp else text)
            continue
        joined.append(Line("".join((*pieces, text)), line.depth))
        pieces = []
    return joined


def undoubled(text: str) -> str:
    """`text` without the link that Outlook writes again behind what it stands for: `a@b.pl<mailto:a@b.pl>`."""
    return _LINK.sub(_link, _MAILTO.sub(_mailto, text))


def _mailto(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - len(match[1]) - 8) : match.start()]
    return "" if match[1].lower() in before.lower() else f" <{match[1]}>"


def _link(match: re.Match[str]) -> str:
    target = _SCHEME.sub("", match[1]).lower()
    before = match.string[max(0, match.start() - len(match[1]) - 8) : match.start()].lower()
    return "" if target and target in before.replace(" ", "") else match[0]
