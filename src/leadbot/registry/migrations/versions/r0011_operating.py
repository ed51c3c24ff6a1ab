"""A restored database is known as one, and what has to be forgotten can be emptied: nothing else of it changes."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

EMPTY = "X'7801030000000001'"
REDACTED = "'[redacted]'"
KEPT = (
    ("history_kept", "UPDATE ON history", "history is never changed"),
    ("received_kept", "UPDATE ON message_raw", "received bytes are never changed"),
    (
        "sent_bytes_kept",
        "UPDATE ON outbox_raw WHEN (SELECT state FROM outbox WHERE id = OLD.mail) = 'sent'",
        "the bytes of a sent mail are never changed",
    ),
)
BUT_EMPTIED = (
    (
        "history_kept",
        "UPDATE ON history WHEN NEW.id <> OLD.id OR NEW.reference <> OLD.reference OR NEW.at <> OLD.at OR NEW.event <> OLD.event"
        f" OR NEW.detail NOT IN (OLD.detail, {REDACTED}) OR NEW.by NOT IN (OLD.by, {REDACTED})",
        "history is never changed",
    ),
    (
        "received_kept",
        f"UPDATE ON message_raw WHEN NEW.message <> OLD.message OR NEW.deflated <> {EMPTY}",
        "received bytes are never changed",
    ),
    (
        "sent_bytes_kept",
        "UPDATE ON outbox_raw WHEN (SELECT state FROM outbox WHERE id = OLD.mail) = 'sent'"
        f" AND (NEW.mail <> OLD.mail OR NEW.deflated <> {EMPTY})",
        "the bytes of a sent mail are never changed",
    ),
)
ERASURES = (("erasure_kept", "UPDATE", "changed"), ("erasure_stays", "DELETE", "removed"))


def upgrade() -> None:
    """Make the tables; let what is emptied be emptied."""
    op.create_table(
        "generation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name="one"),
    )
    op.create_table(
        "restoration",
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("restored_at", sa.String(), nullable=False),
        sa.Column("good_until", sa.String(), nullable=False),
        sa.Column("looked_at", sa.String()),
        sa.Column("ended_at", sa.String()),
        sa.PrimaryKeyConstraint("program", "restored_at", name="pk_restoration"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.CheckConstraint("cause IN ('request', 'retention')", name="cause"),
    )
    for name, what, words in ERASURES:
        op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON erasure BEGIN SELECT RAISE(ABORT, 'an erasure is never {words}'); END")
    _replace(BUT_EMPTIED)


def downgrade() -> None:
    """Drop them, with the proof of what was erased."""
    _replace(KEPT)
    for name, *_ in ERASURES:
        op.execute(f"DROP TRIGGER {name}")
    for table in ("erasure", "restoration", "generation"):
        op.drop_table(table)


def _replace(triggers: tuple[tuple[str, str, str], ...]) -> None:
    for name, when, words in triggers:
        op.execute(f"DROP TRIGGER {name}")
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")
