"""People can be taken out of the facts of deals and of calls for offers: nothing else of these changes."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

REDACTED = "[redacted]"
DEAL_WORDS, TENDER_WORDS = "a fact of a deal is never changed", "a fact of a call for offers is never changed"
KEPT = (
    ("deal_fact_kept", "UPDATE ON deal_fact", DEAL_WORDS),
    ("tender_fact_kept", "UPDATE ON tender_fact", TENDER_WORDS),
)
BUT_REDACTED = (
    (
        "deal_fact_kept",
        "UPDATE ON deal_fact WHEN NEW.id <> OLD.id OR NEW.program <> OLD.program OR NEW.reference <> OLD.reference"
        f" OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at OR NEW.by NOT IN (OLD.by, '{REDACTED}')"
        f" OR NEW.content NOT IN (OLD.content, json_replace(OLD.content, '$.by', '{REDACTED}'),"
        f" json_replace(OLD.content, '$.words', '{REDACTED}'), json_replace(OLD.content, '$.note', '{REDACTED}'))",
        DEAL_WORDS,
    ),
    (
        "tender_fact_kept",
        "UPDATE ON tender_fact WHEN NEW.id <> OLD.id OR NEW.program <> OLD.program OR NEW.reference <> OLD.reference"
        " OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at"
        f" OR (NEW.content <> OLD.content AND (OLD.kind NOT IN ('called', 'released', 'offered') OR instr(NEW.content, '{REDACTED}') = 0))",
        TENDER_WORDS,
    ),
)


def upgrade() -> None:
    """Let people's words and addresses become `[redacted]`."""
    _replace(BUT_REDACTED)


def downgrade() -> None:
    """Refuse every change again."""
    _replace(KEPT)


def _replace(triggers: tuple[tuple[str, str, str], ...]) -> None:
    for name, when, words in triggers:
        op.execute(f"DROP TRIGGER {name}")
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")
