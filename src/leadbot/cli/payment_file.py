"""The payment file for the accountant: CSV, a row for each transfer."""

import csv
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from leadbot.model.payout import Payment

COLUMNS = ("payee", "iban", "amount", "currency", "remittance", "invoice", "due_on", "references", "net", "vat")
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
    }
    return [cell(texts[column]) for column in COLUMNS]
