"""A text's lines in segments: own, quoted, forwarded, signature, disclaimer. Every line lands in exactly one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leadbot.mime.closings import Labels, label_banner, label_tail
from leadbot.mime.lines import Line
from leadbot.mime.phrases import Phrases
from leadbot.mime.quotes import Start, start_at
from leadbot.model.message import Address, Segment, SegmentKind

_SHORT = 1500
"""Characters of own text up to which a mail that answers nothing is taken to pass on the mail below it."""


class Context(NamedTuple):
    """What the header of the mail tells about its text."""

    writer: Address | None
    forwards: bool
    """The subject's first prefix says forwarded."""
    replies: bool
    """The subject's first prefix says reply, or the mail names a mail that it answers."""
    source: str = "body"
    depth: int = 0
    """Levels above this text: 1 and more in an attached mail."""


@dataclass(slots=True)
class _Block:
    """Consecutive lines by one writer at one level."""

    kind: SegmentKind
    depth: int
    marks: int
    """Quote marks around it."""
    name: str = ""
    writer: Address | None = None
    header: int = 0
    """How many of its first lines tell where the piece comes from."""
    answers: bool = False
    """True where it goes on after a quoted piece."""
    lines: list[str] = field(default_factory=list)


def segments(lines: Sequence[Line], known: Phrases, context: Context) -> tuple[Segment, ...]:
    """The segments of a text in reading order."""
    found: list[Segment] = []
    for block in _blocks(lines, known, context):
        _add_block(found, block, known, context)
    return tuple(found)


def _blocks(lines: Sequence[Line], known: Phrases, context: Context) -> list[_Block]:
    base = SegmentKind.FORWARDED if context.depth else SegmentKind.OWN
    outer = _Block(base, context.depth, 0, context.writer.name if context.writer else "", context.writer)
    levels = [outer]
    blocks = [outer]
    index = 0
    while index < len(lines):
        line = lines[index]
        start = start_at(lines, index, known)
        if start is not None:
            _open(blocks, levels, _older(blocks, levels, line, start, context))
            blocks[-1].lines += [older.text for older in lines[index : index + start.length]]
            index += start.length
            continue
        if line.text or _next_depth(lines, index) != levels[-1].marks:
            _move(blocks, levels, line, context)
        blocks[-1].lines.append(line.text)
        index += 1
    return blocks


def _next_depth(lines: Sequence[Line], index: int) -> int:
    """The quote marks around the next line that is not empty: an empty one belongs with it or with the last."""
    following = (line.depth for line in lines[index : index + 50] if line.text)
    return next(following, lines[index].depth)


def _open(blocks: list[_Block], levels: list[_Block], block: _Block) -> None:
    levels.append(block)
    blocks.append(block)


def _older(blocks: list[_Block], levels: list[_Block], line: Line, start: Start, context: Context) -> _Block:
    """The block of an older mail whose start was found."""
    while len(levels) > 1 and levels[-1].marks > line.depth:
        levels.pop()
    above = levels[-1]
    kind = _kind(blocks, above, start, context)
    return _Block(kind, above.depth + 1, line.depth, start.name, start.writer, header=start.length)


def _kind(blocks: list[_Block], above: _Block, start: Start, context: Context) -> SegmentKind:
    """Forwarded or quoted: by the separator, the subject, the thread, and the length of what stands above."""
    if above.depth > context.depth:
        return above.kind
    if start.forward or context.forwards:
        return SegmentKind.FORWARDED
    if context.replies:
        return SegmentKind.QUOTED
    own = sum(len(line) for block in blocks for line in block.lines if block.depth == context.depth)
    return SegmentKind.FORWARDED if own <= _SHORT else SegmentKind.QUOTED


def _move(blocks: list[_Block], levels: list[_Block], line: Line, context: Context) -> None:
    """Go up or down the levels until `line` fits in."""
    current = levels[-1]
    if line.depth > current.marks:
        announced = current.header and not any(current.lines[current.header :])
        if announced and line.depth == current.marks + 1:
            # The lines that were announced: they are the older mail's text, not one level more.
            current.marks = line.depth
            return
        first = SegmentKind.FORWARDED if context.forwards else SegmentKind.QUOTED
        kind = current.kind if current.depth > context.depth else first
        _open(blocks, levels, _Block(kind, current.depth + line.depth - current.marks, line.depth))
        return
    if line.depth == current.marks:
        return
    while len(levels) > 1 and levels[-1].marks > line.depth:
        levels.pop()
    outer = levels[-1]
    again = _Block(outer.kind, outer.depth, outer.marks, outer.name, outer.writer, answers=True)
    levels[-1] = again
    blocks.append(again)


def _add_block(found: list[Segment], block: _Block, known: Phrases, context: Context) -> None:
    if not any(block.lines):
        return
    labels: Labels = [None] * len(block.lines)
    if block.kind is not SegmentKind.QUOTED:
        labels = label_tail(block.lines, known, block.name, _first_free(block))
        if not block.answers:
            label_banner(block.lines, labels, known, block.header)
    start = 0
    for index in range(1, len(block.lines) + 1):
        if index == len(block.lines) or (labels[index] != labels[start] and block.lines[index]):
            kind = labels[start] or block.kind
            writer = None if block.depth == context.depth == 0 else block.writer
            text = "\n".join(block.lines[start:index]) + "\n"
            found.append(Segment(kind=kind, text=text, source=context.source, depth=block.depth, writer=writer))
            start = index


def _first_free(block: _Block) -> int:
    """The first line that may start a signature: after the header lines, and after the paragraph that answers a quoted question."""
    if not block.answers:
        return block.header
    first = next((index for index, line in enumerate(block.lines) if line), 0)
    return next((index for index in range(first, len(block.lines)) if not block.lines[index]), len(block.lines))
