"""Everything that leadbot raises on purpose.

LeadbotError
├── ConfigurationError   wrong usage or configuration; carries every problem found   (exit 2)
├── OutOfReach           a mailbox, transport or database did not answer             (exit 3)
│   ├── LoginRefused     a server refused user or password
│   └── DatabaseOutOfReach
├── UnknownReference     no lead, message or mail of that id                         (exit 2)
└── NotPossible          the request is understood but can't be done now             (exit 2)
    └── HeldByAnother    another lead holds that client
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadbot.model.file_faults import FileFault
from leadbot.model.obstacles import Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a configuration or program file."""

    file: str
    """The file's path as the operator knows it."""
    line: int | None
    """The line, counted from 1; None where the file as a whole is meant."""
    where: str
    """The key's path inside the file, such as `rules[3].reason`; empty for the whole file."""
    value: str
    """The offending value as written; empty where something is missing. Never a secret."""
    message: str
    """What is wrong."""
    remedy: str
    """What to do next."""
    fault: FileFault = FileFault.OTHER
    """Of a file that staff import: what they read of it by mail, in their language."""
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What the fault's words name."""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        subject = f"{self.where}: " if self.where else ""
        value = f" (found: {self.value})" if self.value else ""
        return f"{place}: {subject}{self.message}{value}. {self.remedy}"


class LeadbotError(Exception):
    """leadbot could not do what was asked."""

    obstacle = Obstacle.OTHER
    """What staff read of it by mail, in their language; the message is for the command line."""
    facts: Mapping[str, str] = {}
    """What the obstacle's words name."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class ConfigurationError(LeadbotError):
    """The configuration is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class OutOfReach(LeadbotError):
    """A mailbox, transport or database did not answer; nothing is lost, the next cycle tries again."""


class LoginRefused(OutOfReach):
    """A server refused user or password; trying again at once would only lock the account."""


class DatabaseOutOfReach(OutOfReach):
    """The database can't be opened, read or written."""


class UnknownReference(LeadbotError):
    """Nothing of that id is known."""


class NotPossible(LeadbotError):
    """That can't be done in the present state."""

    def __init__(self, message: str | None = None, obstacle: Obstacle | None = None, **facts: str) -> None:
        super().__init__(message)
        self.obstacle = obstacle or type(self).obstacle
        self.facts = facts


class HeldByAnother(NotPossible):
    """Another lead holds that client's key; only one may."""

    obstacle = Obstacle.HELD_BY_ANOTHER
