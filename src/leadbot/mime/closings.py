"""The tail of one writer's text: signature, and clauses, advertisements and footers that nobody wrote for this mail."""

import re
import unicodedata
from collections.abc import Sequence

from leadbot.mime.phrases import Phrases
from leadbot.model.message import CELL, SegmentKind

_SIGNATURE_LINES = 14
"""Lines with text that a signature has at most; a longer tail is no signature."""
_DELIMITED_LINES = 25
"""The same, after the delimiter line of RFC 3676, 4.3."""
_PROSE = 150
"""Characters from which a line is a sentence and no line of a signature."""
_OPENER_LENGTH = 80
_LOOKED_AT = 4000
_WRAPPED = 50
"""Characters from which a line may be broken in the middle of a sentence."""

_DELIMITER = re.compile(r"--\s*$")
_BANNER = re.compile(r"\s*\*{3,}[^*].*\*{3,}\s*$")
_POSTSCRIPT = re.compile(r"\s*p\.?\s?s\.?\s*[:\-–. ]", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•·])\s+\S")
_LABELLED = re.compile(r"\s*[^\W\d_][^:\t|]{1,40}:\s+(.*)")
_LINKS = re.compile(r"\S+@\S+|(?:https?:|www\.)\S+|\S+\.[a-z]{2,6}(?:/\S*)?(?=\s|$)", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{3}")
_AFTER_NAME = re.compile(r"\s*(?:$|[,;|/•·–—(-]|\+?\d|\S+@)")

Labels = list[SegmentKind | None]


def label_tail(lines: Sequence[str], known: Phrases, writer: str, first_free: int = 0) -> Labels:
    """For each line of one writer's text SIGNATURE, DISCLAIMER, or None for what was written for the reader.

    `writer` is the writer's display name; a line before `first_free` (an answer to a question, say) is no signature.
    """
    labels: Labels = _disclaimers(lines, known)
    end = first_free
    for start in _signature_starts(lines, labels, known, writer, first_free):
        if start >= end:
            end = _signature_end(lines, labels, start)
            for index in range(start, end):
                labels[index] = labels[index] or SegmentKind.SIGNATURE
    return labels


def label_banner(lines: Sequence[str], labels: Labels, known: Phrases, first: int) -> None:
    """Name the lines at the top that a mail server put there, from the line `first` on."""
    inside = False
    for index in range(first, len(lines)):
        line = lines[index][:_LOOKED_AT]
        goes_on = inside and line[:1].islower() and len(lines[index - 1]) >= _WRAPPED
        inside = bool(line) and (goes_on or bool(known.banner.match(line)))
        if inside:
            labels[index] = SegmentKind.BANNER
        elif line:
            return


def _disclaimers(lines: Sequence[str], known: Phrases) -> Labels:
    """Paragraphs from a tell-tale line on; footers and banners line by line."""
    labels: Labels = []
    inside = False
    for line in lines:
        text = line[:_LOOKED_AT]
        inside = bool(text) and (inside or bool(known.disclaimer.search(text)))
        alone = bool(text) and bool(known.footer.match(text) or _BANNER.match(text))
        labels.append(SegmentKind.DISCLAIMER if inside or alone else None)
    return labels


def _signature_starts(lines: Sequence[str], labels: Labels, known: Phrases, writer: str, first_free: int) -> list[int]:
    """Lines near the end that may start a signature, in order: delimiters, closing phrases, the writer's name."""
    names = _names(writer)
    starts: list[int] = []
    left = 0
    for index in range(len(lines) - 1, first_free - 1, -1):
        line = lines[index]
        if not line or labels[index]:
            continue
        if len(line) > _PROSE or left >= _DELIMITED_LINES:
            break
        short = left < _SIGNATURE_LINES
        if _DELIMITER.match(line) or (short and (_opens(line, known) or (index and _is_name(line, names)))):
            starts.append(index)
        left += 1
    return starts[::-1]


def _signature_end(lines: Sequence[str], labels: Labels, start: int) -> int:
    """Up to the end, to a postscript, or to a paragraph that starts as data do."""
    for index in range(start + 1, len(lines)):
        if labels[index] or not lines[index]:
            continue
        if _POSTSCRIPT.match(lines[index]) or (not lines[index - 1] and _is_data(lines[index])):
            return index
    return len(lines)


def _is_data(line: str) -> bool:
    """True for a heading, a list's or table's line, or a label with words behind it; a label with a number or link is a signature's."""
    if CELL in line or line.rstrip().endswith(":") or _LISTED.match(line):
        return True
    match = _LABELLED.match(line)
    return match is not None and bool(_WORDS.search(_LINKS.sub("", match[1])))


def _opens(line: str, known: Phrases) -> bool:
    return len(line) <= _OPENER_LENGTH and bool(known.opener.match(line))


def _names(writer: str) -> tuple[str, ...]:
    """How the writer may sign: the whole name, first and last alone, the initial with the last; folded."""
    whole = _folded(_person(writer))
    words = whole.split()
    if not words or any("@" in word for word in words):
        return ()
    if len(words) == 1:
        return (whole,)
    return (whole, words[0], f"{words[0][0]}. {words[-1]}", f"{words[-1]} {words[0]}")


def _person(writer: str) -> str:
    """The person's name in a display name such as `Lis, Jan`, `Jan Lis | Lis Sp. z o.o.` or `Jan Lis (Lis)`."""
    name = re.split(r"\s[-–—/]\s|[|(\[]", writer, maxsplit=1)[0]
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma and len(last.split()) == 1 == len(first.split()) else name


def _is_name(line: str, names: tuple[str, ...]) -> bool:
    """True for a line that is a name, or that starts with the whole name and goes on like a signature."""
    if not names:
        return False
    folded = _folded(line).strip(" ,.*")
    if folded in names:
        return True
    whole = names[0]
    return " " in whole and folded.startswith(whole) and bool(_AFTER_NAME.match(folded[len(whole) :]))


def _folded(text: str) -> str:
    """Lower case without accents: people sign without them too."""
    folded = text[:200].casefold().replace("ł", "l")
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded).translate(_NO_ACCENTS)
    return " ".join(folded.split())


class _NoAccents(dict[int, str]):
    """`str.translate` table that fills itself: nothing for accents, every other character for itself."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = "" if unicodedata.combining(char) else char
        if code < _COMMON:
            self[code] = kept
        return kept


_COMMON = 0x2100
_NO_ACCENTS = _NoAccents()
