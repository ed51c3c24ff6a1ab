"""`leadbot import`: a file of staff's into the registry.

Lists of companies and price lists are replaced as a whole or not at all: one that lacked rows would admit or reject the wrong ones.
Sales and events stand each for itself: good rows are kept, the others told, and the mended file adds those alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from leadbot.model.deals import DealEvent, Sale
from leadbot.model.errors import ConfigurationError, Problem
from leadbot.model.file_faults import FileFault
from leadbot.model.imports import ImportNote, ImportRun, ListImport
from leadbot.model.payout_plans import PriceList, YearlyTiers
from leadbot.model.program import ListSpec, Program
from leadbot.model.rules import Budget
from leadbot.service.importing import kept, rows
from leadbot.service.importing.cells import Cells, Context, Read, RowReader
from leadbot.service.importing.columns import Columns, Layout, NoColumns, find_columns
from leadbot.service.importing.files import Sheet, Unreadable, read_sheets
from leadbot.service.importing.touched import Standings
from leadbot.service.mark import AHEAD
from leadbot.service.unit_of_work import Registry, UnitOfWork

PRICES, SALES, EVENTS = "price-list", "sales-report", "events"
RECORDS = (PRICES, SALES, EVENTS)
"""Lists that every program has, beside those of its file."""
SHOWN = 10
"""Lines that a note names at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that staff hand over."""

    list: str
    file: str
    """Its name, as staff know it."""
    octets: bytes
    by: str
    """Who hands it over."""
    dry_run: bool = False
    """True: only tell what it would change."""
    empty: bool = False
    """True: the list may end up empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How one sort of list is read and kept."""

    layout: Layout
    make: Callable[[Cells], Any]
    keep: Callable[[UnitOfWork, Program, Sequence[Any], datetime], kept.Changes[Any]]
    whole: bool
    """Whether it is replaced as a whole."""
    decides: bool = False
    """Whether rules look at it."""


class _Undone(Exception):
    """Takes back what a dry run has done."""


def import_list(registry: Registry, program: Program, upload: Upload, shared_domains: frozenset[str], now: datetime) -> ListImport:
    """Read the file, tell what it changes, and keep it unless it is a dry run or can't be kept (`applied` False).

    Raises ConfigurationError: no such list, no table, columns missing; OutOfReach for the registry.
    """
    with registry.begin() as uow:
        return import_within(uow, program, upload, shared_domains, now)


def import_within(uow: UnitOfWork, program: Program, upload: Upload, shared_domains: frozenset[str], now: datetime) -> ListImport:
    """The same within the caller's transaction. Raises ConfigurationError."""
    kind = _kind(program, upload)
    columns, notes = _columns(upload, kind.layout, program)
    context = Context(
        program=program,
        shared_domains=shared_domains,
        currencies=currencies(program),
        knows_lead=lambda reference: uow.leads.find(program.id, reference) is not None,
    )
    read = _unique(RowReader(file=upload.file, columns=columns, context=context).all(kind.make), upload, kind)
    refused = (*read.refused, *_emptied(uow, program, upload, kind, read))
    keeps = not refused or (bool(read.rows) and not kind.whole)
    changes, touched = _keep(uow, program, upload, kind, read, now) if keeps else (kept.Changes(), [])
    return ListImport(
        list=upload.list,
        file=upload.file,
        applied=keeps and not upload.dry_run,
        added=tuple(map(kept.in_words, changes.added)),
        changed=tuple((kept.in_words(old), kept.in_words(new)) for old, new in changes.changed),
        gone=tuple(map(kept.in_words, changes.gone)),
        same=changes.same,
        refused=refused,
        notes=(*notes, *_dated_ahead(read, program, now), *touched),
    )


def lists_of(program: Program) -> tuple[str, ...]:
    """Every list that can be imported in the program."""
    plans = (plan.list for plan in program.payouts if isinstance(plan, PriceList))
    return tuple(dict.fromkeys((*(spec.id for spec in program.lists), *RECORDS, *plans)))


def _dated_ahead(read: Read[Any], program: Program, now: datetime) -> list[ImportNote]:
    """That rows of a report lie after today; invoices may be dated ahead."""
    today = now.astimezone(ZoneInfo(program.calendar.time_zone)).date()
    dated = ((line, row) for line, row in read.rows if isinstance(row, Sale | DealEvent) and row.on > today)
    lines = [str(line) for line, row in dated if not (isinstance(row, DealEvent) and row.event in AHEAD)]
    shown = ", ".join(lines[:SHOWN]) + (" …" if len(lines) > SHOWN else "")
    message = f"{len(lines)} rows are dated after today, {today}, and count from their day on: lines {shown}"
    facts = {"count": str(len(lines)), "day": today.isoformat(), "lines": shown}
    return [ImportNote(message=message, fault=FileFault.DATED_AHEAD, facts=facts)] if lines else []


def _keep(
    uow: UnitOfWork, program: Program, upload: Upload, kind: _Kind, read: Read[Any], now: datetime
) -> tuple[kept.Changes[Any], list[ImportNote]]:
    """What keeping the rows changes, and of which undecided leads; a dry run takes it back."""
    changes: kept.Changes[Any] = kept.Changes()
    touched: list[ImportNote] = []
    standings = Standings(uow, program, now) if kind.decides else None
    try:
        with uow.savepoint():
            changes = kind.keep(uow, program, [row for _, row in read.rows], now)
            touched = standings.note() if standings else []
            if upload.dry_run:
                raise _Undone
            uow.lists.note_import(_run(program, upload, changes, len(read.refused), now))
    except _Undone:
        pass
    return changes, touched


def currencies(program: Program) -> frozenset[str]:
    """What the program reckons in, as far as its payout plans and its pool tell; empty: any."""
    parts = (*program.payouts, *(rule for rule in program.rules if isinstance(rule, Budget)))
    return frozenset(code for part in parts for code in (part.tiers if isinstance(part, YearlyTiers) else (part.currency,)))


def _kind(program: Program, upload: Upload) -> _Kind:
    spec = next((spec for spec in program.lists if spec.id == upload.list), None)
    if spec is not None:
        return _companies(spec)
    records = {
        PRICES: _Kind(layout=rows.PRICES, make=rows.price, keep=lambda uow, p, found, _: kept.keep_prices(uow, p, found), whole=True),
        SALES: _Kind(
            layout=rows.SALES, make=rows.sale, keep=lambda uow, p, found, at: kept.keep_sales(uow, p, found, at, upload.by), whole=False
        ),
        EVENTS: _Kind(
            layout=rows.EVENTS, make=rows.event, keep=lambda uow, p, found, at: kept.keep_events(uow, p, found, at, upload.by), whole=False
        ),
    }
    records |= {plan.list: records[PRICES] for plan in program.payouts if isinstance(plan, PriceList)}
    if upload.list not in records:
        known = ", ".join(dict.fromkeys((*(spec.id for spec in program.lists), *records)))
        raise _refused(program.id, upload.list, "the programme has no such list", f"Its lists are: {known}")
    return records[upload.list]


def _companies(spec: ListSpec) -> _Kind:
    clients = spec.subject == "client"
    return _Kind(
        layout=rows.CLIENTS if clients else rows.PARTNERS,
        make=rows.client if clients else rows.partner,
        keep=lambda uow, program, found, _: kept.keep_companies(uow, program, spec.id, found),
        whole=True,
        decides=True,
    )


def _columns(upload: Upload, layout: Layout, program: Program) -> tuple[Columns, tuple[ImportNote, ...]]:
    """The columns of the first sheet that has them, and what is left out."""
    try:
        sheets = read_sheets(upload.octets)
    except Unreadable as error:
        problem = _problem(
            upload.file, None, "", f"the file can't be read: {error}", "Export it anew as xlsx or csv", error.fault, error.facts
        )
        raise ConfigurationError((problem,)) from None
    remedy = f"Name the columns in the first row: {', '.join(layout.columns)}"
    problems: list[Problem] = []
    for at, sheet in enumerate(sheets):
        try:
            columns = find_columns(sheet, layout, program.lexicons.values())
        except NoColumns as error:
            problem = _problem(upload.file, None, "", str(error), remedy, error.fault, error.facts)
            problems.append(replace(problem, where=sheet.name))
            continue
        return columns, tuple(_notes(columns, sheets[:at] + sheets[at + 1 :]))
    raise ConfigurationError(tuple(problems) or (_problem(upload.file, None, "", "the file is empty", remedy, FileFault.EMPTY),))


def _notes(columns: Columns, others: Sequence[Sheet]) -> Iterator[ImportNote]:
    for sheet in (sheet for sheet in others if sheet.rows):
        yield ImportNote(message=f"sheet {sheet.name} is not read", fault=FileFault.SHEET_NOT_READ, facts={"name": sheet.name})
    for title in columns.unknown:
        yield ImportNote(message=f"column {title} is not read", fault=FileFault.COLUMN_NOT_READ, facts={"name": title})


def _unique(read: Read[Any], upload: Upload, kind: _Kind) -> Read[Any]:
    """A price list has one price for each thing."""
    if kind.layout is not rows.PRICES:
        return read
    first: dict[object, int] = {}
    doubled: list[Problem] = []
    for line, row in read.rows:
        key = (row.deal_type, row.product, row.term_months, row.currency)
        if first.setdefault(key, line) != line:
            message = f"this price stands already in line {first[key]}"
            facts = {"line": str(first[key])}
            doubled.append(_problem(upload.file, line, row.product, message, "Keep one of the two", FileFault.PRICE_TWICE, facts))
    return Read(rows=read.rows, refused=tuple(sorted((*read.refused, *doubled), key=lambda problem: problem.line or 0)))


def _emptied(uow: UnitOfWork, program: Program, upload: Upload, kind: _Kind, read: Read[Any]) -> list[Problem]:
    """A list never ends up empty by mistake."""
    if read.rows or read.refused or upload.empty:
        return []
    there = kind.whole and (uow.deals.prices(program.id) if kind.layout is rows.PRICES else uow.lists.entries(program.id, upload.list))
    message = f"the file has no rows; the list has {len(there)}" if there else "the file has no rows"
    return [_problem(upload.file, None, "", message, "Export it anew; where an empty list is meant, say --empty", FileFault.NO_ROWS)]


def _run(program: Program, upload: Upload, changes: kept.Changes[Any], refused: int, now: datetime) -> ImportRun:
    return ImportRun(
        program=program.id,
        list=upload.list,
        at=now,
        by=upload.by,
        file=upload.file,
        added=len(changes.added),
        changed=len(changes.changed),
        gone=len(changes.gone),
        refused=refused,
    )


def _problem(
    file: str,
    line: int | None,
    value: str,
    message: str,
    remedy: str,
    fault: FileFault = FileFault.OTHER,
    facts: Mapping[str, str] | None = None,
) -> Problem:
    return Problem(file=file, line=line, where="", value=value, message=message, remedy=remedy, fault=fault, facts=facts or {})


def _refused(file: str, value: str, message: str, remedy: str) -> ConfigurationError:
    return ConfigurationError((_problem(file, None, value, message, remedy),))
