"""One transaction on the registry, with everything it may touch."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import sqlalchemy
from sqlalchemy import Engine, func, select

from leadbot.model.deals import Ledger
from leadbot.model.facts import Facts
from leadbot.model.lead import Check, ClientKeys, PartnerIdentity, Reference
from leadbot.model.program import Program
from leadbot.registry.connection import Connection
from leadbot.registry.deal_facts import SqlDealFacts
from leadbot.registry.deal_tables import deal_event, deal_fact, sale, tender_fact
from leadbot.registry.deals import SqlDeals
from leadbot.registry.engine import BUSY_SECONDS, open_engine, savepoint, transaction
from leadbot.registry.erasing import SqlErasing
from leadbot.registry.facts import snapshot
from leadbot.registry.generation import SqlGenerations
from leadbot.registry.leads import SqlLeads
from leadbot.registry.ledger import Sources, ledger
from leadbot.registry.lists import SqlLists
from leadbot.registry.messages import SqlMessages
from leadbot.registry.migrations import migrate
from leadbot.registry.orders import SqlOrders
from leadbot.registry.outbox import SqlOutbox
from leadbot.registry.partners import SqlPartners
from leadbot.registry.staff_tables import import_run
from leadbot.registry.tables import history
from leadbot.registry.tenders import SqlTenders
from leadbot.registry.versions import SqlVersions
from leadbot.registry.watching import SqlWatching


class SqlUnitOfWork:
    """`leadbot.service.unit_of_work.UnitOfWork` on one connection; usable inside its `begin` block only."""

    def __init__(self, transaction: sqlalchemy.Connection) -> None:
        self.connection = transaction
        connection = Connection(transaction)
        self.messages = SqlMessages(connection)
        self.leads = SqlLeads(connection)
        self.outbox = SqlOutbox(connection)
        self.lists = SqlLists(connection)
        self.partners = SqlPartners(connection)
        self.orders = SqlOrders(connection)
        self.deals = SqlDeals(connection)
        self.deal_facts = SqlDealFacts(connection)
        self.tenders = SqlTenders(connection)
        self.versions = SqlVersions(connection)
        self.watching = SqlWatching(connection)
        self.generations = SqlGenerations(connection)
        self.erasing = SqlErasing(connection)
        self._depth = 0
        """Of savepoints."""

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside is undone alone when it raises; the exception goes on."""
        self._depth += 1
        try:
            with savepoint(self.connection, f"level_{self._depth}"):
                yield
        except BaseException:
            self.leads.forget()
            raise
        finally:
            self._depth -= 1

    def facts(
        self,
        program: Program,
        keys: ClientKeys,
        partner: PartnerIdentity,
        *,
        partner_number: str,
        partner_name: str,
        exclude: Reference | None,
        checks: Sequence[Check],
        changed: Sequence[str],
    ) -> Facts:
        """What registry and lists know about a draft with these keys from this partner, the lead `exclude` left out of `others`.

        `partner_number` and `partner_name` (folded) are as the draft gives them.
        """
        return snapshot(
            self.leads,
            self.lists,
            self.partners,
            program,
            keys,
            partner,
            partner_number=partner_number,
            partner_name=partner_name,
            exclude=exclude,
            checks=checks,
            changed=changed,
        )

    def ledger(self, program: Program, now: datetime) -> Ledger:
        """Everything that the program's payouts follow from at that moment."""
        sources = Sources(leads=self.leads, lists=self.lists, partners=self.partners, deals=self.deals, facts=self.deal_facts)
        return ledger(sources, program, now)

    def newest(self) -> tuple[int, ...]:
        """The newest entries of all that payouts and states of leads follow from: others mean that something came in."""
        (row,) = Connection(self.connection).execute(_NEWEST).all()
        return tuple(number or 0 for number in row)


_GROWING = (history, deal_event, sale, deal_fact, tender_fact, import_run)
_NEWEST = select(*(select(func.max(table.c.id)).scalar_subquery() for table in _GROWING))
"""One row: the newest of each."""


class SqlRegistry:
    """The database of partners, leads and mails. Safe for several threads: they take turns on one kept connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        """A transaction: committed at the end of the block, undone where it raises. Raises OutOfReach."""
        with transaction(self._engine) as connection:
            yield SqlUnitOfWork(connection)

    def settle(self) -> None:
        """Nothing stands in the write-ahead log any more: what was overwritten is gone from there too. Raises OutOfReach."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver = connection.connection.driver_connection
            if driver is not None:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()


def open_registry(url: str, *, busy_seconds: float = BUSY_SECONDS) -> SqlRegistry:
    """The registry at `url` (`sqlite:///leadbot.db`), made or brought up to date where needed.

    Raises OutOfReach (not there, locked, full, no database), ConfigurationError (no SQLite URL), NotPossible (made by a newer leadbot).
    """
    engine = open_engine(url, busy_seconds=busy_seconds)
    _make_private(engine)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlRegistry(engine)


def _make_private(engine: Engine) -> None:
    """A new database is its owner's alone: it holds people's data. What can't be made is told when it is opened."""
    with suppress(OSError):
        Path(str(engine.url.database)).touch(mode=0o600)
