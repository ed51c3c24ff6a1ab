"""The tables of mails, leads and partners. What the docs call an invariant is a constraint here; `migrations/` builds the same.

Raw mails stand in tables of their own, compressed, so that no listing reads them. Sent mails, received bytes and history are
kept unchangeable by triggers (`fresh.py`).
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from leadbot.model.lead import Check, Gate, LeadState
from leadbot.model.message import Disposition, Kind
from leadbot.model.outgoing import Correspondence, OutboxState, Purpose
from leadbot.model.submission import FieldValue, LeadDraft
from leadbot.model.verdict import Verdict
from leadbot.registry.columns import Coded, Deflated, Moment, Text, choice

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("program", String, nullable=False),
    Column("message_id", Text),
    Column("thread_ids", Coded(tuple[str, ...]), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("size", Integer, nullable=False),
    Column("message_id_reused", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("disposition", choice(Disposition, "disposition"), nullable=False),
    Column("kind", choice(Kind, "kind")),
    Column("reason", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("correspondence", Coded(Correspondence)),
    Column("ended_at", Moment),
    Index(None, "program", "message_id"),
    Index(None, "program", "disposition", "received_at", "id"),
    Index("ix_message_program_disposition_ended_at", "program", "disposition", "ended_at"),
)

message_raw = Table(
    "message_raw",
    metadata,
    Column("message", String, ForeignKey("message.key"), primary_key=True),
    Column("deflated", Deflated, nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message", String, ForeignKey("message.key"), nullable=False, index=True),
    Column("received_at", Moment, nullable=False),
    Column("stored_at", Moment, nullable=False),
)

message_lead = Table(
    "message_lead",
    metadata,
    Column("owner", String, ForeignKey("message.key"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("reference", String, ForeignKey("lead.reference"), nullable=False, index=True),
    PrimaryKeyConstraint("owner", "position"),
)

lead = Table(
    "lead",
    metadata,
    Column("reference", String, primary_key=True),
    Column("program", String, nullable=False),
    Column("program_version", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", choice(LeadState, "state"), nullable=False),
    Column("verdict", Coded(Verdict), nullable=False),
    Column("draft", Coded(LeadDraft), nullable=False),
    Column("checks", Coded(tuple[Check, ...]), nullable=False),
    Column("changed", Coded(tuple[str, ...]), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("place_until", Moment),
    Column("from_message", String, ForeignKey("message.key"), nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("partner_address", Text, nullable=False),
    Column("partner_domain", Text, nullable=False),
    Column("partner_tax_id", Text, nullable=False),
    Column("partner_name", Text, nullable=False),
    Column("client_key", Text, nullable=False),
    Column("folded_name", Text, nullable=False),
    Column("contact_email", Text, nullable=False),
    Column("contact_phone", Text, nullable=False),
    Column("partner_number", Text, nullable=False, server_default=""),
    Column("gates", Coded(tuple[Gate, ...]), nullable=False, server_default="[]"),
    CheckConstraint("kind IN ('lead', 'application')", name="kind"),
    Index(None, "program", "client_key"),
    Index(None, "program", "folded_name"),
    Index(None, "program", "contact_email"),
    Index(None, "program", "contact_phone"),
    Index(None, "program", "partner_address"),
    Index(None, "program", "partner_domain"),
    Index(None, "program", "partner_tax_id"),
    Index(None, "program", "state", "received_at"),
)

hold = Table(
    "hold",
    metadata,
    Column("program", String, nullable=False),
    Column("client_key", Text, nullable=False),
    Column("family", String, nullable=False),
    Column("reference", String, ForeignKey("lead.reference"), nullable=False, index=True),
    UniqueConstraint("program", "client_key", "family"),
    CheckConstraint("client_key <> ''", name="client_key"),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String, ForeignKey("lead.reference"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("event", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

lead_address = Table(
    "lead_address",
    metadata,
    Column("reference", String, ForeignKey("lead.reference"), nullable=False),
    Column("address", Text, nullable=False),
    PrimaryKeyConstraint("reference", "address"),
    Index(None, "address"),
)

reference_counter = Table(
    "reference_counter",
    metadata,
    Column("prefix", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("prefix", "year"),
)

partner = Table(
    "partner",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program", String, nullable=False),
    Column("number", String, nullable=False),
    Column("application", String, ForeignKey("lead.reference"), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False),
    Column("tax_id", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("email_domain", Text, nullable=False),
    Column("contact_email", Text, nullable=False),
    Column("fields", Coded(tuple[FieldValue, ...]), nullable=False),
    Column("since", Moment, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("program", "number"),
    Index(None, "program", "folded_name"),
    Index(None, "program", "address"),
    Index(None, "program", "email_domain"),
    Index(None, "program", "contact_email"),
    Index("uq_partner_company", "program", "tax_id", unique=True, sqlite_where=text("tax_id <> '' AND ended_at IS NULL")),
)

remembered = Table(
    "remembered",
    metadata,
    Column("program", String, nullable=False),
    Column("address", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("tax_id", Text, nullable=False),
    Column("folded_name", Text, nullable=False),
    Column("fields", Coded(tuple[FieldValue, ...]), nullable=False),
    Column("reference", String, ForeignKey("lead.reference"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("program", "address", "company"),
    Index(None, "program", "domain"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("program", String, nullable=False),
    Column("purpose", choice(Purpose, "purpose"), nullable=False),
    Column("answers", String, ForeignKey("message.key")),
    Column("sender", Text, nullable=False),
    Column("to", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("thread", Text, nullable=False, index=True),
    Column("registers", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", choice(OutboxState, "state"), nullable=False),
    Column("next_at", Moment),
    Column("changed_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    CheckConstraint("(state = 'queued') = (next_at IS NOT NULL)", name="next_at"),
    Index(None, "program", "state", "next_at"),
    Index(None, "program", "created_at"),
    Index("uq_outbox_reply", "answers", unique=True, sqlite_where=text("purpose = 'reply'")),
    sqlite_autoincrement=True,
)

outbox_raw = Table(
    "outbox_raw",
    metadata,
    Column("mail", Integer, ForeignKey("outbox.id"), primary_key=True),
    Column("deflated", Deflated, nullable=False),
)

recipient = Table(
    "recipient",
    metadata,
    Column("mail", Integer, ForeignKey("outbox.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("address", Text(nocase=True), nullable=False, index=True),
    PrimaryKeyConstraint("mail", "position"),
)

outbox_lead = Table(
    "outbox_lead",
    metadata,
    Column("owner", Integer, ForeignKey("outbox.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("reference", String, ForeignKey("lead.reference"), nullable=False, index=True),
    PrimaryKeyConstraint("owner", "position"),
)
