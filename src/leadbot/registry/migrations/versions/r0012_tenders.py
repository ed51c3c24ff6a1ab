"""Calls for offers, as facts that are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TRIGGERS = (
    ("tender_fact_kept", "UPDATE ON tender_fact", "a fact of a call for offers is never changed"),
    ("tender_fact_stays", "DELETE ON tender_fact", "a fact of a call for offers is never removed"),
)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "tender_fact",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("program", "reference", "kind", "content", "at")),
    )
    op.create_index("ix_tender_fact_reference", "tender_fact", ["reference"])
    op.create_index("ix_tender_fact_program", "tender_fact", ["program"])
    for name, when, words in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")


def downgrade() -> None:
    """Drop it; the triggers go with it."""
    op.drop_table("tender_fact")
