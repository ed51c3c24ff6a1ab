"""What staff read of sales reports that do not fit the leads (section `sales`), in the program's language."""

from leadbot.model.payout import LooseSale
from leadbot.model.program import Program
from leadbot.writing.plain import fold
from leadbot.writing.templates import Templates
from leadbot.writing.words import Words

_SECTION = "sales"


def sales_told(kind: str, count: int, program: Program, templates: Templates) -> str:
    """How many rows are nobody's (`sales`), or how many leads have none (`unsold`)."""
    return _words(program, templates).say(_SECTION, kind, {"count": count})


def loose_sale_line(loose: LooseSale, program: Program, templates: Templates) -> str:
    """Such as `14 Mar 2026 · 5217998192 · Azure · 10 · 1,200.00 PLN – of no product that the programme pays for`."""
    words, sale = _words(program, templates), loose.sale
    parts = (
        words.day(sale.on),
        fold(sale.client_tax_id or sale.reference, 40),
        fold(program.catalogue.title(sale.product, words.language), 60),
        str(sale.quantity),
        words.amount(sale.annual_value, sale.currency),
    )
    return f"{' · '.join(filter(None, parts))} – {words.say(_SECTION, f'row.{loose.reason}')}"


def unsold_line(reference: str, client: str, partner: str) -> str:
    """Such as `GL-2026-00007 – Młyn sp. z o.o. – Alfa`."""
    return " – ".join(filter(None, (reference, fold(client, 80), fold(partner, 80))))


def _words(program: Program, templates: Templates) -> Words:
    return templates.words(templates.language(program.language, *program.fallback_languages))
