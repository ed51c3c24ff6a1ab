from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from leadbot.lifecycle.transitions import is_lead_move
from leadbot.model.lead import ClientKeys, Lead
from leadbot.registry.leads import SqlLeads
from support.office import Office


@pytest.fixture(autouse=True)
def _only_moves_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever services do here, a lead goes only where an arrow of docs/architecture.md leads."""
    put = SqlLeads.put

    def watched(self: SqlLeads, lead: Lead, keys: ClientKeys, holds: Sequence[str]) -> None:
        before = self.find(lead.program, lead.reference)
        assert before is None or is_lead_move(before.state, lead.state), f"no arrow leads from {before.state} to {lead.state}"
        put(self, lead, keys, holds)

    monkeypatch.setattr(SqlLeads, "put", watched)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A desk in mode live."""
    office = Office(tmp_path)
    yield office
    office.close()
