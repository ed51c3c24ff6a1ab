"""The first tables: messages, leads, outbox, lists."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "message",
    "message_raw",
    "sighting",
    "lead",
    "message_lead",
    "hold",
    "history",
    "lead_address",
    "reference_counter",
    "outbox",
    "outbox_raw",
    "recipient",
    "outbox_lead",
    "list_import",
    "list_entry",
)

TRIGGERS = (
    ("history_kept", "UPDATE ON history", "history is never changed"),
    ("history_stays", "DELETE ON history", "history is never removed"),
    ("received_kept", "UPDATE ON message_raw", "received bytes are never changed"),
    ("sent_state_kept", "UPDATE OF state, key, message_id ON outbox WHEN OLD.state = 'sent'", "a sent mail stays sent"),
    ("sent_stays", "DELETE ON outbox WHEN OLD.state = 'sent'", "a sent mail is never removed"),
    (
        "sent_bytes_kept",
        "UPDATE ON outbox_raw WHEN (SELECT state FROM outbox WHERE id = OLD.mail) = 'sent'",
        "the bytes of a sent mail are never changed",
    ),
)


def upgrade() -> None:
    """Create everything."""
    _messages()
    _leads()
    _links_of_leads()
    _outbox()
    _parts_of_mails()
    _lists()
    _indices()
    for name, when, words in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")


def downgrade() -> None:
    """Drop everything; the triggers go with their tables."""
    for name, *_ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    for table in reversed(TABLES):
        op.drop_table(table)


def _text(name: str, *more: sa.ForeignKey, null: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), *more, nullable=null, primary_key=key)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _choice(name: str, *values: str, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Enum(*values, name=name, native_enum=False, create_constraint=True), nullable=null)


def _message(name: str, *, null: bool = False, key: bool = False) -> sa.Column[str]:
    return _text(name, sa.ForeignKey("message.key"), null=null, key=key)


def _lead(name: str = "reference") -> sa.Column[str]:
    return _text(name, sa.ForeignKey("lead.reference"))


def _messages() -> None:
    kinds = ("lead", "application", "follow_up", "status", "withdrawal", "extension", "invoice", "tender", "question")
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(), nullable=False, unique=True),
        _text("program"),
        _text("message_id", null=True),
        _text("thread_ids"),
        _text("received_at"),
        _text("stored_at"),
        _integer("size"),
        sa.Column("message_id_reused", sa.Boolean(), nullable=False),
        _integer("attempts"),
        _text("error"),
        _choice("disposition", "pending", "answered", "silent", "with_staff", "parked"),
        _choice("kind", *kinds, "automatic", "bounce", "unrelated", null=True),
        _text("reason"),
        _text("sender"),
        _text("subject"),
        _text("correspondence", null=True),
    )
    op.create_table(
        "message_raw",
        _message("message", key=True),
        sa.Column("deflated", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), primary_key=True),
        _message("message"),
        _text("received_at"),
        _text("stored_at"),
    )


def _leads() -> None:
    states = ("incomplete", "in_review", "confirmed", "rejected", "in_line", "withdrawn", "lapsed", "expired", "won", "lost")
    op.create_table(
        "lead",
        _text("reference", key=True),
        _text("program"),
        _text("program_version"),
        _text("kind"),
        _choice("state", *states),
        _text("verdict"),
        _text("draft"),
        _text("checks"),
        _text("changed"),
        _text("received_at"),
        _text("due_at"),
        _text("place_until", null=True),
        _message("from_message"),
        _text("language"),
        _text("partner_address"),
        _text("partner_domain"),
        _text("partner_tax_id"),
        _text("partner_name"),
        _text("client_key"),
        _text("folded_name"),
        _text("contact_email"),
        _text("contact_phone"),
        sa.CheckConstraint("kind IN ('lead', 'application')", name="kind"),
    )


def _links_of_leads() -> None:
    op.create_table(
        "message_lead",
        _message("owner"),
        _integer("position"),
        _lead(),
        sa.PrimaryKeyConstraint("owner", "position"),
    )
    op.create_table(
        "hold",
        _text("program"),
        _text("client_key"),
        _text("family"),
        _lead(),
        sa.UniqueConstraint("program", "client_key", "family"),
        sa.CheckConstraint("client_key <> ''", name="client_key"),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), primary_key=True),
        _lead(),
        _text("at"),
        _text("event"),
        _text("by"),
        _text("detail"),
    )
    op.create_table("lead_address", _lead(), _text("address"), sa.PrimaryKeyConstraint("reference", "address"))
    op.create_table(
        "reference_counter",
        _text("prefix"),
        _integer("year"),
        _integer("last"),
        sa.PrimaryKeyConstraint("prefix", "year"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(), nullable=False, unique=True),
        _text("program"),
        _choice("purpose", "reply", "notice", "digest"),
        _message("answers", null=True),
        _text("sender"),
        _text("to"),
        _text("subject"),
        sa.Column("message_id", sa.String(), nullable=False, unique=True),
        _text("thread"),
        sa.Column("registers", sa.Boolean(), nullable=False),
        _text("created_at"),
        _choice("state", "queued", "held", "sending", "sent", "failed", "unknown", "cancelled"),
        _text("next_at", null=True),
        _text("changed_at"),
        _integer("attempts"),
        _text("detail"),
        sa.CheckConstraint("(state = 'queued') = (next_at IS NOT NULL)", name="next_at"),
        sqlite_autoincrement=True,
    )


def _parts_of_mails() -> None:
    op.create_table(
        "outbox_raw",
        sa.Column("mail", sa.Integer(), sa.ForeignKey("outbox.id"), primary_key=True),
        sa.Column("deflated", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "recipient",
        sa.Column("mail", sa.Integer(), sa.ForeignKey("outbox.id"), nullable=False),
        _integer("position"),
        sa.Column("address", sa.String(collation="NOCASE"), nullable=False),
        sa.PrimaryKeyConstraint("mail", "position"),
    )
    op.create_table(
        "outbox_lead",
        sa.Column("owner", sa.Integer(), sa.ForeignKey("outbox.id"), nullable=False),
        _integer("position"),
        _lead(),
        sa.PrimaryKeyConstraint("owner", "position"),
    )


def _lists() -> None:
    op.create_table("list_import", _text("program"), _text("list"), sa.PrimaryKeyConstraint("program", "list"))
    op.create_table(
        "list_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("program"),
        _text("list"),
        _text("tax_id"),
        _text("number"),
        _text("name"),
        _text("folded_name"),
        _text("email_domain"),
        _text("dated", null=True),
        _text("services"),
    )


def _indices() -> None:
    for table, *columns in (
        ("message", "program", "message_id"),
        ("message", "program", "disposition", "received_at", "id"),
        ("sighting", "message"),
        ("message_lead", "reference"),
        ("lead", "from_message"),
        ("lead", "program", "client_key"),
        ("lead", "program", "folded_name"),
        ("lead", "program", "contact_email"),
        ("lead", "program", "contact_phone"),
        ("lead", "program", "partner_address"),
        ("lead", "program", "partner_domain"),
        ("lead", "program", "partner_tax_id"),
        ("lead", "program", "state", "received_at"),
        ("hold", "reference"),
        ("history", "reference"),
        ("outbox", "thread"),
        ("outbox", "program", "state", "next_at"),
        ("outbox", "program", "created_at"),
        ("recipient", "address"),
        ("outbox_lead", "reference"),
        ("list_entry", "program", "list"),
        ("list_entry", "program", "tax_id"),
        ("list_entry", "program", "folded_name"),
        ("list_entry", "program", "number"),
        ("list_entry", "program", "email_domain"),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
    op.create_index("uq_outbox_reply", "outbox", ["answers"], unique=True, sqlite_where=sa.text("purpose = 'reply'"))
