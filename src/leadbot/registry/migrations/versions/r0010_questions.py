"""Cases about a message: a partner's question that staff answer by reply."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "case_message",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), sa.ForeignKey("message.key", name="fk_case_message_message_message"), nullable=False),
        sa.PrimaryKeyConstraint("digest", "number", name="pk_case_message"),
        sa.ForeignKeyConstraint(
            ["digest", "number"], ["digest_case.digest", "digest_case.number"], name="fk_case_message_digest_number_digest_case"
        ),
    )
    op.create_index("ix_case_message_message", "case_message", ["message"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("case_message")
