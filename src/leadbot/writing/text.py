"""Blocks as the text part of a mail. Lines are not wrapped: mail programs do that to the reader's screen."""

from collections.abc import Sequence

from leadbot.writing.blocks import (
    Answers,
    Banner,
    Bars,
    Blanks,
    Block,
    Briefs,
    Bullets,
    Commands,
    Facts,
    Fold,
    Heading,
    Overview,
    Paragraph,
    Quote,
    Signature,
    Table,
)
from leadbot.writing.plain import guard

BLANK = "______"
"""Stands where the partner is to write."""
FOLDED = 8
"""Lines of a folded text that the text part has."""
BAR = 24
"""Characters of the longest bar."""


def as_text(blocks: Sequence[Block]) -> str:
    """The text part: blocks parted by empty lines, every line ended by `\\n`."""
    if not blocks:
        return ""
    first, *rest = blocks
    return _printed(first) + "".join(("\n\n\n" if _opens_part(b) else "\n\n") + _printed(b) for b in rest) + "\n"


def _opens_part(block: Block) -> bool:
    return isinstance(block, Heading) and block.level < 2


def _printed(block: Block) -> str:
    return "\n".join(guard(line) for line in _lines(block))


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(text, 0):
            return ["=" * min(len(text), 60), text, "=" * min(len(text), 60)]
        case Heading(text, level):
            return [text, ("=" if level == 1 else "-") * min(len(text), 60)]
        case Paragraph(text) | Banner(text):
            return [text]
        case Facts(rows, colon) | Overview(rows, colon):
            return [line for label, values in rows for line in _row(label + colon, values)]
        case Table(_, table):
            return [" | ".join(row) for row in table]
        case Bullets(items):
            return [f"- {item}" for item in items]
        case Blanks(title, labels, colon):
            return ([title] if title else []) + [f"{label}{colon} {BLANK}" for label in labels]
        case Signature(lines):
            return list(lines)
        case Quote(lines):
            return [f"| {line}".rstrip() for line in lines]
        case Answers(title, links, colon):
            return [f"{title}{colon}", *(f"    {text}" for text, _ in links)]
        case Commands(lines):
            return [f"    {line}" for line in lines]
        case Fold(title, lines, more):
            return [title, *_first(lines, more)]
        case Briefs(items):
            return [" – ".join(filter(None, (item.text, item.note))) for item in items]
        case Bars(title, bars):
            width = max(len(bar.label) for bar in bars)
            return [title, *(f"  {bar.label.ljust(width)}  {_bar(bar.share)}  {bar.text}" for bar in bars)]


def _first(lines: Sequence[str], more: str) -> list[str]:
    """The first lines that are not empty."""
    told = [line for line in lines if line.strip()]
    cut = ["| …"] if more or len(told) > FOLDED else []
    return [*(f"| {line}" for line in told[:FOLDED]), *cut]


def _bar(share: float) -> str:
    """Block characters, and dots up to the longest bar, so that what follows stands in one column."""
    full = round(share * BAR) or int(share > 0)
    return "█" * full + "·" * (BAR - full)


def _row(label: str, values: tuple[str, ...]) -> list[str]:
    if len(values) == 1:
        return [f"{label} {values[0]}"]
    return [label, *(f"  - {value}" for value in values)]
