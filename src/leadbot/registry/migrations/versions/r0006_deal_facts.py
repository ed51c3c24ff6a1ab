"""What staff and mails tell of deals and what has no list: gates, invoice requests, invoices, collections, later contracts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TRIGGERS = (
    ("deal_fact_kept", "UPDATE ON deal_fact", "a fact of a deal is never changed"),
    ("deal_fact_stays", "DELETE ON deal_fact", "a fact of a deal is never removed"),
)


def upgrade() -> None:
    """Make the table."""
    kinds = ("gate", "request", "invoice", "collection", "contract", "benefit")
    op.create_table(
        "deal_fact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), sa.ForeignKey("lead.reference", name="fk_deal_fact_reference_lead"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint(f"kind IN {kinds}", name="kind"),
    )
    op.create_index("ix_deal_fact_reference", "deal_fact", ["reference"])
    op.create_index("ix_deal_fact_program_kind", "deal_fact", ["program", "kind"])
    for name, when, words in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")


def downgrade() -> None:
    """Drop it; the triggers go with it."""
    op.drop_table("deal_fact")
