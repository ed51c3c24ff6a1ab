"""The files of programs, as they were in force one after another."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TRIGGERS = (("program_version_kept", "UPDATE", "changed"), ("program_version_stays", "DELETE", "removed"))


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "program_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("program", "version", "since")),
        sa.Column("source", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_program_version_program_since", "program_version", ["program", "since"])
    for name, what, words in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON program_version BEGIN SELECT RAISE(ABORT, 'a version is never {words}'); END")


def downgrade() -> None:
    """Drop it; the triggers go with their table."""
    for name, *_ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("program_version")
