"""When a message came to its end: what staff were told of is told by that, not by when it was stored."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; messages that ended before have none."""
    op.add_column("message", sa.Column("ended_at", sa.String()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("message", "ended_at")
