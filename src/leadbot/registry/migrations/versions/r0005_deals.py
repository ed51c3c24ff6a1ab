"""What is imported besides lists of companies: prices, sales, events; and when which file was imported."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEPT = ("import_run", "sale", "deal_event")
"""Tables whose rows are never changed or removed."""
TABLES = (*KEPT, "price")


def upgrade() -> None:
    """Create everything."""
    _import_run()
    _price()
    _sale()
    _deal_event()
    for table in KEPT:
        for name, what, words in ((f"{table}_kept", "UPDATE", "changed"), (f"{table}_stays", "DELETE", "removed")):
            op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, '{table} rows are never {words}'); END")


def downgrade() -> None:
    """Drop everything; the triggers go with their tables."""
    for table in KEPT:
        for ending in ("kept", "stays"):
            op.execute(f"DROP TRIGGER {table}_{ending}")
    for table in TABLES:
        op.drop_table(table)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _import_run() -> None:
    texts, counts = ("program", "list", "at", "by", "file"), ("added", "changed", "gone", "refused")
    op.create_table("import_run", _id(), *map(_text, texts), *map(_integer, counts))
    op.create_index("ix_import_run_program_list", "import_run", ["program", "list"])


def _price() -> None:
    op.create_table(
        "price",
        _id(),
        *map(_text, ("program", "deal_type", "product")),
        _integer("term_months"),
        *map(_text, ("amount", "currency")),
        sa.UniqueConstraint(
            "program", "deal_type", "product", "term_months", "currency", name="uq_price_program_deal_type_product_term_months_currency"
        ),
    )


def _sale() -> None:
    unique = ("program", "on", "product", "quantity", "annual_value", "currency", "billing", "client_tax_id", "reference", "nth")
    op.create_table(
        "sale",
        _id(),
        *map(_text, ("program", "on", "product")),
        _integer("quantity"),
        *map(_text, ("annual_value", "currency", "billing", "client_tax_id", "reference")),
        _integer("nth"),
        *map(_text, ("stored_at", "by")),
        sa.UniqueConstraint(*unique, name="uq_sale_row"),
    )


def _deal_event() -> None:
    unique = ("program", "reference", "event", "on", "amount", "currency", "note", "nth")
    op.create_table(
        "deal_event",
        _id(),
        _text("program"),
        sa.Column("reference", sa.String(), sa.ForeignKey("lead.reference"), nullable=False),
        *map(_text, ("event", "on", "amount", "currency", "note")),
        _integer("nth"),
        *map(_text, ("stored_at", "by")),
        sa.UniqueConstraint(*unique, name="uq_deal_event_row"),
    )
    op.create_index("ix_deal_event_reference", "deal_event", ["reference"])
