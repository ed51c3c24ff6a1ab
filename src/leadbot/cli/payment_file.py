"""The payment file for the accountant, and the accounts that it pays to."""

import csv
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import click

from leadbot.cli.common import configured, open_app, print_lines, print_table

if TYPE_CHECKING:
    from leadbot.model.payout import Payment

COLUMNS = ("payee", "iban", "amount", "currency", "remittance", "invoice", "due_on", "references", "net", "vat", "parts")
_REMITTANCE = 140
"""Characters that SEPA carries to the payee."""


def write_payments(file: Path, payments: Sequence["Payment"]) -> None:
    """UTF-8, comma, amounts with a point; no cell is a formula to a spreadsheet. The file is there whole or not at all. Raises OSError."""
    with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=file.parent, prefix=f".{file.name}.", delete=False) as made:
        try:
            rows = csv.writer(made)
            rows.writerow(COLUMNS)
            rows.writerows(_row(payment) for payment in payments)
            made.close()
            Path(made.name).replace(file)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise


def told(payments: Sequence["Payment"], file: Path) -> None:
    """What stands in the file, and what it lacks."""
    for payment in payments:
        if not payment.iban:
            known = f"leadbot record account {payment.references[0]} --iban IBAN"
            click.echo(f"{payment.payee}: no bank account is known. Enter it in the file, or record it: {known}", err=True)
    sums: dict[str, object] = {}
    for payment in payments:
        sums[payment.currency] = sums.get(payment.currency, 0) + payment.amount  # type: ignore[operator]
    in_all = ", ".join(f"{amount} {currency}" for currency, amount in sums.items()) or "nothing is due"
    click.echo(f"{file}: {len(payments)} payments, {in_all}. Nothing is marked paid: use leadbot mark REF paid, or import the events.")


def _row(payment: "Payment") -> list[str]:
    from leadbot.writing.plain import cell

    references = " ".join(payment.references)
    texts = {
        "payee": payment.payee,
        "iban": payment.iban,
        "amount": f"{payment.amount:.2f}",
        "currency": payment.currency,
        "remittance": " ".join(filter(None, (payment.invoice, references)))[:_REMITTANCE],
        "invoice": payment.invoice,
        "due_on": payment.due_on.isoformat() if payment.due_on else "",
        "references": references,
        "net": f"{payment.net:.2f}",
        "vat": f"{payment.vat:.2f}",
        "parts": " ".join(f"{reference}={amount:.2f}" for reference, amount in payment.parts),
    }
    return [cell(texts[column]) for column in COLUMNS]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--program", "only", metavar="P", help="One programme alone.")
@configured
def accounts(config: str | None, own_config: str | None, as_json: bool, only: str | None) -> None:
    """Every bank account of a partner, with who named it and who confirmed or refused it."""
    from leadbot.app import clock
    from leadbot.service.accounts import account_history

    app, now = open_app(config, own_config), clock()
    desks = [app.desk(only)] if only else [desk for desk, _ in app.desks.values()]
    rows = []
    for desk in desks:
        with app.registry.begin() as uow:
            rows += [{"program": desk.program.id, **row} for row in account_history(uow, desk, now)]
    if as_json:
        print_lines(rows)
    else:
        print_table(tuple(rows[0]) if rows else (), [tuple(str(value or "–") for value in row.values()) for row in rows])
