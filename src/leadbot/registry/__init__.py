"""The registry: every message, lead, outgoing mail and list, in one SQLite database."""

from leadbot.registry.audit import audit
from leadbot.registry.backup import back_up, damage, put_back
from leadbot.registry.engine import check_url
from leadbot.registry.generation import Mark
from leadbot.registry.unit_of_work import SqlRegistry, SqlUnitOfWork, open_registry

__all__ = ["Mark", "SqlRegistry", "SqlUnitOfWork", "audit", "back_up", "check_url", "damage", "open_registry", "put_back"]
