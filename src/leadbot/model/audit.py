"""What `leadbot audit` says of the registry: counts that must add up, and everything that does not."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadbot.model.lead import LeadState
from leadbot.model.message import Disposition, Kind
from leadbot.model.outgoing import OutboxState


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One thing to know, with everything it concerns."""

    code: str
    """A short stable name, such as `parked` or `reply-missing`."""
    broken: bool
    """True where a person must look; False for news, such as messages that wait for the next cycle."""
    ids: tuple[str, ...]
    """Message keys, references or outbox ids; never empty."""
    sentence: str
    """What it means and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The registry at one moment. Mappings hold every member of their enum, zeros too."""

    stored: int
    """Mails whose bytes are in the store."""
    messages: Mapping[Disposition, int]
    kinds: Mapping[Kind, int]
    """Of messages that were read; unread ones have no kind."""
    leads: Mapping[LeadState, int]
    outbox: Mapping[OutboxState, int]
    findings: tuple[AuditFinding, ...]

    @property
    def adds_up(self) -> bool:
        """Whether every stored mail has exactly one disposition."""
        return sum(self.messages.values()) == self.stored

    @property
    def broken(self) -> bool:
        """Whether a person must look (exit status 1)."""
        return not self.adds_up or any(finding.broken for finding in self.findings)
