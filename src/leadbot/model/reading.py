"""What the reader makes of one mail's bytes."""

from dataclasses import dataclass

from leadbot.model.message import Message
from leadbot.model.submission import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """What the mail that passes another on says of that one."""

    dated: str
    """Its date as written, in whatever language."""
    written_by: str
    """What is said of its writer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A mail that could be read."""

    message: Message
    submission: Submission
    passed_on: PassedOn | None = None
    """Where the mail that somebody passed on was asked for: `message` is that one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A mail that could not be read within the limits."""

    code: str
    """A short stable name: `too-large`, `reader-failed`, `reader-timeout`, `reader-memory`, `reader-died`."""
    detail: str
    """For staff: what happened, on one line."""
    final: bool
    """True where another attempt can't help."""
