"""Calls for offers, as facts that are only ever added."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from leadbot.model.errors import UnknownReference
from leadbot.model.lead import Reference
from leadbot.model.program import Program
from leadbot.model.tenders import Called, Chosen, Closed, OfferDecided, Offered, PassedOn, Released, Tender, TenderFact, tender_of
from leadbot.registry import codec
from leadbot.registry.connection import Connection
from leadbot.registry.counters import next_number
from leadbot.registry.deal_tables import tender_fact

NO_YEAR = 0
"""Calls are counted over all years."""
KINDS: Mapping[str, type] = {
    "called": Called,
    "released": Released,
    "offered": Offered,
    "offer-decided": OfferDecided,
    "passed-on": PassedOn,
    "chosen": Chosen,
    "closed": Closed,
}
_NAMES = {kind: name for name, kind in KINDS.items()}

_COLUMNS = select(tender_fact.c.reference, tender_fact.c.kind, tender_fact.c.content).order_by(tender_fact.c.id)
_OF_PROGRAM = _COLUMNS.where(tender_fact.c.program == bindparam("of_program"))
_OF_REFERENCE = _COLUMNS.where(tender_fact.c.reference == bindparam("of"))
_PROGRAM_OF = select(tender_fact.c.program).where(tender_fact.c.reference == bindparam("of")).limit(1)
_INSERT = insert(tender_fact)


class SqlTenders:
    """`leadbot.service.unit_of_work.Tenders` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_reference(self, program: Program) -> Reference:
        """The next free one: `IK-T-0001`."""
        return Reference(f"{program.prefix}-T-{next_number(self._connection, f'{program.prefix}-T', NO_YEAR):04d}")

    def add(self, program: str, reference: Reference, fact: TenderFact, *, at: datetime) -> None:
        """One more fact of that call."""
        row = {"program": program, "reference": reference, "kind": _NAMES[type(fact)], "content": codec.dump(fact), "at": at}
        self._connection.execute(_INSERT, row)

    def all(self, program: str) -> list[Tender]:
        """Every call of the program, oldest first."""
        found: defaultdict[Reference, list[TenderFact]] = defaultdict(list)
        for reference, kind, content in self._connection.execute(_OF_PROGRAM, {"of_program": program}):
            found[Reference(reference)].append(codec.load(KINDS[kind], content))
        return [tender_of(reference, facts) for reference, facts in found.items()]

    def get(self, reference: Reference) -> Tender:
        """Raises UnknownReference."""
        rows = self._connection.execute(_OF_REFERENCE, {"of": reference}).all()
        if not rows:
            raise UnknownReference(f"There is no call for offers {reference}")
        return tender_of(reference, [codec.load(KINDS[kind], content) for _, kind, content in rows])

    def program_of(self, reference: Reference) -> str:
        """The program of that call. Raises UnknownReference."""
        found: str | None = self._connection.scalar(_PROGRAM_OF, {"of": reference})
        if found is None:
            raise UnknownReference(f"There is no call for offers {reference}")
        return found
