"""What columns each list has, and its rows as typed values."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from itertools import chain

from leadbot.judging.folding import fold
from leadbot.model.deals import DealEvent, EventKind, Price, Sale
from leadbot.model.facts import ListEntry
from leadbot.model.fields import FIELDS
from leadbot.model.file_faults import FileFault
from leadbot.model.lead import Reference
from leadbot.model.program import Program
from leadbot.service.importing.cells import Cells
from leadbot.service.importing.columns import Layout
from leadbot.service.importing.files import Cell
from leadbot.service.importing.values import Unusable, as_text, currency, domain, tax_id, whole

CLIENTS = Layout(
    columns={"tax_id": ("tax_id", "client_tax_id"), "name": ("name",), "dated": ("date", "since"), "services": ("services",)},
    needed=(("tax_id", "name"),),
)
PARTNERS = Layout(
    columns={
        "tax_id": ("tax_id",),
        "number": ("number",),
        "name": ("name",),
        "email_domain": ("email_domain",),
        "dated": ("since", "date"),
    },
    needed=(("tax_id", "number", "name", "email_domain"),),
)
PRICES = Layout(
    columns={
        "deal_type": ("deal_type",),
        "bundle": ("bundle", "product"),
        "term_months": ("term_months",),
        "commission": ("commission", "amount"),
        "currency": ("currency",),
    },
    needed=(("deal_type",), ("bundle",), ("term_months",), ("commission",), ("currency",)),
)
SALES = Layout(
    columns={
        "date": ("date",),
        "client_tax_id": ("client_tax_id", "tax_id"),
        "product": ("product", "bundle"),
        "billing": ("billing",),
        "quantity": ("quantity",),
        "annual_value": ("annual_value", "amount"),
        "currency": ("currency",),
        "reference": ("reference",),
    },
    needed=(("date",), ("client_tax_id", "reference"), ("product",), ("quantity",), ("annual_value",), ("currency",)),
)
EVENTS = Layout(
    columns={
        "reference": ("reference",),
        "event": ("event",),
        "date": ("date",),
        "amount": ("amount",),
        "currency": ("currency",),
        "note": ("note",),
    },
    needed=(("reference",), ("event",), ("date",)),
)
WITH_AMOUNT = frozenset({EventKind.INVOICED, EventKind.CLIENT_PAID, EventKind.PRICED})
"""Events that say nothing without an amount."""
_BILLING = ("annual", "monthly")


def client(cells: Cells) -> ListEntry:
    """A row of a list of clients."""
    cells.needs("tax_id", "name")
    return ListEntry(
        tax_id=_tax_id(cells, "tax_id", "client.tax_id"),
        name=cells.text("name"),
        dated=_optional_day(cells),
        services=cells.read("services", cells.context.products.owned, ()),
    )


def partner(cells: Cells) -> ListEntry:
    """A row of a list of partners."""
    cells.needs("tax_id", "number", "name", "email_domain")
    return ListEntry(
        tax_id=_tax_id(cells, "tax_id", "partner.tax_id"),
        number=cells.read("number", lambda cell: _number(cell, cells.context.program), ""),
        name=cells.text("name"),
        email_domain=cells.read("email_domain", lambda cell: domain(cell, cells.context.shared_domains), ""),
        dated=_optional_day(cells),
    )


def price(cells: Cells) -> Price:
    """A row of a price list."""
    for id_ in PRICES.columns:
        cells.needs(id_)
    return Price(
        deal_type=cells.read("deal_type", _deal_type, ""),
        product=cells.read("bundle", cells.context.products.one, ""),
        term_months=cells.read("term_months", _positive, 0),
        amount=cells.read("commission", cells.amounts("commission").read, Decimal(0)),
        currency=_currency(cells),
    )


def sale(cells: Cells) -> Sale:
    """A row of a sales report. A product that the catalogue doesn't know stays as the report calls it."""
    for id_ in ("date", "product", "quantity", "annual_value", "currency"):
        cells.needs(id_)
    cells.needs("client_tax_id", "reference")
    return Sale(
        on=cells.read("date", cells.days.read, date.min),
        product=cells.read("product", cells.context.products.any, ""),
        quantity=cells.read("quantity", whole, 0),
        annual_value=cells.read("annual_value", cells.amounts("annual_value").read, Decimal(0)),
        currency=_currency(cells),
        billing=cells.read("billing", lambda cell: _billing(cell, cells.context.program), ""),
        client_tax_id=_tax_id(cells, "client_tax_id", "client.tax_id"),
        reference=cells.text("reference").upper(),
    )


def event(cells: Cells) -> DealEvent:
    """A row of a list of events."""
    for id_ in ("reference", "event", "date"):
        cells.needs(id_)
    kind = cells.read("event", _event, EventKind.CONTACTED)
    if kind in WITH_AMOUNT:
        cells.needs("amount")
    if cells.text("amount") and len(cells.context.currencies) > 1:
        cells.needs("currency")
    return DealEvent(
        reference=cells.read("reference", lambda cell: _known_lead(cell, cells), Reference("")),
        event=kind,
        on=cells.read("date", cells.days.read, date.min),
        amount=cells.read("amount", cells.amounts("amount").read, None),
        currency=_currency(cells),
        note=cells.text("note"),
    )


def _optional_day(cells: Cells) -> date | None:
    read: Callable[[Cell], date | None] = cells.days.read
    return cells.read("dated", read, None)


def _tax_id(cells: Cells, column: str, field_id: str) -> str:
    spec = cells.context.program.field_spec(field_id)
    return cells.read(column, lambda cell: tax_id(cell, spec.id_types if spec else ()), "")


def _number(cell: Cell, program: Program) -> str:
    """A partner's number as mails write it: the program's prefix, `P` and at least four digits, where it is one of those."""
    text = as_text(cell).upper()
    digits = text.removeprefix(program.prefix).lstrip(" -/").removeprefix("P").lstrip(" -/")
    return f"{program.prefix}-P-{int(digits):04d}" if digits.isascii() and digits.isdigit() else text


def _deal_type(cell: Cell) -> str:
    text, choices = as_text(cell).lower(), FIELDS["deal.type"].choices
    if text not in choices:
        raise Unusable(
            FileFault.NO_CONTRACT_TYPE,
            "this is no type of contract",
            f"Write {' or '.join(choices)}",
            field="deal.type",
            choices=", ".join(choices),
        )
    return text


def _positive(cell: Cell) -> int:
    found = whole(cell)
    if found < 1:
        raise Unusable(FileFault.NOT_POSITIVE, "at least 1 is expected", "Correct it")
    return found


def _currency(cells: Cells) -> str:
    return cells.read("currency", lambda cell: currency(cell, cells.context.currencies), "")


def _billing(cell: Cell, program: Program) -> str:
    text = fold(as_text(cell))
    for id_ in _BILLING:
        words = chain.from_iterable(lexicon.words.get(key, ()) for lexicon in program.lexicons.values() for key in (id_, f"{id_}_value"))
        if text == id_ or any(_is_word(text, word) for word in words):
            return id_
    raise Unusable(FileFault.NO_BILLING, "neither annual nor monthly", f"Write {' or '.join(_BILLING)}")


def _is_word(text: str, word: str) -> bool:
    """Whether a folded text is that word of a lexicon; `*` stands for any ending."""
    return text.startswith(fold(word)) if word.endswith("*") and " " not in text else text == fold(word)


def _event(cell: Cell) -> EventKind:
    text = "-".join(as_text(cell).lower().replace("_", " ").replace("-", " ").split())
    known = [kind.value for kind in EventKind]
    if text not in known:
        near = get_close_matches(text, known, n=1)
        remedy = f"Did you mean `{near[0]}`?" if near else f"Known: {', '.join(known)}"
        raise Unusable(FileFault.NO_EVENT, "there is no such event", remedy, events=", ".join(near or known))
    return EventKind(text)


def _known_lead(cell: Cell, cells: Cells) -> Reference:
    reference = Reference(as_text(cell).upper())
    if not cells.context.knows_lead(reference):
        raise Unusable(FileFault.NO_LEAD, "no lead of this programme has this reference", "Correct it; `leadbot leads` lists them")
    return reference
