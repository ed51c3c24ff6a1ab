"""Tables of deals, calls for offers, and the versions of programs that leads are pinned to. The same `metadata` as all tables."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from leadbot.registry.columns import Amount, Day, Deflated, Moment, Text
from leadbot.registry.tables import metadata

price = Table(
    "price",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False),
    Column("deal_type", String, nullable=False),
    Column("product", Text, nullable=False),
    Column("term_months", Integer, nullable=False),
    Column("amount", Amount, nullable=False),
    Column("currency", String, nullable=False),
    UniqueConstraint("program", "deal_type", "product", "term_months", "currency"),
)

sale = Table(
    "sale",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False),
    Column("on", Day, nullable=False),
    Column("product", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("annual_value", Amount, nullable=False),
    Column("currency", String, nullable=False),
    Column("billing", String, nullable=False),
    Column("client_tax_id", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    UniqueConstraint(
        "program",
        "on",
        "product",
        "quantity",
        "annual_value",
        "currency",
        "billing",
        "client_tax_id",
        "reference",
        "nth",
        name="uq_sale_row",
    ),
)

deal_event = Table(
    "deal_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False),
    Column("reference", String, ForeignKey("lead.reference"), nullable=False, index=True),
    Column("event", String, nullable=False),
    Column("on", Day, nullable=False),
    Column("amount", Amount, nullable=False),
    Column("currency", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    UniqueConstraint("program", "reference", "event", "on", "amount", "currency", "note", "nth", name="uq_deal_event_row"),
)

deal_fact = Table(
    "deal_fact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False),
    Column("reference", String, ForeignKey("lead.reference"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("content", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Index(None, "program", "kind"),
)

tender_fact = Table(
    "tender_fact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False, index=True),
    Column("reference", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("content", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

program_version = Table(
    "program_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False),
    Column("version", String, nullable=False),
    Column("since", Moment, nullable=False),
    Column("source", Deflated, nullable=False),
    Index(None, "program", "since"),
)
