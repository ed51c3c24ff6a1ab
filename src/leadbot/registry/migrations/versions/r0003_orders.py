"""Staff's orders by reply: the numbered cases of digests, and what was ordered about them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "digest_case",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), sa.ForeignKey("lead.reference", name="fk_digest_case_reference_lead")),
        sa.Column("check", sa.String()),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "number", name="pk_digest_case"),
    )
    op.create_index("ix_digest_case_program_code", "digest_case", ["program", "code"])
    states = ("waiting", "done", "undone", "failed")
    op.create_table(
        "standing_order",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("message", sa.String(), sa.ForeignKey("message.key", name="fk_standing_order_message_message"), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("due_at", sa.String(), nullable=False),
        sa.Column("state", sa.Enum(*states, name="state", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest", "number"], ["digest_case.digest", "digest_case.number"], name="fk_standing_order_digest_number_digest_case"
        ),
    )
    op.create_index("ix_standing_order_program_state_due_at", "standing_order", ["program", "state", "due_at"])
    live = sa.text("state IN ('waiting', 'done')")
    op.create_index("uq_standing_order_case", "standing_order", ["digest", "number"], unique=True, sqlite_where=live)


def downgrade() -> None:
    """Drop them; what staff ordered is lost."""
    op.drop_table("standing_order")
    op.drop_table("digest_case")
