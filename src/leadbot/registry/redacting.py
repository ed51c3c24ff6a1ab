"""Facts and orders without the people in them: what they say of companies, goods, money and dates stays."""

from dataclasses import replace
from typing import Any

from sqlalchemy import String, bindparam, func, literal, or_, select, tuple_, type_coerce, update

from leadbot.model.lead import Reference
from leadbot.model.orders import OrderState
from leadbot.model.tenders import Called, Offered, Released
from leadbot.registry import codec
from leadbot.registry.connection import Connection
from leadbot.registry.deal_tables import deal_fact, tender_fact
from leadbot.registry.fresh import REDACTED
from leadbot.registry.staff_tables import digest_case, standing_order
from leadbot.registry.tenders import KINDS

_WORDS = ("words", "note")
"""What the free words of a fact are called in it."""


def _said(name: str) -> Any:
    return func.json_extract(deal_fact.c.content, f"$.{name}")


_MEANT = (
    deal_fact.c.program == bindparam("of_program"),
    or_(bindparam("of_reference") == "", deal_fact.c.reference == bindparam("of_reference")),
)
_BY_COLUMN = update(deal_fact).where(*_MEANT, deal_fact.c.by == bindparam("of")).values(by=literal(REDACTED))
_BY_CONTENT = (
    update(deal_fact)
    .where(*_MEANT, _said("by") == bindparam("of"))
    .values(content=func.json_replace(deal_fact.c.content, "$.by", REDACTED))
)
_FREE = {
    name: update(deal_fact)
    .where(deal_fact.c.reference == bindparam("of"), _said(name).not_in(["", REDACTED]))
    .values(content=func.json_replace(deal_fact.c.content, f"$.{name}", REDACTED))
    for name in _WORDS
}
_GIVEN = type_coerce(standing_order.c.given, String)
_WORDLESS = (
    update(standing_order)
    .where(standing_order.c.state != literal(OrderState.WAITING.value, String), func.json_extract(_GIVEN, "$.line") != REDACTED)
    .values(given=func.json_replace(_GIVEN, "$.line", REDACTED, "$.note", REDACTED, "$.values", func.json("[]")))
)
_ORDERS_OF_LEAD = _WORDLESS.where(
    tuple_(standing_order.c.digest, standing_order.c.number).in_(
        select(digest_case.c.digest, digest_case.c.number).where(digest_case.c.reference == bindparam("of"))
    )
)
_ORDERS_THAT_NAME = _WORDLESS.where(
    standing_order.c.program == bindparam("of_program"), func.instr(func.lower(_GIVEN), bindparam("of")) > 0
)
_TENDER = select(tender_fact.c.id, tender_fact.c.kind, tender_fact.c.content).where(tender_fact.c.reference == bindparam("of"))
_TENDER_CONTENT = update(tender_fact).where(tender_fact.c.id == bindparam("of")).values(content=bindparam("without"))


def redact_by(connection: Connection, program: str, address: str, reference: Reference | None = None) -> int:
    """Facts of deals, or of that one alone, that this address told no longer name it. Returns how many."""
    values = {"of_program": program, "of": address, "of_reference": reference or ""}
    return max(connection.change(statement, values).rows for statement in (_BY_CONTENT, _BY_COLUMN))


def redact_words(connection: Connection, reference: Reference) -> int:
    """Free words in a lead's facts, and in the orders about it that are over, are gone. Returns of how many."""
    return sum(connection.change(statement, {"of": reference}).rows for statement in (*_FREE.values(), _ORDERS_OF_LEAD))


def redact_orders(connection: Connection, program: str, address: str) -> int:
    """Orders that are over and name that address lose their words. Returns how many."""
    return connection.change(_ORDERS_THAT_NAME, {"of_program": program, "of": address}).rows


def redact_tender(connection: Connection, reference: Reference) -> int:
    """A call loses the words of its customer and bidders, and their addresses. Returns how many facts."""
    count = 0
    for id_, kind, content in connection.execute(_TENDER, {"of": reference}).all():
        without = codec.dump(_without_people(codec.load(KINDS[kind], content)))
        if without != content:
            connection.change(_TENDER_CONTENT, {"of": id_, "without": without})
            count += 1
    return count


def _without_people(fact: object) -> object:
    match fact:
        case Called():
            return replace(fact, description=REDACTED)
        case Released():
            return replace(fact, description=REDACTED, sent=tuple(replace(to, address=REDACTED, domain="") for to in fact.sent))
        case Offered():
            return replace(fact, text=REDACTED, files=())
    return fact
