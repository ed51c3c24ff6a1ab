"""A mail in the terminal: its text with the values that were read marked and named, then what they amount to."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import click

from leadbot.cli.rendering import content
from leadbot.model.message import CELL, CELL_BREAK, Message, Segment, SegmentKind
from leadbot.model.reading import Reading
from leadbot.model.submission import FieldValue
from leadbot.model.verdict import Outcome
from leadbot.service.explain import Explained

_WIDEST = 100
_NARROWEST = 40
_TONES = {Outcome.CONFIRMED: "green", Outcome.IN_REVIEW: "yellow", Outcome.INCOMPLETE: "yellow", Outcome.REJECTED: "red"}


class Look(NamedTuple):
    """How the output may look."""

    colour: bool
    width: int
    """Columns."""

    @classmethod
    def of_terminal(cls) -> "Look":
        """Colours on a terminal, unless NO_COLOR is set (no-color.org); 80 columns where there is none."""
        terminal = sys.stdout.isatty()
        columns = shutil.get_terminal_size((80, 24)).columns if terminal else 80
        return cls(terminal and not os.environ.get("NO_COLOR"), max(_NARROWEST, min(columns, _WIDEST)))

    def style(self, text: str, **styles: Any) -> str:
        """The text in this style, or plain."""
        return click.style(text, **styles) if self.colour and text else text


class _Mark(NamedTuple):
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text that is plain, a value, or a value's name."""

    text: str
    kind: str = ""
    """Empty, `value`, `name`, or `note`."""


def marked_mail(file: str, reading: Reading, leads: Sequence[Explained], look: Look) -> str:
    """The mail with its values marked, its kind, language and reference, and each lead's verdict and fields."""
    lines = [look.style(f"{file} ".ljust(look.width, "─"), bold=True), *_mail(reading.message, leads, look), ""]
    lines += [look.style("─" * look.width, dim=True), *_summary(reading, look)]
    for number, lead in enumerate(leads, 1):
        lines += ["", *_lead(number, lead, look)]
    return "\n".join(lines) + "\n"


def _mail(message: Message, leads: Sequence[Explained], look: Look) -> Iterator[str]:
    sender = f"{message.sender.name} <{message.sender.email}>".strip() if message.sender is not None else ""
    for title, text, source in (("From: ", sender, "from"), ("Subject: ", message.subject, "subject")):
        yield from _wrapped([_Run(title), *_runs(text, _marks(leads, None, source))], look, "")
    for at, segment in enumerate(message.segments):
        yield ""
        if title := _title(segment):
            yield look.style(f"── {title} ", dim=True)
        marks = _marks(leads, at, segment.source)
        yield from _text(segment, marks, look)


def _title(segment: Segment) -> str:
    if segment.kind is SegmentKind.OWN and segment.source == "body":
        return ""
    writer = f" by {segment.writer.name or segment.writer.email}" if segment.writer is not None else ""
    return f"{segment.kind.value}{writer}" + ("" if segment.source == "body" else f", {segment.source}")


def _text(segment: Segment, marks: Sequence[_Mark], look: Look) -> Iterator[str]:
    margin = "│ " * segment.depth
    at = 0
    blank = True
    for line in segment.text.rstrip("\n").split("\n"):
        inside = [_Mark(max(m.start - at, 0), min(m.end - at, len(line)), m.name if m.end <= at + len(line) else "") for m in marks]
        runs = _runs(line, [m for m in inside if m.start < m.end])
        if line.strip() or not blank:
            yield from _wrapped(runs, look, margin)
        blank = not line.strip()
        at += len(line) + 1


def _marks(leads: Sequence[Explained], segment: int | None, source: str) -> list[_Mark]:
    """The stretches of one text that hold values; where two overlap, the shorter goes before the longer."""
    found: dict[tuple[int, int], list[str]] = {}
    for number, lead in enumerate(leads, 1):
        for field in lead.draft.fields:
            for span in field.evidence.spans:
                if span.segment == segment and field.evidence.source == source:
                    name = field.id if len(leads) == 1 else f"{field.id}/{number}"
                    names = found.setdefault((span.start, span.end), [])
                    if name not in names:
                        names.append(name)
    return [_Mark(start, end, ", ".join(names)) for (start, end), names in found.items()]


def _runs(text: str, marks: Iterable[_Mark]) -> list[_Run]:
    owners: list[_Mark | None] = [None] * len(text)
    for mark in sorted(marks, key=lambda m: m.start - m.end):
        owners[mark.start : mark.end] = [mark] * (min(mark.end, len(text)) - mark.start)
    made: list[_Run] = []
    at = 0
    for owner, group in groupby(owners):
        size = len(list(group))
        piece = text[at : at + size].replace(CELL, " | ").replace(CELL_BREAK, " / ")
        at += size
        if owner is None or owner in owners[at:]:
            # Of a stretch that shorter ones break, the last piece alone is marked.
            made.append(_Run(piece))
            continue
        bare = piece.lstrip(" ,;:")
        made += [_Run(piece[: len(piece) - len(bare)]), _Run(bare, "value")]
        if owner.name:
            made.append(_Run(f" {owner.name}", "name"))
    return made


def _wrapped(runs: Sequence[_Run], look: Look, margin: str) -> Iterator[str]:
    """The runs as lines of at most the width, broken between words."""
    line, length = "", len(margin)
    for run in _spelt(runs, look):
        for word in _words(run.text):
            if length + len(word.rstrip()) > look.width and length > len(margin):
                yield (look.style(margin, dim=True) + line).rstrip()
                line, length = "", len(margin)
                word = word.lstrip()
            for piece in _cut(word, look.width - len(margin)):
                if length + len(piece) > look.width and length > len(margin):
                    yield (look.style(margin, dim=True) + line).rstrip()
                    line, length = "", len(margin)
                line += _styled(piece, run.kind, look)
                length += len(piece)
    yield (look.style(margin, dim=True) + line).rstrip()


def _spelt(runs: Sequence[_Run], look: Look) -> Iterator[_Run]:
    """Without colours a value stands in brackets, its name behind an equals sign."""
    for at, run in enumerate(runs):
        if look.colour or run.kind not in ("value", "name"):
            yield run
        elif run.kind == "value":
            named = at + 1 < len(runs) and runs[at + 1].kind == "name"
            yield _Run(f"[{run.text}" + ("" if named else "]"), run.kind)
        else:
            yield _Run(f" ={run.text}]", run.kind)


def _words(text: str) -> Iterator[str]:
    """The words, each with the white space before it."""
    start = 0
    for at in range(1, len(text)):
        if text[at].isspace() and not text[at - 1].isspace():
            yield text[start:at]
            start = at
    if start < len(text):
        yield text[start:]


def _cut(word: str, width: int) -> Iterator[str]:
    for start in range(0, len(word), width):
        yield word[start : start + width]


def _styled(text: str, kind: str, look: Look) -> str:
    if kind == "value":
        return look.style(text, fg="black", bg="yellow")
    if kind == "name":
        return look.style(text, fg="cyan")
    return look.style(text, dim=True) if kind == "note" else text


def _summary(reading: Reading, look: Look) -> Iterator[str]:
    found = reading.submission
    facts = [f"kind {found.kind.value}", f"language {found.language or 'unknown'}", f"reference {found.reference or 'none'}"]
    yield look.style(" · ".join(facts), bold=True)
    for defect in found.defects:
        yield from _wrapped([_Run(f"defect {defect.code}: {defect.detail}")], look, "")


def _lead(number: int, lead: Explained, look: Look) -> Iterator[str]:
    if lead.verdict is None:
        yield look.style(f"lead {number}: no verdict of its own", bold=True)
    else:
        yield look.style(f"lead {number}: {lead.verdict.outcome.value}", bold=True, fg=_TONES[lead.verdict.outcome])
        for reason in lead.verdict.reasons:
            yield f"  because {reason}"
    names = [f.id for f in lead.draft.fields] + [a.field for a in lead.draft.ambiguities]
    column = max(map(len, names), default=0)
    for field in lead.draft.fields:
        yield from _field(field, column, look)
    for doubt in lead.draft.ambiguities:
        yield from _row(doubt.field, f"either {' or '.join(doubt.readings)}", "ambiguous", column, look)


def _field(field: FieldValue, column: int, look: Look) -> Iterator[str]:
    evidence = field.evidence
    where = "" if evidence.source == "body" else f", {evidence.source}"
    standing = "" if field.standing.value == "valid" else f", {field.standing.value}"
    yield from _row(field.id, _shown(content(field.value)), f"{evidence.basis.value}{where}{standing}", column, look)


def _row(name: str, value: str, note: str, column: int, look: Look) -> Iterator[str]:
    indent = column + 4
    lines = list(_wrapped([_Run(value), _Run(f" ({note})", "note")], Look(look.colour, max(look.width - indent, 20)), ""))
    for at, line in enumerate(lines):
        yield ("  " + look.style(name, fg="cyan") + " " * (indent - 2 - len(name)) if not at else " " * indent) + line


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(" ".join(map(str, part.values())) if isinstance(part, dict) else str(part) for part in value) or "none"
    return " ".join(map(str, value.values())) if isinstance(value, dict) else str(value)
