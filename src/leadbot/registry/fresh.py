"""A new database, built at once from today's tables. The steps of `migrations/` lead to the same, and a test holds the two together."""

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, insert

from leadbot.registry import deal_tables, operating_tables, staff_tables
from leadbot.registry.tables import metadata

EMPTY = "X'7801030000000001'"
"""No octets, deflated (`columns.Deflated`): what bytes become that had to be forgotten."""
REDACTED = "[redacted]"

TRIGGERS = {
    "history_kept": (
        "UPDATE ON history WHEN NEW.id <> OLD.id OR NEW.reference <> OLD.reference OR NEW.at <> OLD.at OR NEW.event <> OLD.event"
        f" OR NEW.detail NOT IN (OLD.detail, '{REDACTED}') OR NEW.by NOT IN (OLD.by, '{REDACTED}')",
        "history is never changed",
    ),
    "history_stays": ("DELETE ON history", "history is never removed"),
    "received_kept": (
        f"UPDATE ON message_raw WHEN NEW.message <> OLD.message OR NEW.deflated <> {EMPTY}",
        "received bytes are never changed",
    ),
    "sent_state_kept": ("UPDATE OF state, key, message_id ON outbox WHEN OLD.state = 'sent'", "a sent mail stays sent"),
    "sent_stays": ("DELETE ON outbox WHEN OLD.state = 'sent'", "a sent mail is never removed"),
    "sent_bytes_kept": (
        "UPDATE ON outbox_raw WHEN (SELECT state FROM outbox WHERE id = OLD.mail) = 'sent'"
        f" AND (NEW.mail <> OLD.mail OR NEW.deflated <> {EMPTY})",
        "the bytes of a sent mail are never changed",
    ),
    "partner_number_kept": ("UPDATE OF program, number, application ON partner", "a partner number is never changed"),
    "partner_stays": ("DELETE ON partner", "a partner number is never given again"),
    "sale_kept": ("UPDATE ON sale", "sale rows are never changed"),
    "sale_stays": ("DELETE ON sale", "sale rows are never removed"),
    "deal_event_kept": ("UPDATE ON deal_event", "deal_event rows are never changed"),
    "deal_event_stays": ("DELETE ON deal_event", "deal_event rows are never removed"),
    "import_run_kept": ("UPDATE ON import_run", "import_run rows are never changed"),
    "import_run_stays": ("DELETE ON import_run", "import_run rows are never removed"),
    "deal_fact_kept": (
        "UPDATE ON deal_fact WHEN NEW.id <> OLD.id OR NEW.program <> OLD.program OR NEW.reference <> OLD.reference"
        f" OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at OR NEW.by NOT IN (OLD.by, '{REDACTED}')"
        f" OR NEW.content NOT IN (OLD.content, json_replace(OLD.content, '$.by', '{REDACTED}'),"
        f" json_replace(OLD.content, '$.words', '{REDACTED}'), json_replace(OLD.content, '$.note', '{REDACTED}'))",
        "a fact of a deal is never changed",
    ),
    "deal_fact_stays": ("DELETE ON deal_fact", "a fact of a deal is never removed"),
    "erasure_kept": ("UPDATE ON erasure", "an erasure is never changed"),
    "erasure_stays": ("DELETE ON erasure", "an erasure is never removed"),
    "tender_fact_kept": (
        "UPDATE ON tender_fact WHEN NEW.id <> OLD.id OR NEW.program <> OLD.program OR NEW.reference <> OLD.reference"
        " OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at"
        f" OR (NEW.content <> OLD.content AND (OLD.kind NOT IN ('called', 'released', 'offered') OR instr(NEW.content, '{REDACTED}') = 0))",
        "a fact of a call for offers is never changed",
    ),
    "tender_fact_stays": ("DELETE ON tender_fact", "a fact of a call for offers is never removed"),
    "program_version_kept": ("UPDATE ON program_version", "a version is never changed"),
    "program_version_stays": ("DELETE ON program_version", "a version is never removed"),
}
"""What each refuses, and its words."""

_ROOMS = (deal_tables, operating_tables, staff_tables)
"""Once they are loaded, `metadata` has their tables too."""
_REVISION = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))
_REVISION.append_constraint(PrimaryKeyConstraint("version_num", name="alembic_version_pkc"))


def build(connection: Connection, revision: str) -> None:
    """Everything of that revision, in a database that has no tables."""
    metadata.create_all(connection, checkfirst=False)
    for name, (when, words) in TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")
    _REVISION.create(connection, checkfirst=False)
    connection.execute(insert(_REVISION), {"version_num": revision})
