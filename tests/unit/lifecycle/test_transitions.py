"""One table of moves each for leads and payouts: the drawing shows it, and what code does stays within it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import chain, combinations, product
from pathlib import Path

import pytest
from tests.payouts.run import enter_staff, import_lists, read, store_leads
from tests.payouts.values import with_values

from leadbot.app import program_by_name
from leadbot.lifecycle.course import MOVABLE, Protection, state_after
from leadbot.lifecycle.payouts import settled
from leadbot.lifecycle.transitions import LEAD_MOVES, PAYOUT_MOVES, Move, is_lead_move, is_payout_move
from leadbot.model.deals import DealEvent, EventKind, Ledger
from leadbot.model.lead import LeadState, Reference
from leadbot.model.payout import PayoutState
from leadbot.model.program import Program
from leadbot.registry import open_registry

DOCS = Path(__file__).parents[3] / "docs" / "architecture.md"
EXAMPLES = Path(__file__).parents[2] / "payouts"
DAY = date(2026, 7, 1)
"""The last day of the client's time, in these tests."""


def drawn(heading: str) -> list[Move]:
    """The arrows of the first drawing below that heading."""
    drawing = DOCS.read_text("utf-8").split(f"## {heading}\n", 1)[1].split("```mermaid\n", 1)[1].split("```", 1)[0]
    arrows = re.findall(r"^ *(\S+) --> (\S+): (.+)$", drawing, re.MULTILINE)
    return [Move(before.replace("_asked", "-asked"), after.replace("_asked", "-asked"), why) for before, after, why in arrows]


def test_the_drawing_of_leads_is_the_table() -> None:
    assert drawn("States of a lead") == list(LEAD_MOVES)


def test_the_drawing_of_payouts_is_the_table() -> None:
    assert drawn("Payouts") == list(PAYOUT_MOVES)


def moves_of_course() -> Iterator[tuple[LeadState, LeadState]]:
    """What events and time do to each movable state: all sets of three events, before and after the end of the client's time."""
    days = (DAY - timedelta(days=9), DAY + timedelta(days=3))
    told = [DealEvent(reference=Reference("IO-2026-00001"), event=kind, on=day) for kind in EventKind for day in days]
    protections = [None, *(Protection(until=DAY, extended=extended, asked=asked) for extended, asked in product((False, True), repeat=2))]
    sets = list(chain.from_iterable(combinations(told, size) for size in range(3)))
    for state, events, protection, today in product(MOVABLE, sets, protections, (DAY, DAY + timedelta(days=5))):
        after = state_after(state, events, today, protection)
        if after is not state:
            yield state, after


def test_events_and_time_move_a_lead_as_the_table_says_and_every_such_arrow_is_walked() -> None:
    walked = set(moves_of_course())
    ends = {LeadState.WON, LeadState.LOST, LeadState.EXPIRED}
    named = {(m.before, m.after) for m in LEAD_MOVES if m.before in MOVABLE and (m.after in ends or m.before == LeadState.EXPIRED)}

    assert {move for move in walked if not is_lead_move(*move)} == set()
    assert walked == {(LeadState(before), LeadState(after)) for before, after in named if after != "judged"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LeadState.REJECTED, LeadState.WON),
        (LeadState.REJECTED, LeadState.WITHDRAWN),
        (LeadState.CONFIRMED, LeadState.LAPSED),
        (LeadState.WON, LeadState.WITHDRAWN),
        (None, LeadState.WON),
    ],
)
def test_what_no_arrow_says_is_no_move(before: LeadState | None, after: LeadState) -> None:
    assert not is_lead_move(before, after)


@pytest.mark.parametrize("folder", sorted(file.parent for file in EXAMPLES.rglob("meta.json")), ids=lambda folder: folder.name)
def test_payouts_of_the_worked_examples_move_day_by_day_as_the_table_says(folder: Path, tmp_path: Path) -> None:
    known: dict[tuple[str, str, str], PayoutState] = {}
    wrong: set[tuple[str, str]] = set()
    program, ledger = opened(folder, tmp_path)
    days = [event.on for event in ledger.events] + [sale.on for sale in ledger.sales] + [request.at.date() for request in ledger.requests]
    for now in moments(ledger.now, days):
        for payout in settled(program, replace(ledger, now=now)).payouts:
            key = (payout.reference, payout.rule, payout.period)
            if payout.period and not is_payout_move(known.get(key), payout.state):
                wrong.add((str(known.get(key)), payout.state.value))
            known[key] = payout.state
    assert wrong == set()


def opened(folder: Path, scratch: Path) -> tuple[Program, Ledger]:
    """The program of a worked example, and everything that its payouts follow from."""
    meta = read(folder, "meta.json", {})
    now = datetime.fromisoformat(meta["now"])
    program = with_values(program_by_name(meta["program"]), read(folder, "program.json", {}))
    registry = open_registry(f"sqlite:///{scratch}/leadbot.db")
    with registry.begin() as uow:
        store_leads(uow, program, read(folder, "leads.json", []))
    import_lists(registry, program, folder, meta.get("import", []), now)
    with registry.begin() as uow:
        enter_staff(uow, program, read(folder, "staff.json", {}), now)
        ledger = uow.ledger(program, now)
    registry.close()
    return program, ledger


def moments(now: datetime, days: list[date]) -> list[datetime]:
    """Noon of each of these days and the next, until now."""
    wanted = sorted({day + timedelta(days=more) for day in days for more in (0, 1)})
    return [moment for day in wanted if (moment := datetime.combine(day, time(12), now.tzinfo)) < now] + [now]
