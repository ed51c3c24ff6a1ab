"""The registry: every message, lead, outgoing mail and list, in one SQLite database."""

from leadbot.registry.audit import audit
from leadbot.registry.engine import check_url
from leadbot.registry.unit_of_work import SqlRegistry, SqlUnitOfWork, open_registry

__all__ = ["SqlRegistry", "SqlUnitOfWork", "audit", "check_url", "open_registry"]
