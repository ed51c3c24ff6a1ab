"""The register of partners, what senders said of themselves, and the gates of applications."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRIGGERS = (
    ("partner_number_kept", "UPDATE OF program, number, application ON partner", "a partner number is never changed"),
    ("partner_stays", "DELETE ON partner", "a partner number is never given again"),
)


def upgrade() -> None:
    """Create both tables and the lead's new columns."""
    op.add_column("lead", sa.Column("partner_number", sa.String(), server_default="", nullable=False))
    op.add_column("lead", sa.Column("gates", sa.String(), server_default="[]", nullable=False))
    _partners()
    _remembered()
    for name, when, words in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")


def downgrade() -> None:
    """Drop them; the triggers go with their table."""
    for name, *_ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("remembered")
    op.drop_table("partner")
    op.drop_column("lead", "gates")
    op.drop_column("lead", "partner_number")


def _partners() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("program"),
        _text("number"),
        sa.Column("application", sa.String(), sa.ForeignKey("lead.reference"), nullable=False, unique=True),
        *map(_text, ("name", "folded_name", "tax_id", "address", "email_domain", "contact_email", "fields", "since")),
        sa.Column("ended_at", sa.String()),
        sa.UniqueConstraint("program", "number"),
    )
    for column in ("folded_name", "address", "email_domain", "contact_email"):
        op.create_index(f"ix_partner_program_{column}", "partner", ["program", column])
    active = sa.text("tax_id <> '' AND ended_at IS NULL")
    op.create_index("uq_partner_company", "partner", ["program", "tax_id"], unique=True, sqlite_where=active)


def _remembered() -> None:
    op.create_table(
        "remembered",
        *map(_text, ("program", "address", "company", "domain", "tax_id", "folded_name", "fields")),
        sa.Column("reference", sa.String(), sa.ForeignKey("lead.reference"), nullable=False),
        _text("at"),
        sa.PrimaryKeyConstraint("program", "address", "company"),
    )
    op.create_index("ix_remembered_reference", "remembered", ["reference"])
    op.create_index("ix_remembered_program_domain", "remembered", ["program", "domain"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)
