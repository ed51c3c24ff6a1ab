"""What a file holds once it is opened, and why it can't be."""

from dataclasses import dataclass
from enum import StrEnum

from leadbot.model.message import SegmentKind


class Trouble(StrEnum):
    """Why a file, or a part of it, was not read: the code of a defect whose detail is the file's name."""

    PROTECTED = "attachment-protected"
    """A password or encryption."""
    TOO_LARGE = "attachment-too-large"
    """More than may be unpacked or read of one mail."""
    PICTURE = "attachment-picture"
    """A photograph, a scan, a drawing."""
    UNKNOWN = "attachment-unknown"
    """A kind of file that is not read."""
    BROKEN = "attachment-broken"
    """Of a kind that is read, but damaged."""
    CUT = "attachment-cut"
    """Read up to a limit; what follows was left out."""
    PROGRAM = "attachment-program"
    """A program or script, whatever its name says."""
    COSTLY = "attachment-costly"
    """Not opened, since reading the mail with its files took too much time or memory."""


class NotRead(Exception):
    """Raised by whatever reads a kind of file, with the trouble."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a mail, or of an archive in it."""

    name: str
    """Cleaned; a member of an archive is called `ARCHIVE/MEMBER`. Never empty."""
    media_type: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A piece of a file's text: lines end with `\\n`, table cells are parted by CELL."""

    text: str
    kind: SegmentKind = SegmentKind.DOCUMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a file holds."""

    texts: tuple[Text, ...] = ()
    files: tuple[File, ...] = ()
    """Files inside it; their names are those of the members."""
    mail: bytes | None = None
    """A mail, where the file is one."""
    cut: bool = False
    """Whether a limit left something out."""
    cost: int = 0
    """About how many thousandths of a second it took."""


def table_line(cells: list[str]) -> str:
    """One row as a segment's text has it; empty cells at the end are left out."""
    from leadbot.mime.clean import clean
    from leadbot.model.message import CELL, CELL_BREAK

    def one(cell: str) -> str:
        lines = (" ".join(line.split()) for line in clean(cell).split("\n"))
        return CELL_BREAK.join(line for line in lines if line)

    return CELL.join(one(cell) for cell in cells).rstrip(CELL)
