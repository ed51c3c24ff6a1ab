"""Which sorts of facts there are is the model's to say: new ones need no step."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TRIGGERS = (
    ("deal_fact_kept", "UPDATE ON deal_fact", "a fact of a deal is never changed"),
    ("deal_fact_stays", "DELETE ON deal_fact", "a fact of a deal is never removed"),
)
KINDS = ("gate", "request", "invoice", "collection", "contract", "benefit")


def upgrade() -> None:
    """Make the table anew without its list of sorts."""
    _made_anew()


def downgrade() -> None:
    """Put the list back; rows of newer sorts are left out."""
    op.execute("DROP TRIGGER deal_fact_stays")
    op.execute(f"DELETE FROM deal_fact WHERE kind NOT IN {KINDS}")
    _made_anew(sa.CheckConstraint(f"kind IN {KINDS}", name="kind"))


def _made_anew(*constraints: sa.CheckConstraint) -> None:
    """SQLite changes no constraint of a table that is there. The triggers and indexes go with the old one."""
    op.rename_table("deal_fact", "deal_fact_old")
    for index in ("ix_deal_fact_reference", "ix_deal_fact_program_kind"):
        op.drop_index(index)
    op.create_table(
        "deal_fact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), sa.ForeignKey("lead.reference", name="fk_deal_fact_reference_lead"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        *constraints,
    )
    op.create_index("ix_deal_fact_reference", "deal_fact", ["reference"])
    op.create_index("ix_deal_fact_program_kind", "deal_fact", ["program", "kind"])
    op.execute("INSERT INTO deal_fact SELECT * FROM deal_fact_old")
    op.drop_table("deal_fact_old")
    for name, when, words in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")
