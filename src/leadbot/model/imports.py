"""What became of a file that staff imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leadbot.model.errors import Problem
from leadbot.model.file_faults import FileFault


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One import, as the registry keeps it."""

    program: str
    list: str
    at: datetime
    by: str
    """Who imported it."""
    file: str
    """Its name."""
    added: int
    changed: int
    gone: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNote:
    """Something about a file that hinders nothing."""

    message: str
    fault: FileFault
    facts: Mapping[str, str]

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImport:
    """What a file says, and what that changes."""

    list: str
    file: str
    applied: bool
    """Whether the registry holds it now."""
    added: tuple[str, ...] = ()
    """New rows, in words."""
    changed: tuple[tuple[str, str], ...] = ()
    """Rows about a company or price that was there with other data: before and after."""
    gone: tuple[str, ...] = ()
    """Rows that the file has no more."""
    same: int = 0
    """Rows that were there already."""
    refused: tuple[Problem, ...] = ()
    """What is wrong with rows, with their lines."""
    notes: tuple[ImportNote, ...] = ()
    """What else the reader of the file should know."""
