"""Tables of operating: by which a restored database is known, and what was erased. The same `metadata` as all tables."""

from sqlalchemy import CheckConstraint, Column, Integer, PrimaryKeyConstraint, String, Table

from leadbot.registry.columns import Coded, Moment, Text
from leadbot.registry.tables import metadata

generation = Table(
    "generation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("id = 1", name="one"),
)
"""Counts cycles; the same number stands in a file beside the database."""

restoration = Table(
    "restoration",
    metadata,
    Column("program", String, nullable=False),
    Column("restored_at", Moment, nullable=False),
    Column("good_until", Moment, nullable=False),
    Column("looked_at", Moment),
    Column("ended_at", Moment),
    PrimaryKeyConstraint("program", "restored_at"),
)

erasure = Table(
    "erasure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("cause", String, nullable=False),
    Column("counts", Coded(tuple[tuple[str, int], ...]), nullable=False),
    CheckConstraint("cause IN ('request', 'retention')", name="cause"),
)
