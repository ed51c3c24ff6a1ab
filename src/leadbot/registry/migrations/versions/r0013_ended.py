"""What staff were not told of yet is found by the moment at which it ended."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index it; what ended before the moment was kept counts as ended when it was stored."""
    op.execute("UPDATE message SET ended_at = stored_at WHERE ended_at IS NULL AND disposition <> 'pending'")
    op.create_index("ix_message_program_disposition_ended_at", "message", ["program", "disposition", "ended_at"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_message_program_disposition_ended_at", "message")
