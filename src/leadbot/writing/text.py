"""Blocks as the text part of a mail. Lines are not wrapped: mail programs do that to the reader's screen."""

from collections.abc import Sequence

from leadbot.writing.blocks import Answers, Banner, Blanks, Block, Bullets, Commands, Facts, Heading, Paragraph, Quote, Signature, Table
from leadbot.writing.plain import guard

BLANK = "______"
"""Stands where the partner is to write."""


def as_text(blocks: Sequence[Block]) -> str:
    """The text part: blocks parted by empty lines, every line ended by `\\n`."""
    if not blocks:
        return ""
    first, *rest = blocks
    return _printed(first) + "".join(("\n\n\n" if _opens_part(b) else "\n\n") + _printed(b) for b in rest) + "\n"


def _opens_part(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


def _printed(block: Block) -> str:
    return "\n".join(guard(line) for line in _lines(block))


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(text, level):
            return [text, ("=" if level == 1 else "-") * min(len(text), 60)]
        case Paragraph(text) | Banner(text):
            return [text]
        case Facts(rows, colon):
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


def _row(label: str, values: tuple[str, ...]) -> list[str]:
    if len(values) == 1:
        return [f"{label} {values[0]}"]
    return [label, *(f"  - {value}" for value in values)]
