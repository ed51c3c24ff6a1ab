"""What staff and mails tell of deals and what has no list: answers to gates, requests for invoices, collections. Only ever added."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, select

from leadbot.model.deals import (
    AccountAnswer,
    BenefitChoice,
    Collection,
    DealFact,
    ExtensionAnswer,
    ExtensionRequest,
    GateAnswer,
    InvoiceRequest,
    LaterContract,
    PartnerInvoice,
    PaymentRelease,
    StatedAccount,
)
from leadbot.registry import codec
from leadbot.registry.connection import Connection
from leadbot.registry.deal_tables import deal_fact
from leadbot.registry.links import known

T = TypeVar("T", bound=DealFact)

KINDS: Mapping[type, str] = {
    GateAnswer: "gate",
    InvoiceRequest: "request",
    PartnerInvoice: "invoice",
    Collection: "collection",
    LaterContract: "contract",
    BenefitChoice: "benefit",
    ExtensionRequest: "extension",
    ExtensionAnswer: "extension-answer",
    StatedAccount: "account",
    AccountAnswer: "account-answer",
    PaymentRelease: "release",
}
"""What each sort is called in the table."""
_SAME: Mapping[type, Callable[[Any], object]] = {
    GateAnswer: lambda fact: (fact.gate, fact.at),
    InvoiceRequest: lambda fact: (fact.quarter, fact.at),
    PartnerInvoice: lambda fact: (fact.quarter, fact.received_at, fact.number),
    Collection: lambda fact: fact.invoice,
    LaterContract: lambda fact: fact.accepted_on,
    BenefitChoice: lambda fact: fact.at,
    ExtensionRequest: lambda fact: fact.at,
    ExtensionAnswer: lambda fact: fact.at,
    StatedAccount: lambda fact: (fact.iban, fact.at),
    AccountAnswer: lambda fact: (fact.iban, fact.at),
    PaymentRelease: lambda fact: (fact.rule, fact.period, fact.at),
}
"""What makes a later fact of one lead another word on the same thing: the latest counts."""

_INSERT = insert(deal_fact)
_OF_KIND = (
    select(deal_fact.c.reference, deal_fact.c.content)
    .where(deal_fact.c.program == bindparam("of_program"), deal_fact.c.kind == bindparam("of_kind"))
    .order_by(deal_fact.c.id)
)


class SqlDealFacts:
    """`leadbot.service.unit_of_work.DealFacts` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, program: str, *facts: DealFact, at: datetime, by: str) -> None:
        """Keep these facts, told at that moment by that person or message. Raises UnknownReference."""
        for fact in facts:
            row = {"program": program, "reference": fact.reference, "kind": KINDS[type(fact)], "content": codec.dump(fact)}
            with known(fact.reference):
                self._connection.execute(_INSERT, row | {"at": at, "by": by})

    def all(self, program: str, kind: type[T]) -> list[T]:
        """All facts of that sort; of several on one thing the latest, in the place of the first."""
        found: dict[tuple[str, object], T] = {}
        for reference, content in self._connection.execute(_OF_KIND, {"of_program": program, "of_kind": KINDS[kind]}):
            fact = codec.load(kind, content)
            found[reference, _SAME[kind](fact)] = fact
        return list(found.values())
