"""Leads are found by any address that may act on them."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index the addresses of leads."""
    op.create_index("ix_lead_address_address", "lead_address", ["address"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_lead_address_address", "lead_address")
