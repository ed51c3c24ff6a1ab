"""Where an older mail starts inside a text: header lines, "X wrote:", separator lines.

The rule for header lines: a *from* label, and within a few lines a *sent* label and a *to* or *subject* label, and a sign
that these are a mail client's lines and no lead form's: an address, a clock time, bold stars, a separator, or HTML's word.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from leadbot.mime.addresses import display_name, valid_address
from leadbot.mime.lines import Line
from leadbot.mime.phrases import Phrases
from leadbot.model.message import Address

_LOOKED_AT = 300  # characters of a line
_HEADER_LINES = 14
_CONTINUATIONS = 3
_WROTE_LINES = 3
_FOREIGN_LINES = 3

_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)")
_YEAR_AND_CLOCK = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d).*(?<!\d)\d{1,2}[:.]\d{2}(?!\d)|(?<!\d)\d{1,2}:\d{2}(?!\d).*(?<!\d)20\d\d(?!\d)")
_DATE_OR_ADDRESS = re.compile(r"@|(?<!\d)\d{1,2}\D{1,12}\d{2,4}|(?<!\d)20\d\d(?!\d)")
_LABELLED = re.compile(r"[\s*_]*+[^\W\d_][^:@]{0,25}:[\s*_]+\S")
_RULE = re.compile(r"\s*+_{5}[\s_]*+$|\s*+-{10}-*+\s*+$")
_ADDRESS = re.compile(r"[^\s<>\[\]()\"';:,]{1,64}@[^\s<>\[\]()\"';:,]{1,253}")


class Start(NamedTuple):
    """The start of an older mail."""

    length: int
    """How many lines tell of it: separator, header lines, or the "wrote" line."""
    forward: bool
    """True where a separator says that the mail is forwarded; else the subject and the thread tell."""
    name: str
    """The older mail's writer as its header line or "wrote" line says; may be empty."""
    writer: Address | None
    values: Mapping[str, str] = MappingProxyType({})
    """What its header lines say, by `from`, `sent`, `to`, `cc`, `subject`; of a "wrote" line nothing."""


def start_at(lines: Sequence[Line], index: int, known: Phrases) -> Start | None:
    """The start of an older mail at `lines[index]`, or None."""
    text = lines[index].text
    if not text or len(text) > 2 * _LOOKED_AT:
        return None
    found = _separated(lines, index, known)
    if found is None and (lines[index].cut or known.label.match(text)):
        found = _headed(lines, index, known, lines[index].cut) or _one_line(lines, index, known)
    return found or _wrote(lines, index, known)


def _separated(lines: Sequence[Line], index: int, known: Phrases) -> Start | None:
    text = lines[index].text[:_LOOKED_AT]
    match = known.separator.match(text)
    if match is None and not _RULE.match(text):
        return None
    below = index + 1
    while below < len(lines) and below - index < 4 and not lines[below].text:
        below += 1
    headed = _headed(lines, below, known, True) if below < len(lines) else None
    if headed is not None:
        return headed._replace(length=below - index + headed.length, forward=bool(match and match["forward"]))
    if match is None or not _decorated(text):
        return None
    return Start(1, bool(match["forward"]), "", None)


def _decorated(text: str) -> bool:
    """True for a separator that is no sentence: dashes around it, or a colon behind it."""
    return text.strip()[:1] in "-–—_=*" or text.rstrip().endswith(":")


def _headed(lines: Sequence[Line], index: int, known: Phrases, separated: bool) -> Start | None:
    """The header lines from `index` on, if that is what they are."""
    values: dict[str, str] = {}
    last, end = "", index
    stars = 0
    for position in range(index, min(index + _HEADER_LINES, len(lines))):
        line = lines[position]
        if line.depth != lines[index].depth or (position > index and not line.text and not _goes_on(lines, position, known)):
            break
        match = known.label.match(line.text[:_LOOKED_AT])
        if match is None or not match.lastgroup:
            if position == index or (line.text and not _continues(line.text, last, values, position - end)):
                break
            if line.text and not values[last]:
                values[last] = line.text
                end = position + 1
            continue
        last = next(name for name, found in match.groupdict().items() if name.endswith("_") and found).rstrip("_")
        if last in values and last not in ("cc",):
            break
        values[last] = match["value"]
        stars += line.text.lstrip().startswith("*")
        end = position + 1
    if not values:
        return _foreign_header(lines, index) if separated else None
    if not _is_header(values, known.label.match(lines[index].text[:_LOOKED_AT]), separated, stars):
        return _foreign_header(lines, index) if separated else None
    name, writer = writer_of(values.get("from", ""))
    return Start(end - index, False, name, writer, values)


def _continues(text: str, last: str, values: dict[str, str], lines: int) -> bool:
    """Whether a line without a label belongs to the label before it: long lists go on, and a value may stand below its label."""
    if not values[last]:
        return True
    if last == "from":
        return "@" in text and "@" not in values[last] and len(text) < _LOOKED_AT and text.lstrip(" \"'")[:1] in "<[("
    return last in ("to", "cc", "subject") and lines < _CONTINUATIONS


def _one_line(lines: Sequence[Line], index: int, known: Phrases) -> Start | None:
    """A header whose line breaks were lost: `From: … Sent: … To: … Subject: …`."""
    text = lines[index].text
    if not (match := known.label.match(text)) or not match["from_"]:
        return None
    marks = [(name.rstrip("_"), m.start(), m.end()) for m in known.inline.finditer(text) for name in [m.lastgroup or ""]]
    ends = [start for _, start, _ in marks[1:]] + [len(text)]
    values = {name: text[start:end] for (name, _, start), end in zip(marks, ends, strict=True)}
    if "sent" not in values or not ("to" in values or "subject" in values) or not _CLOCK.search(values["sent"]):
        return None
    name, writer = writer_of(values.get("from", ""))
    return Start(1, False, name, writer, values) if writer is not None else None


def _foreign_header(lines: Sequence[Line], index: int) -> Start | None:
    """Header lines in words that no lexicon has, below a sign that an older mail starts: labels, an address, a clock time."""
    end = index
    while (
        end < min(index + _HEADER_LINES, len(lines))
        and lines[end].depth == lines[index].depth
        and _LABELLED.match(lines[end].text[:_LOOKED_AT])
    ):
        end += 1
    values = [line.text[:_LOOKED_AT].partition(":")[2] for line in lines[index:end]]
    if len(values) < _FOREIGN_LINES or not any("@" in value for value in values) or not any(_CLOCK.search(value) for value in values):
        return None
    name, writer = writer_of(values[0])
    return Start(end - index, False, name, writer)


def _goes_on(lines: Sequence[Line], position: int, known: Phrases) -> bool:
    """True where the line after an empty one is a header line again."""
    return position + 1 < len(lines) and bool(known.label.match(lines[position + 1].text[:_LOOKED_AT]))


def _is_header(values: dict[str, str], first: re.Match[str] | None, separated: bool, stars: int) -> bool:
    if first is None or "from" not in values:
        return False
    if separated:
        return len(values) >= 2 and ("sent" in values or "subject" in values)
    if not first["from_"] or "sent" not in values or not ("to" in values or "subject" in values):
        return False
    return bool(stars) or any("@" in value for value in values.values()) or bool(_CLOCK.search(values["sent"]))


def _wrote(lines: Sequence[Line], index: int, known: Phrases) -> Start | None:
    """The line above a quote, wrapped or not: "On 2 Nov 2026 at 10:12 X <x@y.pl> wrote:"."""
    depth = lines[index].depth
    joined = ""
    for length in range(1, _WROTE_LINES + 1):
        position = index + length - 1
        if position >= len(lines) or not lines[position].text or lines[position].depth != depth:
            return None
        joined = f"{joined} {lines[position].text[:_LOOKED_AT]}".strip()
        if joined[-1:] == ":" and _is_wrote(joined, _deeper_below(lines, position), known):
            if length > 1 and not _DATE_OR_ADDRESS.search(lines[index].text):
                return None
            if length > 1 and _YEAR_AND_CLOCK.search(" ".join(line.text for line in lines[index + 1 : position + 1])):
                # The lines below tell all of it by themselves: this one is the writer's own.
                return None
            return Start(length, False, *_wrote_by(joined, known))
    return None


def _is_wrote(text: str, quote_follows: bool, known: Phrases) -> bool:
    if len(text) > _LOOKED_AT or not known.wrote.search(text):
        return False
    if quote_follows:
        return bool(_DATE_OR_ADDRESS.search(text))
    return bool(_YEAR_AND_CLOCK.search(text)) or ("@" in text and bool(_CLOCK.search(text)))


def _wrote_by(text: str, known: Phrases) -> tuple[str, Address | None]:
    """The writer that a "wrote" line names: the words between its date or verb and the address."""
    found = _ADDRESS.search(text.replace("mailto:", ""))
    email = valid_address(found[0].strip(".'*")) if found else None
    if found is None or email is None:
        return "", None
    before = text.replace("mailto:", "")[: found.start()]
    cuts = [match.end() for pattern in (_CLOCK, known.wrote) for match in pattern.finditer(before)]
    words = re.split(r"[\s,;:]+", before[max(cuts, default=0) :].strip(" \"'<([*,;:"))
    while words and (words[0] in ("AM", "PM", "CET", "CEST", "UTC") or not words[0][:1].isupper()):
        words.pop(0)
    name = display_name(" ".join(words)).strip("\"' ,;:*")
    return name, Address(name=name, email=email)


def _deeper_below(lines: Sequence[Line], position: int) -> bool:
    below = position + 1
    while below < len(lines) and below - position < 4 and not lines[below].text:
        below += 1
    return below < len(lines) and lines[below].depth > lines[position].depth


def writer_of(value: str) -> tuple[str, Address | None]:
    """The name and, where there is a valid one, the address of a header line's value such as `Jan Lis [mailto:jan@lis.pl]`."""
    text = value[:_LOOKED_AT].replace("mailto:", "").strip("* ")
    found = _ADDRESS.search(text)
    name = display_name(re.split(r"[<\[(]", text, maxsplit=1)[0]).strip("\"' ,;:*")
    email = valid_address(found[0].strip(".'*")) if found else None
    if email is None:
        return ("" if found else name), None
    return ("" if "@" in name else name), Address(name="" if "@" in name else name, email=email)
