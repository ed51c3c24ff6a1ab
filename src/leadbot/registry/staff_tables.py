"""Tables of what staff bring and say: lists and their imports, cases that were shown, and orders. The same `metadata` as all tables."""

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)

from leadbot.model.orders import Order, OrderState
from leadbot.registry.columns import Coded, Day, Moment, Text, choice
from leadbot.registry.tables import metadata

list_import = Table(
    "list_import",
    metadata,
    Column("program", String, nullable=False),
    Column("list", String, nullable=False),
    PrimaryKeyConstraint("program", "list"),
)

list_entry = Table(
    "list_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False),
    Column("list", String, nullable=False),
    Column("tax_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False),
    Column("email_domain", Text, nullable=False),
    Column("dated", Day),
    Column("services", Coded(tuple[str, ...]), nullable=False),
    Index(None, "program", "list"),
    Index(None, "program", "tax_id"),
    Index(None, "program", "folded_name"),
    Index(None, "program", "number"),
    Index(None, "program", "email_domain"),
)

import_run = Table(
    "import_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False),
    Column("list", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Index(None, "program", "list"),
)

digest_case = Table(
    "digest_case",
    metadata,
    Column("digest", Text, nullable=False),
    Column("code", String, nullable=False),
    Column("program", String, nullable=False),
    Column("person", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("reference", String, ForeignKey("lead.reference")),
    Column("check", String),
    Column("stamp", String, nullable=False),
    PrimaryKeyConstraint("digest", "number"),
    Index(None, "program", "code"),
)

case_message = Table(
    "case_message",
    metadata,
    Column("digest", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("message", String, ForeignKey("message.key"), nullable=False, index=True),
    PrimaryKeyConstraint("digest", "number"),
    ForeignKeyConstraint(["digest", "number"], ["digest_case.digest", "digest_case.number"]),
)

standing_order = Table(
    "standing_order",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("program", String, nullable=False),
    Column("message", String, ForeignKey("message.key"), nullable=False),
    Column("given", Coded(Order), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", choice(OrderState, "state"), nullable=False),
    Column("detail", Text, nullable=False),
    ForeignKeyConstraint(["digest", "number"], ["digest_case.digest", "digest_case.number"]),
    Index(None, "program", "state", "due_at"),
    Index("uq_standing_order_case", "digest", "number", unique=True, sqlite_where=text("state IN ('waiting', 'done')")),
)
